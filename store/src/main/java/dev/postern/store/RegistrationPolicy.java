package dev.postern.store;

import dev.postern.protocol.Scopes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets whoever has its initial access token register apps (RFC 7591 section 3), and says what they
 * are given.
 *
 * @param id its name in the Admin API
 * @param name its name for people
 * @param offers what an app may be granted, at most once for each API
 * @param methods how an app may prove itself
 * @param byUrl whether its keys may stand at a URL of its choice, which the server then fetches
 * @param mostApps how many apps there may be at once that were registered by it
 * @param secretLifetime how long a secret lives that such an app is given, or null: it never ends
 * @param expiresAt when its token ends, or null; what was registered before goes on
 * @param tokenHash the hash of its initial access token, as secrets are hashed
 * @param hint the last characters of that token
 * @param createdAt when it was made
 * @param version the number of the change that last touched it
 */
public record RegistrationPolicy(
    RegistrationPolicyId id,
    String name,
    List<Offer> offers,
    Set<AuthenticationMethod> methods,
    boolean byUrl,
    int mostApps,
    @Nullable Duration secretLifetime,
    @Nullable Instant expiresAt,
    String tokenHash,
    String hint,
    Instant createdAt,
    long version) {

  /**
   * What an app may be granted at one API.
   *
   * @param apiId the API, which may have been deleted since
   * @param scopes the permissions, at least one
   */
  public record Offer(ApiId apiId, Scopes scopes) {}

  /** Copies the collections. */
  public RegistrationPolicy {
    offers = List.copyOf(offers);
    methods = Set.copyOf(methods);
  }

  /** Whether its token is good at {@code now}. */
  public boolean live(Instant now) {
    return expiresAt == null || now.isBefore(expiresAt);
  }

  /** The same as it offers {@code others} from the change {@code number} on. */
  public RegistrationPolicy offering(List<Offer> others, long number) {
    return new RegistrationPolicy(
        id,
        name,
        others,
        methods,
        byUrl,
        mostApps,
        secretLifetime,
        expiresAt,
        tokenHash,
        hint,
        createdAt,
        number);
  }

  /** Says what it is and never what it hides. */
  @Override
  public String toString() {
    return "RegistrationPolicy[" + id + "]";
  }
}
