package dev.postern.server.issuance;

import dev.postern.store.CredentialId;
import dev.postern.store.TenantName;
import org.jspecify.annotations.Nullable;

/**
 * When each of many credentials was last used: a map that is also a queue, in the order in which
 * they came. For one thread at a time.
 *
 * <p>It is made of arrays, so that remembering a use makes no object. A token leaves nothing behind
 * that outlives it, and where a million credentials are used in turn, an entry of a map for each
 * was what the collector worked for. A place is found by open addressing with linear probing, and
 * what is taken out is closed up behind (Knuth, The Art of Computer Programming, volume 3, section
 * 6.4, algorithm R).
 */
final class UseTable {

  private static final int SMALLEST = 16;

  /** A power of two places, in a ring that begins at {@link #first}. */
  private @Nullable TenantName[] tenants = new TenantName[SMALLEST];

  private @Nullable CredentialId[] credentials = new CredentialId[SMALLEST];
  private long[] times = new long[SMALLEST];
  private int[] hashes = new int[SMALLEST];
  private int first;
  private int size;

  /** Twice as many slots as places: a place plus one, or 0 in those that are free. */
  private int[] slots = new int[2 * SMALLEST];

  int size() {
    return size;
  }

  /** Remembers a use at {@code millis}; one that is later is kept. Whoever is new comes last. */
  void put(TenantName tenant, CredentialId credential, long millis) {
    int hash = hash(tenant, credential);
    for (int slot = slot(hash); ; slot = next(slot)) {
      int place = slots[slot] - 1;
      if (place < 0) {
        append(tenant, credential, millis, hash, slot);
        return;
      }
      if (hashes[place] == hash
          && credential.equals(credentials[place])
          && tenant.equals(tenants[place])) {
        times[place] = Math.max(times[place], millis);
        return;
      }
    }
  }

  /** Takes out who has waited longest, or null where nobody waits. */
  @Nullable Use poll() {
    if (size == 0) {
      return null;
    }
    int place = first;
    TenantName tenant = tenants[place];
    CredentialId credential = credentials[place];
    if (tenant == null || credential == null) {
      throw new IllegalStateException("a place in the ring is empty");
    }
    Use use = new Use(tenant, credential, times[place]);
    free(slotOf(place));
    tenants[place] = null;
    credentials[place] = null;
    first = (first + 1) & (times.length - 1);
    size--;
    if (size == 0 && times.length > SMALLEST) {
      resize(SMALLEST);
    }
    return use;
  }

  private void append(TenantName tenant, CredentialId credential, long millis, int hash, int slot) {
    int free = slot;
    if (size == times.length) {
      resize(2 * times.length);
      free = freeSlot(hash);
    }
    int place = (first + size) & (times.length - 1);
    tenants[place] = tenant;
    credentials[place] = credential;
    times[place] = millis;
    hashes[place] = hash;
    slots[free] = place + 1;
    size++;
  }

  private void resize(int places) {
    @Nullable TenantName[] oldTenants = tenants;
    @Nullable CredentialId[] oldCredentials = credentials;
    long[] oldTimes = times;
    int[] oldHashes = hashes;
    tenants = new TenantName[places];
    credentials = new CredentialId[places];
    times = new long[places];
    hashes = new int[places];
    slots = new int[2 * places];
    for (int i = 0; i < size; i++) {
      int old = (first + i) & (oldTimes.length - 1);
      tenants[i] = oldTenants[old];
      credentials[i] = oldCredentials[old];
      times[i] = oldTimes[old];
      hashes[i] = oldHashes[old];
      slots[freeSlot(hashes[i])] = i + 1;
    }
    first = 0;
  }

  private int freeSlot(int hash) {
    int slot = slot(hash);
    while (slots[slot] != 0) {
      slot = next(slot);
    }
    return slot;
  }

  private int slotOf(int place) {
    int slot = slot(hashes[place]);
    while (slots[slot] != place + 1) {
      slot = next(slot);
    }
    return slot;
  }

  /** Frees a slot, and moves up those that would not be found any more behind it. */
  private void free(int slot) {
    int hole = slot;
    for (int at = next(hole); slots[at] != 0; at = next(at)) {
      int wanted = slot(hashes[slots[at] - 1]);
      boolean reachedWithoutTheHole =
          ((at - wanted) & (slots.length - 1)) < ((at - hole) & (slots.length - 1));
      if (!reachedWithoutTheHole) {
        slots[hole] = slots[at];
        hole = at;
      }
    }
    slots[hole] = 0;
  }

  private int slot(int hash) {
    return hash & (slots.length - 1);
  }

  private int next(int slot) {
    return (slot + 1) & (slots.length - 1);
  }

  /** Spreads the hash of a text over all bits, the high ones too, which choose a stripe. */
  static int hash(TenantName tenant, CredentialId credential) {
    int mixed = (credential.text().hashCode() * 31 + tenant.text().hashCode()) * 0x9E3779B9;
    return mixed ^ (mixed >>> 16);
  }

  /**
   * A use that was taken out.
   *
   * @param millis when, in milliseconds since 1970
   */
  record Use(TenantName tenant, CredentialId credential, long millis) {}
}
