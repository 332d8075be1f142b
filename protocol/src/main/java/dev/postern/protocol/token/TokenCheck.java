package dev.postern.protocol.token;

import dev.postern.protocol.Audience;
import dev.postern.protocol.Claim;
import dev.postern.protocol.ClientId;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.SessionId;
import dev.postern.protocol.TokenId;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import dev.postern.protocol.token.TokenFault.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/**
 * The check of one access token for one API (RFC 9068 section 4): what it says and who signed it.
 *
 * <p>{@link #check} settles what never changes about a token; {@link #checkTimes} is asked at every
 * use. Whether it was revoked is for {@link dev.postern.protocol.feed.RevokedSet} to say.
 */
public final class TokenCheck {

  /** How far clocks may be apart. */
  public static final Duration TOLERANCE = Duration.ofSeconds(30);

  /** The longest token that is looked at. */
  public static final int LIMIT = 16 * 1024;

  static final String TYPE = "at+jwt";

  /** The end of the year 9999: later instants are nobody's honest claim. */
  private static final long LAST_SECOND = 253_402_300_799L;

  static final JsonReader JSON = CompactJws.tokenJson();

  private final Issuer issuer;
  private final Predicate<String> audiences;

  /** A check of tokens that {@code issuer} issued for {@code audience}. */
  public TokenCheck(Issuer issuer, Audience audience) {
    this(issuer, audience.text()::equals);
  }

  /** A check of tokens that {@code issuer} issued for any of several audiences. */
  public TokenCheck(Issuer issuer, Predicate<String> audiences) {
    this.issuer = issuer;
    this.audiences = audiences;
  }

  /** Takes a token apart, so that its key can be looked for; nothing of it is to be believed. */
  public static CompactJws parse(String compact) throws TokenFault {
    return CompactJws.parse(compact, LIMIT);
  }

  /**
   * Checks everything about {@code token} but its times and revocation, for whoever merely bears
   * it: one that is bound is refused.
   *
   * @throws TokenFault naming the first thing that is wrong
   */
  public AccessToken check(CompactJws token, VerificationKeys keys) throws TokenFault {
    AccessToken checked = checkUnproved(token, keys);
    // RFC 9449 7.2, RFC 8705 3: a bound token is none for whoever merely bears it.
    if (checked.binding().bound()) {
      throw new TokenFault(Kind.BOUND);
    }
    return checked;
  }

  /**
   * The same about a token, whatever it is bound to: for those whom it does not let in, as an API
   * that asks about it or the client that gives it back, and for those who have proved what {@link
   * AccessToken#binding} names before they let anybody in.
   *
   * @throws TokenFault naming the first thing that is wrong
   */
  public AccessToken checkUnproved(CompactJws token, VerificationKeys keys) throws TokenFault {
    byte[] payload = token.verifiedPayload(TYPE, keys);
    try {
      JsonObject claims = JSON.object(payload);
      checkIssuer(claims);
      Audience audience = audience(claims);
      return new AccessToken(issuer, audience, token.keyId(), claims(claims));
    } catch (JsonFault e) {
      throw new TokenFault(Kind.CLAIMS);
    }
  }

  /** Checks that {@code now} lies within the token's life, give or take {@link #TOLERANCE}. */
  public static void checkTimes(AccessToken token, Instant now) throws TokenFault {
    if (!now.isBefore(token.expiresAt().plus(TOLERANCE))) {
      throw new TokenFault(Kind.EXPIRED);
    }
    if (!begun(token, now)) {
      throw new TokenFault(Kind.NOT_YET_VALID);
    }
  }

  /** Whether the token's time has come at {@code now}, give or take {@link #TOLERANCE}. */
  public static boolean begun(AccessToken token, Instant now) {
    Instant latest = now.plus(TOLERANCE);
    return !token.notBefore().isAfter(latest) && !token.issuedAt().isAfter(latest);
  }

  void checkIssuer(JsonObject claims) throws JsonFault, TokenFault {
    if (!claims.string(Claim.ISS).equals(issuer.text())) {
      throw new TokenFault(Kind.ISSUER);
    }
  }

  /** RFC 7519 4.1.3: one string or an array of strings, one of which is wanted. */
  Audience audience(JsonObject claims) throws JsonFault, TokenFault {
    JsonValue aud = claims.member(Claim.AUD).orElseThrow(TokenCheck::malformed);
    List<String> named =
        aud instanceof JsonString one ? List.of(one.value()) : claims.array(Claim.AUD).strings();
    return named.stream()
        .filter(audiences)
        .findFirst()
        .flatMap(Audience::parse)
        .orElseThrow(() -> new TokenFault(Kind.AUDIENCE));
  }

  // RFC 9068 2.2: iss, exp, aud, sub, client_id, iat and jti are required; sid is our own demand,
  // for a token without a session could not be called back.
  static AccessToken.Claims claims(JsonObject claims) throws JsonFault, TokenFault {
    Instant issuedAt = instant(claims, Claim.IAT);
    return new AccessToken.Claims(
        ClientId.parse(claims.string(Claim.CLIENT_ID)).orElseThrow(TokenCheck::malformed),
        claims.string(Claim.SUB),
        TokenId.parse(claims.string(Claim.JTI)).orElseThrow(TokenCheck::malformed),
        SessionId.parse(claims.string(Claim.SID)).orElseThrow(TokenCheck::malformed),
        Scopes.parse(claims.optionalString(Claim.SCOPE).orElse(""))
            .orElseThrow(TokenCheck::malformed),
        issuedAt,
        claims.has(Claim.NBF) ? instant(claims, Claim.NBF) : issuedAt,
        instant(claims, Claim.EXP),
        Binding.read(claims),
        Lineage.read(claims),
        claims);
  }

  private static Instant instant(JsonObject claims, String name) throws JsonFault {
    long seconds = claims.integer(name);
    if (seconds < 0 || seconds > LAST_SECOND) {
      throw malformed();
    }
    return Instant.ofEpochSecond(seconds);
  }

  private static JsonFault malformed() {
    return new JsonFault("malformed claim");
  }
}
