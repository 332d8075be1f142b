package dev.postern.cli;

/**
 * Makes text from elsewhere safe to show: a name with an escape sequence in it must not move the
 * cursor, and one with a mark of writing direction must not read as another.
 */
final class Visible {

  private Visible() {}

  /** The text with every control and format character written as {@code \\uXXXX}. */
  static String text(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          if (plain(c)) {
            shown.appendCodePoint(c);
          } else {
            shown.append(String.format("\\u%04x", c));
          }
        });
    return shown.toString();
  }

  private static boolean plain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
