package dev.postern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.client.Wire.Answer;
import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.http.HttpCall;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls of an API with a token: one more try where the token was refused, and only there. */
final class CallsTest {

  private static final String INVALID = "Bearer realm=\"api\", error=\"invalid_token\"";

  private Wire wire;
  private TokenSource tokens;

  @BeforeEach
  void open() throws IOException {
    wire = Wire.open();
    tokens =
        PosternClient.of(wire.issuer())
            .credentials("a", "s")
            .audience("https://storage.example.com");
  }

  @AfterEach
  void close() {
    wire.close();
  }

  private static Answer refusal(String challenge) {
    return new Answer(401, "no", Map.of("WWW-Authenticate", challenge));
  }

  private HttpAnswer send() throws Exception {
    return tokens.send(HttpCall.get(URI.create(wire.issuer() + "files")), 1000);
  }

  private HttpResponse<String> sendByJdk() throws Exception {
    return new ProtectedCalls(tokens, HttpClient.newHttpClient())
        .send(
            HttpRequest.newBuilder(URI.create(wire.issuer() + "files"))
                .timeout(Duration.ofSeconds(10)),
            BodyHandlers.ofString());
  }

  @Test
  void aCallCarriesTheToken() throws Exception {
    assertThat(new String(send().body(), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("done");
    assertThat(sendByJdk().body()).isEqualTo("done");
    assertThat(wire.apiCalls).containsExactly("Bearer t1", "Bearer t1");
  }

  @Test
  void aCallWhoseTokenIsRefusedIsMadeOnceMoreWithANewOne() throws Exception {
    wire.apiAnswers.add(refusal(INVALID));

    assertThat(send().status()).isEqualTo(200);
    assertThat(wire.apiCalls).containsExactly("Bearer t1", "Bearer t2");
  }

  @Test
  void aCallByTheJdkWhoseTokenIsRefusedIsMadeOnceMoreWithANewOne() throws Exception {
    wire.apiAnswers.add(refusal(INVALID));

    assertThat(sendByJdk().body()).isEqualTo("done");
    assertThat(wire.apiCalls).containsExactly("Bearer t1", "Bearer t2");
  }

  @Test
  void aSecondRefusalIsTheAnswerAndTheNextCallDoesNotFetchAgain() throws Exception {
    for (int i = 0; i < 4; i++) {
      wire.apiAnswers.add(refusal(INVALID));
    }

    assertThat(send().status()).isEqualTo(401);
    assertThat(sendByJdk().statusCode()).isEqualTo(401);
    assertThat(wire.apiCalls).containsExactly("Bearer t1", "Bearer t2", "Bearer t2");
    assertThat(wire.tokenRequests).hasSize(2);
  }

  @Test
  void anyOther401KeepsTheToken() throws Exception {
    wire.apiAnswers.add(refusal("Bearer realm=\"api\""));
    wire.apiAnswers.add(refusal("Basic realm=\"proxy\""));

    assertThat(send().status()).isEqualTo(401);
    assertThat(sendByJdk().body()).isEqualTo("no");
    assertThat(wire.tokenRequests).hasSize(1);
  }

  @Test
  void aLackingScopeKeepsTheToken() throws Exception {
    wire.apiAnswers.add(
        new Answer(403, "no", Map.of("WWW-Authenticate", "Bearer error=\"insufficient_scope\"")));

    assertThat(send().status()).isEqualTo(403);
    assertThat(wire.tokenRequests).hasSize(1);
  }

  @Test
  void aTokenIsNotSentByPlainHttpToAnotherMachine() {
    HttpRequest.Builder elsewhere = HttpRequest.newBuilder(URI.create("http://192.0.2.1/files"));
    ProtectedCalls calls = new ProtectedCalls(tokens, HttpClient.newHttpClient());

    assertThatThrownBy(() -> calls.send(elsewhere, BodyHandlers.ofString()))
        .hasMessage("plain http is for loopback addresses only");
    assertThatThrownBy(() -> tokens.send(HttpCall.get(URI.create("http://192.0.2.1/files")), 1000))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aClientThatFollowsRedirectsIsRefused() {
    HttpClient following = HttpClient.newBuilder().followRedirects(Redirect.NORMAL).build();

    assertThatThrownBy(() -> new ProtectedCalls(tokens, following))
        .hasMessage("calls with a token must not follow redirects");
  }
}
