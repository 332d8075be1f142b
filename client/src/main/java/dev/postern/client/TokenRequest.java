package dev.postern.client;

import dev.postern.protocol.Audience;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.OAuthUri;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.app.AppProof;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * What is asked for (RFC 6749 section 4.4.2, RFC 8693 section 2.1).
 *
 * @param app who asks, with the proof
 * @param audience for which API
 * @param scopes with which scopes; none for all that are granted
 * @param subject in exchange for which token; empty where the app asks for itself
 */
record TokenRequest(
    AppProof app, Audience audience, Scopes scopes, Optional<SubjectToken> subject) {

  static final String FORM = "application/x-www-form-urlencoded";

  /** The form of a request that is made {@code now} to {@code server}. */
  byte[] form(Issuer server, Instant now) {
    String form =
        grantType()
            + "&audience="
            + encoded(audience.text())
            + scopeParameter()
            + app.parameters(server, now);
    return form.getBytes(StandardCharsets.US_ASCII);
  }

  private String grantType() {
    return subject
        .map(token ->
            "grant_type="
                + encoded(OAuthUri.TOKEN_EXCHANGE)
                + "&subject_token_type="
                + encoded(OAuthUri.ACCESS_TOKEN)
                + "&subject_token="
                + encoded(token.text()))
        .orElse("grant_type=client_credentials");
  }

  /** Whether {@code text} gives away what must not be shown. */
  boolean secretWithin(String text) {
    return app.within(text) || subject.map(SubjectToken::text).filter(text::contains).isPresent();
  }

  private String scopeParameter() {
    return scopes.empty() ? "" : "&scope=" + encoded(scopes.text());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
