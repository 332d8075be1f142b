package dev.postern.client;

import java.util.Objects;

/**
 * There is no token to be had now. The message and the {@link Reason} say why; neither ever holds
 * the client's secret, an assertion or a token.
 */
public final class TokenUnavailable extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Reason reason;

  TokenUnavailable(Reason reason) {
    super(reason.text(), null, false, true);
    this.reason = reason;
  }

  /** Why there is none. */
  public Reason reason() {
    return Objects.requireNonNull(reason, "a reason does not survive serialization");
  }

  /** Why a token could not be had; one of the records in here. */
  public sealed interface Reason {

    /** The reason in words. */
    String text();

    /**
     * The server answered, and its answer is no.
     *
     * @param error the error code (RFC 6749 section 5.2), empty where the answer had none
     * @param description the server's text for people, empty where it gave none that can be shown;
     *     behind it what we know better, as that an assertion was shown before
     * @param status the HTTP status
     */
    record Refused(String error, String description, int status) implements Reason {
      @Override
      public String text() {
        return "the authorization server answered "
            + status
            + (error.isEmpty() ? "" : " " + error)
            + (description.isEmpty() ? "" : ": " + description);
      }
    }

    /**
     * The server could not be reached, or the connection broke before its answer was complete.
     *
     * @param text what failed
     */
    record Unreachable(String text) implements Reason {}

    /**
     * The server's answer, its metadata or its address is not what the standards have it to be.
     *
     * @param text what is wrong
     */
    record Malformed(String text) implements Reason {}

    /**
     * The app goes by the word of another issuer, and there is none to show: its file is not there,
     * or what it holds is no such thing. Nothing was asked for.
     *
     * @param text what is wrong, without anything of what is there
     */
    record NoAssertion(String text) implements Reason {}

    /** The time that was given for all tries together is over. */
    record TimedOut() implements Reason {
      @Override
      public String text() {
        return "the authorization server did not answer in time";
      }
    }

    /** So many other tokens are exchanged and wait for it already that nothing was sent. */
    record Busy() implements Reason {
      @Override
      public String text() {
        return "too many token requests are under way already";
      }
    }

    /** The calling thread was interrupted while it waited; its interrupt flag is set again. */
    record Interrupted() implements Reason {
      @Override
      public String text() {
        return "interrupted while waiting for a token";
      }
    }
  }
}
