package dev.postern.server.access;

import dev.postern.protocol.Audience;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.token.AccessToken;
import dev.postern.protocol.token.TokenCheck;
import dev.postern.protocol.token.TokenFault;
import dev.postern.protocol.token.VerificationKeys;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.refusal.AccessReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.BuiltInApi;
import dev.postern.store.Registry;
import dev.postern.store.Tenant;
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
  private final Function<TenantName, VerificationKeys> keys;

  /**
   * A check on the server's own state.
   *
   * @param keys the keys that a tenant's tokens may be signed with now
   */
  public Access(
      Registry registry, PublicAddress address, Function<TenantName, VerificationKeys> keys) {
    this.registry = registry;
    this.address = address;
    this.keys = keys;
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
    Issuer issuer = address.issuer(tenant);
    Audience audience = api.audience(issuer);
    try {
      TenantRegistry state = active(tenant);
      AccessToken token =
          new TokenCheck(issuer, audience).check(TokenCheck.parse(compact), keys.apply(tenant));
      TokenCheck.checkTimes(token, now);
      if (state.revoked().refuses(token)) {
        throw new TokenFault(TokenFault.Kind.REVOKED);
      }
      return new Caller(tenant, token, from);
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
      TenantRegistry state = active(tenant);
      TokenCheck check = new TokenCheck(issuer, aud -> state.api(aud, issuer).isPresent());
      AccessToken token = check.check(TokenCheck.parse(compact), keys.apply(tenant));
      TokenCheck.checkTimes(token, now);
      return state
          .app(token.clientId())
          .filter(app -> !state.revoked().refuses(token))
          .filter(app -> app.app().actsFor().stream().anyMatch(id -> state.api(id).isPresent()))
          .map(app -> app.app().clientId().text());
    } catch (TokenFault | Refusal e) {
      // Whoever cannot prove that he is known is a stranger here, nothing worse.
    }
    return Optional.empty();
  }

  private TenantRegistry active(TenantName tenant) throws TokenFault {
    return registry
        .tenant(tenant)
        .filter(each -> each.tenant().status() == Tenant.Status.ACTIVE)
        .orElseThrow(() -> new TokenFault(TokenFault.Kind.ISSUER));
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
