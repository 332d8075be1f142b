package dev.postern.bench.ceiling;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** The parameters of a token request that a ceiling looks at; empty where one is not there. */
record TokenForm(String grantType, String clientId, String clientSecret, String audience) {

  /** Reads a body of {@code application/x-www-form-urlencoded}. */
  static TokenForm parse(byte[] body) {
    String form = new String(body, StandardCharsets.ISO_8859_1);
    String grantType = "";
    String clientId = "";
    String clientSecret = "";
    String audience = "";
    for (int start = 0; start < form.length(); ) {
      int amp = form.indexOf('&', start);
      int end = amp < 0 ? form.length() : amp;
      int equals = form.indexOf('=', start);
      if (equals > 0 && equals < end) {
        String value = decoded(form.substring(equals + 1, end));
        switch (form.substring(start, equals)) {
          case "grant_type" -> grantType = value;
          case "client_id" -> clientId = value;
          case "client_secret" -> clientSecret = value;
          case "audience" -> audience = value;
          default -> {}
        }
      }
      start = end + 1;
    }
    return new TokenForm(grantType, clientId, clientSecret, audience);
  }

  private static String decoded(String value) {
    return value.indexOf('%') < 0 && value.indexOf('+') < 0
        ? value
        : URLDecoder.decode(value, StandardCharsets.UTF_8);
  }
}
