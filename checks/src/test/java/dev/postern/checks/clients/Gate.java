package dev.postern.checks.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.Program;
import dev.postern.checks.TokenForger;
import dev.postern.checks.TokenParts;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Somebody else's resource server, in a process of its own, in front of the API of the stage. */
final class Gate implements AutoCloseable {

  /** More than any of them allows clocks to differ. */
  private static final long LONG_OVER_SECONDS = 120;

  private static final long START_SECONDS = 60;

  /** Of the example of RFC 7638 3.1. */
  private static final String THUMBPRINT = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";

  private final Program program;
  private final URI uri;

  private Gate(Program program, URI uri) {
    this.program = program;
    this.uri = uri;
  }

  /** A program that was started and will listen on a port. */
  static Gate at(Program program, int port) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (true) {
      try {
        Answer.to(HttpCall.get(uri));
        return new Gate(program, uri);
      } catch (UncheckedIOException notYet) {
        if (!program.alive() || System.nanoTime() > end) {
          program.close();
          throw new AssertionError("it does not answer:\n" + program.text(), notYet);
        }
        Thread.sleep(20);
      }
    }
  }

  Answer call(String token) {
    return Answer.to(HttpCall.get(uri).header("Authorization", "Bearer " + token));
  }

  /** It lets in who holds the scope, and nobody else. */
  void assertGuards(Stage stage) throws IOException {
    Caller reader = stage.reader();
    String token = reader.token(Stage.API);
    Answer good = call(token);
    assertThat(good.status()).as(good.body() + program.text()).isEqualTo(200);
    assertThat(good.body()).isEqualTo(reader.id());

    Answer without = Answer.to(HttpCall.get(uri));
    assertThat(without.status()).as("without a token").isEqualTo(401);
    assertThat(without.header("WWW-Authenticate").orElseThrow()).startsWith("Bearer");
    assertThat(call(stage.writer().token(Stage.API)).status()).as("lacks it").isEqualTo(403);

    assertRefused("no token at all", "garbage");
    assertRefused("of another API", stage.operator().adminToken());
    assertRefused("touched", token.substring(0, token.length() - 4) + "AAAA");
    JsonObject claims = TokenParts.claims(token);
    TokenForger forger = stage.forger();
    long over = Instant.now().getEpochSecond() - LONG_OVER_SECONDS;
    assertRefused("over", forger.token(with(claims, "iat", over - 60, "exp", over)));
    JsonObject strange =
        JsonObject.builder().putAll(claims).put("iss", "https://evil.example.com/").build();
    assertRefused("of another issuer", forger.token(strange));
    for (String bound : List.of("jkt", "x5t#S256")) {
      assertRefused("borne, though bound by " + bound, forger.token(bound(claims, bound)));
    }
  }

  /** RFC 7800 3.1: whoever shows it has to show that he holds that as well. */
  private static JsonObject bound(JsonObject claims, String member) {
    JsonObject thumbprint = JsonObject.builder().put(member, THUMBPRINT).build();
    return JsonObject.builder().putAll(claims).put("cnf", thumbprint).build();
  }

  private static JsonObject with(
      JsonObject claims, String one, long value, String other, long otherValue) {
    return JsonObject.builder().putAll(claims).put(one, value).put(other, otherValue).build();
  }

  private void assertRefused(String what, String token) {
    Answer answer = call(token);
    assertThat(answer.status()).as(what).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate").orElseThrow()).as(what).startsWith("Bearer");
  }

  @Override
  public void close() {
    program.close();
  }
}
