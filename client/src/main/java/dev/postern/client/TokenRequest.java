package dev.postern.client;

import dev.postern.protocol.Audience;
import dev.postern.protocol.Scopes;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * What is asked for (RFC 6749 section 4.4.2).
 *
 * @param grant by what
 * @param audience for which API
 * @param scopes with which scopes; none for all that are granted
 */
record TokenRequest(Grant grant, Audience audience, Scopes scopes) {

  static final String FORM = "application/x-www-form-urlencoded";

  /** The form of a request that shows {@code shown}. */
  byte[] form(Shown shown) {
    String form = shown.parameters() + "&audience=" + encoded(audience.text()) + scopeParameter();
    return form.getBytes(StandardCharsets.US_ASCII);
  }

  private String scopeParameter() {
    return scopes.empty() ? "" : "&scope=" + encoded(scopes.text());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
