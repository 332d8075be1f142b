package dev.postern.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SignatureAlgorithm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every text of JSONTestSuite, sent wherever JSON is read: in token requests, to the Admin API, and
 * as a claim of a signed token (RFC 8259 section 9).
 */
final class Rfc8259_9ParserTest {

  private static final String STORAGE = "https://storage.example.com";

  /** What the RFC allows and we refuse, each a row of docs/rfc-choices.md or a limit. */
  private static final Set<String> OURS =
      Set.of(
          "y_object_duplicated_key",
          "y_object_duplicated_key_and_value",
          "y_object_escaped_null_in_key",
          "y_string_null_escape");

  /** A number of more characters than we read. */
  private static final String LONG_NUMBER = "y_number_double_close_to_zero";

  private static final int TOKEN_BODY = 32 * 1024;
  private static final int ADMIN_BODY = 256 * 1024;

  private static RunningServer server;
  private static GuardedApi api;
  private static Caller app;
  private static Operator operator;
  private static JsonObject claims;
  private static TokenForger forger;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    operator = new Operator(server.operator());
    app = server.app("app");
    server.grant(app, server.api(STORAGE, "archive:read"), "archive:read");
    claims = TokenParts.claims(app.token(STORAGE));
    forger = server.forger(SignatureAlgorithm.ES256);
    api = new GuardedApi(server.url() + "/", STORAGE, "archive:read", "archive:write");
  }

  @AfterAll
  static void stop() {
    api.close();
    server.close();
  }

  /**
   * One text; its name begins with {@code y_} where it is JSON, with {@code n_} where it is none.
   */
  static final class Text {
    private final String name;
    private final byte[] bytes;

    Text(String name, byte[] bytes) {
      this.name = name;
      this.bytes = bytes;
    }

    String name() {
      return name;
    }

    byte[] bytes() {
      return bytes;
    }

    boolean json() {
      return name.startsWith("y_");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static List<Text> texts() throws IOException {
    List<Text> texts = new ArrayList<>();
    try (InputStream in = Rfc8259_9ParserTest.class.getResourceAsStream("json-texts.txt")) {
      String all = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
      for (String line : all.lines().toList()) {
        if (!line.startsWith("#")) {
          String[] cells = line.split(" ", -1);
          byte[] once = cells[2].equals("-") ? new byte[0] : Base64.getDecoder().decode(cells[2]);
          ByteArrayOutputStream repeated = new ByteArrayOutputStream();
          for (int i = 0; i < Integer.parseInt(cells[1]); i++) {
            repeated.writeBytes(once);
          }
          texts.add(new Text(cells[0], repeated.toByteArray()));
        }
      }
    }
    assertThat(texts.stream().filter(Text::json)).hasSize(95);
    assertThat(texts.stream().filter(text -> !text.json())).hasSize(188);
    return texts;
  }

  static Stream<Text> good() throws IOException {
    return texts().stream().filter(Text::json);
  }

  static Stream<Text> bad() throws IOException {
    return texts().stream().filter(text -> !text.json());
  }

  private static byte[] joined(String start, byte[] middle, String end) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(start.getBytes(UTF_8));
    all.writeBytes(middle);
    all.writeBytes(end.getBytes(UTF_8));
    return all.toByteArray();
  }

  private static Answer request(byte[] body) {
    return Answer.to(HttpCall.post(app.uri("service/oauth/token"), "application/json", body));
  }

  /** A token request with the text as the value of a parameter that nobody knows. */
  private static Answer within(byte[] text) {
    String start =
        "{\"grant_type\":\"client_credentials\",\"client_id\":\"%s\",\"client_secret\":\"%s\",\"zq\":"
            .formatted(app.id(), app.secret());
    return request(joined(start, text, "}"));
  }

  private static Answer asClaim(byte[] text) {
    String start = claims.text().replaceFirst("}$", ",\"own\":");
    return api.bearing(forger.jws(forger.header(), joined(start, text, "}")));
  }

  private static Answer administration(byte[] body) {
    return Answer.to(
        HttpCall.post(operator.caller().uri("admin/v1/apps"), "application/json", body)
            .header("Authorization", "Bearer " + operator.adminToken()));
  }

  @Shows("R-JSON-1")
  @ParameterizedTest
  @MethodSource("bad")
  void whatIsNoJsonIsRefused(Text text) {
    assertThat(request(text.bytes()).status())
        .isEqualTo(text.bytes().length > TOKEN_BODY ? 413 : 400);
    Answer within = within(text.bytes());
    assertThat(within.status()).isEqualTo(text.bytes().length > TOKEN_BODY ? 413 : 400);
    assertThat(within.text("error")).isEqualTo("invalid_request");
    assertThat(administration(text.bytes()).status())
        .isEqualTo(text.bytes().length > ADMIN_BODY ? 413 : 400);
    if (text.bytes().length < TOKEN_BODY) {
      assertThat(asClaim(text.bytes()).status()).isEqualTo(401);
    }
  }

  @Shows("R-JSON-1")
  @ParameterizedTest
  @MethodSource("good")
  void whatIsJsonIsTaken(Text text) {
    boolean taken = !OURS.contains(text.name()) && !text.name().equals(LONG_NUMBER);
    assertThat(within(text.bytes()).status()).isEqualTo(taken ? 200 : 400);
    assertThat(asClaim(text.bytes()).status()).isEqualTo(taken ? 200 : 401);
  }
}
