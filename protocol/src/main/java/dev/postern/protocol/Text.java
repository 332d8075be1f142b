package dev.postern.protocol;

/** Tells which characters a text is made of; every name on the wire has its own allowed set. */
final class Text {

  /** RFC 3986 2.3. A table, because every name in every token is looked at. */
  private static final boolean[] UNRESERVED = new boolean[128];

  static {
    for (char c = 0; c < UNRESERVED.length; c++) {
      UNRESERVED[c] = Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0;
    }
  }

  private Text() {}

  /** Whether {@code text} is 1 to {@code limit} characters of {@code [A-Za-z0-9._~-]}. */
  static boolean unreserved(String text, int limit) {
    if (text.isEmpty() || text.length() > limit) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= UNRESERVED.length || !UNRESERVED[c]) {
        return false;
      }
    }
    return true;
  }

  /** Whether {@code text} is 1 to {@code limit} visible ASCII characters, no spaces. */
  static boolean visible(String text, int limit) {
    if (text.isEmpty() || text.length() > limit) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) <= 0x20 || text.charAt(i) >= 0x7f) {
        return false;
      }
    }
    return true;
  }
}
