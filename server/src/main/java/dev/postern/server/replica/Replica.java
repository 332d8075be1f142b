package dev.postern.server.replica;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.KeyId;
import dev.postern.protocol.feed.FeedEntry;
import dev.postern.store.ApiId;
import dev.postern.store.Change;
import dev.postern.store.Change.Touched;
import dev.postern.store.Head;
import dev.postern.store.RegistrationPolicyId;
import dev.postern.store.Registry;
import dev.postern.store.Revocation;
import dev.postern.store.SealedKey;
import dev.postern.store.Store;
import dev.postern.store.StoreException;
import dev.postern.store.TenantName;
import dev.postern.store.TenantReader;
import dev.postern.store.TenantRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the registry level with the database by reading one small table of heads, and behind it
 * only what was touched.
 *
 * <p>A change row carries the hash of the one before it. Where that is not the hash that this node
 * has come to, the database has lost changes that this node had applied (a failover may do that):
 * the tenant is loaded anew, and whoever listens starts a new generation of its feed.
 *
 * <p>Reading is done by one thread at a time; nothing on the way of a token waits for it.
 */
public final class Replica {

  private static final Logger LOG = LoggerFactory.getLogger(Replica.class);
  private static final int BATCH = 1000;

  private final Store store;
  private final Registry registry;
  private final InstantSource clock;
  private final LastRead lastRead;
  private final RegistryListener listener;
  private final ReentrantLock reading = new ReentrantLock();

  /** A replica of {@code store} in {@code registry}, with nothing read yet. */
  public Replica(
      Store store,
      Registry registry,
      InstantSource clock,
      LastRead lastRead,
      RegistryListener listener) {
    this.store = store;
    this.registry = registry;
    this.clock = clock;
    this.lastRead = lastRead;
    this.listener = listener;
  }

  /** Who must know what changed in the registry. Called by the reading thread; must not block. */
  public interface RegistryListener {

    /** A tenant was loaded whole; {@code diverged} where that was because changes were lost. */
    void loaded(TenantName tenant, boolean diverged);

    /** An act of revocation has come in. */
    void revoked(TenantName tenant, long seq, List<FeedEntry> entries);

    /** A key was made, moved on or removed. */
    void keysChanged(TenantName tenant);
  }

  /** Brings the registry level; {@link StoreException} where the database does not answer. */
  public void catchUp() {
    reading.lock();
    try {
      LastRead.Start started = lastRead.start();
      store.heads().forEach(this::catchUp);
      lastRead.succeeded(started);
    } finally {
      reading.unlock();
    }
  }

  private void catchUp(TenantName name, Head head) {
    TenantRegistry tenant = registry.tenant(name).orElse(null);
    if (tenant == null) {
      load(name, false);
      return;
    }
    while (!tenant.head().equals(head)) {
      List<Change> changes = store.changes(name, tenant.head().number(), BATCH);
      if (changes.isEmpty() || !changes.getFirst().previousHash().equals(tenant.head().hash())) {
        LOG.error("tenant {}: the database lost changes that this node had applied", name);
        load(name, true);
        return;
      }
      apply(tenant, changes);
      if (tenant.head().number() >= head.number()) {
        // The database may have moved on since the heads were read; the next poll sees to that.
        return;
      }
    }
  }

  private void load(TenantName name, boolean diverged) {
    TenantRegistry loaded =
        store.<TenantRegistry, RuntimeException>read(
            name,
            reader -> {
              TenantRegistry fresh = new TenantRegistry(reader.tenant(), reader.head());
              reader.everyApi().forEach(fresh::put);
              fresh.putKeys(reader.keys());
              reader.registrationPolicies().forEach(fresh::put);
              fresh.putAuthorities(reader.authorities());
              reader.everyApp(fresh::put);
              List<Revocation> live = reader.revocations(clock.instant());
              fresh.revoke(reader.revocationSeq(), live.stream().map(Revocation::entry).toList());
              return fresh;
            });
    registry.put(loaded);
    listener.loaded(name, diverged);
  }

  private void apply(TenantRegistry tenant, List<Change> changes) {
    Set<Touched> touched = new LinkedHashSet<>();
    changes.forEach(change -> touched.addAll(change.touched()));
    store.<Integer, RuntimeException>read(
        tenant.tenant().name(),
        reader -> {
          // Keys first: no API may be here before the key that signs for it. And they are told
          // before what is revoked: who drops a token may get one by a new key.
          List<SealedKey> keys =
              touched.stream()
                  .filter(one -> one.kind() == Touched.Kind.KEY)
                  .flatMap(one -> reader.key(new KeyId(one.id())).stream())
                  .toList();
          if (!keys.isEmpty()) {
            tenant.putKeys(keys);
            listener.keysChanged(tenant.tenant().name());
          }
          touched.forEach(one -> put(tenant, reader, one));
          touched.forEach(one -> revoke(tenant, reader, one));
          return touched.size();
        });
    Change last = changes.getLast();
    tenant.moveTo(new Head(last.number(), last.hash()));
  }

  private static void put(TenantRegistry tenant, TenantReader reader, Touched touched) {
    switch (touched.kind()) {
      case TENANT -> tenant.put(reader.tenant());
      case API -> {
        ApiId id = new ApiId(touched.id());
        reader.api(id).ifPresentOrElse(tenant::put, () -> tenant.removeApi(id));
      }
      case APP -> {
        ClientId id = new ClientId(touched.id());
        reader.app(id).ifPresentOrElse(tenant::put, () -> tenant.removeApp(id));
      }
      case REGISTRATION_POLICY -> {
        RegistrationPolicyId id = new RegistrationPolicyId(touched.id());
        reader
            .registrationPolicy(id)
            .ifPresentOrElse(tenant::put, () -> tenant.removeRegistrationPolicy(id));
      }
      case AUTHORITY -> tenant.putAuthorities(reader.authorities());
      case KEY, REVOCATION -> {
        // Keys have come before everything else, revocations come after it.
      }
    }
  }

  private void revoke(TenantRegistry tenant, TenantReader reader, Touched touched) {
    if (touched.kind() == Touched.Kind.REVOCATION) {
      long seq = Long.parseLong(touched.id());
      List<FeedEntry> entries = reader.revocations(seq).stream().map(Revocation::entry).toList();
      tenant.revoke(seq, entries);
      listener.revoked(tenant.tenant().name(), seq, entries);
    }
  }

  /** Drops from the registry what no token can carry any more. */
  public void prune() {
    Instant now = clock.instant();
    registry.tenants().forEach(tenant -> tenant.revoked().prune(now));
  }
}
