package dev.postern.store;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a token request ended: with a token, or why it was refused. The words stay what they are.
 *
 * @param text 1 to 64 characters of {@code [a-z0-9_]}, a letter first
 */
public record Outcome(String text) {

  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  /** With a token. */
  public static final Outcome ISSUED = new Outcome("issued");

  /** Refuses what is no such word with {@link IllegalArgumentException}. */
  public Outcome {
    if (!WORD.matcher(text).matches()) {
      throw new IllegalArgumentException("malformed outcome");
    }
  }

  /** The outcome that {@code text} names, or empty where it cannot be one. */
  public static Optional<Outcome> parse(String text) {
    return WORD.matcher(text).matches() ? Optional.of(new Outcome(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
