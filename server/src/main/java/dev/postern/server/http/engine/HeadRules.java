package dev.postern.server.http.engine;

import dev.postern.server.http.HttpError;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What the parts of one request head say about its framing, and whether they fit together. */
final class HeadRules {
  private static final int MOST_LENGTH_DIGITS = 15;

  private @Nullable String authority;
  private @Nullable String host;
  private long contentLength = -1;
  private boolean chunked;
  private boolean expects;

  /** Checks method and target: the bytes from method to blank, and from target to end. */
  @Nullable HttpError requestLine(ByteBuf bytes, int method, int target, int end) {
    if (text(bytes, method, target - 1).equals("CONNECT")
        || bytes.indexOf(target, end, (byte) '#') >= 0) {
      return HttpError.BAD_REQUEST;
    }
    byte first = bytes.getByte(target);
    if (first == '/' || (first == '*' && end == target + 1)) {
      return null;
    }
    // RFC 9112 3.2.2: absolute-form; a server must accept it
    authority = AbsoluteForm.authority(text(bytes, target, end));
    return authority == null ? HttpError.BAD_REQUEST : null;
  }

  /** Checks one header line: the bytes from name to colon, and after the colon to end. */
  @Nullable HttpError field(ByteBuf bytes, int name, int colon, int end) {
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
    if (contentLength >= 0
        || value.isEmpty()
        || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return HttpError.BAD_REQUEST;
    }
    if (value.length() > MOST_LENGTH_DIGITS) {
      return HttpError.CONTENT_TOO_LARGE;
    }
    contentLength = Long.parseLong(value);
    return null;
  }

  // RFC 9112 6.1: chunked is the only coding that we know
  private @Nullable HttpError coding(String value) {
    if (chunked || !value.equalsIgnoreCase("chunked")) {
      return HttpError.BAD_REQUEST;
    }
    chunked = true;
    return null;
  }

  private static boolean named(ByteBuf bytes, int from, String name) {
    for (int i = 0; i < name.length(); i++) {
      int b = bytes.getByte(from + i);
      if ((b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b) != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  // Blanks are cut but tabs are not: in a header that decides framing a tab is no accident.
  private static String value(ByteBuf bytes, int colon, int end) {
    int from = colon + 1;
    int to = end;
    while (from < to && bytes.getByte(from) == ' ') {
      from++;
    }
    while (from < to && bytes.getByte(to - 1) == ' ') {
      to--;
    }
    return text(bytes, from, to);
  }

  private static String text(ByteBuf bytes, int from, int to) {
    return bytes.toString(from, to - from, StandardCharsets.US_ASCII);
  }
}
