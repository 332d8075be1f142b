package dev.postern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postern.client.TokenUnavailable.Reason;
import dev.postern.client.Wire.Answer;
import dev.postern.protocol.http.HttpCall;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of callers are exchanged once while what was had for them is good. */
final class ExchangedTokensTest {

  private static final String API = "https://ledger.example.com";

  private final TurnedClock clock = new TurnedClock();
  private Wire wire;

  @BeforeEach
  void open() throws IOException {
    wire = Wire.open();
  }

  @AfterEach
  void close() {
    wire.close();
  }

  private PosternClient.App app() {
    return PosternClient.of(wire.issuer()).clock(clock).credentials("service", "pst_1");
  }

  @Test
  void aTokenOfACallerIsSentAsTheSubjectToken() throws Exception {
    assertThat(app().exchange(API).of("a.b-c.d_e").token().value()).isEqualTo("t1");
    assertThat(wire.tokenRequests.get(0).form())
        .isEqualTo(
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange"
                + "&subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token"
                + "&subject_token=a.b-c.d_e"
                + "&audience=https%3A%2F%2Fledger.example.com");
    app().scope("entries:read").exchange(API).of("a").token();
    assertThat(wire.tokenRequests.get(1).form()).endsWith("&scope=entries%3Aread");
  }

  @Test
  void eachCallersTokenHasOneOfItsOwn() throws Exception {
    ExchangedTokens tokens = app().exchange(API);
    assertThat(tokens.of("one").token().value()).isEqualTo("t1");
    assertThat(tokens.of("two").token().value()).isEqualTo("t2");
    assertThat(tokens.of("one").token().value()).isEqualTo("t1");
    assertThat(tokens.of("two").token().value()).isEqualTo("t2");
    assertThat(wire.tokenRequests).hasSize(2);
    // Where the endpoint lies is asked once for all.
    assertThat(wire.metadataRequests).hasValue(1);
    assertThat(tokens).hasToString("ExchangedTokens[2 kept]");
  }

  @Test
  void nothingIsGotAhead() throws Exception {
    wire.lifetime = 1000;
    ExchangedTokens tokens = app().exchange(API);
    assertThat(tokens.of("one").token().value()).isEqualTo("t1");
    clock.turn(Duration.ofSeconds(985));
    assertThat(tokens.of("one").token().value()).isEqualTo("t1");
    assertThat(wire.tokenRequests).hasSize(1);
    clock.turn(Duration.ofSeconds(6));
    assertThat(tokens.of("one").token().value()).isEqualTo("t2");
  }

  @Test
  void theLeastRecentlyUsedOfVeryManyAreForgotten() throws Exception {
    ExchangedTokens tokens = app().exchange(API);
    TokenSource first = tokens.of("first");
    TokenSource second = tokens.of("second");
    for (int i = 0; i < ExchangedTokens.MOST - 2; i++) {
      tokens.of("other" + i);
    }
    assertThat(tokens.of("first")).isSameAs(first);
    tokens.of("one-more");
    assertThat(tokens).hasToString("ExchangedTokens[" + ExchangedTokens.MOST + " kept]");
    assertThat(tokens.of("first")).isSameAs(first);
    assertThat(tokens.of("second")).isNotSameAs(second);
  }

  @Test
  void aRefusalIsToldWithoutTheToken() {
    String shown = "secret.subject.token";
    wire.tokenAnswers.add(
        Answer.of(
            400, "{\"error\":\"invalid_request\",\"error_description\":\"no " + shown + "\"}"));
    TokenSource source = app().exchange(API).of(shown);
    TokenUnavailable refused = catchThrowableOfType(TokenUnavailable.class, source::token);
    assertThat(refused.reason()).isEqualTo(new Reason.Refused("invalid_request", "", 400));
    assertThat(refused.toString()).doesNotContain(shown);
    assertThat(new SubjectToken(shown).toString()).doesNotContain(shown);
  }

  @Test
  void aTokenThatTheApiRefusesIsExchangedAnew() throws Exception {
    String challenge = "Bearer error=\"invalid_token\"";
    wire.apiAnswers.add(new Answer(401, "", Map.of("WWW-Authenticate", challenge)));
    URI api = URI.create("http://localhost:" + wire.port() + "/api");
    assertThat(app().exchange(API).of("one").send(HttpCall.get(api), 1000).status()).isEqualTo(200);
    assertThat(wire.apiCalls).containsExactly("Bearer t1", "Bearer t2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\n", "Bearer a", "\u00e4", "=a"})
  void whatIsNoTokenIsRefused(String text) {
    ExchangedTokens tokens = app().exchange(API);
    assertThatIllegalArgumentException().isThrownBy(() -> tokens.of(text));
    assertThat(wire.tokenRequests).isEmpty();
  }

  @Test
  void aTokenIsAtMostSoLong() {
    ExchangedTokens tokens = app().exchange(API);
    assertThat(tokens.of("a".repeat(16 * 1024))).isNotNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tokens.of("a".repeat(16 * 1024 + 1)))
        .withMessageNotContaining("aaa");
  }
}
