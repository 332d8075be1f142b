package dev.postern.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A store that keeps everything in memory and nothing beyond the process: for tests and for trying
 * things out.
 *
 * <p>What is there is never changed. A change works on a copy that takes the place of what was
 * there, so readers need no lock, and what fails leaves no trace.
 */
public final class MemoryStore implements Store {

  private static final int KEPT_CHANGES = 100_000;
  private static final long WAIT_SECONDS = 5;

  private final int keptChanges;
  private final Semaphore writing = new Semaphore(1, true);
  private volatile @Nullable Installation installation;
  private volatile Map<TenantName, MemoryTenant> state = Map.of();

  /** An empty store. */
  public MemoryStore() {
    this(KEPT_CHANGES);
  }

  MemoryStore(int keptChanges) {
    this.keptChanges = keptChanges;
  }

  @Override
  public Optional<Installation> installation() {
    return state.isEmpty() ? Optional.empty() : Optional.ofNullable(installation);
  }

  @Override
  public void found(Installation first, Founding founding) {
    write(tenants -> {
      if (installation != null) {
        throw new StoreException("there is data already");
      }
      MemoryWriter.found(founding, tenants, millis(first.foundedAt()));
      installation = first;
      return true;
    });
  }

  @Override
  public List<TenantName> tenants() {
    return List.copyOf(state.keySet());
  }

  @Override
  public List<IssuerPath> issuerPaths() {
    return paths(state);
  }

  /** The paths that {@code tenants} have. */
  static List<IssuerPath> paths(Map<TenantName, MemoryTenant> tenants) {
    return tenants.values().stream().flatMap(each -> each.tenant.issuerPath().stream()).toList();
  }

  @Override
  public <T, X extends Exception> T read(TenantName tenant, Reading<T, X> work) throws X {
    return work.on(there(state, tenant));
  }

  @Override
  public <T, X extends Exception> T change(TenantName tenant, Instant now, Changing<T, X> work)
      throws X {
    return write(tenants -> {
      MemoryWriter writer = new MemoryWriter(there(tenants, tenant), tenants, millis(now));
      T result = work.on(writer);
      tenants.put(tenant, writer.result());
      return result;
    });
  }

  @Override
  public Map<TenantName, Head> heads() {
    Map<TenantName, Head> heads = new HashMap<>();
    state.forEach((name, tenant) -> heads.put(name, tenant.head()));
    return heads;
  }

  @Override
  public List<Change> changes(TenantName tenant, long after, int limit) {
    return Optional.ofNullable(state.get(tenant)).stream()
        .flatMap(found -> found.changes.stream())
        .filter(change -> change.number() > after)
        .limit(limit)
        .toList();
  }

  @Override
  public void recordUse(TenantName tenant, Map<CredentialId, Instant> lastUsed) {
    write(tenants -> {
      tenants.computeIfPresent(tenant, (name, found) -> found.withUse(lastUsed));
      return true;
    });
  }

  @Override
  public void recordUsage(TenantName tenant, List<UsageCount> counts) {
    write(tenants -> {
      tenants.computeIfPresent(tenant, (name, found) -> found.with(found.usage.plus(counts)));
      return true;
    });
  }

  @Override
  public int forgetUsage(Grain grain, Instant before, int most) {
    return write(tenants -> {
      int left = most;
      for (Map.Entry<TenantName, MemoryTenant> each : tenants.entrySet()) {
        MemoryUsage old = each.getValue().usage;
        MemoryUsage kept = old.without(grain, before, left);
        left -= old.size() - kept.size();
        each.setValue(each.getValue().with(kept));
      }
      return most - left;
    });
  }

  @Override
  public void purge(Instant now) {
    write(tenants -> {
      tenants.replaceAll((name, tenant) -> tenant.purged(now, keptChanges));
      return true;
    });
  }

  @Override
  public void close() {
    // Nothing is held that the collector would not take.
  }

  @FunctionalInterface
  private interface Writing<T, X extends Exception> {
    T on(Map<TenantName, MemoryTenant> tenants) throws X;
  }

  /** Runs {@code work} on a copy of the map of tenants, which counts once the work is done. */
  private <T, X extends Exception> T write(Writing<T, X> work) throws X {
    try {
      if (!writing.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new StoreException("another change takes too long");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting for another change", e);
    }
    try {
      Map<TenantName, MemoryTenant> tenants = new TreeMap<>(Comparator.comparing(TenantName::text));
      tenants.putAll(state);
      T result = work.on(tenants);
      state = tenants;
      return result;
    } finally {
      writing.release();
    }
  }

  private static MemoryTenant there(Map<TenantName, MemoryTenant> tenants, TenantName name) {
    return Optional.ofNullable(tenants.get(name))
        .orElseThrow(() -> new StoreException("no such tenant"));
  }

  private static Instant millis(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS);
  }
}
