package dev.postern.server.http.oauth;

import static dev.postern.protocol.ErrorCode.INVALID_CLIENT;
import static dev.postern.protocol.ErrorCode.INVALID_DPOP_PROOF;
import static dev.postern.protocol.ErrorCode.INVALID_REQUEST;
import static dev.postern.protocol.ErrorCode.INVALID_SCOPE;
import static dev.postern.protocol.ErrorCode.INVALID_TARGET;
import static dev.postern.protocol.ErrorCode.TEMPORARILY_UNAVAILABLE;
import static dev.postern.protocol.ErrorCode.UNAUTHORIZED_CLIENT;
import static dev.postern.protocol.ErrorCode.UNSUPPORTED_GRANT_TYPE;
import static dev.postern.protocol.ErrorCode.USE_DPOP_NONCE;

import dev.postern.protocol.ErrorCode;
import dev.postern.protocol.OAuthUri;
import dev.postern.protocol.dpop.DpopCheck;
import dev.postern.protocol.dpop.DpopFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonOutput;
import dev.postern.server.http.Headers;
import dev.postern.server.http.Reply;
import dev.postern.server.issuance.IssuedToken;
import dev.postern.server.refusal.AccessReason;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Awaited;
import dev.postern.server.refusal.IdentityReason;
import dev.postern.server.refusal.ProofReason;
import dev.postern.server.refusal.Reason;
import dev.postern.server.refusal.RegistrationReason;
import dev.postern.server.refusal.TokenReason;
import dev.postern.server.refusal.TooMany;
import java.time.Duration;
import java.util.Optional;

/**
 * Writes the answers of the token endpoint: one success, and the one refusal that the endpoints for
 * introspection and revocation share.
 */
final class TokenReply {

  /** RFC 6749 5.1: both headers; OAuth 2.1 drops the second, old caches do not. */
  static final Headers NO_STORE =
      Headers.NONE.plus("Cache-Control", "no-store").plus("Pragma", "no-cache");

  private static final int USUAL_REST = 256;

  private static final String NO_DATABASE =
      "This server has been without its database for too long.";

  private static final String USE_UNKNOWN =
      "This server cannot tell whether the assertion was used; send a new one.";

  private static final Duration CUT_OFF_RETRY = Duration.ofSeconds(5);

  /** By then a client whose clock is right makes assertions that are younger than the server. */
  private static final Duration ASSERTION_RETRY = Duration.ofSeconds(1);

  /** By then it is tried again to get a client's keys. */
  private static final Duration KEYS_RETRY = Duration.ofSeconds(10);

  /** A slow check that was begun goes on, and is most likely over by then. */
  private static final Duration SECRET_RETRY = Duration.ofSeconds(2);

  /** By then most of those who wait now have their answers. */
  private static final Duration CROWD_RETRY = Duration.ofSeconds(2);

  private static final Duration CERTIFICATE_RETRY = Duration.ofSeconds(1);

  private TokenReply() {}

  /** RFC 6749 5.1. */
  static Reply success(IssuedToken issued) {
    JsonOutput body =
        JsonOutput.object(issued.token().reveal().length + USUAL_REST)
            .putCompact("access_token", issued.token().reveal())
            // RFC 9449 5: DPoP for a token that is bound to a key. RFC 8705 3: to a certificate,
            // Bearer.
            .put("token_type", issued.scheme().text())
            .put("expires_in", issued.lifetime().toSeconds())
            .put("scope", issued.scopes().text());
    if (issued.exchanged()) {
      // RFC 8693 2.2.1
      body.put("issued_token_type", OAuthUri.ACCESS_TOKEN);
    }
    Reply reply = Reply.json(200, body.bytes()).headers(NO_STORE);
    Optional<String> nonce = issued.nonce();
    // RFC 9449 8.2
    return nonce.isEmpty() ? reply : reply.header(DpopCheck.NONCE_HEADER, nonce.get());
  }

  /** RFC 6749 5.2: the one place that turns a reason into a code, a status and a fixed text. */
  static Reply refusal(Reason reason) {
    return switch (reason) {
      case TokenReason token -> refusal(token);
      case Awaited awaited -> refusal(awaited.otherwise());
      case TooMany(Duration wait) -> later(429, "This app asks too often.", wait);
      case ProofReason(var kind, var nonce) -> refusal(kind, nonce);
      case AccessReason ignored -> throw new IllegalStateException("not of this endpoint");
      case AdminReason ignored -> throw new IllegalStateException("not of this endpoint");
      case IdentityReason ignored -> throw new IllegalStateException("not of this endpoint");
      case RegistrationReason ignored -> throw new IllegalStateException("not of this endpoint");
    };
  }

  private static Reply refusal(DpopFault.Kind kind, String nonce) {
    Reply reply =
        switch (kind) {
          case FULL -> later(503, "Too many proofs are in use.", Duration.ofSeconds(1));
          // RFC 9449 8
          case NONCE -> bad(USE_DPOP_NONCE, sentence(kind));
          // RFC 9449 5
          case MISSING,
              SEVERAL,
              MALFORMED,
              TYPE,
              ALGORITHM,
              KEY,
              SIGNATURE,
              CLAIMS,
              METHOD,
              URI,
              TIME,
              TOKEN,
              OTHER_KEY,
              REPLAYED ->
              bad(INVALID_DPOP_PROOF, sentence(kind));
        };
    return reply.header(DpopCheck.NONCE_HEADER, nonce);
  }

  private static String sentence(DpopFault.Kind kind) {
    String text = kind.description();
    return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
  }

  private static Reply refusal(TokenReason reason) {
    return switch (reason) {
      case MALFORMED_REQUEST -> bad("The request is malformed.");
      case REPEATED_PARAMETER -> bad("A parameter stands more than once.");
      case QUERY_PARAMETER -> bad("Parameters belong in the body.");
      case NO_GRANT_TYPE -> bad("The parameter grant_type is missing.");
      case NO_TOKEN -> bad("The parameter token is missing.");
      case SEVERAL_PROOFS -> bad("The client authenticates in more than one way.");
      // RFC 6749 4.4.2, RFC 7662 2.1, RFC 7009 2.1: a form.
      case BODY_NOT_TAKEN -> bad("FAPI 2.0 takes forms, and no JSON.");
      case AUDIENCE_AND_RESOURCE_DIFFER -> bad("The parameters audience and resource differ.");
      case CLAIMS_NOT_ALLOWED ->
          bad("The parameter claims asks for what the grant does not allow.");
      // RFC 6749 5.2, and no oracle: every one of these has the same bytes.
      case NO_PROOF,
          CLIENT_UNKNOWN,
          PROOF_WRONG,
          ASSERTION_NOT_FOR_US,
          ASSERTION_OUT_OF_TIME,
          ASSERTION_USED,
          CLIENT_BLOCKED,
          CREDENTIAL_EXPIRED,
          CREDENTIAL_NOT_TAKEN,
          ADDRESS_NOT_ALLOWED ->
          unauthenticated();
      case GRANT_TYPE_UNKNOWN -> bad(UNSUPPORTED_GRANT_TYPE, "This grant type is not supported.");
      case GRANT_TYPE_NOT_ALLOWED ->
          bad(UNAUTHORIZED_CLIENT, "The client may not use this grant type.");
      case NO_SUBJECT_TOKEN -> bad("The parameter subject_token is missing.");
      case TOKEN_TYPE_NOT_TAKEN -> bad("Access tokens are exchanged for access tokens: say so.");
      case ACTOR_TOKEN -> bad("The actor is the client itself; no actor token is taken.");
      // RFC 8693 2.2.2: not invalid_grant. One answer: whoever finds a token does not learn more.
      case SUBJECT_TOKEN_WRONG, SUBJECT_TOKEN_NOT_ALLOWED, ACTOR_NOT_ALLOWED, CHAIN_TOO_LONG ->
          bad("The subject token is not one that the client may exchange.");
      case BINDING_LOST ->
          bad(INVALID_DPOP_PROOF, "The subject token is bound: prove a key for its successor.");
      case SEVERAL_TARGETS -> noTarget("A token is for one API.");
      case TARGET_AMBIGUOUS -> noTarget("Name the API: the client is not granted exactly one.");
      case TARGET_NOT_GRANTED -> noTarget("The API is not known or not granted to the client.");
      case ALGORITHM_NOT_TAKEN ->
          noTarget("The API's tokens are signed as FAPI 2.0 does not allow.");
      // RFC 9449 5.2: such a request is rejected; the code is that of a proof that is no good.
      case POSSESSION_NOT_PROVED ->
          bad(INVALID_DPOP_PROOF, "The API or the client demands a DPoP proof.");
      // RFC 8705 has no code for it: it is the connection that lacks something.
      case CERTIFICATE_NOT_SHOWN ->
          bad("The API or the client demands a certificate on the connection.");
      case SCOPE_MALFORMED -> bad(INVALID_SCOPE, "The scope is malformed.");
      case SCOPE_NOT_GRANTED -> bad(INVALID_SCOPE, "A scope is not granted to the client.");
      case NO_SCOPE_LEFT -> bad(INVALID_SCOPE, "No scope is granted to the client.");
      case ASSERTION_USE_UNKNOWN -> notNow(USE_UNKNOWN, ASSERTION_RETRY);
      case KEYS_UNAVAILABLE -> notNow("The client's keys cannot be had now.", KEYS_RETRY);
      case TOO_MANY_WAIT -> notNow("Too many requests are waiting.", CROWD_RETRY);
      case CERTIFICATE_UNCHECKED ->
          notNow("This server is busy checking certificates.", CERTIFICATE_RETRY);
      case SECRET_UNCHECKED -> notNow("This server is busy checking secrets.", SECRET_RETRY);
      case CUT_OFF -> notNow(NO_DATABASE, CUT_OFF_RETRY);
    };
  }

  // RFC 6749 5.2, RFC 9110 15.5.2: with a challenge.
  private static Reply unauthenticated() {
    return error(401, INVALID_CLIENT, "Client authentication failed.")
        .header("WWW-Authenticate", "Basic realm=\"postern\", charset=\"UTF-8\"");
  }

  private static Reply notNow(String description, Duration wait) {
    return later(503, description, wait);
  }

  private static Reply noTarget(String description) {
    return bad(INVALID_TARGET, description);
  }

  /** What has no code of its own (RFC 6749 section 5.2). */
  private static Reply bad(String description) {
    return bad(INVALID_REQUEST, description);
  }

  private static Reply bad(ErrorCode code, String description) {
    return error(400, code, description);
  }

  private static Reply later(int status, String description, Duration wait) {
    long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
    return error(status, TEMPORARILY_UNAVAILABLE, description)
        .header("Retry-After", Long.toString(seconds));
  }

  private static Reply error(int status, ErrorCode code, String description) {
    JsonObject body =
        JsonObject.builder()
            .put("error", code.text())
            .put("error_description", description)
            .build();
    return Reply.json(status, body.bytes()).headers(NO_STORE);
  }
}
