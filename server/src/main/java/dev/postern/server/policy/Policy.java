package dev.postern.server.policy;

import dev.postern.protocol.Claim;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.protocol.token.Binding;
import dev.postern.server.grant.Authorization;
import dev.postern.server.possession.Confirmation;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.Api;
import dev.postern.store.Grant;
import dev.postern.store.Profile;
import dev.postern.store.Proof;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides what a token may say. Everything that it looks at is in its arguments. */
public final class Policy {

  private Policy() {}

  /** The permit for what is asked and what is proved, or the refusal. */
  public static Permit decide(Authorization asked, Confirmation confirmation, Instant now)
      throws Refusal {
    Profile profile = Profile.of(asked.client().tenant().tenant(), asked.client().entry().app());
    if (!profile.algorithms().contains(asked.api().algorithm())) {
      throw new Refusal(TokenReason.ALGORITHM_NOT_TAKEN);
    }
    Allowed allowed =
        new Allowed(
            asked.client(),
            asked.api(),
            asked.grant(),
            asked.grantType(),
            scopes(asked),
            claims(asked),
            binding(asked, profile, confirmation),
            Optional.empty(),
            expiry(asked, now));
    return asked.subject().isEmpty()
        ? allowed
        : ExchangePolicy.decide(allowed, asked.subject().get(), asked.scopes(), now);
  }

  /** RFC 6749 3.3: what is asked for, whole, or all that is granted; never a silent part of it. */
  private static Scopes scopes(Authorization asked) throws Refusal {
    // The API is asked too: a scope that it no longer knows permits nothing.
    Scopes granted = asked.api().known(asked.grant().scopes());
    Scopes wanted = asked.scopes().orElse(granted);
    if (!granted.containsAll(wanted)) {
      throw new Refusal(TokenReason.SCOPE_NOT_GRANTED);
    }
    if (wanted.empty()) {
      throw new Refusal(TokenReason.NO_SCOPE_LEFT);
    }
    return wanted;
  }

  /** A claim may be asked for by the name and value that the grant has; the grant's all go in. */
  private static JsonObject claims(Authorization asked) throws Refusal {
    Map<String, JsonValue> allowed = asked.grant().claims().members();
    for (Map.Entry<String, JsonValue> claim : asked.claims().members().entrySet()) {
      if (Claim.RESERVED.contains(claim.getKey())
          || !claim.getValue().equals(allowed.get(claim.getKey()))) {
        throw new Refusal(TokenReason.CLAIMS_NOT_ALLOWED);
      }
    }
    return asked.grant().claims();
  }

  /**
   * RFC 9449 5.2, RFC 8705 4: what API, app and profile demand, or nothing; never a bearer token
   * instead. A key that is proved binds the token though nobody demands it. A certificate does not:
   * it may be on the connection for other reasons.
   */
  private static Binding binding(Authorization asked, Profile profile, Confirmation confirmation)
      throws Refusal {
    Proof api = asked.api().proof();
    Proof app = asked.client().entry().app().proof();
    Binding key = confirmation.binding();
    if (api.satisfiedBy(key) && app.satisfiedBy(key) && profile.takes(key)) {
      return key;
    }
    Optional<Binding> certificate = confirmation.certificate();
    if (certificate.isPresent()
        && api.satisfiedBy(certificate.get())
        && app.satisfiedBy(certificate.get())
        && profile.takes(certificate.get())) {
      return certificate.get();
    }
    boolean wanted = certificate.isEmpty() && (api == Proof.MTLS || app == Proof.MTLS);
    throw new Refusal(
        wanted ? TokenReason.CERTIFICATE_NOT_SHOWN : TokenReason.POSSESSION_NOT_PROVED);
  }

  /** The grant's lifetime, else the API's, never more than the API's most, never past an end. */
  private static Instant expiry(Authorization asked, Instant now) throws Refusal {
    Api api = asked.api();
    Grant grant = asked.grant();
    @Nullable Duration own = grant.tokenLifetime();
    Duration lifetime = own == null ? api.tokenLifetime() : own;
    if (lifetime.compareTo(api.maxTokenLifetime()) > 0) {
      lifetime = api.maxTokenLifetime();
    }
    Instant end = now.plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
    end = earlier(end, grant.expiresAt(), now, TokenReason.TARGET_NOT_GRANTED);
    Instant credentialEnd = asked.client().credential().expiresAt();
    return earlier(end, credentialEnd, now, TokenReason.CREDENTIAL_EXPIRED);
  }

  /** In whole seconds; what ends within this second would be a token that has ended already. */
  static Instant earlier(Instant end, @Nullable Instant limit, Instant now, TokenReason reason)
      throws Refusal {
    if (limit == null) {
      return end;
    }
    Instant last = limit.truncatedTo(ChronoUnit.SECONDS);
    if (!last.isAfter(now)) {
      throw new Refusal(reason);
    }
    return last.isBefore(end) ? last : end;
  }
}
