package dev.postern.console.web;

import static dev.postern.console.web.Tokens.session;
import static dev.postern.console.web.Tokens.token;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of the token that a session is. */
final class SessionTest {

  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

  @Test
  void aSessionIsWhatItsTokenSays() {
    String token = token("one", NOON);

    Session session = Session.of(token).orElseThrow();

    assertThat(session.token()).isEqualTo(token);
    assertThat(session.id()).isEqualTo("one");
    assertThat(session.clientId()).isEqualTo("ada");
    assertThat(session.issuedAt()).isEqualTo(NOON);
    assertThat(session.expiresAt()).isEqualTo(NOON.plus(Duration.ofHours(8)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "opaque",
        "a.b",
        "a.b.c.d.e",
        "..",
        "a.+/.c",
        "a.bm90IGpzb24.c",
        "a.WzFd.c",
      })
  void whatIsNothingLikeATokenIsNoSession(String text) {
    assertThat(Session.of(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"client_id\":\"ada\",\"iat\":1,\"exp\":2}",
        "{\"jti\":\"one\",\"iat\":1,\"exp\":2}",
        "{\"jti\":\"one\",\"client_id\":\"ada\",\"exp\":2}",
        "{\"jti\":\"one\",\"client_id\":\"ada\",\"iat\":1}",
        "{\"jti\":1,\"client_id\":\"ada\",\"iat\":1,\"exp\":2}",
        "{\"jti\":\"one\",\"client_id\":\"ada\",\"iat\":\"1\",\"exp\":2}",
        "{\"jti\":\"one\",\"client_id\":\"ada\",\"iat\":1.5,\"exp\":2}",
        "{\"jti\":\"one\",\"client_id\":\"ada\",\"iat\":1,\"exp\":9000000000000000000}",
      })
  void aTokenThatDoesNotSayAllOfThisIsNoSession(String payload) {
    assertThat(Session.of(Tokens.of(payload))).isEmpty();
  }

  @Test
  void whatNoCookieHoldsIsNoSession() {
    String payload = "{\"jti\":\"one\",\"client_id\":\"ada\",\"iat\":1,\"exp\":2,\"more\":\"%s\"}";

    assertThat(Session.of(Tokens.of(payload.formatted("x".repeat(2_000))))).isPresent();
    assertThat(Session.of(Tokens.of(payload.formatted("x".repeat(3_000))))).isEmpty();
  }

  @Test
  void aFormsTokenIsOfOneSessionOnly() {
    Session one = session("one", NOON);
    Session other = session("other", NOON);

    assertThat(one.owns(one.formToken())).isTrue();
    assertThat(one.owns(session("one", NOON).formToken())).isTrue();
    assertThat(one.owns(other.formToken())).isFalse();
    assertThat(one.owns("")).isFalse();
    assertThat(one.owns(one.formToken() + "A")).isFalse();
    assertThat(one.owns(one.token())).isFalse();
  }

  @Test
  void nothingOfTheTokenIsShown() {
    Session session = session("one", NOON);

    assertThat(session).hasToString("Session[ada]");
    for (String part : session.token().split("\\.", -1)) {
      assertThat(session.formToken()).doesNotContain(part);
    }
  }
}
