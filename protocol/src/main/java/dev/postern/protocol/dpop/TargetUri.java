package dev.postern.protocol.dpop;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address that a proof is for ({@code htu}), in the one spelling that equal addresses share:
 * without query and fragment (RFC 9449 section 4.3), scheme and host in lower case, no usual port,
 * percent-encoding only where it is needed, no dot segments (RFC 3986 sections 6.2.2 and 6.2.3).
 *
 * <p>What else is written differently is different: another path, a slash more at its end, a user.
 */
public final class TargetUri {

  /** The longest address that is looked at. */
  public static final int LIMIT = 2048;

  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?i:(https?))://(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._~-]+)(?::([0-9]*))?"
              + "(/[^?#]*)?(?:\\?[^#]*)?(?:#.*)?");

  private static final String HEX = "0123456789ABCDEF";
  // RFC 3986 3.3: pchar, without percent-encoding, and the slash between segments.
  private static final String ALSO_IN_PATHS = "-._~!$&'()*+,;=:@/";
  private static final String UNRESERVED_MARKS = "-._~";

  private final String text;

  private TargetUri(String text) {
    this.text = text;
  }

  /**
   * The address that {@code written} is, or empty where it is no absolute http or https address.
   */
  public static Optional<TargetUri> parse(String written) {
    if (written.length() > LIMIT || !ascii(written)) {
      return Optional.empty();
    }
    Matcher parts = ADDRESS.matcher(written);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String scheme = parts.group(1).toLowerCase(Locale.ROOT);
    Optional<String> port = port(scheme, parts.group(3) == null ? "" : parts.group(3));
    // RFC 3986 6.2.3: with an authority, no path is the path "/".
    Optional<String> path = path(parts.group(4) == null ? "/" : parts.group(4));
    if (port.isEmpty() || path.isEmpty()) {
      return Optional.empty();
    }
    String host = parts.group(2).toLowerCase(Locale.ROOT);
    // One character longer where it had no path.
    return Optional.of(new TargetUri(scheme + "://" + host + port.get() + path.get()))
        .filter(address -> address.text.length() <= LIMIT);
  }

  private static boolean ascii(String text) {
    return text.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  private static Optional<String> port(String scheme, String digits) {
    String number = digits.replaceFirst("^0+(?=.)", "");
    // RFC 3986 6.2.3: none, or the scheme's usual one.
    if (number.isEmpty() || number.equals(scheme.equals("https") ? "443" : "80")) {
      return Optional.of("");
    }
    return number.length() <= 5 && Integer.parseInt(number) <= 65535
        ? Optional.of(":" + number)
        : Optional.empty();
  }

  private static Optional<String> path(String raw) {
    StringBuilder path = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '%') {
        if (!alphanumeric(c) && ALSO_IN_PATHS.indexOf(c) < 0) {
          return Optional.empty();
        }
        path.append(c);
        continue;
      }
      int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
      int low = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 2), 16) : -1;
      if (high < 0 || low < 0) {
        return Optional.empty();
      }
      char encoded = (char) (high << 4 | low);
      // RFC 3986 6.2.2.2: what needs no encoding has none; 6.2.2.1: the digits in upper case.
      if (alphanumeric(encoded) || UNRESERVED_MARKS.indexOf(encoded) >= 0) {
        path.append(encoded);
      } else {
        path.append('%').append(HEX.charAt(high)).append(HEX.charAt(low));
      }
      i += 2;
    }
    return Optional.of(withoutDots(path.toString()));
  }

  /** RFC 3986 5.2.4; the path starts with a slash. */
  private static String withoutDots(String path) {
    if (!path.contains("/.")) {
      return path;
    }
    List<String> kept = new ArrayList<>();
    String[] segments = path.substring(1).split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      boolean dots = segments[i].equals(".") || segments[i].equals("..");
      if (segments[i].equals("..") && !kept.isEmpty()) {
        kept.remove(kept.size() - 1);
      }
      if (!dots) {
        kept.add(segments[i]);
      } else if (i == segments.length - 1) {
        kept.add("");
      }
    }
    return "/" + String.join("/", kept);
  }

  private static boolean alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /** The one spelling. */
  public String text() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TargetUri same && text.equals(same.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
