package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.examples.api.ProtectedApi;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonBoolean;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.token.SigningKey;
import dev.postern.server.TestCertificates;
import dev.postern.server.TestCertificates.Issued;
import dev.postern.server.config.ClientCertificates;
import dev.postern.server.config.JwksUriConfig;
import dev.postern.verifier.Verifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tenant that keeps to FAPI 2.0 by mutual TLS: one of its two ways, for clients and tokens. */
final class Fapi2_5_3_2_1CertificatesTest {

  private static final String ACCOUNTS = "https://accounts.example.com";
  private static final String CERTIFICATES = "tls_client_certificate_bound_access_tokens";

  private static final Issued OWN = TestCertificates.selfSigned("CN=mover");
  private static final Issued OTHER = TestCertificates.selfSigned("CN=mover");
  private static final Issued OPERATORS = TestCertificates.selfSigned("CN=operator");

  private static MtlsSite site;
  private static String app;
  private static String secretApp;
  private static String secret;
  private static Fapi2App keyed;

  @BeforeAll
  static void start(@TempDir Path data, @TempDir Path keys) throws Exception {
    site = new MtlsSite(data, keys, ClientCertificates.TLS, JwksUriConfig.USUAL);
    String api = site.api(ACCOUNTS, "none");
    app = site.app(MtlsSite.certificate("pem", OWN.pem()), api).text("client_id");
    Answer made = site.app(JsonObject.builder().put("type", "client_secret").build(), api);
    secretApp = made.text("client_id");
    secret = made.text("client_secret");
    SigningKey key = SigningKey.fresh();
    String byKey = site.app(read(Fapi2App.credential(key, "")), api).text("client_id");
    keyed = new Fapi2App(new Caller(site.issuer(), byKey, ""), key);
    String credentials = "/apps/" + site.operator().id() + "/credentials";
    String certificate = MtlsSite.certificate("pem", OPERATORS.pem()).text();
    Fapi2Site.made(site.admin("POST", credentials, certificate));
    Answer strict = site.admin("PATCH", "/tenants/default", "{\"profile\":\"fapi2\"}");
    assertThat(strict.status()).as(strict.body()).isEqualTo(200);
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  private static JsonObject read(String json) throws JsonFault {
    return new JsonReader(JsonLimits.REQUEST).object(json.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertNoClient(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.text("error")).isEqualTo("invalid_client");
  }

  /** What a token is bound to. */
  private static String confirmation(Answer answer) throws JsonFault {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return TokenParts.claims(answer.text("access_token")).object("cnf").text();
  }

  private static String thumbprint(Issued issued) {
    return "{\"x5t#S256\":\"" + issued.shown().thumbprint() + "\"}";
  }

  private static Answer send(HttpCall call, @Nullable Issued shown) {
    return Answer.to(site.shows(call, shown));
  }

  /** A call of the Admin API by the operator, whose token is bound to his certificate. */
  private static Answer admin(String method, String path, String body) {
    String token =
        site.token(site.operator().id(), OPERATORS, "audience", site.issuer() + "admin/v1")
            .text("access_token");
    HttpCall call =
        HttpCall.of(method, site.uri("admin/v1" + path), body.getBytes(StandardCharsets.UTF_8))
            .header("Authorization", "Bearer " + token);
    return send(body.isEmpty() ? call : call.header("Content-Type", "application/json"), OPERATORS);
  }

  @Shows({"R-FAPI-6", "R-FAPI-7"})
  @Test
  void anAppThatProvesItselfByItsCertificateGetsATokenThatIsBoundToIt() throws Exception {
    Answer answer = site.token(app, OWN, "audience", ACCOUNTS);
    assertThat(confirmation(answer)).isEqualTo(thumbprint(OWN));
    // RFC 8705 3: it is sent as any bearer token.
    assertThat(answer.text("token_type")).isEqualTo("Bearer");
    assertNoClient(site.token(app, null));
    assertNoClient(site.token(app, OTHER));
  }

  @Shows("R-FAPI-7")
  @Test
  void aSecretIsNotTakenWhateverCertificateIsOnTheConnection() {
    assertNoClient(site.token(secretApp, null, "client_secret", secret));
    assertNoClient(site.token(secretApp, OWN, "client_secret", secret));
  }

  @Shows("R-FAPI-6")
  @Test
  void anAppThatProvesItselfByAKeyBindsItsTokensToAnotherOrToTheCertificate() throws Exception {
    HttpCall bare = keyed.request(keyed.assertion(keyed.claims()));
    Answer neither = send(bare, null);
    assertThat(neither.status()).as(neither.body()).isEqualTo(400);
    assertThat(neither.text("error")).isEqualTo("invalid_dpop_proof");
    HttpCall onIt = keyed.request(keyed.assertion(keyed.claims()));
    assertThat(confirmation(send(onIt, OTHER))).isEqualTo(thumbprint(OTHER));
    assertThat(confirmation(send(proving(keyed), OTHER)))
        .isEqualTo("{\"jkt\":\"" + keyed.prover().thumbprint().text() + "\"}");
  }

  @Test
  void aRequestBesideACertificateIsAFormAsWell() {
    JsonObject body =
        JsonObject.builder().put("grant_type", "client_credentials").put("client_id", app).build();
    URI endpoint = site.uri("service/oauth/token");
    Answer answer = send(HttpCall.post(endpoint, "application/json", body.bytes()), OWN);
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo("invalid_request");
    assertThat(answer.text("error_description")).contains("no JSON");
    assertNoClient(send(HttpCall.post(endpoint, "application/json", body.bytes()), OTHER));
  }

  private static JsonObject document(String path) {
    return send(HttpCall.get(site.uri(".well-known/" + path)), null).json();
  }

  private static void assertMethods(String... methods) throws JsonFault {
    for (String place : List.of("oauth-authorization-server", "openid-configuration")) {
      JsonObject metadata = document(place);
      for (String endpoint : List.of("token", "introspection", "revocation")) {
        String member = endpoint + "_endpoint_auth_methods_supported";
        assertThat(metadata.array(member).strings()).as(member).containsExactly(methods);
      }
      assertThat(metadata.member(CERTIFICATES)).contains(new JsonBoolean(true));
    }
  }

  @Shows("R-FAPI-3")
  @Test
  void theMetadataNameBothWaysAndNoSecrets() throws Exception {
    assertMethods("private_key_jwt", "self_signed_tls_client_auth");
    Issued authority = TestCertificates.authority("CN=Root");
    String body = JsonObject.builder().put("name", "n").put("pem", authority.pem()).build().text();
    String id = Fapi2Site.made(admin("POST", "/certificate-authorities", body)).text("id");
    assertMethods("private_key_jwt", "self_signed_tls_client_auth", "tls_client_auth");
    assertThat(admin("DELETE", "/certificate-authorities/" + id, "").status()).isEqualTo(204);
    JsonObject api = document("oauth-protected-resource/admin/v1");
    assertThat(api.member(CERTIFICATES)).contains(new JsonBoolean(true));
    // RFC 9728 2: that DPoP is demanded would be wrong of it.
    assertThat(api.member("dpop_bound_access_tokens_required")).contains(new JsonBoolean(false));
  }

  @Shows("R-FAPI-18")
  @Test
  void theBuiltInApisTakeATokenFromItsCertificateAlone() {
    assertThat(admin("GET", "/apps", "").status()).isEqualTo(200);
    String token =
        site.token(site.operator().id(), OPERATORS, "audience", site.issuer() + "admin/v1")
            .text("access_token");
    HttpCall bare = HttpCall.get(site.uri("admin/v1/apps"));
    HttpCall borne = bare.header("Authorization", "Bearer " + token);
    for (Answer answer : List.of(send(bare, OPERATORS), send(borne, null), send(borne, OTHER))) {
      assertThat(answer.status()).as(answer.body()).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate").orElseThrow())
          .startsWith("DPoP ")
          .doesNotContain("Bearer");
    }
  }

  @Shows({"R-FAPI-6", "R-FAPI-18"})
  @Test
  void theExampleApiTakesATokenFromItsCertificateAlone() throws Exception {
    String token = site.token(app, OWN, "audience", ACCOUNTS).text("access_token");
    try (ProtectedApi api =
        ProtectedApi.local(
            Verifier.builder(site.issuer(), ACCOUNTS).tls(site.context(null).getSocketFactory()),
            "read",
            site.serverKeys(),
            MtlsSite.PASSWORD)) {
      HttpCall call = HttpCall.get(api.uri("/accounts")).header("Authorization", "Bearer " + token);
      Answer taken = send(call, OWN);
      assertThat(taken.status()).as(taken.body()).isEqualTo(200);
      assertThat(taken.text("client_id")).isEqualTo(app);
      for (Answer refused : List.of(send(call, null), send(call, OTHER))) {
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate").orElseThrow()).contains("invalid_token");
      }
    }
  }

  /** As the suite's plans have it: an app says which of the two it is to be held to. */
  @Shows("R-FAPI-6")
  @ParameterizedTest
  @CsvSource({"dpop, invalid_dpop_proof", "mtls, invalid_request"})
  void anAppMayBeHeldToOneWayOfBinding(String proof, String error) throws Exception {
    Issued issued = TestCertificates.selfSigned("CN=held");
    JsonArray grants =
        new JsonArray(
            List.of(
                JsonObject.builder()
                    .put("identifier", ACCOUNTS)
                    .put("scopes", JsonArray.ofStrings(List.of("read")))
                    .build()));
    SigningKey key = SigningKey.fresh();
    String id =
        Fapi2Site.made(
                admin(
                    "POST",
                    "/apps",
                    JsonObject.builder()
                        .put("name", "n")
                        .put("proof", proof)
                        .put("credential", read(Fapi2App.credential(key, "")))
                        .put("grants", grants)
                        .build()
                        .text()))
            .text("client_id");
    Fapi2App held = new Fapi2App(new Caller(site.issuer(), id, ""), key);
    boolean byKey = proof.equals("dpop");
    Answer refused =
        byKey
            ? send(held.request(held.assertion(held.claims())), issued)
            : send(proving(held), null);
    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    assertThat(refused.text("error")).isEqualTo(error);
    Answer taken = send(proving(held), issued);
    assertThat(taken.text("token_type")).isEqualTo(byKey ? "DPoP" : "Bearer");
  }

  private static HttpCall proving(Fapi2App app) {
    return app.request(app.assertion(app.claims()))
        .header("DPoP", app.prover().proof(app.proofClaims()));
  }

  @Test
  void anAppIsBornWithACertificate() throws Exception {
    Issued issued = TestCertificates.selfSigned("CN=born");
    String body =
        JsonObject.builder()
            .put("name", "n")
            .put("profile", "fapi2")
            .put("credential", MtlsSite.certificate("pem", issued.pem()))
            .build()
            .text();
    String born = Fapi2Site.made(admin("POST", "/apps", body)).text("client_id");
    Answer refused = admin("POST", "/apps/" + born + "/credentials", "{}");
    assertThat(refused.status()).as(refused.body()).isEqualTo(409);
    assertThat(refused.text("detail")).contains("no secrets", "certificate");
    Answer none = site.token(born, issued, "audience", ACCOUNTS);
    assertThat(none.text("error"))
        .as("it is let in, and granted nothing")
        .isEqualTo("invalid_target");
  }
}
