package dev.postern.store;

class MemoryStoreTest implements StoreContract {

  private final Store store = new MemoryStore(KEPT_CHANGES);

  @Override
  public Store store() {
    return store;
  }
}
