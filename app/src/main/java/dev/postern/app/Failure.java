package dev.postern.app;

/** Why a command does not do its work, in a sentence for its operator; no stack trace helps him. */
final class Failure extends Exception {

  private static final long serialVersionUID = 1L;

  /** Something outside is not there or taken (EX_UNAVAILABLE of sysexits). */
  static final int UNAVAILABLE = 69;

  /** What was chosen, or a key file, is wrong (EX_CONFIG of sysexits). */
  static final int CONFIGURATION = 78;

  private final int exitCode;

  Failure(int exitCode, String message) {
    super(message, null, false, false);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
