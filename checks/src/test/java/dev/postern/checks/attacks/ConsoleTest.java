package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Caller;
import dev.postern.checks.Operator;
import dev.postern.checks.RunningServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** D13: what others make the browser of somebody who is signed in at the console send. */
@Tag("attacks")
final class ConsoleTest {

  private static RunningServer server;
  private static Operator operator;
  private static Browsing admin;
  private static Caller victim;
  private static String api;

  @BeforeAll
  static void start(@TempDir Path data) throws IOException {
    server = new RunningServer(data);
    operator = new Operator(server.operator());
    admin = Browsing.at(server.url()).as(operator.adminToken());
    api = operator.api("https://victim.example.com", "a");
    victim = operator.app("victim", api, "a");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String block() {
    return "/apps/" + victim.id() + "/block";
  }

  private static void assertActive(String after) {
    assertThat(operator.admin("GET", "/apps/" + victim.id(), "").text("status"))
        .as(after)
        .isEqualTo("active");
  }

  private static void refused(List<String> headers, String body) throws IOException {
    RawAnswer answer = admin.send("POST", block(), headers, body);
    assertThat(answer.status()).as("%s %s", headers, body).isIn(400, 403);
    assertActive(headers + " " + body);
  }

  /** The headers of a form of ours, one of them replaced by these. */
  private static List<String> but(String name, String... others) {
    List<String> headers = new ArrayList<>(admin.ours());
    headers.removeIf(header -> header.startsWith(name + ":"));
    headers.addAll(List.of(others));
    return headers;
  }

  @Test
  void whatAFormOfOursSendsIsDone() throws IOException {
    assertThat(admin.form(block(), "").status()).isEqualTo(303);
    assertThat(operator.admin("GET", "/apps/" + victim.id(), "").text("status"))
        .isEqualTo("blocked");
    assertThat(admin.form("/apps/" + victim.id() + "/unblock", "").status()).isEqualTo(303);
    assertActive("unblock");
  }

  @Test
  void aFormWithoutTheTokenOfItsSessionIsRefused() throws IOException {
    String token = admin.formToken();
    String others =
        Browsing.at(server.url()).as(new Operator(server.operator()).adminToken()).formToken();
    assertThat(others).isNotEqualTo(token);
    String wrong = (token.charAt(0) == 'A' ? "B" : "A") + token.substring(1);
    for (String body :
        List.of(
            "",
            "form_token",
            "form_token=",
            "form_token=" + wrong,
            "form_token=" + others,
            "form_token=" + token.substring(1),
            "form_token=" + token + "x",
            "form_token=" + token + "%00",
            "form_token=%20" + token,
            "FORM_TOKEN=" + token,
            "form_token=x&form_token=" + token,
            "form_token[]=" + token,
            "x=form_token=" + token,
            "form_token=" + token + "&%zz=1",
            "{\"form_token\":\"" + token + "\"}",
            "a&".repeat(2_000) + "form_token=" + token)) {
      refused(admin.ours(), body);
    }
    RawAnswer answer = admin.send("POST", block() + "?form_token=" + token, admin.ours(), "");
    assertThat(answer.status()).isEqualTo(403);
    assertActive("the token in the address");
  }

  @Test
  void whatBeganElsewhereIsRefused() throws IOException {
    String body = "form_token=" + admin.formToken();
    String ours = "Sec-Fetch-Site: same-origin";
    for (String site :
        List.of("cross-site", "same-site", "none", "", "same-origin, cross-site", "Same-Origin")) {
      refused(but("Sec-Fetch-Site", "Sec-Fetch-Site: " + site), body);
    }
    refused(but("Sec-Fetch-Site", ours, ours), body);
    refused(but("Sec-Fetch-Site", ours, "Sec-Fetch-Site: cross-site"), body);
  }

  @Test
  void whatComesOfAnotherOriginIsRefused() throws IOException {
    String body = "form_token=" + admin.formToken();
    int port = admin.port();
    for (String origin :
        List.of(
            "null",
            "",
            "https://evil.example",
            "http://localhost",
            "https://localhost:" + port,
            "http://127.0.0.1:" + port,
            "http://other.hub.localhost:" + port,
            "http://localhost:" + port + ".evil.example",
            "http://localhost:" + port + "@evil.example",
            "http://localhost:" + port + "/",
            "http://localhost:" + port + " https://evil.example")) {
      refused(but("Origin", "Origin: " + origin), body);
      refused(
          List.of("Origin: " + origin, "Content-Type: application/x-www-form-urlencoded"), body);
    }
    String ours = "Origin: " + admin.origin();
    refused(but("Origin", ours, ours), body);
    refused(but("Origin", ours, "Origin: https://evil.example"), body);
  }

  @Test
  void whoeverSaysNothingOfWhereItBeganIsRefused() throws IOException {
    String body = "form_token=" + admin.formToken();
    refused(List.of("Content-Type: application/x-www-form-urlencoded"), body);
    refused(
        List.of(
            "Content-Type: application/x-www-form-urlencoded",
            "Referer: " + admin.origin() + "/console"),
        body);
  }

  @Test
  void whatIsNoFormIsRefused() throws IOException {
    String token = admin.formToken();
    String json = "{\"form_token\":\"" + token + "\"}";
    String part = "--b\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\n" + token;
    for (String type :
        List.of("application/json", "text/plain", "text/html", "application/octet-stream")) {
      refused(but("Content-Type", "Content-Type: " + type), "form_token=" + token);
      refused(but("Content-Type", "Content-Type: " + type), json);
    }
    refused(but("Content-Type", "Content-Type: multipart/form-data; boundary=b"), part);
    refused(but("Content-Type"), "form_token=" + token);
    refused(
        but(
            "Content-Type",
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Type: text/plain"),
        "form_token=" + token);
  }

  @Test
  void nothingIsChangedByWhatOnlyLooks() throws IOException {
    String token = admin.formToken();
    for (String method : List.of("GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS")) {
      RawAnswer answer =
          admin.send(method, block() + "?form_token=" + token, admin.ours().subList(0, 2), "");
      assertThat(answer.status()).as(method).isIn(405, 501);
      assertActive(method);
    }
    for (String header : List.of("X-HTTP-Method-Override: POST", "X-Method-Override: POST")) {
      assertThat(admin.send("GET", block(), List.of(header), "").status()).isEqualTo(405);
      assertActive(header);
    }
  }

  @Test
  void nobodyIsSignedInOrMakesAPasskeyByWhatBeganElsewhere() throws IOException {
    Browsing nobody = Browsing.at(server.url());
    String origin = "Origin: " + nobody.origin();
    String json = "Content-Type: application/json";
    for (String path : List.of("/sign-in", "/passkeys", "/passkeys/options")) {
      for (List<String> headers :
          List.of(
              List.of(json),
              List.of(json, "Sec-Fetch-Site: cross-site"),
              List.of(json, origin, "Sec-Fetch-Site: same-site"),
              List.of(json, "Origin: null"),
              List.of(json, "Origin: https://evil.example"),
              List.of("Content-Type: text/plain", origin),
              List.of("Content-Type: application/x-www-form-urlencoded", origin),
              List.of(origin))) {
        RawAnswer answer = nobody.send("POST", path, headers, "{}");
        assertThat(answer.status()).as("%s %s", path, headers).isEqualTo(403);
        assertThat(answer.headers("Set-Cookie")).isEmpty();
      }
    }
    RawAnswer options = nobody.send("POST", "/passkeys/options", List.of(json, origin), "{}");
    assertThat(options.status()).isEqualTo(200);
    assertThat(options.headers("Server-Timing")).isEmpty();
    for (String body : List.of("", "[]", "{}", "{\"response\":1}", "{\"id\":\"a\"}")) {
      RawAnswer answer = nobody.send("POST", "/sign-in", List.of(json, origin), body);
      assertThat(answer.status()).as(body).isIn(400, 401);
      assertThat(answer.headers("Set-Cookie")).isEmpty();
    }
  }

  @Test
  void triesOfInvitationsAreCountedAtTheConsoleAsElsewhere() throws IOException {
    Browsing nobody = Browsing.at(server.url());
    List<String> headers =
        List.of(
            "Content-Type: application/json",
            "Origin: " + nobody.origin(),
            "Authorization: Bearer " + victim.id() + ".wrong");
    List<Integer> seen = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      List<String> from = new ArrayList<>(headers);
      from.add("X-Forwarded-For: 203.0.113." + i);
      from.add("Forwarded: for=203.0.113." + i);
      seen.add(nobody.send("POST", "/passkeys/options", from, "{}").status());
    }
    assertThat(seen).startsWith(401).contains(429).containsOnly(401, 429);
  }

  @Test
  void floodsOfFieldsAndLongBodiesAreRefused() throws IOException {
    String token = "form_token=" + admin.formToken();
    refused(admin.ours(), "&".repeat(2_000) + token);
    refused(admin.ours(), token + "&a=1".repeat(2_000));
    RawAnswer large =
        admin.send("POST", block(), admin.ours(), token + "&a=" + "x".repeat(262_144));
    assertThat(large.status()).isEqualTo(413);
    assertActive("a large body");
    List<String> json = List.of("Content-Type: application/json", "Origin: " + admin.origin());
    for (String path : List.of("/sign-in", "/passkeys", "/passkeys/options")) {
      RawAnswer answer = admin.send("POST", path, json, "{\"a\":\"" + "x".repeat(32_768) + "\"}");
      assertThat(answer.status()).as(path).isEqualTo(413);
    }
    assertThat(admin.send("GET", "/apps", List.of(), "body").status()).isEqualTo(413);
  }
}
