package dev.postern.client;

import java.util.regex.Pattern;

/** A token that a caller sent, to be exchanged for another (RFC 8693 section 2.1). */
final class SubjectToken {

  /** RFC 6750 2.1: b64token, within what a server takes. */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]{1,16384}=*");

  private static final int LIMIT = 16 * 1024;

  private final String text;

  /** Refuses what is no token with {@link IllegalArgumentException}; it is not repeated. */
  SubjectToken(String text) {
    if (text.length() > LIMIT || !TOKEN.matcher(text).matches()) {
      throw new IllegalArgumentException("malformed subject token");
    }
    this.text = text;
  }

  String text() {
    return text;
  }

  @Override
  public String toString() {
    return "SubjectToken[hidden]";
  }
}
