package dev.postern.store;

import static dev.postern.store.Samples.ACME;
import static dev.postern.store.Samples.NOW;
import static dev.postern.store.Samples.founding;
import static dev.postern.store.Samples.installation;
import static dev.postern.store.Samples.line;
import static dev.postern.store.TenantName.DEFAULT;

import java.util.function.Consumer;
import java.util.function.Function;

/** The store that a contract is about, and the few steps that its tests share. */
public interface ContractStore {

  /** How many changes the store keeps when it is purged. */
  int KEPT_CHANGES = 20;

  /** This test's own store, without data when the test starts. */
  Store store();

  /** Founds the default tenant. */
  default Store founded() {
    store().found(installation(), founding(DEFAULT));
    return store();
  }

  /** Founds the default tenant, and {@code acme} by change 2. */
  default Store foundedTwice() {
    founded();
    change(DEFAULT, tenant -> tenant.found(founding(ACME)));
    return store();
  }

  /** One change with its audit line. */
  default long change(TenantName name, Consumer<TenantWriter> work) {
    return store()
        .change(
            name,
            NOW,
            tenant -> {
              work.accept(tenant);
              tenant.audit(line("test"));
              return tenant.number();
            });
  }

  /** A look at a tenant, in a reading of its own. */
  default void look(TenantName name, Consumer<TenantReader> work) {
    store()
        .read(
            name,
            tenant -> {
              work.accept(tenant);
              return true;
            });
  }

  /** What a reading finds. */
  default <T> T read(TenantName name, Function<TenantReader, T> work) {
    return store().read(name, work::apply);
  }
}
