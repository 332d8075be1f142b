package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postern.client.PosternClient;
import dev.postern.client.TokenSource;
import dev.postern.client.TokenUnavailable;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import dev.postern.verifier.TokenRefused;
import dev.postern.verifier.Verifier;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tenants whose issuers have a path: several on one host, each found in all three places. */
final class Rfc8414_3PathIssuersTest {

  private static final String SERVER = "/.well-known/oauth-authorization-server";
  private static final String OPENID = "/.well-known/openid-configuration";
  private static final String STORAGE = "https://storage.example.com";

  private static RunningServer server;
  private static Admin home;
  private static Admin acme;
  private static Admin slashed;
  private static Admin neighbour;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    home = server.admin();
    acme = founded(home, "acme", server.url() + "/acme");
    slashed = founded(home, "slashed", server.url() + "/realms/slashed/");
    // Its path begins as another's does.
    neighbour = founded(home, "neighbour", server.url() + "/acme-eu");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Admin founded(Admin by, String name, String issuer) throws Exception {
    Answer made =
        by.post("/tenants", "{\"name\":\"%s\",\"issuer\":\"%s\"}".formatted(name, issuer));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertThat(made.text("issuer")).isEqualTo(issuer);
    JsonObject operator = made.json().object("operator");
    return new Admin(
        new Caller(issuer, operator.string("client_id"), operator.string("client_secret")));
  }

  private static Answer get(String path) {
    return Answer.to(HttpCall.get(URI.create(server.url() + path)));
  }

  /** The path of an issuer, without the slash at its end. */
  private static String path(Admin tenant) {
    String path = URI.create(tenant.caller().issuer()).getRawPath();
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  @Shows({"R-8414-2", "R-8414-3", "R-MCP-5"})
  @Test
  void theMetadataLieAtAllThreePlacesThatClientsLookAt() {
    for (Admin tenant : List.of(acme, slashed, neighbour)) {
      String path = path(tenant);
      Answer inserted = get(SERVER + path);
      assertThat(inserted.status()).isEqualTo(200);
      assertThat(inserted.header("Content-Type")).contains("application/json");
      assertThat(inserted.text("issuer")).isEqualTo(tenant.caller().issuer());
      assertThat(get(OPENID + path).body()).isEqualTo(inserted.body());
      assertThat(get(path + OPENID).body()).isEqualTo(inserted.body());
    }
  }

  /** One place has one spelling: the slash at an issuer's end goes before anything is put there. */
  @Shows("R-8414-14")
  @Test
  void theyLieNowhereElse() {
    for (String none :
        List.of(
            SERVER + "/acme/",
            OPENID + "/acme/",
            "/acme" + OPENID + "/",
            "/acme/" + OPENID,
            "/acme" + SERVER,
            SERVER + "/realms",
            SERVER + "/realms/slashed/",
            SERVER + "/realms/acme",
            SERVER + "/slashed",
            SERVER + "/nobody",
            SERVER + "/ACME",
            SERVER + "/acm",
            SERVER + "/acme-",
            SERVER + "/acme-eu/",
            SERVER + "/acme;x",
            SERVER + "/%61cme",
            SERVER + "/acme/acme",
            SERVER + "//acme",
            SERVER + "/realms/../acme",
            "/nobody" + OPENID,
            "/acme/acme" + OPENID,
            "/realms/slashed/../../acme" + OPENID,
            "/acme",
            "/acme/",
            "/acme/.well-known/oauth-protected-resource/admin/v1")) {
      Answer answer = get(none);
      assertThat(answer.status()).as(none).isIn(400, 404);
      assertThat(answer.json().has("issuer")).as(none).isFalse();
    }
    String host = "http://acme.hub.localhost:" + server.url().getPort();
    assertThat(Answer.to(HttpCall.get(URI.create(host + SERVER))).status())
        .as("who has a path has no host")
        .isEqualTo(404);
  }

  @Test
  void everythingOfATenantIsBelowItsIssuer() throws Exception {
    for (Admin tenant : List.of(acme, slashed)) {
      Caller caller = tenant.caller();
      JsonObject document = get(SERVER + path(tenant)).json();
      for (String member :
          List.of(
              "token_endpoint",
              "jwks_uri",
              "introspection_endpoint",
              "revocation_endpoint",
              "postern_revocations_uri",
              "postern_revocations_jwks_uri")) {
        assertThat(document.string(member)).as(member).startsWith(caller.below(""));
        int status = Answer.to(HttpCall.get(URI.create(document.string(member)))).status();
        assertThat(status).as(member).isEqualTo(member.endsWith("_endpoint") ? 405 : 200);
      }
      assertThat(document.array("protected_resources").strings())
          .containsExactly(caller.below("admin/v1"), caller.below("identity/v2/manage"));
      String token = caller.token(caller.below("admin/v1"));
      assertThat(TokenParts.claims(token).string("iss")).isEqualTo(caller.issuer());
      assertThat(caller.introspect(token).status()).isEqualTo(200);
      assertThat(caller.revoke(token).status()).isEqualTo(200);
      assertThat(Operator.call("GET", caller.below("admin/v1/apps"), "", token).status())
          .as("it was taken back")
          .isEqualTo(401);
      Answer app = tenant.post("/apps", "{\"name\":\"x\"}");
      String location = app.header("Location").orElseThrow();
      assertThat(URI.create(caller.below("")).resolve(location))
          .isEqualTo(caller.uri("admin/v1/apps/" + app.text("client_id")));
      assertThat(
              Answer.to(
                      HttpCall.post(
                          caller.uri("services/oauth/token"),
                          "application/x-www-form-urlencoded",
                          "grant_type=x".getBytes(StandardCharsets.UTF_8)))
                  .status())
          .as("where LoginRadius has it")
          .isIn(400, 401);
      assertThat(get(path(tenant) + "/admin/v1/openapi.json").body())
          .contains("\"url\":\"" + caller.below("admin/v1") + "\"");
      Answer profiles =
          Operator.call(
              "GET",
              caller.below("identity/v2/manage/accounts"),
              "",
              caller.token(caller.below("identity/v2/manage")));
      assertThat(profiles.status()).isEqualTo(200);
    }
  }

  @Shows("R-8414-5")
  @Test
  void anIssuerIsTakenByteForByte() throws Exception {
    String slash = slashed.caller().issuer();
    for (List<String> pair :
        List.of(
            List.of(acme.caller().issuer(), acme.caller().issuer() + "/"),
            List.of(slash, slash.substring(0, slash.length() - 1)))) {
      Caller caller = (pair.getFirst().equals(slash) ? slashed : acme).caller();
      String audience = caller.below("admin/v1");
      String token = caller.token(audience);
      assertThat(accepts(pair.getFirst(), audience, token)).isTrue();
      assertThat(accepts(pair.getLast(), audience, token)).isFalse();
      assertThat(tokens(caller, pair.getFirst(), audience).authorization()).startsWith("Bearer ");
      assertThatThrownBy(() -> tokens(caller, pair.getLast(), audience).authorization())
          .isInstanceOf(TokenUnavailable.class)
          .hasMessageContaining("another issuer");
    }
  }

  private static TokenSource tokens(Caller caller, String issuer, String audience) {
    return PosternClient.of(issuer).credentials(caller.id(), caller.secret()).audience(audience);
  }

  private static boolean accepts(String issuer, String audience, String token) throws Exception {
    try (Verifier verifier =
        Verifier.builder(issuer, audience).patience(Duration.ofSeconds(2)).build()) {
      verifier.verify("Bearer " + token).require();
      return true;
    } catch (TokenRefused refused) {
      return false;
    }
  }

  @Test
  void whatIsRevokedIsToldBelowThePath() throws Exception {
    String api = acme.api(STORAGE, "read");
    Caller app = acme.app("reader");
    acme.grant(app, api, "read");
    String token = app.token(STORAGE);
    try (Verifier verifier = Verifier.of(app.issuer(), STORAGE)) {
      assertThat(verifier.verify("Bearer " + token).require("read")).isNotNull();
      assertThat(acme.patch("/apps/" + app.id(), "{\"status\":\"blocked\"}").status())
          .isEqualTo(200);
      long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (passes(verifier, token) && System.nanoTime() < end) {
        Thread.sleep(10);
      }
      TokenRefused refused =
          catchThrowableOfType(TokenRefused.class, () -> verifier.verify("Bearer " + token));
      assertThat(refused.code()).isEqualTo("token_revoked");
    }
  }

  private static boolean passes(Verifier verifier, String token) {
    try {
      verifier.verify("Bearer " + token);
      return true;
    } catch (TokenRefused refused) {
      return false;
    }
  }

  @Test
  void proofsAreForAddressesBelowThePath() throws Exception {
    for (Admin tenant : List.of(acme, slashed)) {
      Caller caller = tenant.caller();
      TokenSource tokens =
          PosternClient.of(caller.issuer())
              .credentials(caller.id(), caller.secret())
              .dpop()
              .audience(caller.below("admin/v1"));
      assertThat(tokens.authorization()).startsWith("DPoP ");
      assertThat(tokens.send(HttpCall.get(caller.uri("admin/v1/apps")), 100_000).status())
          .isEqualTo(200);
    }
  }

  @Test
  void tenantsOfOneHostAreStrangers() {
    List<Admin> all = List.of(home, acme, slashed, neighbour);
    for (Admin one : all) {
      String token = one.caller().token(one.caller().below("admin/v1"));
      for (Admin other : all) {
        int status =
            Operator.call("GET", other.caller().below("admin/v1/apps"), "", token).status();
        assertThat(status).isEqualTo(one == other ? 200 : 401);
        Caller stray =
            new Caller(other.caller().issuer(), one.caller().id(), one.caller().secret());
        assertThat(stray.ask("audience", other.caller().below("admin/v1")).status())
            .isEqualTo(one == other ? 200 : 401);
      }
    }
    assertThat(get("/acme/admin/v1/tenants").status()).as("on default alone").isEqualTo(404);
  }

  @Test
  void whatIsRefusedBelowAPathIsRefusedInTheStyleOfWhatIsThere() {
    assertThat(get("/acme/admin/v1/nothing").header("Content-Type"))
        .contains("application/problem+json");
    assertThat(get("/acme/identity/v2/nothing").json().has("ErrorCode")).isTrue();
    assertThat(get("/acme/service/oauth/nothing").json().has("error")).isTrue();
    Answer method =
        Answer.to(HttpCall.of("PUT", URI.create(server.url() + "/acme" + OPENID), new byte[0]));
    assertThat(method.status()).isEqualTo(405);
    assertThat(method.header("Allow")).contains("GET, HEAD");
  }

  @Test
  void thePublicUrlItselfMayHaveAPath(@TempDir Path data) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String origin = "http://127.0.0.1:" + port;
    try (RunningServer below = new RunningServer(data, URI.create(origin + "/auth"))) {
      Admin operator = below.admin();
      assertThat(operator.caller().issuer()).isEqualTo(origin + "/auth");
      assertThat(operator.get("/apps").status()).isEqualTo(200);
      Admin beside = founded(operator, "beside", origin + "/beside/");
      assertThat(beside.get("/apps").status()).isEqualTo(200);
      assertThat(
              operator
                  .post("/tenants", "{\"name\":\"x\",\"issuer\":\"%s/auth/x\"}".formatted(origin))
                  .status())
          .isEqualTo(409);
      for (String place : List.of(SERVER + "/auth", OPENID + "/auth", "/auth" + OPENID)) {
        Answer answer = Answer.to(HttpCall.get(URI.create(origin + place)));
        assertThat(answer.text("issuer")).as(place).isEqualTo(origin + "/auth");
      }
      for (String none : List.of(SERVER, OPENID, "/service/oauth/jwks", "/admin/v1/apps", "/")) {
        assertThat(Answer.to(HttpCall.get(URI.create(origin + none))).status())
            .as(none)
            .isEqualTo(404);
      }
    }
  }
}
