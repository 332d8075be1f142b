package dev.postern.client;

import java.util.regex.Pattern;

/**
 * What another issuer says of an app, as far as a client looks at it: a signed JWT (RFC 7523
 * section 3).
 */
final class Assertion {

  /** In characters, and in bytes: there are no others than ASCII in one. */
  static final int LIMIT = 8 * 1024;

  /** RFC 7515 3.1. Whatever else lies where one should be is a mistake, and sent to nobody. */
  private static final Pattern JWT =
      Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

  private final String text;

  private Assertion(String text) {
    this.text = text;
  }

  /**
   * The assertion in {@code text}, without the blanks around it.
   *
   * @param place where it was found, to tell people; the text itself is never told
   */
  static Assertion of(String text, String place) throws NoAssertion {
    if (text.length() > LIMIT) {
      throw new NoAssertion(place + " is longer than 8 KiB");
    }
    String stripped = text.strip();
    if (stripped.isEmpty()) {
      throw new NoAssertion(place + " is empty");
    }
    if (!JWT.matcher(stripped).matches()) {
      throw new NoAssertion(place + " is no signed JWT");
    }
    return new Assertion(stripped);
  }

  String text() {
    return text;
  }

  boolean same(Assertion other) {
    return text.equals(other.text);
  }

  @Override
  public String toString() {
    return "Assertion[hidden]";
  }
}
