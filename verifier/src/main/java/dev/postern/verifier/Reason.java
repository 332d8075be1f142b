package dev.postern.verifier;

import dev.postern.protocol.BearerChallenge;
import dev.postern.protocol.ErrorCode;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.TokenScheme;
import dev.postern.protocol.dpop.DpopChallenge;
import dev.postern.protocol.dpop.DpopFault;
import dev.postern.protocol.token.TokenFault;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Why a request may not pass, with the answer that RFC 6750 and RFC 9449 have for it. */
public sealed interface Reason {

  /** A stable name for logs and metrics. */
  String code();

  /** The HTTP status of the answer. */
  int status();

  /** The value of {@code WWW-Authenticate}, empty where the token is not what is wrong. */
  Optional<String> challenge();

  /** How long to wait before trying again, empty where trying again is of no use. */
  default Optional<Duration> retryAfter() {
    return Optional.empty();
  }

  /** The value of {@code DPoP-Nonce}: what the next proof is to carry (RFC 9449 section 9). */
  default Optional<String> nonce() {
    return Optional.empty();
  }

  /**
   * No token was sent: no {@code Authorization}, or another scheme.
   *
   * @param issuer who gives tokens for this API
   * @param wanted {@link TokenScheme#DPOP} where no other scheme is taken
   */
  record NoToken(Issuer issuer, TokenScheme wanted) implements Reason {
    @Override
    public String code() {
      return "no_token";
    }

    @Override
    public int status() {
      return 401;
    }

    @Override
    public Optional<String> challenge() {
      // RFC 6750 3.1: no error code where the request had no authentication information.
      return Optional.of(
          switch (wanted) {
            case BEARER -> BearerChallenge.missing(issuer) + ", " + DpopChallenge.offer();
            case DPOP -> DpopChallenge.missing(issuer);
          });
    }
  }

  /**
   * More than one {@code Authorization}, or one that is no scheme with one token.
   *
   * @param wanted {@link TokenScheme#DPOP} where no other scheme is taken
   */
  record MalformedRequest(TokenScheme wanted) implements Reason {
    @Override
    public String code() {
      return "malformed_request";
    }

    @Override
    public int status() {
      return 400;
    }

    @Override
    public Optional<String> challenge() {
      String text = "one Authorization header with one token is wanted";
      return Optional.of(
          switch (wanted) {
            case BEARER -> BearerChallenge.refused(ErrorCode.INVALID_REQUEST, text);
            case DPOP -> DpopChallenge.refused(ErrorCode.INVALID_REQUEST, text);
          });
    }
  }

  /**
   * The token does not stand.
   *
   * @param fault what is wrong with it
   * @param scheme how it was presented, or would have to be
   */
  record InvalidToken(TokenFault.Kind fault, TokenScheme scheme) implements Reason {
    @Override
    public String code() {
      return "token_" + fault.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public int status() {
      return 401;
    }

    @Override
    public Optional<String> challenge() {
      String text = fault.description();
      return Optional.of(
          switch (scheme) {
            case BEARER ->
                BearerChallenge.refused(ErrorCode.INVALID_TOKEN, text)
                    + ", "
                    + DpopChallenge.offer();
            case DPOP -> DpopChallenge.refused(ErrorCode.INVALID_TOKEN, text);
          });
    }
  }

  /**
   * The token may stand, but the proof that goes with it does not.
   *
   * @param fault what is wrong with it
   * @param nonce the nonce for the next try, where nonces are demanded
   */
  record InvalidProof(DpopFault.Kind fault, Optional<String> nonce) implements Reason {
    @Override
    public String code() {
      return "proof_" + fault.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public int status() {
      return 401;
    }

    @Override
    public Optional<String> challenge() {
      return Optional.of(DpopChallenge.refused(fault));
    }
  }

  /**
   * The token stands but does not permit this.
   *
   * @param needed what the request needs
   * @param scheme how it was presented
   */
  record LackingScope(Scopes needed, TokenScheme scheme) implements Reason {
    @Override
    public String code() {
      return "lacking_scope";
    }

    @Override
    public int status() {
      return 403;
    }

    @Override
    public Optional<String> challenge() {
      return Optional.of(
          switch (scheme) {
            case BEARER -> BearerChallenge.lacking(needed);
            case DPOP -> DpopChallenge.lacking(needed);
          });
    }
  }

  /** It cannot be told now; the token may well be good, so this is never a 401. */
  enum Unavailable implements Reason {
    /** No key set could be fetched yet. */
    NO_KEYS,
    /** What was revoked lately is not known, the policy is strict, and the server gave no word. */
    STALE_REVOCATIONS,
    /** More proofs are in use than can be remembered. */
    TOO_MANY_PROOFS;

    @Override
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public int status() {
      return 503;
    }

    @Override
    public Optional<String> challenge() {
      return Optional.empty();
    }

    @Override
    public Optional<Duration> retryAfter() {
      return Optional.of(Duration.ofSeconds(1));
    }
  }
}
