package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonFault;
import dev.postern.store.BuiltInApi;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limits of bodies and parameters on a running server: one below, the limit, one above. */
final class LimitsTest {

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String JSON = "application/json";

  private static RunningServer server;
  private static Caller app;
  private static String token;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    app = server.app("app");
    server.grant(app, server.builtIn(BuiltInApi.IDENTITY), "profile:create", "profile:update");
    token = app.token(server.url() + "/identity/v2/manage");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String form() {
    return "grant_type=client_credentials&client_id=" + app.id() + "&client_secret=" + app.secret();
  }

  private static String json() {
    return "{\"grant_type\":\"client_credentials\",\"client_id\":\"%s\",\"client_secret\":\"%s\""
        .formatted(app.id(), app.secret());
  }

  private static void assertLimit(
      String what, int limit, int over, String type, IntFunction<String> body) {
    for (int size : new int[] {limit - 1, limit, limit + 1}) {
      Answer answer = app.post(type, body.apply(size));
      assertThat(answer.status()).as(what + " " + size).isEqualTo(size > limit ? over : 200);
      if (size > limit) {
        assertThat(answer.text("error")).isEqualTo("invalid_request");
      }
    }
    assertThat(app.ask().status()).as("the next request").isEqualTo(200);
  }

  private static String filled(String start, int length) {
    // In pieces, because a value has a limit of its own.
    StringBuilder body = new StringBuilder(start);
    for (int i = 0; body.length() < length; i++) {
      int rest = length - body.length();
      String name = "&p" + i + "=";
      body.append(rest > 9000 ? name + "x".repeat(8000) : "&q=" + "x".repeat(rest - 3));
    }
    return body.toString();
  }

  @Test
  void theBodyOfATokenRequestHasThirtyTwoKilobytes() {
    assertLimit("form", 32 * 1024, 413, FORM, size -> filled(form(), size));
    assertLimit(
        "json",
        32 * 1024,
        413,
        JSON,
        size -> {
          String start = json() + "}";
          return start + " ".repeat(size - start.length());
        });
  }

  @Test
  void itsParametersHaveTheirs() {
    assertLimit(
        "parameters",
        64,
        400,
        FORM,
        count -> {
          StringBuilder body = new StringBuilder(form());
          for (int i = 3; i < count; i++) {
            body.append("&p").append(i).append("=1");
          }
          return body.toString();
        });
    assertLimit("name", 64, 400, FORM, size -> form() + "&" + "n".repeat(size) + "=1");
    assertLimit("value", 16 * 1024, 400, FORM, size -> form() + "&n=" + "v".repeat(size));
    assertLimit("member", 64, 400, JSON, size -> json() + ",\"" + "n".repeat(size) + "\":1}");
    assertLimit(
        "text", 16 * 1024, 400, JSON, size -> json() + ",\"n\":\"" + "v".repeat(size) + "\"}");
    assertLimit("number", 64, 400, JSON, size -> json() + ",\"n\":" + "1".repeat(size) + "}");
    assertLimit(
        "depth",
        32,
        400,
        JSON,
        depth -> json() + ",\"n\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1) + "}");
    assertLimit(
        "elements", 1000, 400, JSON, count -> json() + ",\"n\":[1" + ",1".repeat(count - 1) + "]}");
    assertLimit(
        "members",
        1000,
        400,
        JSON,
        count -> {
          StringBuilder body = new StringBuilder(json()).append(",\"n\":{\"0\":1");
          for (int i = 1; i < count; i++) {
            body.append(",\"").append(i).append("\":1");
          }
          return body.append("}}").toString();
        });
  }

  private static Answer account(String method, String path, String body) {
    return Answer.to(
        HttpCall.of(
                method,
                app.uri("identity/v2/manage/account" + path),
                body.getBytes(StandardCharsets.UTF_8))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", JSON));
  }

  @Test
  void theBodyOfAnIdentityCallHasTwoHundredAndFiftySixKilobytes() throws JsonFault {
    Answer made = account("POST", "", "{\"UserName\":\"a\"}");
    String uid = made.text("Uid");
    int limit = 256 * 1024;
    for (int size : new int[] {limit - 1, limit, limit + 1}) {
      String body = "{\"Company\":\"x\"}";
      Answer put = account("PUT", "/" + uid, body + " ".repeat(size - body.length()));
      String name = "{\"UserName\":\"n" + size + "\"}";
      Answer post = account("POST", "", name + " ".repeat(size - name.length()));
      for (Answer answer : List.of(put, post)) {
        assertThat(answer.status()).as("of " + size).isEqualTo(size > limit ? 413 : 200);
        if (size > limit) {
          assertThat(answer.json().integer("ErrorCode")).isEqualTo(965);
        }
      }
    }
    // Where no body is wanted none is read.
    assertThat(account("DELETE", "/" + uid, "x").status()).isEqualTo(413);
  }
}
