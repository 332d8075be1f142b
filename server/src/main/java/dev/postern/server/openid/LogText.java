package dev.postern.server.openid;

import java.io.IOException;
import java.util.Collection;
import java.util.stream.Collectors;

/** What others say, as it may stand in the log: printable, and not long. */
public final class LogText {

  private static final int LONGEST = 128;
  private static final int MOST = 30;

  private LogText() {}

  /** One text; what is not printable ASCII is a question mark. */
  public static String of(String text) {
    String cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    return cut.replaceAll("[^ -~]", "?");
  }

  /** Some texts, with commas between; of many the first, and how many more there are. */
  public static String of(Collection<String> texts) {
    String first = texts.stream().limit(MOST).map(LogText::of).collect(Collectors.joining(", "));
    return texts.size() <= MOST ? first : first + " and " + (texts.size() - MOST) + " more";
  }

  /** What went wrong, by its message; by its kind as well where that says more. */
  static String of(Exception trouble) {
    boolean ours = trouble.getClass() == IOException.class && trouble.getMessage() != null;
    return of(ours ? String.valueOf(trouble.getMessage()) : trouble.toString());
  }
}
