package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Operator;
import dev.postern.checks.RunningServer;
import dev.postern.console.Console;
import dev.postern.console.gate.Answer;
import dev.postern.console.gate.Asked;
import dev.postern.console.gate.Call;
import dev.postern.console.gate.Page;
import dev.postern.console.gate.Place;
import dev.postern.console.web.Session;
import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.http.HttpCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * D13: sessions that lay idle, are over, or began too long ago for what hurts. The console is one
 * whose clock the test turns; what it calls is a running server.
 */
@Tag("attacks")
final class ConsoleExpiryTest {

  private static RunningServer server;

  private Operator operator;
  private Session session;
  private List<Page> pages;
  private Instant now;

  @BeforeAll
  static void start(@TempDir Path data) throws IOException {
    server = new RunningServer(data);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void signIn() {
    operator = new Operator(server.operator());
    session = Session.of(operator.adminToken()).orElseThrow();
    now = session.issuedAt();
    Place place = new Place("default", operator.caller().issuer(), "");
    pages = Console.pages(place, (call, from) -> sent(call), () -> now);
  }

  private Answer sent(Call call) {
    String query = call.query().map(text -> "?" + text).orElse("");
    URI uri = URI.create(operator.caller().below(call.path().substring(1)) + query);
    HttpCall http = HttpCall.of(call.method(), uri, call.body());
    for (Answer.Field field : call.fields()) {
      http = http.header(field.name(), field.value());
    }
    try {
      HttpAnswer answer = http.send(1 << 20);
      return Answer.of(
          answer.status(), answer.header("Content-Type").orElse("text/plain"), answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Answer ask(String method, String template, String token, String body) {
    Page page =
        pages.stream()
            .filter(each -> each.method().equals(method))
            .filter(each -> each.template().equals("/console" + template))
            .findFirst()
            .orElseThrow();
    Map<String, List<String>> headers =
        Map.of(
            "cookie", List.of(Browsing.COOKIE + "=" + token),
            "origin", List.of("http://localhost"),
            "content-type", List.of("application/x-www-form-urlencoded"));
    Map<String, String> segments = Map.of("client_id", "nobody", "id", "none", "name", "none");
    return page.handler()
        .handle(
            new Asked(
                new Asked.Line(method, "localhost", page.template(), null, segments),
                name -> headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()),
                body.getBytes(StandardCharsets.UTF_8),
                new Asked.From(InetAddress.getLoopbackAddress(), false)));
  }

  private int look() {
    return ask("GET", "/settings", session.token(), "").status();
  }

  private void later(Duration span) {
    now = now.plus(span);
  }

  /** A token like the session's, by nobody's key. */
  private static String forged(String id, String person, Instant issuedAt) {
    String claims =
        "{\"jti\":\"%s\",\"client_id\":\"%s\",\"iat\":%d,\"exp\":%d}"
            .formatted(
                id,
                person,
                issuedAt.getEpochSecond(),
                issuedAt.plusSeconds(9_000).getEpochSecond());
    return "eyJhbGciOiJFUzI1NiJ9."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
        + ".c2ln";
  }

  @Test
  void aSessionThatLayIdleIsOverAndOneThatIsUsedIsNot() {
    assertThat(look()).isEqualTo(200);
    later(Duration.ofMinutes(29));
    assertThat(look()).isEqualTo(200);
    later(Duration.ofMinutes(29));
    assertThat(look()).isEqualTo(200);
    later(Duration.ofMinutes(31));
    assertThat(look()).isEqualTo(303);
    assertThat(look()).isEqualTo(303);
  }

  @Test
  void nobodyKeepsAnIdleSessionAliveByWhatIsNotIt() {
    assertThat(look()).isEqualTo(200);
    for (int minutes = 10; minutes <= 30; minutes += 10) {
      later(Duration.ofMinutes(10));
      String forged = forged(session.id(), session.clientId(), now);
      assertThat(ask("GET", "/settings", forged, "").status()).isEqualTo(303);
    }
    later(Duration.ofMinutes(1));
    assertThat(look()).isEqualTo(303);
    String forged = forged(session.id(), session.clientId(), now);
    assertThat(ask("GET", "/settings", forged, "").status()).isEqualTo(303);
    assertThat(look()).isEqualTo(303);
  }

  @Test
  void aSessionIsOverWhateverWasDone() {
    Duration step = Duration.ofMinutes(20);
    while (now.plus(step).isBefore(session.expiresAt())) {
      assertThat(look()).isEqualTo(200);
      later(step);
    }
    now = session.expiresAt();
    assertThat(look()).isEqualTo(303);
  }

  @Test
  void whatHurtsIsRefusedLongAfterTheSignIn() {
    String form = "form_token=" + session.formToken() + "&name=n&role=admin";
    List<String> guarded =
        List.of(
            "/apps/new",
            "/apps/{client_id}/delete",
            "/apps/{client_id}/credentials",
            "/apps/{client_id}/credentials/new",
            "/apps/{client_id}/credentials/{id}/leaked",
            "/apps/{client_id}/credentials/{id}/rotate",
            "/apis/{id}/delete",
            "/keys/rotate",
            "/people",
            "/people/{id}/again",
            "/tenants");
    later(Duration.ofMinutes(6));
    String before = operator.admin("GET", "/audit?limit=500", "").body();
    for (String path : guarded) {
      Answer answer = ask("POST", path, session.token(), form);
      assertThat(answer.status()).as(path).isEqualTo(403);
      assertThat(new String(answer.body(), StandardCharsets.UTF_8))
          .as(path)
          .contains("data-passkey=\"sign-in\"");
    }
    assertThat(operator.admin("GET", "/audit?limit=500", "").body()).isEqualTo(before);
    now = session.issuedAt();
    assertThat(ask("POST", "/people", session.token(), form).status()).isEqualTo(200);
  }
}
