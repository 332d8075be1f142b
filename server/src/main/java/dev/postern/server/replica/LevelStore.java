package dev.postern.server.replica;

import dev.postern.store.Change;
import dev.postern.store.CredentialId;
import dev.postern.store.Founding;
import dev.postern.store.Grain;
import dev.postern.store.Head;
import dev.postern.store.Installation;
import dev.postern.store.IssuerPath;
import dev.postern.store.Store;
import dev.postern.store.TenantName;
import dev.postern.store.UsageCount;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store whose changes are in this node's registry by the time that they are answered: who was
 * told that an app is blocked finds it blocked.
 */
public final class LevelStore implements Store {

  private static final Logger LOG = LoggerFactory.getLogger(LevelStore.class);

  private final Store store;
  private final Replica replica;

  /** {@code store}, followed by {@code replica} at once after each change. */
  public LevelStore(Store store, Replica replica) {
    this.store = store;
    this.replica = replica;
  }

  @Override
  public <T, X extends Exception> T change(TenantName tenant, Instant now, Changing<T, X> work)
      throws X {
    T result = store.change(tenant, now, work);
    try {
      replica.catchUp();
    } catch (RuntimeException e) {
      // The change is committed, and saying otherwise would be a lie; the next poll brings it in.
      LOG.warn("a change is committed but not yet in the registry: {}", e.toString());
    }
    return result;
  }

  @Override
  public Optional<Installation> installation() {
    return store.installation();
  }

  @Override
  public void found(Installation installation, Founding founding) {
    store.found(installation, founding);
  }

  @Override
  public List<TenantName> tenants() {
    return store.tenants();
  }

  @Override
  public List<IssuerPath> issuerPaths() {
    return store.issuerPaths();
  }

  @Override
  public <T, X extends Exception> T read(TenantName tenant, Reading<T, X> work) throws X {
    return store.read(tenant, work);
  }

  @Override
  public Map<TenantName, Head> heads() {
    return store.heads();
  }

  @Override
  public List<Change> changes(TenantName tenant, long after, int limit) {
    return store.changes(tenant, after, limit);
  }

  @Override
  public void recordUse(TenantName tenant, Map<CredentialId, Instant> lastUsed) {
    store.recordUse(tenant, lastUsed);
  }

  @Override
  public void recordUsage(TenantName tenant, List<UsageCount> counts) {
    store.recordUsage(tenant, counts);
  }

  @Override
  public int forgetUsage(Grain grain, Instant before, int most) {
    return store.forgetUsage(grain, before, most);
  }

  @Override
  public void purge(Instant now) {
    store.purge(now);
  }

  @Override
  public void close() {
    store.close();
  }
}
