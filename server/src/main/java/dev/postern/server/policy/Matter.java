package dev.postern.server.policy;

import dev.postern.protocol.Claim;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonValue;
import dev.postern.protocol.token.Binding;
import dev.postern.store.Profile;
import dev.postern.store.Tenant;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A question, and what follows from it before any rule is asked.
 *
 * @param tenant the tenant as it is now: the registry is live, and is asked once
 * @param granted the scopes of the grant that the API still knows
 * @param wanted the scopes that a token would have
 * @param binding what it would be bound to; null where what is demanded is not proved
 * @param end when it would end
 */
record Matter(
    Question question,
    Tenant tenant,
    Profile profile,
    Scopes granted,
    Scopes wanted,
    @Nullable Binding binding,
    Instant end,
    Instant now) {

  static Matter of(Question question, Instant now) {
    Tenant tenant = question.tenant();
    Profile profile = Profile.of(tenant, question.app());
    // The API is asked too: a scope that it no longer knows permits nothing.
    Scopes granted = question.api().known(question.grant().scopes());
    return new Matter(
        question,
        tenant,
        profile,
        granted,
        // RFC 6749 3.3: what is asked for, whole, or all that is granted; never a silent part.
        question.scopes().orElse(granted),
        binding(question, profile),
        Lifetime.end(question, now),
        now);
  }

  /**
   * RFC 9449 5.2, RFC 8705 4: what API, app and profile demand, or nothing; never a bearer token
   * instead. A key that is proved binds the token though nobody demands it. A certificate does not:
   * it may be on the connection for other reasons.
   */
  private static @Nullable Binding binding(Question question, Profile profile) {
    Binding key = question.key();
    if (meets(question, profile, key)) {
      return key;
    }
    Optional<Binding> certificate = question.certificate();
    return certificate.isPresent() && meets(question, profile, certificate.get())
        ? certificate.get()
        : null;
  }

  private static boolean meets(Question question, Profile profile, Binding binding) {
    return question.api().proof().satisfiedBy(binding)
        && question.app().proof().satisfiedBy(binding)
        && profile.takes(binding);
  }

  /** Whether a scope may be had. */
  boolean grants(String scope) {
    return granted.contains(scope);
  }

  /** A claim may be asked for by the name and value that the grant has; the grant's all go in. */
  boolean allows(String claim, JsonValue value) {
    return !Claim.RESERVED.contains(claim)
        && value.equals(question.grant().claims().members().get(claim));
  }
}
