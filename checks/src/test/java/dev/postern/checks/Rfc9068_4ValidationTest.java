package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.protocol.token.SignatureAlgorithm;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens a resource server takes (RFC 9068 section 4), all signed by the issuer's key. */
final class Rfc9068_4ValidationTest {

  private static final String STORAGE = "https://storage.example.com";

  private static RunningServer server;
  private static GuardedApi api;
  private static Caller reader;
  private static JsonObject claims;
  private static TokenForger forger;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    String storage = server.api(STORAGE, "archive:read");
    reader = server.app("reader");
    server.grant(reader, storage, "archive:read");
    claims = TokenParts.claims(reader.token(STORAGE));
    forger = server.forger(SignatureAlgorithm.ES256);
    api = new GuardedApi(server.url() + "/", STORAGE, "archive:read", "archive:write");
  }

  @AfterAll
  static void stop() {
    api.close();
    server.close();
  }

  private static void assertRefused(String token) {
    Answer answer = api.bearing(token);
    assertThat(answer.status()).as(token).isEqualTo(401);
    assertThat(Challenge.of(answer)).containsEntry("error", "invalid_token");
  }

  private static JsonObject.Builder changed() {
    return JsonObject.builder().putAll(claims);
  }

  private static String raw(String name, String json) {
    Map<String, JsonValue> rest = new LinkedHashMap<>(claims.members());
    rest.remove(name);
    String text = new JsonObject(rest).text();
    return forger.jws(
        forger.header(), text.substring(0, text.length() - 1) + ",\"" + name + "\":" + json + "}");
  }

  @Shows({"R-9068-1", "R-9068-8"})
  @ParameterizedTest
  @ValueSource(strings = {"at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"})
  void aTokenIsTakenByEitherNameOfItsTypeInAnyCase(String type) {
    Answer answer = api.bearing(forger.jws(forger.typed(type), claims.text()));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(reader.id());
  }

  @Shows({"R-9068-8", "R-9068-12"})
  @Test
  void issuerAudienceSignatureAndTimesAreChecked() {
    long now = Instant.now().getEpochSecond();
    for (String issuer :
        List.of(
            server.url().toString(),
            server.url() + "//",
            "https://evil.example.com/",
            server.url().toString().replace("127.0.0.1", "localhost") + "/")) {
      assertRefused(forger.token(changed().put("iss", issuer).build()));
    }
    for (String audience : List.of("https://other.example.com", STORAGE + "/", "", "storage")) {
      assertRefused(forger.token(changed().put("aud", audience).build()));
    }
    assertRefused(forger.token(changed().put("aud", JsonArray.ofStrings(List.of())).build()));
    JsonArray several = JsonArray.ofStrings(List.of("https://other.example.com", STORAGE));
    assertThat(api.bearing(forger.token(changed().put("aud", several).build())).status())
        .as("one of several")
        .isEqualTo(200);
    assertRefused(forger.token(changed().put("exp", now - 31).build()));
    assertRefused(forger.token(changed().put("nbf", now + 120).build()));
    assertRefused(forger.token(changed().put("iat", now + 120).build()));
    String token = forger.token(claims);
    assertRefused(token.substring(0, token.length() - 4) + "AAAA");
    assertRefused(forger.token(changed().put("cnf", JsonObject.EMPTY).build()));
  }

  @Shows("R-9068-3")
  @ParameterizedTest
  @ValueSource(strings = {"iss", "exp", "aud", "sub", "client_id", "iat", "jti"})
  void everyRequiredClaimIsThere(String name) {
    Map<String, JsonValue> rest = new LinkedHashMap<>(claims.members());
    rest.remove(name);
    assertRefused(forger.token(new JsonObject(rest)));
    assertRefused(raw(name, "null"));
    assertRefused(raw(name, "[1]"));
    assertRefused(raw(name, "{}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"4102444800\"", "4102444800.5", "-1", "1e10", "1e308", "NaN", "true", "[]"})
  void timesAreWholeSeconds(String value) {
    for (String name : List.of("exp", "iat", "nbf")) {
      assertRefused(raw(name, value));
    }
  }

  @Shows("R-9068-9")
  @Test
  void aKeyThatIsNewAtTheIssuerIsFoundAndMadeUpNamesCostNothing() throws Exception {
    assertThat(api.bearing(forger.token(claims)).status()).isEqualTo(200);
    server.api("https://new-key.example.com", SignatureAlgorithm.RS256, "a");
    String fresh = server.forger(SignatureAlgorithm.RS256).token(claims);
    long end = System.nanoTime() + 30_000_000_000L;
    while (api.bearing(fresh).status() != 200 && System.nanoTime() < end) {
      Thread.sleep(50);
    }
    assertThat(api.bearing(fresh).status()).isEqualTo(200);

    long before = requests();
    for (int i = 0; i < 500; i++) {
      String header = forger.header().replace(forger.kid(), "made-up-" + i);
      assertRefused(forger.jws(header, claims.text()));
    }
    assertThat(requests() - before).as("requests to the issuer").isLessThan(20);
  }

  /** How many requests the server has answered. */
  private static long requests() {
    String metrics = Answer.to(HttpCall.get(server.management().resolve("/metrics"))).body();
    return metrics
        .lines()
        .filter(line -> line.startsWith("postern_http_requests_total"))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Shows("R-9700-3")
  @Test
  void everyRequestIsVerifiedAnew() throws Exception {
    Caller app = server.app("blocked soon");
    server.grant(app, server.api("https://soon.example.com", "a"), "a");
    try (GuardedApi soon =
        new GuardedApi(server.url() + "/", "https://soon.example.com", "a", "a")) {
      String token = app.token("https://soon.example.com");
      assertThat(soon.bearing(token).status()).isEqualTo(200);
      assertThat(api.bearing(token).status()).as("for another API").isEqualTo(401);
      server.revoke(Admin.text(TokenParts.claims(token), "sid").split("\\.", -1)[1]);
      long end = System.nanoTime() + 30_000_000_000L;
      while (soon.bearing(token).status() == 200 && System.nanoTime() < end) {
        Thread.sleep(10);
      }
      Answer refused = soon.bearing(token);
      assertThat(refused.status()).isEqualTo(401);
      assertThat(Challenge.of(refused)).containsEntry("error", "invalid_token");
    }
  }
}
