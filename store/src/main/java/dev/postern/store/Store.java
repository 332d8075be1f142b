package dev.postern.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps everything that must outlive the process. Blocking; threads may share it; every method
 * throws {@link StoreException} where it cannot do its work within its time.
 *
 * <p>A change is one transaction. Its first statement takes the next number from the tenant's
 * counter row and so locks it: the changes of one tenant happen one after another, in the order of
 * their numbers, without holes, and none decides on what another has just made stale.
 */
public interface Store extends AutoCloseable {

  /** What was settled on first start, or empty where this store has no data yet. */
  Optional<Installation> installation();

  /** First start: makes the installation and the tenant, both or neither. */
  void found(Installation installation, Founding founding);

  /** The names of all tenants, in order. */
  List<TenantName> tenants();

  /** The paths of the issuers of all tenants that have one, in no order. */
  List<IssuerPath> issuerPaths();

  /**
   * Reads one tenant in one consistent view.
   *
   * @throws StoreException also where there is no such tenant
   */
  <T, X extends Exception> T read(TenantName tenant, Reading<T, X> work) throws X;

  /**
   * Changes one tenant in one transaction: committed when this returns, undone when it throws,
   * whatever {@code work} threw. The work writes its audit line once, last.
   */
  <T, X extends Exception> T change(TenantName tenant, Instant now, Changing<T, X> work) throws X;

  /** The last change of every tenant: the one small table that nodes poll. */
  Map<TenantName, Head> heads();

  /** The changes of a tenant behind {@code after}, oldest first, at most {@code limit}. */
  List<Change> changes(TenantName tenant, long after, int limit);

  /** Records when credentials were last used; only a later instant counts. No change is made. */
  void recordUse(TenantName tenant, Map<CredentialId, Instant> lastUsed);

  /**
   * Adds to the usage of a tenant, for minute, hour and day: all of it or nothing. No change is
   * made, others may add at the same time, and what is counted for a tenant that is not there is
   * nothing.
   */
  void recordUsage(TenantName tenant, List<UsageCount> counts);

  /**
   * Forgets at most {@code most} sums of steps that began before {@code before}, of all tenants,
   * and says how many these were.
   */
  int forgetUsage(Grain grain, Instant before, int most);

  /**
   * Forgets what has had its time: ended revocations, replies, and all but the last changes. What
   * an older server wrote beside or before this one is completed, so that it is found as all else
   * is.
   */
  void purge(Instant now);

  /** Releases everything; what was committed stays. */
  @Override
  void close();

  /** Work on a consistent view. */
  @FunctionalInterface
  interface Reading<T, X extends Exception> {
    /** Does the work. */
    T on(TenantReader tenant) throws X;
  }

  /** Work within a transaction. */
  @FunctionalInterface
  interface Changing<T, X extends Exception> {
    /** Does the work. */
    T on(TenantWriter tenant) throws X;
  }
}
