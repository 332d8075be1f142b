package dev.postern.checks;

import static dev.postern.checks.IntrospectedApi.STORAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonBoolean;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.token.CompactJws;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.SignedIntrospection;
import dev.postern.protocol.token.VerificationKeys;
import dev.postern.store.TenantName;
import dev.postern.verifier.TokenRefused;
import dev.postern.verifier.Verifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a token, and to whom: RFC 7662 sections 2.2 and 4, RFC 9701 section 5. */
final class Rfc7662_2_2ResponseTest {

  private static final JsonObject INACTIVE = JsonObject.builder().put("active", false).build();

  private static IntrospectedApi site;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    site = new IntrospectedApi(data);
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  private static void assertInactive(Caller caller, String token) throws Exception {
    Answer answer = caller.introspect(token);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).contains("application/json");
    assertThat(answer.json()).isEqualTo(INACTIVE);
    JsonObject signed = caller.introspectSigned(token);
    assertThat(signed.members().keySet())
        .containsExactlyInAnyOrder("iss", "aud", "iat", "postern_as_of", "token_introspection");
    assertThat(signed.object("token_introspection")).isEqualTo(INACTIVE);
  }

  @Shows({"R-7662-3", "R-7662-6", "R-8707-7"})
  @Test
  void theApiIsToldWhatItsTokenMeansInTheTypesOfTheRfc() throws Exception {
    JsonObject own = JsonObject.builder().put("plan", "gold").put("active", "no").build();
    String token = site.another(own, null).token(STORAGE);
    Answer answer = site.guard().introspect(token);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).contains("application/json");
    assertThat(answer.header("Cache-Control")).contains("no-store");
    JsonObject told = answer.json();
    assertThat(told.member("active")).contains(new JsonBoolean(true));
    for (String text :
        List.of("scope", "client_id", "token_type", "sub", "aud", "iss", "jti", "sid", "plan")) {
      assertThat(told.members().get(text)).as(text).isInstanceOf(JsonString.class);
    }
    assertThat(told.integer("exp") - told.integer("iat")).isEqualTo(86_400);
    assertThat(told.string("scope")).isEqualTo("archive:read archive:write");
    assertThat(told.string("token_type")).isEqualTo("Bearer");
    assertThat(told.string("aud")).isEqualTo(STORAGE);
    assertThat(told.string("iss")).isEqualTo(site.guard().issuer());
    assertThat(told.string("sub")).isEqualTo(told.string("client_id") + "@client");
  }

  @Shows({"R-7662-4", "R-7662-5", "R-7662-8", "R-9701-5", "R-9701-8"})
  @Test
  void c4AnotherApisTokenIsNotActiveAndNothingElseIsSaid() throws Exception {
    String token = site.reader().token(STORAGE);
    String billing = site.operator().api("https://billing.example.com", "invoice:read");
    assertInactive(site.operator().guard("billing", billing), token);
    assertInactive(site.reader(), token);
    assertInactive(site.another(), token);
    assertInactive(site.operator().caller(), token);
    assertInactive(site.guard(), site.operator().adminToken());
    assertInactive(site.guard(), site.operator().identityToken());
    assertThat(site.active(token)).isTrue();
  }

  @Shows({"R-7662-4", "R-7662-8"})
  @Test
  void b13AnotherTenantsTokenIsNotActive() throws Exception {
    Operator acme = new Operator(site.server().found(new TenantName("acme")));
    String theirs = acme.api(STORAGE, "archive:read");
    Caller theirGuard = acme.guard("guard", theirs);
    String theirToken = acme.app("reader", theirs, "archive:read").token(STORAGE);
    String ours = site.reader().token(STORAGE);
    assertInactive(site.guard(), theirToken);
    assertInactive(theirGuard, ours);
    assertThat(theirGuard.introspect(theirToken).json().has("sub")).isTrue();
    assertThat(site.active(ours)).isTrue();
    Caller stray = new Caller(acme.caller().issuer(), site.guard().id(), site.guard().secret());
    assertThat(stray.introspect(ours).status()).isEqualTo(401);
  }

  @Shows({"R-7662-4", "R-7662-8"})
  @Test
  void b14AChangedClaimIsNotActiveWhateverItIs() throws Exception {
    String token = site.reader().token(STORAGE);
    String[] parts = token.split("\\.", -1);
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    for (String[] change :
        new String[][] {
          {"archive:read", "archive:writ"},
          {"\"exp\":1", "\"exp\":2"},
          {"@client", "@clienT"},
          {"\"jti\":\"", "\"jti\":\"x"},
          {"storage", "storagf"},
          {"{", "{ "},
        }) {
      String changed = claims.replace(change[0], change[1]);
      assertThat(changed).isNotEqualTo(claims);
      String payload =
          Base64.getUrlEncoder().withoutPadding().encodeToString(IntrospectedApi.bytes(changed));
      assertInactive(site.guard(), parts[0] + "." + payload + "." + parts[2]);
    }
    for (String none : List.of("none", "HS256")) {
      String header =
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(
                  IntrospectedApi.bytes("{\"typ\":\"at+jwt\",\"alg\":\"" + none + "\"}"));
      assertInactive(site.guard(), header + "." + parts[1] + ".AA");
    }
    for (String malformed : List.of("x", "a.b.c", "..", token + "x", parts[0] + "." + parts[1])) {
      assertInactive(site.guard(), malformed);
    }
    assertThat(site.active(token)).isTrue();
  }

  /** All are signed by the key that this server signs with. */
  @Shows({"R-7662-4", "R-7662-8"})
  @Test
  void aTokenWhoseTimeHasNotComeIsNotActiveThoughItsSignatureStands() throws Exception {
    TokenForger forger = site.server().forger(SignatureAlgorithm.ES256);
    JsonObject claims = TokenParts.claims(site.reader().token(STORAGE));
    long now = Instant.now().getEpochSecond();
    assertThat(site.active(forger.token(claims))).as("forged, and as it should be").isTrue();
    assertThat(site.active(forger.token(Prover.with(claims, "nbf", now - 5)))).isTrue();
    assertInactive(site.guard(), forger.token(Prover.with(claims, "nbf", now + 3600)));
    assertInactive(site.guard(), forger.token(Prover.with(claims, "iat", now + 3600)));
    assertInactive(site.guard(), forger.token(Prover.with(claims, "exp", now - 1)));
    assertInactive(
        site.guard(), forger.token(Prover.with(claims, "iss", "https://other.example.com/")));
    assertInactive(
        site.guard(), forger.token(Prover.with(claims, "aud", "https://other.example.com")));
    assertInactive(site.guard(), forger.jws(forger.typed("JWT"), claims.text()));
  }

  /** RFC 7662 2.2, 2.3: who asks properly is answered, whatever it is that he asks about. */
  @Shows({"R-7662-4", "R-7662-7"})
  @Test
  void whoProvesHimselfHearsOfNoErrorWhateverTheTokenIs() throws Exception {
    String token = site.reader().token(STORAGE);
    String unknown = token.substring(0, token.lastIndexOf('.') + 1);
    for (String bad :
        List.of(
            "2YotnFZFEjr1zCsicMWpAA",
            "x",
            " ",
            "\u00e9\u20ac",
            "{}",
            "null",
            "true",
            "..",
            "a.b.c",
            "e30.e30.AA",
            unknown,
            unknown + "A".repeat(86),
            "x".repeat(16 * 1024),
            site.guard().secret())) {
      assertInactive(site.guard(), bad);
      Answer basic =
          Answer.to(
              HttpCall.post(
                      site.guard().uri("service/oauth/introspect"),
                      "application/x-www-form-urlencoded",
                      IntrospectedApi.bytes("token=" + Caller.encode(bad)))
                  .header("Authorization", Caller.basic(site.guard().id(), site.guard().secret())));
      assertThat(basic.status()).as(bad).isEqualTo(200);
      assertThat(basic.body()).isEqualTo("{\"active\":false}");
      assertThat(basic.header("WWW-Authenticate")).isEmpty();
    }
    assertThat(site.active(token)).isTrue();
  }

  @Shows({"R-7662-4", "R-7662-8"})
  @Test
  void b16EveryConditionAloneIsEnoughToSayNo() throws Exception {
    Caller brief = site.another(JsonObject.EMPTY, Duration.ofSeconds(5));
    String ending = brief.token(STORAGE);
    assertThat(site.active(ending)).isTrue();
    String good = site.reader().token(STORAGE);
    Caller wrong = new Caller(site.guard().issuer(), site.guard().id(), site.reader().secret());
    assertThat(wrong.introspect(good).status()).as("wrong caller, good token").isEqualTo(401);
    assertInactive(site.another(), good);
    long end = site.guard().introspect(ending).json().integer("exp");
    while (Instant.now().getEpochSecond() < end) {
      Thread.sleep(20);
    }
    assertInactive(site.guard(), ending);
    assertThat(site.active(good)).isTrue();
  }

  @Shows({"R-7662-4", "R-7662-8"})
  @Test
  void aTokenIsActiveOnlyWhileAllOfItsSessionIsOpen() throws Exception {
    Operator operator = site.operator();
    for (String kind : List.of("token", "app")) {
      Caller app = site.another();
      String token = app.token(STORAGE);
      String other = site.reader().token(STORAGE);
      assertThat(site.active(token)).isTrue();
      String body =
          kind.equals("token")
              ? "{\"kind\":\"token\",\"token\":\"" + token + "\"}"
              : "{\"kind\":\"app\",\"client_id\":\"" + app.id() + "\"}";
      assertThat(operator.admin("POST", "/revocations", body).status()).isEqualTo(201);
      assertInactive(site.guard(), token);
      assertThat(site.active(other)).isTrue();
      assertThat(site.active(app.token(STORAGE))).as("a token from afterwards").isTrue();
    }
    Caller deleted = site.another();
    String token = deleted.token(STORAGE);
    assertThat(operator.admin("DELETE", "/apps/" + deleted.id(), "").status()).isEqualTo(204);
    assertInactive(site.guard(), token);
  }

  @Test
  void theTokensOfADeletedApiAreNotActive() throws Exception {
    String passing = site.operator().api("https://passing.example.com", "a");
    Caller guard = site.operator().guard("passing", passing);
    String token = site.operator().app("app", passing, "a").token("https://passing.example.com");
    assertThat(guard.introspect(token).json().has("sub")).isTrue();
    assertThat(site.operator().admin("DELETE", "/apis/" + passing, "").status()).isEqualTo(204);
    assertInactive(guard, token);
    String again = site.operator().api("https://passing.example.com", "a");
    assertInactive(site.operator().guard("again", again), token);
  }

  @Shows({"R-9701-1", "R-9701-2", "R-9701-3", "R-9701-4", "R-8725-7"})
  @Test
  void aSignedAnswerIsTheSameAnswerForTheOneWhoAskedAndNoToken() throws Exception {
    String token = site.reader().token(STORAGE);
    Answer answer =
        Answer.to(
            site.guard()
                .about("introspect", token)
                .header("Accept", "application/token-introspection+jwt"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).contains("application/token-introspection+jwt");
    assertThat(answer.header("Cache-Control")).contains("no-store");
    VerificationKeys keys =
        VerificationKeys.read(
            Answer.to(HttpCall.get(site.guard().uri("service/oauth/jwks"))).http().body());
    CompactJws.parse(answer.body(), 64 * 1024).verifiedPayload(SignedIntrospection.TYPE, keys);
    String header =
        new String(
            Base64.getUrlDecoder().decode(answer.body().split("\\.", -1)[0]),
            StandardCharsets.UTF_8);
    assertThat(header)
        .contains("\"typ\":\"token-introspection+jwt\"", "\"alg\":\"ES256\"", "\"kid\":");
    JsonObject payload = site.guard().introspectSigned(token);
    assertThat(payload.members().keySet())
        .containsExactlyInAnyOrder("iss", "aud", "iat", "postern_as_of", "token_introspection");
    assertThat(payload.string("iss")).isEqualTo(site.guard().issuer());
    assertThat(payload.string("aud")).isEqualTo(site.guard().id());
    assertThat(payload.integer("iat")).isCloseTo(Instant.now().getEpochSecond(), within(30L));
    assertThat(payload.integer("postern_as_of"))
        .isCloseTo(Instant.now().toEpochMilli(), within(30_000L));
    assertThat(payload.object("token_introspection"))
        .isEqualTo(site.guard().introspect(token).json());
    assertRefusedAsAToken(answer.body());
  }

  private static void assertRefusedAsAToken(String jwt) throws Exception {
    try (Verifier verifier = Verifier.of(site.guard().issuer(), STORAGE)) {
      verifier.verify("Bearer " + jwt);
      throw new AssertionError("taken for a token");
    } catch (TokenRefused refused) {
      assertThat(refused.status()).isEqualTo(401);
    }
    String url = site.operator().adminAudience() + "/apps";
    assertThat(Operator.call("GET", url, "", jwt).status()).isEqualTo(401);
    assertInactive(site.guard(), jwt);
  }
}
