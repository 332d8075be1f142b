package dev.postern.protocol;

/** Tells which characters a text is made of; every name on the wire has its own allowed set. */
final class Text {

  private Text() {}

  /** Whether {@code text} is 1 to {@code limit} characters of {@code [A-Za-z0-9._~-]}. */
  static boolean unreserved(String text, int limit) {
    if (text.isEmpty() || text.length() > limit) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (!unreserved(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean unreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
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
