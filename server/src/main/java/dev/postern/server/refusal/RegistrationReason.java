package dev.postern.server.refusal;

/** Why an app cannot register itself, or see to its registration (RFC 7591, RFC 7592). */
public enum RegistrationReason implements Reason {
  /** There is no token. */
  NO_TOKEN,
  /** The Authorization header cannot be read. */
  MALFORMED_HEADER,
  /** The token opens nothing here, whatever the reason is. */
  BAD_TOKEN,
  /** There are as many apps already as the policy allows. */
  POLICY_FULL,
  /** The body is no JSON object, or passes a limit. */
  MALFORMED_BODY,
  /** There are redirection URIs, and no grant that uses them. */
  REDIRECT_URIS,
  /** The software statement is no signed JWT. */
  MALFORMED_STATEMENT,
  /** The software statement is of somebody whose word does not count here, as is everybody's. */
  UNAPPROVED_STATEMENT,
  /** What is shown is no new passkey that answers a challenge of ours. */
  BAD_PASSKEY,
  /** The tenant's people do not sign in by an OpenID provider. */
  NO_PROVIDER,
  /** The OpenID provider cannot be asked now. */
  PROVIDER_AWAY,
  /** The OpenID provider answers, but does not take this server for a client that may ask it. */
  PROVIDER_REFUSES,
  /** The OpenID provider does not vouch for whoever comes, or it was not from here that he went. */
  NOT_VOUCHED,
  /** Who was to be asked anew who he is, was not, as far as the OpenID provider says. */
  NOT_ASKED_ANEW,
  /** The OpenID provider says nothing of somebody that means anything here. */
  NO_ROLE,
  /** Whom the OpenID provider vouches for is blocked here, or his sign-in was ended. */
  PERSON_CLOSED
}
