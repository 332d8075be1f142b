package dev.postern.store;

import dev.postern.protocol.Scopes;
import dev.postern.protocol.admin.TokenLifetime;
import dev.postern.protocol.token.SignatureAlgorithm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A resource server: what its tokens are called, may permit, and how long they live.
 *
 * @param id its name in the Admin API
 * @param identifier what tokens for it are asked for by
 * @param name its name for people
 * @param scopes the permissions that it knows, in the order in which they were given
 * @param tokenLifetime how long a token lives where the grant does not say
 * @param maxTokenLifetime how long any token may live
 * @param longestLifetime the largest {@code maxTokenLifetime} that was ever in force: only raised.
 *     A revocation stays in the feed at least that long
 * @param algorithm how its tokens are signed
 * @param proof what its tokens must be bound to
 * @param epoch the number of the change that last closed its sessions, or made it
 * @param createdAt when it was defined
 * @param version the number of the change that last touched it
 */
public record Api(
    ApiId id,
    ApiIdentifier identifier,
    String name,
    List<ApiScope> scopes,
    Duration tokenLifetime,
    Duration maxTokenLifetime,
    Duration longestLifetime,
    SignatureAlgorithm algorithm,
    Proof proof,
    long epoch,
    Instant createdAt,
    long version) {

  /** The lifetime of tokens where nobody says another. */
  public static final Duration USUAL_LIFETIME = TokenLifetime.USUAL;

  /** The longest lifetime that an API may be given. */
  public static final Duration LONGEST_LIFETIME = Duration.ofDays(30);

  /** Copies the scopes. */
  public Api {
    scopes = List.copyOf(scopes);
  }

  /** The names of its scopes. */
  public Scopes scopeNames() {
    return Scopes.of(scopes.stream().map(ApiScope::name).toList());
  }

  /** Those of {@code wanted} that it knows: usually all of them, and then no set is made. */
  public Scopes known(Scopes wanted) {
    for (String name : wanted) {
      if (!knows(name)) {
        return wanted.within(scopeNames());
      }
    }
    return wanted;
  }

  private boolean knows(String name) {
    for (ApiScope scope : scopes) {
      if (scope.name().equals(name)) {
        return true;
      }
    }
    return false;
  }

  /** The same API in a new epoch: every session of it that was open is another now. */
  public Api inEpoch(long number) {
    return new Api(
        id,
        identifier,
        name,
        scopes,
        tokenLifetime,
        maxTokenLifetime,
        longestLifetime,
        algorithm,
        proof,
        number,
        createdAt,
        number);
  }
}
