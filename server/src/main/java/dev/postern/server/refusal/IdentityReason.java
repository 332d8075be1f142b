package dev.postern.server.refusal;

/** Why the Identity Management API refuses a call; {@code http} knows LoginRadius' codes. */
public enum IdentityReason implements Reason {
  /** {@code X-LoginRadius-ApiKey} is not this tenant's. */
  BAD_API_KEY,
  /** Another account has the e-mail address. */
  EMAIL_TAKEN,
  /** Another account has the user name. */
  USERNAME_TAKEN,
  /** Another account has the phone number. */
  PHONE_TAKEN,
  /** The uid is not 32 hex digits. */
  MALFORMED_UID,
  /** No account is found. */
  NO_SUCH_ACCOUNT,
  /** The body is no profile. */
  BAD_BODY,
  /** An e-mail address is none. */
  BAD_EMAIL,
  /** Nothing was given to look up by. */
  NOTHING_TO_LOOK_UP_BY
}
