package dev.postern.server.access;

import dev.postern.protocol.Issuer;
import dev.postern.protocol.token.AccessToken;
import dev.postern.protocol.token.TokenCheck;
import dev.postern.protocol.token.TokenFault;
import dev.postern.protocol.token.VerificationKeys;
import dev.postern.server.config.PublicAddress;
import dev.postern.store.Api;
import dev.postern.store.App;
import dev.postern.store.Registry;
import dev.postern.store.Tenant;
import dev.postern.store.TenantName;
import dev.postern.store.TenantRegistry;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Whether a token stands now: what the verifier library checks, on this node's own state. The
 * built-in APIs, introspection and revocation all ask here, so they cannot disagree.
 *
 * <p>What a token is bound to is for whoever lets its bearer in to look at.
 */
public final class Standing {

  private final Registry registry;
  private final PublicAddress address;
  private final Function<TenantName, VerificationKeys> keys;

  /**
   * A check on this node's state.
   *
   * @param keys the keys that a tenant's tokens may be signed with now
   */
  public Standing(
      Registry registry, PublicAddress address, Function<TenantName, VerificationKeys> keys) {
    this.registry = registry;
    this.address = address;
    this.keys = keys;
  }

  /** A token that {@code tenant} issued for one of {@code audiences}, be it over or revoked. */
  public AccessToken issued(TenantName tenant, Predicate<String> audiences, String compact)
      throws TokenFault {
    active(tenant);
    return new TokenCheck(address.issuer(tenant), audiences)
        .checkUnproved(TokenCheck.parse(compact), keys.apply(tenant));
  }

  /** The same, if {@code now} lies within its life and nothing of it is revoked. */
  public AccessToken check(
      TenantName tenant, Predicate<String> audiences, String compact, Instant now)
      throws TokenFault {
    AccessToken token = issued(tenant, audiences, compact);
    TokenCheck.checkTimes(token, now);
    if (active(tenant).revoked().refuses(token)) {
      throw new TokenFault(TokenFault.Kind.REVOKED);
    }
    return token;
  }

  /**
   * The same for a token that was sent to {@code app}: one for an API that the app acts for. No
   * other is the app's to tell of or to exchange (RFC 7662 section 4, RFC 8693 section 2.1).
   */
  public AccessToken checkSentTo(TenantRegistry tenant, App app, String compact, Instant now)
      throws TokenFault {
    TenantName name = tenant.tenant().name();
    Issuer issuer = address.issuer(name);
    return check(
        name,
        audience ->
            tenant.api(audience, issuer).map(Api::id).filter(app.actsFor()::contains).isPresent(),
        compact,
        now);
  }

  /**
   * Whether its end has passed. Verifiers are lenient with clocks that differ; an end of our own
   * that has passed has passed.
   */
  public static boolean over(AccessToken token, Instant now) {
    return !now.isBefore(token.expiresAt());
  }

  private TenantRegistry active(TenantName tenant) throws TokenFault {
    return registry
        .tenant(tenant)
        .filter(each -> each.tenant().status() == Tenant.Status.ACTIVE)
        .orElseThrow(() -> new TokenFault(TokenFault.Kind.ISSUER));
  }
}
