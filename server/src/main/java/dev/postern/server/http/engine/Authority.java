package dev.postern.server.http.engine;

import java.util.regex.Pattern;

/**
 * The strict form of {@code host[:port]} that a request may name: no user, no escapes, no blanks.
 */
final class Authority {
  private static final int LONGEST = 261; // 255 of a name, a colon and a port
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:[A-Za-z0-9._-]++|\\[[0-9A-Fa-f:.]++])(?::[0-9]{1,5})?");

  private Authority() {}

  static boolean valid(String text) {
    return text.length() <= LONGEST && AUTHORITY.matcher(text).matches();
  }
}
