package dev.postern.server.refusal;

/** Why the Identity Management API refuses a call; {@code http} knows LoginRadius' codes. */
public sealed interface IdentityReason extends Reason {

  /** Reasons that need no more words. */
  enum Fault implements IdentityReason {
    /** {@code X-LoginRadius-ApiKey} is not this tenant's. */
    BAD_API_KEY,
    /** A parameter of the query is not known, or malformed. */
    BAD_PARAMETER,
    /** Another account has the e-mail address. */
    EMAIL_TAKEN,
    /** Another account has the user name. */
    USERNAME_TAKEN,
    /** Another account has the phone number. */
    PHONE_TAKEN,
    /** The account would lose its only e-mail address. */
    LAST_EMAIL,
    /** The uid is not 32 hex digits. */
    MALFORMED_UID,
    /** No account is found. */
    NO_SUCH_ACCOUNT,
    /** An e-mail address is none, or not one of the account. */
    BAD_EMAIL,
    /** The password is too short or too long. */
    BAD_PASSWORD,
    /** Nothing was given to look up by. */
    NOTHING_TO_LOOK_UP_BY
  }

  /**
   * The body is no profile.
   *
   * @param detail what is wrong with it, in a sentence that repeats no input
   */
  record BadBody(String detail) implements IdentityReason {

    /** The refusal of such a body. */
    public static Refusal of(String detail) {
      return new Refusal(new BadBody(detail));
    }
  }
}
