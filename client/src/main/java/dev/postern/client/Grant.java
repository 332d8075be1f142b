package dev.postern.client;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.OAuthUri;
import dev.postern.protocol.app.AppProof;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** By what a token is had (RFC 6749 section 1.3). */
sealed interface Grant {

  /**
   * What one request shows.
   *
   * @param server whom it is shown
   * @param now when
   * @throws NoAssertion where the grant is the word of another issuer, and that is not there
   */
  Shown shown(Issuer server, Instant now) throws NoAssertion;

  /** Who asks, to tell people. */
  String asker();

  /**
   * The app's own proof (RFC 6749 section 4.4).
   *
   * @param app who asks, with the proof
   */
  record ClientCredentials(AppProof app) implements Grant {

    @Override
    public Shown shown(Issuer server, Instant now) {
      return new Shown(
          "grant_type=client_credentials" + app.parameters(server, now),
          app.authorization(),
          Optional.empty(),
          app::within);
    }

    @Override
    public String asker() {
      return app.clientId().text();
    }
  }

  /**
   * A token of somebody else's, and the app's own proof (RFC 8693 section 2.1).
   *
   * @param app who asks, with the proof
   * @param subject in exchange for which token
   */
  record Exchange(AppProof app, SubjectToken subject) implements Grant {

    @Override
    public Shown shown(Issuer server, Instant now) {
      String parameters =
          "grant_type="
              + encoded(OAuthUri.TOKEN_EXCHANGE)
              + "&subject_token_type="
              + encoded(OAuthUri.ACCESS_TOKEN)
              + "&subject_token="
              + encoded(subject.text())
              + app.parameters(server, now);
      return new Shown(
          parameters,
          app.authorization(),
          Optional.empty(),
          text -> app.within(text) || text.contains(subject.text()));
    }

    @Override
    public String asker() {
      return app.clientId().text();
    }
  }

  /**
   * The word of another issuer (RFC 7523 section 2.1); the app proves nothing itself.
   *
   * @param assertions where it comes from
   * @param clientId which app asks, where several go by one subject
   */
  record JwtBearer(Assertions assertions, Optional<ClientId> clientId) implements Grant {

    @Override
    public Shown shown(Issuer server, Instant now) throws NoAssertion {
      Assertion assertion = assertions.next();
      String parameters =
          "grant_type="
              + encoded(OAuthUri.JWT_BEARER)
              + "&assertion="
              + assertion.text()
              + clientId.map(id -> "&client_id=" + id.text()).orElse("");
      return new Shown(
          parameters,
          Optional.empty(),
          Optional.of(assertion),
          text -> text.contains(assertion.text()));
    }

    @Override
    public String asker() {
      return clientId.map(ClientId::text).orElse("whom an assertion names");
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
