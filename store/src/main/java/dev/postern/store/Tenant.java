package dev.postern.store;

import java.time.Instant;

/**
 * One customer's world: its own issuer, keys, APIs, apps and accounts.
 *
 * @param name its name, and with it its host
 * @param apiKey its public API key: the {@code cid} claim, {@code X-LoginRadius-ApiKey}
 * @param status whether it is served
 * @param createdAt when it was founded
 * @param version the number of the change that last touched it
 */
public record Tenant(
    TenantName name, String apiKey, Status status, Instant createdAt, long version) {

  /** Whether a tenant is served. */
  public enum Status {
    /** It is. */
    ACTIVE,
    /** Nobody gets a token and every token that is out is refused. */
    BLOCKED
  }

  /** The same tenant in another status. */
  public Tenant in(Status newStatus, long number) {
    return new Tenant(name, apiKey, newStatus, createdAt, number);
  }
}
