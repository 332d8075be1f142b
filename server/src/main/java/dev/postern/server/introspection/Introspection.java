package dev.postern.server.introspection;

import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.AccessToken;
import dev.postern.protocol.token.SignedIntrospection;
import dev.postern.protocol.token.TokenFault;
import dev.postern.server.access.Standing;
import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.server.clientauth.ClientAuthentication;
import dev.postern.server.clientauth.ClientProof;
import dev.postern.server.clientauth.Recognized;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.server.signing.KeyRing;
import dev.postern.store.Registry;
import dev.postern.store.TenantName;
import dev.postern.store.TenantRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Tells an API, in the person of an app that acts for it, whether a token stands now. Everybody
 * else hears of every token that it is not active.
 */
public final class Introspection {

  private final Steps steps;
  private final InstantSource clock;
  private final Supplier<Instant> asOf;
  private final BooleanSupplier cutOff;

  /**
   * Introspection on this node's state.
   *
   * @param asOf the database read that this state is level with
   * @param cutOff whether that state is too old to say of a token that nobody revoked it
   */
  public Introspection(
      Steps steps, InstantSource clock, Supplier<Instant> asOf, BooleanSupplier cutOff) {
    this.steps = steps;
    this.clock = clock;
    this.asOf = asOf;
    this.cutOff = cutOff;
  }

  /**
   * What is asked on the way.
   *
   * @param used hears who proved himself, and when
   */
  public record Steps(
      Registry registry,
      ClientAuthentication authentication,
      BiConsumer<AuthenticatedClient, Instant> used,
      Standing standing,
      KeyRing keys,
      PublicAddress address) {}

  /** What the caller is told of {@code token} (RFC 7662 section 2.2). */
  public JsonObject answer(TenantName tenant, ClientProof proof, Optional<String> token)
      throws Refusal {
    Instant now = clock.instant();
    return told(asked(tenant, proof, token, now), now);
  }

  /** The same, signed for the caller: a compact JWS (RFC 9701 section 5). */
  public String signedAnswer(TenantName tenant, ClientProof proof, Optional<String> token)
      throws Refusal {
    Instant now = clock.instant();
    // Before the state is looked at: that may be newer than what is said of it, never older.
    Instant read = asOf.get();
    Asked asked = asked(tenant, proof, token, now);
    SignedIntrospection answer =
        new SignedIntrospection(
            steps.address().issuer(tenant),
            asked.caller().entry().app().clientId(),
            now,
            read,
            told(asked, now));
    return steps.keys().sign(tenant, answer);
  }

  /** Who asks, about which token. */
  private record Asked(AuthenticatedClient caller, String compact) {}

  private Asked asked(TenantName tenant, ClientProof proof, Optional<String> token, Instant now)
      throws Refusal {
    if (cutOff.getAsBoolean()) {
      throw new Refusal(TokenReason.CUT_OFF);
    }
    TenantRegistry here =
        steps.registry().tenant(tenant).orElseThrow(() -> new Refusal(TokenReason.CLIENT_UNKNOWN));
    Recognized caller = steps.authentication().recognize(here, proof, now);
    String compact = token.orElseThrow(() -> new Refusal(TokenReason.NO_TOKEN));
    caller.useUp(now);
    steps.used().accept(caller.client(), now);
    return new Asked(caller.client(), compact);
  }

  private JsonObject told(Asked asked, Instant now) {
    AuthenticatedClient caller = asked.caller();
    try {
      AccessToken found =
          steps.standing().checkSentTo(caller.tenant(), caller.entry().app(), asked.compact(), now);
      return Standing.over(found, now) ? Disclosure.INACTIVE : Disclosure.of(found);
    } catch (TokenFault fault) {
      // RFC 7662 2.2: no reason is told.
      return Disclosure.INACTIVE;
    }
  }
}
