package dev.postern.server.policy;

import dev.postern.store.Api;
import dev.postern.store.Credential;
import dev.postern.store.Grant;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long a token lives: as its grant says, else its API, never more than the API's most, and
 * never past the end of anything that it rests on. In whole seconds, for no token can say more.
 */
final class Lifetime {

  private Lifetime() {}

  /** The end of a token that is issued now; one that has passed is for the rules to refuse. */
  static Instant end(Question question, Instant now) {
    Instant end = now.plus(length(question.api(), question.grant()));
    end = earlier(end.truncatedTo(ChronoUnit.SECONDS), question.grant().expiresAt());
    @Nullable Credential credential = question.credential();
    end = earlier(end, credential == null ? null : credential.expiresAt());
    // RFC 7521 4.1: a token does not much exceed what it was had for; ours not at all.
    return earlier(end, question.provenUntil());
  }

  /** How long it lives where nothing ends sooner. */
  static Duration length(Api api, Grant grant) {
    @Nullable Duration own = grant.tokenLifetime();
    Duration lifetime = own == null ? api.tokenLifetime() : own;
    return lifetime.compareTo(api.maxTokenLifetime()) > 0 ? api.maxTokenLifetime() : lifetime;
  }

  /** What {@code end}, which is that of {@code question}, comes from. */
  static Explanation.Bound bound(Question question, Instant end) {
    @Nullable Credential credential = question.credential();
    if (credential != null && ends(credential.expiresAt(), end)) {
      return Explanation.Bound.CREDENTIAL_EXPIRY;
    }
    if (ends(question.grant().expiresAt(), end)) {
      return Explanation.Bound.GRANT_EXPIRY;
    }
    @Nullable Duration own = question.grant().tokenLifetime();
    if (length(question.api(), question.grant()).equals(own)) {
      return Explanation.Bound.GRANT;
    }
    return own == null ? Explanation.Bound.API : Explanation.Bound.API_MAXIMUM;
  }

  private static boolean ends(@Nullable Instant limit, Instant end) {
    return limit != null && limit.truncatedTo(ChronoUnit.SECONDS).equals(end);
  }

  /** The earlier of two ends, where there is a second one. */
  static Instant earlier(Instant end, @Nullable Instant limit) {
    if (limit == null) {
      return end;
    }
    Instant last = limit.truncatedTo(ChronoUnit.SECONDS);
    return last.isBefore(end) ? last : end;
  }

  /** What ends within this second would give a token that has ended already. */
  static boolean lasts(@Nullable Instant limit, Instant now) {
    return limit == null || limit.truncatedTo(ChronoUnit.SECONDS).isAfter(now);
  }
}
