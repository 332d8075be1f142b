package dev.postern.client;

import dev.postern.protocol.Audience;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.app.AppProof;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * What is asked for (RFC 6749 section 4.4.2).
 *
 * @param app who asks, with the proof
 * @param audience for which API
 * @param scopes with which scopes; none for all that are granted
 */
record TokenRequest(AppProof app, Audience audience, Scopes scopes) {

  static final String FORM = "application/x-www-form-urlencoded";

  /** The form of a request that is made {@code now} to {@code server}. */
  byte[] form(Issuer server, Instant now) {
    String form =
        "grant_type=client_credentials&audience="
            + encoded(audience.text())
            + scopeParameter()
            + app.parameters(server, now);
    return form.getBytes(StandardCharsets.US_ASCII);
  }

  private String scopeParameter() {
    return scopes.empty() ? "" : "&scope=" + encoded(scopes.text());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
