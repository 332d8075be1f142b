package dev.postern.server.access;

import dev.postern.protocol.Audience;
import dev.postern.protocol.ClientId;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.TokenScheme;
import dev.postern.protocol.dpop.BoundToken;
import dev.postern.protocol.token.AccessToken;
import dev.postern.protocol.token.Binding;
import dev.postern.protocol.token.TokenFault;
import dev.postern.protocol.token.VerificationKeys;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.possession.Possession;
import dev.postern.server.possession.Shown;
import dev.postern.server.refusal.AccessReason;
import dev.postern.server.refusal.ProofReason;
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
 * Opens a built-in API to whoever shows a token that stands, is not revoked, and is meant for it;
 * one that is bound to a key or certificate, with a proof that he holds that.
 */
public final class Access {

  /**
   * RFC 6750 2.1: {@code "Bearer" 1*SP b64token}; RFC 9449 7.1: {@code "DPoP" 1*SP token68}, the
   * same characters; RFC 9110 11.1: the scheme in either case.
   */
  private static final Pattern TOKEN =
      Pattern.compile("(?i:bearer|(dpop)) +([A-Za-z0-9._~+/-]+=*)", Pattern.DOTALL);

  private final Registry registry;
  private final PublicAddress address;
  private final Standing standing;
  private final Possession possession;

  private record Sent(TokenScheme scheme, String token) {

    /** The scheme: the token is a secret. */
    @Override
    public String toString() {
      return "Sent[" + scheme + "]";
    }
  }

  /**
   * A check on the server's own state.
   *
   * @param keys the keys that a tenant's tokens may be signed with now
   * @param possession what proves that a caller holds the key that his token is bound to
   */
  public Access(
      Registry registry,
      PublicAddress address,
      Function<TenantName, VerificationKeys> keys,
      Possession possession) {
    this.registry = registry;
    this.address = address;
    this.standing = new Standing(registry, address, keys);
    this.possession = possession;
  }

  /** Who calls {@code api} of {@code tenant} with what is {@code presented}. */
  public Caller check(TenantName tenant, BuiltInApi api, Presented presented, Instant now)
      throws Refusal {
    TokenScheme wanted = wanted(tenant, api);
    Sent sent = sent(presented.authorization(), wanted);
    Audience audience = api.audience(address.issuer(tenant));
    try {
      AccessToken token = standing.check(tenant, audience.text()::equals, sent.token(), now);
      checkBinding(tenant, token, sent, presented.shown(), now);
      return new Caller(tenant, token, presented.from());
    } catch (TokenFault fault) {
      TokenScheme scheme = wanted == TokenScheme.DPOP ? wanted : sent.scheme();
      throw new Refusal(new AccessReason.BadToken(fault.kind(), scheme));
    }
  }

  /**
   * The scheme that a challenge names: {@link TokenScheme#DPOP} where no other is taken, or none
   * but for tokens that are bound to certificates, whose owners need no telling.
   */
  private TokenScheme wanted(TenantName tenant, BuiltInApi api) {
    return registry
        .tenant(tenant)
        .flatMap(
            state -> state.api(api).map(known -> state.tenant().profile().scheme(known.proof())))
        .orElse(TokenScheme.BEARER);
  }

  private void checkBinding(
      TenantName tenant, AccessToken token, Sent sent, Shown shown, Instant now)
      throws Refusal, TokenFault {
    switch (sent.scheme()) {
      case BEARER -> checkBorne(token, shown);
      // RFC 9449 7.1
      case DPOP -> {
        BoundToken bound =
            BoundToken.of(sent.token(), token.binding())
                .orElseThrow(() -> new TokenFault(TokenFault.Kind.UNBOUND));
        possession.prove(tenant, token.clientId(), shown, bound, now);
      }
    }
  }

  /**
   * Who calls where no token is needed: the app that shows a token of this tenant, for whatever API
   * of it, and acts for an API here; or a stranger. A token that is bound counts with its proof.
   */
  public Acquaintance acquaintance(TenantName tenant, Presented presented, Instant now) {
    try {
      Sent sent = sent(presented.authorization(), TokenScheme.BEARER);
      Issuer issuer = address.issuer(tenant);
      Optional<TenantRegistry> state = registry.tenant(tenant);
      AccessToken token =
          standing.check(
              tenant,
              aud -> state.flatMap(here -> here.api(aud, issuer)).isPresent(),
              sent.token(),
              now);
      checkBinding(tenant, token, sent, presented.shown(), now);
      ClientId client = token.clientId();
      return state
          .flatMap(here -> here.app(client))
          .filter(app ->
              app.app().actsFor().stream()
                  .anyMatch(id -> state.flatMap(here -> here.api(id)).isPresent()))
          .map(app -> Acquaintance.of(app.app().clientId()))
          .orElse(Acquaintance.STRANGER);
    } catch (Refusal refusal) {
      // Whoever cannot prove that he is known is a stranger here, nothing worse.
      return refusal.reason() instanceof ProofReason proof
          ? Acquaintance.stranger(proof.nonce())
          : Acquaintance.STRANGER;
    } catch (TokenFault e) {
      return Acquaintance.STRANGER;
    }
  }

  /** RFC 9449 7.2, RFC 8705 3: a bound token is none for whoever merely bears it. */
  private static void checkBorne(AccessToken token, Shown shown) throws TokenFault {
    boolean good =
        switch (token.binding()) {
          case Binding.None _ -> true;
          case Binding.ToKey _ -> false;
          case Binding.ToCertificate bound -> shown.proves(bound);
        };
    if (!good) {
      throw new TokenFault(TokenFault.Kind.BOUND);
    }
  }

  private static Sent sent(List<String> authorization, TokenScheme wanted) throws Refusal {
    if (authorization.isEmpty()) {
      throw new Refusal(new AccessReason.NoToken(wanted));
    }
    Matcher matcher = TOKEN.matcher(authorization.getFirst());
    if (authorization.size() > 1 || !matcher.matches()) {
      throw new Refusal(new AccessReason.MalformedHeader(wanted));
    }
    return new Sent(
        matcher.group(1) == null ? TokenScheme.BEARER : TokenScheme.DPOP, matcher.group(2));
  }
}
