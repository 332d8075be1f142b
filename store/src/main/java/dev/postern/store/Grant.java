package dev.postern.store;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one app may do at one API.
 *
 * @param id the name of this life of it
 * @param clientId the app
 * @param apiId the API
 * @param scopes the permissions; never more than the API knows
 * @param claims own claims that every token carries, and the names and values that a request may
 *     name in {@code claims}
 * @param tokenLifetime how long its tokens live, or null: as the API says
 * @param expiresAt when it ends, or null
 * @param status whether it counts
 * @param exchange for which tokens of others there are tokens under it in exchange, or null: for
 *     none
 * @param onlyApis at the Admin API, the only APIs that its app may administer, at least one; or
 *     null: it is not limited
 * @param epoch the number of the change that last closed its sessions, or made it
 * @param createdAt when it was given
 * @param version the number of the change that last touched it
 */
public record Grant(
    GrantId id,
    ClientId clientId,
    ApiId apiId,
    Scopes scopes,
    JsonObject claims,
    @Nullable Duration tokenLifetime,
    @Nullable Instant expiresAt,
    Status status,
    @Nullable Exchange exchange,
    @Nullable Set<ApiId> onlyApis,
    long epoch,
    Instant createdAt,
    long version) {

  /** Copies the set, and refuses an empty one: a limit to nothing is never taken for none. */
  public Grant {
    if (onlyApis != null) {
      onlyApis = Set.copyOf(onlyApis);
      if (onlyApis.isEmpty()) {
        throw new IllegalArgumentException("a grant that is limited to no API");
      }
    }
  }

  /** A grant that gives nothing in exchange and is not limited. */
  public Grant(
      GrantId id,
      ClientId clientId,
      ApiId apiId,
      Scopes scopes,
      JsonObject claims,
      @Nullable Duration tokenLifetime,
      @Nullable Instant expiresAt,
      Status status,
      long epoch,
      Instant createdAt,
      long version) {
    this(
        id,
        clientId,
        apiId,
        scopes,
        claims,
        tokenLifetime,
        expiresAt,
        status,
        null,
        null,
        epoch,
        createdAt,
        version);
  }

  /** Whether a grant counts. */
  public enum Status {
    /** It does. */
    ACTIVE,
    /** It is as if it were not there. */
    SUSPENDED
  }

  /** Whether it counts at {@code now}. */
  public boolean live(Instant now) {
    return status == Status.ACTIVE && !over(now);
  }

  /** Whether its time has passed at {@code now}. */
  public boolean over(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }

  /** The same grant with other scopes, in a new epoch. */
  public Grant inEpoch(Scopes newScopes, long number) {
    return new Grant(
        id,
        clientId,
        apiId,
        newScopes,
        claims,
        tokenLifetime,
        expiresAt,
        status,
        exchange,
        onlyApis,
        number,
        createdAt,
        number);
  }

  /** The same grant with other terms of exchange, in the same epoch. */
  public Grant exchanging(@Nullable Exchange terms) {
    return new Grant(
        id,
        clientId,
        apiId,
        scopes,
        claims,
        tokenLifetime,
        expiresAt,
        status,
        terms,
        onlyApis,
        epoch,
        createdAt,
        version);
  }

  /** The same grant, limited to other APIs or not at all, in the same epoch. */
  public Grant limitedTo(@Nullable Set<ApiId> apis) {
    return new Grant(
        id,
        clientId,
        apiId,
        scopes,
        claims,
        tokenLifetime,
        expiresAt,
        status,
        exchange,
        apis,
        epoch,
        createdAt,
        version);
  }
}
