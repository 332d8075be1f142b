package dev.postern.server.refusal;

/**
 * One rule that was looked at by itself, and what came of it. It is for administrators: unlike a
 * refusal it names what is there.
 *
 * @param rule the rule's name, in lower case with underscores; several findings may be of one rule,
 *     as of each scope
 * @param outcome what came of it
 * @param detail why, in a sentence
 */
public record Finding(String rule, Outcome outcome, String detail) {

  /** What can come of a rule. */
  public enum Outcome {
    /** It is kept. */
    PASS,
    /** It is broken, which is enough to refuse. */
    FAIL,
    /** It was not judged, or says nothing here. */
    SKIPPED
  }

  /** Of a rule that was judged. */
  public static Finding judged(String rule, boolean kept, String detail) {
    return new Finding(rule, kept ? Outcome.PASS : Outcome.FAIL, detail);
  }

  /** Of a rule that was not. */
  public static Finding skipped(String rule, String detail) {
    return new Finding(rule, Outcome.SKIPPED, detail);
  }

  /** Whether it is enough to refuse. */
  public boolean refuses() {
    return outcome == Outcome.FAIL;
  }
}
