package dev.postern.store;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One customer's world: its own issuer, keys, APIs, apps and accounts.
 *
 * @param name its name, and with it its host, unless it has a path
 * @param path the path of its issuer on the public URL's host; null where its issuer has none
 * @param apiKey its public API key: the {@code cid} claim, {@code X-LoginRadius-ApiKey}
 * @param status whether it is served
 * @param profile how strict it is with every app of its
 * @param createdAt when it was founded
 * @param version the number of the change that last touched it
 */
public record Tenant(
    TenantName name,
    @Nullable IssuerPath path,
    String apiKey,
    Status status,
    Profile profile,
    Instant createdAt,
    long version) {

  /** A tenant whose issuer has no path, and which takes what {@link Profile#STANDARD} takes. */
  public Tenant(TenantName name, String apiKey, Status status, Instant createdAt, long version) {
    this(name, null, apiKey, status, Profile.STANDARD, createdAt, version);
  }

  /** Whether a tenant is served. */
  public enum Status {
    /** It is. */
    ACTIVE,
    /** Nobody gets a token and every token that is out is refused. */
    BLOCKED
  }

  /** The path of its issuer, where it has one. */
  public Optional<IssuerPath> issuerPath() {
    return Optional.ofNullable(path);
  }

  /** The same tenant in another status. */
  public Tenant in(Status newStatus, long number) {
    return new Tenant(name, path, apiKey, newStatus, profile, createdAt, number);
  }

  /** The same tenant under another profile. */
  public Tenant under(Profile newProfile, long number) {
    return new Tenant(name, path, apiKey, status, newProfile, createdAt, number);
  }
}
