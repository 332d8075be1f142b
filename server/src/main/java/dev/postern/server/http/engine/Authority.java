package dev.postern.server.http.engine;

import java.util.function.IntPredicate;

/**
 * The strict form of {@code host[:port]} that a request may name: a name or IPv4 address, or an
 * IPv6 address in brackets; no user, no escapes, no blanks. By hand, since it runs for every
 * request.
 */
final class Authority {
  private static final int LONGEST = 261; // 255 of a name, a colon and a port
  private static final int MOST_PORT_DIGITS = 5;

  private Authority() {}

  static boolean valid(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return false;
    }
    int end;
    if (text.charAt(0) == '[') {
      end = run(text, 1, Authority::inAddress);
      if (end == 1 || end == text.length() || text.charAt(end++) != ']') {
        return false;
      }
    } else {
      end = run(text, 0, Authority::inName);
      if (end == 0) {
        return false;
      }
    }
    return end == text.length() || (text.charAt(end) == ':' && port(text, end + 1));
  }

  private static boolean port(String text, int from) {
    int digits = text.length() - from;
    return digits >= 1
        && digits <= MOST_PORT_DIGITS
        && run(text, from, Authority::digit) == text.length();
  }

  private static int run(String text, int from, IntPredicate allowed) {
    int end = from;
    while (end < text.length() && allowed.test(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean inName(int c) {
    int lower = c | 0x20;
    return (lower >= 'a' && lower <= 'z') || digit(c) || c == '.' || c == '-' || c == '_';
  }

  private static boolean inAddress(int c) {
    int lower = c | 0x20;
    return (lower >= 'a' && lower <= 'f') || digit(c) || c == ':' || c == '.';
  }

  private static boolean digit(int c) {
    return c >= '0' && c <= '9';
  }
}
