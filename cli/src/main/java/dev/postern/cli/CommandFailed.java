package dev.postern.cli;

import dev.postern.client.TokenUnavailable;
import java.util.List;

/** A command that did not do what it was asked to: what to tell the user, and the exit code. */
final class CommandFailed extends Exception {

  private static final long serialVersionUID = 1L;

  /** The server said no, or something that it said does not hold. */
  static final int REFUSED = 1;

  /** The command was called wrongly, or what it needs here is not there. */
  static final int USAGE = 2;

  /** The server cannot be reached or used: EX_UNAVAILABLE of sysexits. */
  static final int UNREACHABLE = 69;

  private final int exitCode;
  private final transient List<String> lines;

  private CommandFailed(int exitCode, List<String> lines) {
    super(String.join("; ", lines), null, false, false);
    this.exitCode = exitCode;
    this.lines = lines;
  }

  static CommandFailed refused(List<String> lines) {
    return new CommandFailed(REFUSED, List.copyOf(lines));
  }

  static CommandFailed refused(String line) {
    return refused(List.of(line));
  }

  static CommandFailed usage(String line) {
    return new CommandFailed(USAGE, List.of(line));
  }

  static CommandFailed unreachable(String line) {
    return new CommandFailed(UNREACHABLE, List.of(line));
  }

  /** What the lack of a token for the API {@code audience} of {@code issuer} means. */
  static CommandFailed of(TokenUnavailable unavailable, String issuer, String audience) {
    String text = "no token: " + Visible.text(unavailable.reason().text());
    return switch (unavailable.reason()) {
      case TokenUnavailable.Reason.Refused refused ->
          refused(List.of(text, "  asked for: " + Visible.text(audience)));
      case TokenUnavailable.Reason.Unreachable unreachable -> away(text, issuer);
      case TokenUnavailable.Reason.Malformed malformed -> away(text, issuer);
      case TokenUnavailable.Reason.TimedOut timedOut -> away(text, issuer);
      case TokenUnavailable.Reason.NoAssertion none -> usage(text);
      case TokenUnavailable.Reason.Busy busy -> unreachable(text);
      case TokenUnavailable.Reason.Interrupted interrupted -> unreachable(text);
    };
  }

  private static CommandFailed away(String text, String issuer) {
    String where = "  the server is " + Visible.text(issuer) + "; is it running there?";
    return new CommandFailed(UNREACHABLE, List.of(text, where));
  }

  int exitCode() {
    return exitCode;
  }

  List<String> lines() {
    return lines;
  }
}
