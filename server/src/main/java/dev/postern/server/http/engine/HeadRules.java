package dev.postern.server.http.engine;

import dev.postern.server.http.HttpError;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What the parts of one request head say about its framing, and whether they fit together. */
final class HeadRules {
  /** More than any route takes, and far from where numbers overflow. */
  private static final long LONGEST_BODY = 1L << 40;

  private @Nullable String authority;
  private @Nullable String host;
  private long contentLength = -1;
  private boolean chunked;
  private boolean expects;

  /** Checks method and target: the bytes from method to blank, and from target to end. */
  @Nullable HttpError requestLine(byte[] bytes, int method, int target, int end) {
    if ((target - method == 8 && text(bytes, method, target - 1).equals("CONNECT"))
        || fragment(bytes, target, end)) {
      return HttpError.BAD_REQUEST;
    }
    byte first = bytes[target];
    if (first == '/' || (first == '*' && end == target + 1)) {
      return null;
    }
    // RFC 9112 3.2.2: absolute-form; a server must accept it
    authority = AbsoluteForm.authority(text(bytes, target, end));
    return authority == null ? HttpError.BAD_REQUEST : null;
  }

  /** Checks one header line: the bytes from name to colon, and after the colon to end. */
  @Nullable HttpError field(byte[] bytes, int name, int colon, int end) {
    return switch (colon - name) {
      case 4 -> named(bytes, name, "host") ? host(value(bytes, colon, end)) : null;
      case 6 -> named(bytes, name, "expect") ? expect(value(bytes, colon, end)) : null;
      case 14 -> named(bytes, name, "content-length") ? length(value(bytes, colon, end)) : null;
      case 16 -> named(bytes, name, "content-encoding") ? HttpError.UNSUPPORTED_MEDIA_TYPE : null;
      case 17 -> named(bytes, name, "transfer-encoding") ? coding(value(bytes, colon, end)) : null;
      default -> null;
    };
  }

  /** Checks the head as a whole. */
  @Nullable HttpError end() {
    // RFC 9112 3.2: 400 without Host. RFC 9112 6.3: both ways to tell the length may be smuggling.
    if (host == null || (chunked && contentLength >= 0)) {
      return HttpError.BAD_REQUEST;
    }
    return authority == null || authority.equalsIgnoreCase(host) ? null : HttpError.BAD_REQUEST;
  }

  boolean chunked() {
    return chunked;
  }

  /** The length of the body; -1 if none is given. */
  long contentLength() {
    return contentLength;
  }

  private @Nullable HttpError host(String value) {
    if (host != null || !Authority.valid(value)) {
      return HttpError.BAD_REQUEST;
    }
    host = value;
    return null;
  }

  // RFC 9110 10.1.1: an expectation that we do not know is 417
  private @Nullable HttpError expect(String value) {
    boolean known = !expects && value.equalsIgnoreCase("100-continue");
    expects = true;
    return known ? null : HttpError.EXPECTATION_FAILED;
  }

  // RFC 9110 8.6: 1*DIGIT; a list of equal values is not worth its risk
  private @Nullable HttpError length(String value) {
    if (contentLength >= 0 || value.isEmpty()) {
      return HttpError.BAD_REQUEST;
    }
    long length = 0;
    for (int i = 0; i < value.length(); i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return HttpError.BAD_REQUEST;
      }
      length = length > LONGEST_BODY ? length : length * 10 + digit;
    }
    contentLength = length;
    return length > LONGEST_BODY ? HttpError.CONTENT_TOO_LARGE : null;
  }

  // RFC 9112 6.1: chunked is the only coding that we know
  private @Nullable HttpError coding(String value) {
    if (chunked || !value.equalsIgnoreCase("chunked")) {
      return HttpError.BAD_REQUEST;
    }
    chunked = true;
    return null;
  }

  private static boolean fragment(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '#') {
        return true;
      }
    }
    return false;
  }

  private static boolean named(byte[] bytes, int from, String name) {
    for (int i = 0; i < name.length(); i++) {
      int b = bytes[from + i];
      if ((b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b) != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  // Blanks are cut but tabs are not: in a header that decides framing a tab is no accident.
  private static String value(byte[] bytes, int colon, int end) {
    int from = colon + 1;
    int to = end;
    while (from < to && bytes[from] == ' ') {
      from++;
    }
    while (from < to && bytes[to - 1] == ' ') {
      to--;
    }
    return text(bytes, from, to);
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
  }
}
