package dev.postern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postern.client.TokenUnavailable.Reason;
import dev.postern.client.Wire.Answer;
import dev.postern.protocol.ClientId;
import dev.postern.protocol.app.AppProof;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, and what is made of each answer. */
final class TokenRequestTest {

  private static final String API = "https://storage.example.com";
  private static final String SECRET = "pst_a b:c+d/%€";
  private static final Waits SHORT = new Waits(Duration.ofSeconds(5), Duration.ofMillis(400));

  private Wire wire;

  @BeforeEach
  void open() throws IOException {
    wire = Wire.open();
  }

  @AfterEach
  void close() {
    wire.close();
  }

  private TokenSource source() {
    return PosternClient.of(wire.issuer()).credentials("archiver", SECRET).audience(API);
  }

  private TokenSource hasty() {
    return PosternClient.of(wire.issuer()).waits(SHORT).credentials("a", SECRET).audience(API);
  }

  private static Reason reason(TokenSource tokens) {
    TokenUnavailable refused = catchThrowableOfType(TokenUnavailable.class, tokens::token);
    assertThat(refused).isNotNull();
    assertThat(refused).hasMessage(refused.reason().text());
    assertThat(refused.toString()).doesNotContain(SECRET);
    return refused.reason();
  }

  @Test
  void theSecretGoesInABasicHeaderWithBothHalvesFormUrlencoded() throws Exception {
    source().token();

    Wire.Seen seen = wire.tokenRequests.get(0);
    assertThat(seen.authorization()).startsWith("Basic ");
    byte[] pair = Base64.getDecoder().decode(seen.authorization().substring(6));
    assertThat(new String(pair, StandardCharsets.US_ASCII))
        .isEqualTo("archiver:pst_a+b%3Ac%2Bd%2F%25%E2%82%AC");
    assertThat(seen.contentType()).isEqualTo("application/x-www-form-urlencoded");
    assertThat(seen.form())
        .isEqualTo("grant_type=client_credentials&audience=https%3A%2F%2Fstorage.example.com");
  }

  @Test
  void scopesAreAskedForOnlyWhereTheyWereNamed() throws Exception {
    PosternClient.of(wire.issuer())
        .credentials("a", "s")
        .scope("x:read x:write")
        .audience(API)
        .token();

    assertThat(wire.tokenRequests.get(0).form()).endsWith("&scope=x%3Aread+x%3Awrite");
  }

  @Test
  void theTokenIsReadWithItsEndAndItsScopes() throws Exception {
    TurnedClock clock = new TurnedClock();
    wire.tokenAnswers.add(
        Answer.of(
            200,
            "{\"access_token\":\"abc\",\"token_type\":\"Bearer\",\"expires_in\":60,\"scope\":\"b a\"}"));

    IssuedToken token =
        PosternClient.of(wire.issuer()).clock(clock).credentials("a", "s").audience(API).token();

    assertThat(token.value()).isEqualTo("abc");
    assertThat(token.authorization()).isEqualTo("Bearer abc");
    assertThat(token.expiresAt()).isEqualTo(clock.instant().plusSeconds(60));
    assertThat(token.scopes().list()).containsExactly("b", "a");
    assertThat(token.toString()).doesNotContain("abc");
  }

  @Test
  void aTenantBelowLocalhostIsFoundOnThisMachine() throws Exception {
    String issuer = "http://acme.hub.localhost:" + wire.port() + "/";

    assertThat(PosternClient.of(issuer).credentials("a", "s").audience(API).authorization())
        .isEqualTo("Bearer t1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://hub.example.com/", "http://192.0.2.1/", "http://localhost.evil.example/"})
  void anIssuerByPlainHttpElsewhereIsRefused(String issuer) {
    assertThatThrownBy(() -> PosternClient.of(issuer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("plain http is for loopback addresses only");
  }

  @Test
  void aTokenEndpointByPlainHttpElsewhereIsRefusedBeforeTheSecretIsSent() {
    wire.metadata = Wire.metadata(wire.issuer(), "http://192.0.2.1/token");

    assertThat(reason(source()))
        .isEqualTo(new Reason.Malformed("the metadata's token_endpoint is not protected by TLS"));
  }

  @Test
  void metadataOfAnotherIssuerIsRefused() {
    wire.metadata = Wire.metadata("http://localhost:1/", wire.issuer() + "token");

    assertThat(reason(source()))
        .isEqualTo(new Reason.Malformed("the metadata names another issuer"));
    assertThat(wire.tokenRequests).isEmpty();
  }

  @Test
  void metadataThatIsNotThereIsARefusalWithItsStatus() {
    wire.metadata = Answer.of(404, "gone");

    assertThat(reason(source())).isEqualTo(new Reason.Refused("", "", 404));
  }

  @Test
  void theTokenEndpointIsLookedUpOnceWhileItAnswers() throws Exception {
    TurnedClock clock = new TurnedClock();
    TokenSource tokens =
        PosternClient.of(wire.issuer()).clock(clock).credentials("a", "s").audience(API);
    tokens.token();
    clock.turn(Duration.ofHours(1));
    tokens.token();

    assertThat(wire.metadataRequests).hasValue(1);
    assertThat(wire.tokenRequests).hasSize(2);
  }

  @Test
  void theTokenEndpointIsLookedUpAgainWhereItNoLongerIs() throws Exception {
    wire.tokenAnswers.add(Answer.of(404, "moved"));
    TurnedClock clock = new TurnedClock();
    TokenSource tokens =
        PosternClient.of(wire.issuer()).clock(clock).credentials("a", "s").audience(API);
    assertThat(reason(tokens)).isEqualTo(new Reason.Refused("", "", 404));
    clock.turn(Duration.ofSeconds(2));
    tokens.token();

    assertThat(wire.metadataRequests).hasValue(2);
  }

  @Test
  void aRefusalIsToldWithItsCodeAndNotTriedAgain() {
    wire.tokenAnswers.add(
        Answer.of(401, "{\"error\":\"invalid_client\",\"error_description\":\"who are you\"}"));

    assertThat(reason(source()))
        .isEqualTo(new Reason.Refused("invalid_client", "who are you", 401));
    assertThat(wire.tokenRequests).hasSize(1);
  }

  @Test
  void aDescriptionThatRepeatsTheSecretIsNotShown() {
    wire.tokenAnswers.add(
        Answer.of(400, "{\"error\":\"invalid_request\",\"error_description\":\"bad plain\"}"));
    TokenSource tokens = PosternClient.of(wire.issuer()).credentials("a", "plain").audience(API);

    assertThat(reason(tokens)).isEqualTo(new Reason.Refused("invalid_request", "", 400));
  }

  @Test
  void aRedirectIsNotFollowed() {
    wire.tokenAnswers.add(new Answer(307, "", Map.of("Location", wire.issuer() + "elsewhere")));

    assertThat(reason(source())).isEqualTo(new Reason.Refused("", "", 307));
    assertThat(wire.tokenRequests).hasSize(1);
    assertThat(wire.apiCalls).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no json",
        "[]",
        "{}",
        "{\"access_token\":\"a\",\"access_token\":\"b\",\"token_type\":\"Bearer\",\"expires_in\":60}",
        "{\"access_token\":\"\",\"token_type\":\"Bearer\",\"expires_in\":60}",
        "{\"access_token\":\"a\\r\\nX: y\",\"token_type\":\"Bearer\",\"expires_in\":60}",
        "{\"access_token\":\"a\",\"token_type\":\"DPoP\",\"expires_in\":60}",
        "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}",
        "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":\"60\"}",
        "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":0}",
        "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":99999999999}",
        "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":60,\"scope\":\"a  b\"}"
      })
  void anAnswerThatIsNoTokenResponseIsMalformed(String body) {
    wire.tokenAnswers.add(Answer.of(200, body));

    assertThat(reason(source())).isInstanceOf(Reason.Malformed.class);
    assertThat(wire.tokenRequests).hasSize(1);
  }

  @Test
  void anAnswerOverTheLimitIsNotReadToItsEnd() {
    for (int i = 0; i < 10; i++) {
      wire.tokenAnswers.add(Answer.of(200, " ".repeat(300_000)));
    }

    // Whichever ends first on a busy machine, the attempts or their time: there is no token.
    assertThat(reason(hasty())).isInstanceOfAny(Reason.Unreachable.class, Reason.TimedOut.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503, 0})
  void whatMayPassIsTriedAgain(int status) throws Exception {
    wire.tokenAnswers.add(Answer.of(status, "{\"error\":\"temporarily_unavailable\"}"));

    assertThat(source().token().value()).isEqualTo("t1");
    assertThat(wire.tokenRequests).hasSize(2);
  }

  @Test
  void whatStaysIsTriedNoLongerThanTheTotalTime() {
    for (int i = 0; i < 10; i++) {
      wire.tokenAnswers.add(Answer.of(503, "{\"error\":\"temporarily_unavailable\"}"));
    }

    // On a busy machine the time may end within an attempt.
    assertThat(reason(hasty()))
        .isIn(new Reason.Refused("temporarily_unavailable", "", 503), new Reason.TimedOut());
    assertThat(wire.tokenRequests).hasSizeBetween(1, 5);
  }

  @Test
  void aServerThatIsNotThereIsUnreachable() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    TokenSource tokens =
        PosternClient.of("http://localhost:" + free + "/")
            .waits(SHORT)
            .credentials("a", "s")
            .audience(API);

    assertThat(reason(tokens)).isInstanceOf(Reason.Unreachable.class);
  }

  @Test
  void aServerThatNeverAnswersTimesOut() {
    CountDownLatch never = new CountDownLatch(1);
    wire.gate = never;

    assertThat(reason(hasty())).isEqualTo(new Reason.TimedOut());
    never.countDown();
  }

  @Test
  void nothingShowsTheSecret() {
    PosternClient client = PosternClient.of(wire.issuer());

    assertThat(client.credentials("archiver", SECRET).toString())
        .contains("archiver")
        .doesNotContain("pst_");
    assertThat(AppProof.secret(new ClientId("a"), SECRET).toString()).isEqualTo("ClientSecret[a]");
    assertThatThrownBy(() -> client.credentials("a b", SECRET)).hasMessage("malformed client id");
    assertThatThrownBy(() -> client.credentials("a", "")).hasMessageContaining("client secret");
    assertThatThrownBy(() -> client.credentials("a", "x".repeat(1025)))
        .hasMessage("a client secret has 1 to 1,024 characters");
  }

  @Test
  void waitsOutsideTheirBoundsAreRefused() {
    assertThatThrownBy(() -> new Waits(Duration.ZERO, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Waits(Duration.ofSeconds(1), Duration.ofHours(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
