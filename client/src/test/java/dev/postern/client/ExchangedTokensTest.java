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
import java.util.concurrent.CountDownLatch;
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

  private static Reason refused(TokenSource source) {
    TokenUnavailable refused = catchThrowableOfType(TokenUnavailable.class, source::token);
    assertThat(refused).isNotNull();
    return refused.reason();
  }

  /** Has requests sent, or queued, without waiting for what comes of them. */
  private static void begin(ExchangedTokens tokens, int from, int count) {
    Thread.currentThread().interrupt();
    for (int i = from; i < from + count; i++) {
      assertThat(refused(tokens.of("token" + i))).isEqualTo(new Reason.Interrupted());
    }
    assertThat(Thread.interrupted()).isTrue();
  }

  private void eventuallyAsked(int times) throws InterruptedException {
    for (int i = 0; i < 3000 && wire.tokenRequests.size() < times; i++) {
      Thread.sleep(10);
    }
    assertThat(wire.tokenRequests).hasSize(times);
  }

  @Test
  void onlySoManyAreExchangedAtOnce() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    wire.gate = gate;
    ExchangedTokens tokens = app().exchange(API);
    begin(tokens, 0, 3 * RequestGate.AT_ONCE);
    eventuallyAsked(RequestGate.AT_ONCE);
    Thread.sleep(300);
    assertThat(wire.tokenRequests).hasSize(RequestGate.AT_ONCE);
    gate.countDown();
    eventuallyAsked(3 * RequestGate.AT_ONCE);
    // Each has what was had for it meanwhile.
    for (int i = 0; i < 3 * RequestGate.AT_ONCE; i++) {
      assertThat(tokens.of("token" + i).token().value()).startsWith("t");
    }
    assertThat(wire.tokenRequests).hasSize(3 * RequestGate.AT_ONCE);
  }

  @Test
  void whoComesWhenTooManyWaitIsToldAtOnce() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    wire.gate = gate;
    ExchangedTokens tokens = app().exchange(API);
    int all = RequestGate.AT_ONCE + RequestGate.WAITING;
    begin(tokens, 0, all);
    TokenSource late = tokens.of("late");
    assertThat(refused(late)).isEqualTo(new Reason.Busy());
    assertThat(new Reason.Busy().text()).isEqualTo("too many token requests are under way already");
    gate.countDown();
    eventuallyAsked(all);
    assertThat(late.token().value()).startsWith("t");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void whatTheServerAsksForIsKeptByAll(int status) throws Exception {
    Answer quiet =
        new Answer(status, "{\"error\":\"temporarily_unavailable\"}", Map.of("Retry-After", "60"));
    wire.tokenAnswers.add(quiet);
    ExchangedTokens tokens = app().exchange(API);
    Reason reason = new Reason.Refused("temporarily_unavailable", "", status);
    assertThat(refused(tokens.of("one"))).isEqualTo(reason);
    clock.turn(Duration.ofSeconds(59));
    assertThat(refused(tokens.of("two"))).isEqualTo(reason);
    assertThat(wire.tokenRequests).hasSize(1);
    // Another API's tokens are another matter.
    assertThat(app().exchange("https://other.example.com").of("one").token().value())
        .isEqualTo("t1");
    clock.turn(Duration.ofSeconds(2));
    assertThat(tokens.of("two").token().value()).isEqualTo("t2");
  }

  @Test
  void whoWaitsWhileTheServerFailsIsToldWithoutARequest() throws Exception {
    Answer quiet = new Answer(503, "", Map.of("Retry-After", "60"));
    CountDownLatch gate = new CountDownLatch(1);
    wire.gate = gate;
    for (int i = 0; i < RequestGate.AT_ONCE; i++) {
      wire.tokenAnswers.add(quiet);
    }
    ExchangedTokens tokens = app().exchange(API);
    begin(tokens, 0, RequestGate.AT_ONCE + 5);
    eventuallyAsked(RequestGate.AT_ONCE);
    gate.countDown();
    for (int i = 0; i < RequestGate.AT_ONCE + 5; i++) {
      assertThat(refused(tokens.of("token" + i))).isEqualTo(new Reason.Refused("", "", 503));
    }
    assertThat(wire.tokenRequests).hasSize(RequestGate.AT_ONCE);
    // Nor is the quiet made longer by those who were told of it.
    clock.turn(Duration.ofSeconds(61));
    assertThat(tokens.of("token0").token().value()).isEqualTo("t1");
  }

  @Test
  void whoBreaksOffIsRememberedForASecondByAll() throws Exception {
    for (int i = 0; i < 50; i++) {
      wire.tokenAnswers.add(Answer.cut());
    }
    PosternClient.App hasty =
        PosternClient.of(wire.issuer())
            .clock(clock)
            .waits(new Waits(Duration.ofMillis(500), Duration.ofMillis(500)))
            .credentials("service", "pst_1");
    ExchangedTokens tokens = hasty.exchange(API);
    assertThat(refused(tokens.of("one"))).isInstanceOf(Reason.Unreachable.class);
    int asked = wire.tokenRequests.size();
    wire.tokenAnswers.clear();
    assertThat(refused(tokens.of("two"))).isInstanceOf(Reason.Unreachable.class);
    assertThat(wire.tokenRequests).hasSize(asked);
    clock.turn(Duration.ofSeconds(1));
    assertThat(tokens.of("two").token().value()).isEqualTo("t1");
  }

  @Test
  void whileOneWaitsAsTheServerAskedNobodyElseBegins() throws Exception {
    wire.tokenAnswers.add(new Answer(429, "", Map.of("Retry-After", "1")));
    ExchangedTokens tokens = app().exchange(API);
    // It has its token by a second try, but by this clock the quiet is not over yet.
    assertThat(tokens.of("one").token().value()).isEqualTo("t1");
    assertThat(refused(tokens.of("two"))).isEqualTo(new Reason.Refused("", "", 429));
    assertThat(wire.tokenRequests).hasSize(2);
    clock.turn(Duration.ofSeconds(1));
    assertThat(tokens.of("two").token().value()).isEqualTo("t2");
  }

  @Test
  void aTokenThatIsNotExchangedKeepsNoOtherFromIt() throws Exception {
    wire.tokenAnswers.add(Answer.of(400, "{\"error\":\"invalid_request\"}"));
    ExchangedTokens tokens = app().exchange(API);
    Reason reason = new Reason.Refused("invalid_request", "", 400);
    assertThat(refused(tokens.of("one"))).isEqualTo(reason);
    assertThat(tokens.of("two").token().value()).isEqualTo("t1");
    assertThat(refused(tokens.of("one"))).isEqualTo(reason);
    assertThat(wire.tokenRequests).hasSize(2);
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
