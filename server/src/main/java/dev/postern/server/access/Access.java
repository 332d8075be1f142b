package dev.postern.server.access;

import dev.postern.protocol.Audience;
import dev.postern.protocol.Claim;
import dev.postern.protocol.ClientId;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.token.AccessToken;
import dev.postern.protocol.token.TokenFault;
import dev.postern.protocol.token.VerificationKeys;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.refusal.AccessReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.BuiltInApi;
import dev.postern.store.Registry;
import dev.postern.store.TenantName;
import dev.postern.store.TenantRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Opens a built-in API to the bearer of a token that stands, is not revoked, and is meant for it.
 */
public final class Access {

  /** RFC 6750 2.1: {@code "Bearer" 1*SP b64token}; RFC 9110 11.1: the scheme in either case. */
  private static final Pattern BEARER =
      Pattern.compile("(?i:bearer) +([A-Za-z0-9._~+/-]+=*)", Pattern.DOTALL);

  private final Registry registry;
  private final PublicAddress address;
  private final Standing standing;

  /**
   * A check on the server's own state.
   *
   * @param keys the keys that a tenant's tokens may be signed with now
   */
  public Access(
      Registry registry, PublicAddress address, Function<TenantName, VerificationKeys> keys) {
    this.registry = registry;
    this.address = address;
    this.standing = new Standing(registry, address, keys);
  }

  /**
   * Who calls {@code api} of {@code tenant}.
   *
   * @param authorization every value of the Authorization header
   * @param from the caller's network address
   */
  public Caller check(
      TenantName tenant, BuiltInApi api, List<String> authorization, String from, Instant now)
      throws Refusal {
    String compact = bearer(authorization);
    Audience audience = api.audience(address.issuer(tenant));
    try {
      AccessToken token = standing.check(tenant, audience.text()::equals, compact, now);
      return new Caller(tenant, unbound(token), from);
    } catch (TokenFault fault) {
      throw new Refusal(new AccessReason.BadToken(fault.kind()));
    }
  }

  /**
   * The app that shows a token of this tenant, for whatever API of it, and acts for an API here; or
   * empty.
   */
  public Optional<String> resourceServer(
      TenantName tenant, List<String> authorization, Instant now) {
    try {
      String compact = bearer(authorization);
      Issuer issuer = address.issuer(tenant);
      Optional<TenantRegistry> state = registry.tenant(tenant);
      AccessToken token =
          standing.check(
              tenant,
              aud -> state.flatMap(here -> here.api(aud, issuer)).isPresent(),
              compact,
              now);
      ClientId client = unbound(token).clientId();
      return state
          .flatMap(here -> here.app(client))
          .filter(app ->
              app.app().actsFor().stream()
                  .anyMatch(id -> state.flatMap(here -> here.api(id)).isPresent()))
          .map(app -> app.app().clientId().text());
    } catch (TokenFault | Refusal e) {
      // Whoever cannot prove that he is known is a stranger here, nothing worse.
    }
    return Optional.empty();
  }

  /** RFC 9449 7.2, RFC 8705 3: a bound token is none for whoever merely bears it. */
  private static AccessToken unbound(AccessToken token) throws TokenFault {
    if (token.claims().has(Claim.CNF)) {
      throw new TokenFault(TokenFault.Kind.BOUND);
    }
    return token;
  }

  private static String bearer(List<String> authorization) throws Refusal {
    if (authorization.isEmpty()) {
      throw new Refusal(new AccessReason.NoToken());
    }
    Matcher matcher = BEARER.matcher(authorization.getFirst());
    if (authorization.size() > 1 || !matcher.matches()) {
      throw new Refusal(new AccessReason.MalformedHeader());
    }
    return matcher.group(1);
  }
}
