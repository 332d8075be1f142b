package dev.postern.server.refusal;

/** Why no token is issued, or no question about one answered. */
public enum TokenReason implements Reason {
  /** The body is not what its content type says, or passes a limit. */
  MALFORMED_REQUEST,
  /** A parameter stands twice (RFC 6749 section 3.2). */
  REPEATED_PARAMETER,
  /** A parameter stands in the query string. */
  QUERY_PARAMETER,
  /** There is no grant type. */
  NO_GRANT_TYPE,
  /** There is no token to tell of or to revoke. */
  NO_TOKEN,
  /** The client proves itself in two ways at once (RFC 6749 section 2.3). */
  SEVERAL_PROOFS,
  /** {@code audience} and {@code resource} disagree. */
  AUDIENCE_AND_RESOURCE_DIFFER,
  /** {@code claims} is no object of allowed names and values. */
  CLAIMS_NOT_ALLOWED,
  /** The client does not prove itself at all. */
  NO_PROOF,
  /** No app has that client id. */
  CLIENT_UNKNOWN,
  /** The proof is wrong. */
  PROOF_WRONG,
  /** It takes a while to tell whether the proof is right, and too many wait for that already. */
  TOO_MANY_WAIT,
  /** It takes a slow check to tell whether the secret is right, and there was none yet. */
  SECRET_UNCHECKED,
  /** The client's assertion is addressed to somebody else, or not to us alone. */
  ASSERTION_NOT_FOR_US,
  /** The client's assertion has expired, is not valid yet, or lives too long. */
  ASSERTION_OUT_OF_TIME,
  /** The client's assertion was used before (RFC 7523 section 3). */
  ASSERTION_USED,
  /** It cannot be told, or not be remembered, whether the client's assertion was used. */
  ASSERTION_USE_UNKNOWN,
  /** It takes a slow check to tell whether a certificate is vouched for, and there was none yet. */
  CERTIFICATE_UNCHECKED,
  /** The client's keys stand at a URL, and cannot be had from there now. */
  KEYS_UNAVAILABLE,
  /** The app, or its tenant, is blocked. */
  CLIENT_BLOCKED,
  /** The credential has ended. */
  CREDENTIAL_EXPIRED,
  /** The profile of the app, or of its tenant, takes no credential of this kind. */
  CREDENTIAL_NOT_TAKEN,
  /** The app may not ask from this network address. */
  ADDRESS_NOT_ALLOWED,
  /** The profile of the app, or of its tenant, takes forms and no JSON. */
  BODY_NOT_TAKEN,
  /** The grant type is not known. */
  GRANT_TYPE_UNKNOWN,
  /** The app has no grant under which that grant type gives anything (RFC 6749 section 5.2). */
  GRANT_TYPE_NOT_ALLOWED,
  /** There is no subject token to exchange (RFC 8693 section 2.1). */
  NO_SUBJECT_TOKEN,
  /** The subject token is not said to be an access token, or a token of another type is wanted. */
  TOKEN_TYPE_NOT_TAKEN,
  /** There is an actor token: the actor is the client that asks, and nobody else. */
  ACTOR_TOKEN,
  /** The subject token does not stand, or is for no API that the app acts for. */
  SUBJECT_TOKEN_WRONG,
  /** The grant gives nothing for tokens for that API, or of that subject. */
  SUBJECT_TOKEN_NOT_ALLOWED,
  /** The subject token says who may act for its subject, and it is another (RFC 8693 4.4). */
  ACTOR_NOT_ALLOWED,
  /** The subject token was exchanged too often already. */
  CHAIN_TOO_LONG,
  /** The subject token is bound to a key, and what is wanted for it would be bound to none. */
  BINDING_LOST,
  /** Several resources are asked for at once. */
  SEVERAL_TARGETS,
  /** The API is not named, and the app is not granted exactly one. */
  TARGET_AMBIGUOUS,
  /** The API is not known, or not granted to the app. */
  TARGET_NOT_GRANTED,
  /** The API or the app demands a proof of possession, and there is none. */
  POSSESSION_NOT_PROVED,
  /** The API or the app demands a certificate on the connection, and there is none. */
  CERTIFICATE_NOT_SHOWN,
  /** The API's tokens are signed as the profile of the app, or of its tenant, does not take it. */
  ALGORITHM_NOT_TAKEN,
  /** The scope parameter breaks RFC 6749 section 3.3. */
  SCOPE_MALFORMED,
  /** A scope is not granted. */
  SCOPE_NOT_GRANTED,
  /** The grant has no scope left. */
  NO_SCOPE_LEFT,
  /** This node has not read the database for longer than it may issue without. */
  CUT_OFF
}
