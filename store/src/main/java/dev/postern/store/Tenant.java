package dev.postern.store;

import java.time.Instant;

/**
 * One customer's world: its own issuer, keys, APIs, apps and accounts.
 *
 * @param name its name, and with it its host
 * @param apiKey its public API key: the {@code cid} claim, {@code X-LoginRadius-ApiKey}
 * @param status whether it is served
 * @param profile how strict it is with every app of its
 * @param createdAt when it was founded
 * @param version the number of the change that last touched it
 */
public record Tenant(
    TenantName name,
    String apiKey,
    Status status,
    Profile profile,
    Instant createdAt,
    long version) {

  /** Whether a tenant is served. */
  public enum Status {
    /** It is. */
    ACTIVE,
    /** Nobody gets a token and every token that is out is refused. */
    BLOCKED
  }

  /** The same tenant in another status. */
  public Tenant in(Status newStatus, long number) {
    return new Tenant(name, apiKey, newStatus, profile, createdAt, number);
  }

  /** The same tenant under another profile. */
  public Tenant under(Profile newProfile, long number) {
    return new Tenant(name, apiKey, status, newProfile, createdAt, number);
  }
}
