package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.SigningKey;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A tenant that keeps to FAPI 2.0: what its token endpoint takes, and what it does not. */
final class Fapi2_5_3_2_1AuthorizationServerTest {

  private static Fapi2Site site;
  private static Fapi2App first;
  private static Fapi2App second;
  private static Fapi2App secretive;
  private static Fapi2App byEndpoint;
  private static Fapi2App rs256;
  private static Fapi2App es384;
  private static Fapi2App legacy;

  @BeforeAll
  static void start(@TempDir Path data, @TempDir Path keys) throws Exception {
    site = new Fapi2Site(data, keys);
    first = site.app("first", SignatureAlgorithm.ES256);
    second = site.app("second", SignatureAlgorithm.PS256);
    rs256 = site.app("old", SignatureAlgorithm.RS256);
    es384 = site.app("large", SignatureAlgorithm.ES384);
    byEndpoint =
        site.app(
            "by endpoint",
            SignatureAlgorithm.ES256,
            ",\"accept_token_endpoint_audience\":true",
            site.accounts(),
            "read");
    Caller app = site.before().app("with a secret", site.accounts(), "read");
    SigningKey key = SigningKey.fresh();
    Fapi2Site.made(
        site.before()
            .admin("POST", "/apps/" + app.id() + "/credentials", Fapi2App.credential(key, "")));
    secretive = new Fapi2App(app, key);
    String api =
        "{\"identifier\":\"urn:legacy\",\"name\":\"n\",\"signing_algorithm\":\"RS256\","
            + "\"scopes\":[{\"name\":\"read\"}]}";
    String id = Fapi2Site.made(site.before().admin("POST", "/apis", api)).text("id");
    legacy = site.app("legacy", SignatureAlgorithm.ES256, "", id, "read");
    site.switchOn();
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  private static void assertTaken(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("token_type")).isEqualTo("DPoP");
  }

  private static void assertNoClient(Answer answer) {
    AssertionServer.assertRefused(answer);
  }

  private static void assertNoProof(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo("invalid_dpop_proof");
    assertThat(answer.header("Content-Type").orElseThrow()).startsWith("application/json");
  }

  private static JsonObject document(String url) {
    Answer answer = first.caller().send(HttpCall.get(URI.create(url)));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type").orElseThrow()).startsWith("application/json");
    return answer.json();
  }

  private static List<String> list(JsonObject document, String member) {
    try {
      return document.array(member).strings();
    } catch (JsonFault e) {
      throw new AssertionError(member, e);
    }
  }

  @Shows("R-FAPI-3")
  @Test
  void theMetadataSaysWhatIsTakenAndNothingElse() throws Exception {
    List<String> strict = List.of("ES256", "PS256", "EdDSA");
    for (String place : List.of("oauth-authorization-server", "openid-configuration")) {
      JsonObject metadata = document(site.issuer() + ".well-known/" + place);
      assertThat(metadata.string("issuer")).isEqualTo(site.issuer()).startsWith("https://");
      assertThat(metadata.string("token_endpoint")).startsWith(site.issuer());
      assertThat(list(metadata, "grant_types_supported")).contains("client_credentials");
      for (String endpoint : List.of("token", "introspection", "revocation")) {
        assertThat(list(metadata, endpoint + "_endpoint_auth_methods_supported"))
            .as(endpoint)
            .containsExactly("private_key_jwt");
        assertThat(list(metadata, endpoint + "_endpoint_auth_signing_alg_values_supported"))
            .as(endpoint)
            .isEqualTo(strict);
      }
      assertThat(list(metadata, "dpop_signing_alg_values_supported")).isEqualTo(strict);
      for (String resource : list(metadata, "protected_resources")) {
        String path = resource.substring(site.issuer().length());
        JsonObject api = document(site.issuer() + ".well-known/oauth-protected-resource/" + path);
        assertThat(api.text()).contains("\"dpop_bound_access_tokens_required\":true");
        assertThat(list(api, "dpop_signing_alg_values_supported")).isEqualTo(strict);
      }
    }
    // Next door nothing has changed.
    JsonObject other = document(site.server().url() + "/.well-known/oauth-authorization-server");
    assertThat(list(other, "token_endpoint_auth_methods_supported"))
        .containsExactly("client_secret_basic", "client_secret_post", "private_key_jwt");
    assertThat(list(other, "dpop_signing_alg_values_supported")).contains("RS256", "ES384");
  }

  @Shows("R-FAPI-18")
  @Test
  void itsOwnApisAskForTokensThatAreBound() {
    for (String api : List.of("admin/v1/apps", "identity/v2/manage/account?email=a@example.com")) {
      HttpCall bare = HttpCall.get(first.caller().uri(api));
      for (HttpCall call : List.of(bare, bare.header("Authorization", "Bearer a.b.c"))) {
        Answer answer = first.caller().send(call);
        assertThat(answer.status()).as(api).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate").orElseThrow())
            .startsWith("DPoP ")
            .doesNotContain("Bearer");
      }
    }
  }

  /** RFC 8414 3: the issuer's path goes behind what is well-known; OpenID Connect appends that. */
  @Shows("R-FAPI-3")
  @Test
  void soItDoesOfATenantWhoseIssuerHasAPath() throws Exception {
    String root = site.server().url().toString();
    String issuer = root + "/strict";
    String body = "{\"name\":\"strict\",\"issuer\":\"" + issuer + "\"}";
    JsonObject founded =
        Fapi2Site.made(site.installation().admin("POST", "/tenants", body))
            .json()
            .object("operator");
    Caller caller =
        new Caller(issuer, founded.string("client_id"), founded.string("client_secret"))
            .over(site.tls());
    SigningKey key = SigningKey.fresh();
    Fapi2Site.made(
        new Operator(caller)
            .admin("POST", "/apps/" + caller.id() + "/credentials", Fapi2App.credential(key, "")));
    String strict = "{\"profile\":\"fapi2\"}";
    assertThat(site.installation().admin("PATCH", "/tenants/strict", strict).status())
        .isEqualTo(200);
    for (String place :
        List.of(
            "/.well-known/oauth-authorization-server/strict",
            "/.well-known/openid-configuration/strict",
            "/strict/.well-known/openid-configuration")) {
      JsonObject metadata = document(root + place);
      assertThat(metadata.string("issuer")).as(place).isEqualTo(issuer);
      assertThat(list(metadata, "token_endpoint_auth_methods_supported"))
          .as(place)
          .containsExactly("private_key_jwt");
    }
    Fapi2App operator = new Fapi2App(caller, key);
    assertTaken(operator.ask("audience", issuer + "/admin/v1"));
    assertNoClient(caller.ask("audience", issuer + "/admin/v1"));
  }

  @Shows("R-FAPI-4")
  @Test
  void thereIsNoPasswordGrant() {
    String form =
        KeyCaller.form(first.assertion(first.claims()), "username", "u", "password", "p")
            .replace("grant_type=client_credentials", "grant_type=password");
    Answer answer = first.caller().post("application/x-www-form-urlencoded", form);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo("unsupported_grant_type");
  }

  @Shows("R-FAPI-5")
  @Test
  void whoDoesNotProveHimselfGetsNothing() {
    String form = "grant_type=client_credentials&client_id=" + first.caller().id();
    assertNoClient(first.caller().post("application/x-www-form-urlencoded", form));
    HttpCall bare =
        HttpCall.post(
                Prover.endpoint(first.caller()),
                "application/x-www-form-urlencoded",
                form.getBytes(StandardCharsets.US_ASCII))
            .header("DPoP", first.prover().proof(first.proofClaims()));
    assertNoClient(first.caller().send(bare));
  }

  @Shows("R-FAPI-6")
  @Test
  void aTokenIsBoundOrThereIsNone() throws Exception {
    assertNoProof(first.caller().send(first.request(first.assertion(first.claims()))));
    Answer answer = first.ask();
    assertTaken(answer);
    JsonObject token = TokenParts.claims(answer.text("access_token"));
    assertThat(token.object("cnf").string("jkt")).isEqualTo(first.prover().thumbprint().text());
    assertThat(token.string("aud")).as("the only grant's").isEqualTo(Fapi2Site.ACCOUNTS);
    assertThat(answer.json().has("refresh_token")).isFalse();
    assertTaken(second.ask());
  }

  private static List<Object> face(Answer answer) {
    return List.of(
        answer.status(),
        answer.body(),
        answer.header("WWW-Authenticate"),
        answer.header("Cache-Control"),
        answer.header("Content-Type"),
        answer.header("Content-Length"));
  }

  @Shows("R-FAPI-7")
  @Test
  void noSecretIsTakenThoughItIsRightAndItsRefusalLooksLikeAnyOther() {
    Caller app = secretive.caller();
    Caller nobody = app.as("app_nobody", app.secret());
    Answer unknown = nobody.ask();
    assertNoClient(unknown);
    assertThat(face(app.ask())).as("in the body").isEqualTo(face(unknown));
    assertThat(face(basic(app))).as("in the header").isEqualTo(face(basic(nobody)));
    assertThat(face(app.introspect("x"))).isEqualTo(face(nobody.introspect("x")));
    assertThat(face(app.revoke("x"))).isEqualTo(face(nobody.revoke("x")));
    Answer both = app.ask("client_assertion_type", KeyCaller.TYPE, "client_assertion", "a.b.c");
    assertThat(both.status()).as("with an assertion that is none").isEqualTo(400);
    assertTaken(secretive.ask());
  }

  /** RFC 6749 4.4.2, RFC 7662 2.1, RFC 7009 2.1: JSON is our addition, and none of this profile. */
  @Test
  void aRequestIsAFormAndNoJson() {
    for (String endpoint : List.of("token", "introspect", "revoke")) {
      String assertion = first.assertion(first.claims());
      String path = "service/oauth/" + endpoint;
      HttpCall json = first.json(path, assertion, "token", "none");
      Answer refused =
          first.caller().send(json.header("DPoP", first.prover().proof(first.proofClaims())));
      assertThat(refused.status()).as(refused.body()).isEqualTo(400);
      assertThat(refused.text("error")).isEqualTo("invalid_request");
      assertThat(refused.text("error_description")).contains("no JSON");
      // It was refused before anything was used up.
      HttpCall form = first.form(path, assertion, "token", "none");
      Answer taken =
          first.caller().send(form.header("DPoP", first.prover().proof(first.proofClaims())));
      assertThat(taken.status()).as(taken.body()).isEqualTo(200);
    }
    // Who proves nothing learns nothing of it.
    assertNoClient(
        first.caller().send(rs256.json("service/oauth/token", rs256.assertion(first.claims()))));
  }

  private static Answer basic(Caller app) {
    return app.send(
        HttpCall.post(
                Prover.endpoint(app),
                "application/x-www-form-urlencoded",
                "grant_type=client_credentials".getBytes(StandardCharsets.US_ASCII))
            .header("Authorization", Caller.basic(app.id(), app.secret())));
  }

  @Shows("R-FAPI-7")
  @Test
  void anAssertionIsTakenAtEveryEndpointWhereAClientProvesItself() {
    String token = first.token();
    HttpCall revocation =
        first.form("service/oauth/revoke", first.assertion(first.claims()), "token", token);
    assertThat(first.caller().send(revocation).status()).isEqualTo(200);
    HttpCall introspection =
        first.form("service/oauth/introspect", first.assertion(first.claims()), "token", token);
    assertThat(first.caller().send(introspection).status()).isEqualTo(200);
  }

  @Shows("R-FAPI-7")
  @Test
  void oneClientsKeyIsNotAnothers() {
    JsonObject seconds = second.claims();
    assertNoClient(
        first.caller().send(first.request(first.assertion(seconds), "client_id", "app_other")));
    assertNoClient(first.asserting(seconds));
    assertNoClient(first.asserting(first.claims(), "client_id", second.caller().id()));
    assertTaken(second.asserting(seconds));
  }

  @Shows("R-FAPI-9")
  @Test
  void theAudienceIsTheIssuerAloneAsAString() {
    String endpoint = Prover.endpoint(byEndpoint.caller()).toString();
    assertNoClient(byEndpoint.asserting(Prover.with(byEndpoint.claims(), "aud", endpoint)));
    assertTaken(byEndpoint.ask());
    JsonArray one = JsonArray.ofStrings(List.of(site.issuer()));
    JsonObject array = JsonObject.builder().putAll(first.claims()).put("aud", one).build();
    assertNoClient(first.asserting(array));
    assertNoClient(
        first.asserting(Prover.with(first.claims(), "aud", "https://other.example.com/")));
    assertNoClient(first.asserting(Prover.without(first.claims(), "sub")));
  }

  /** Each is taken or not, by the seconds that its times are from now; 0 for none. */
  @Shows("R-FAPI-13")
  @ParameterizedTest
  @CsvSource({
    "0, 0, 60, true",
    "8, 0, 68, true",
    "10, 10, 70, true",
    "8, 8, 68, true",
    "0, 10, 60, true",
    "61, 0, 121, false",
    "20, 61, 80, false",
    "0, 0, 63, false", // It lives for more than a minute.
    "-10, 0, 55, false",
    "-360, 0, -300, false", // It ended five minutes ago.
  })
  void clocksMayDifferAndAssertionsLiveForAMinute(
      long issued, long notBefore, long expires, boolean taken) {
    long now = Instant.now().getEpochSecond();
    JsonObject claims = Prover.with(first.claims(), "iat", now + issued);
    claims = Prover.with(claims, "exp", now + expires);
    if (notBefore != 0) {
      claims = Prover.with(claims, "nbf", now + notBefore);
    }
    Answer answer = first.asserting(claims);
    if (taken) {
      assertTaken(answer);
    } else {
      assertNoClient(answer);
    }
  }

  @Shows({"R-FAPI-11", "R-FAPI-13"})
  @ParameterizedTest
  @CsvSource({"-10, true", "10, true", "-3600, false", "3600, false"})
  void theClocksOfProofsMayDifferToo(long seconds, boolean taken) {
    long now = Instant.now().getEpochSecond();
    JsonObject claims = Prover.with(first.proofClaims(), "iat", now + seconds);
    Answer answer = first.proving(first.prover().proof(claims));
    if (taken) {
      assertTaken(answer);
      // RFC 9449 8.2: nonces are supplied, and nobody has to use them.
      assertThat(answer.header("DPoP-Nonce")).isPresent();
    } else {
      assertNoProof(answer);
    }
  }

  @Test
  void aProofMaySayWhenItIsGood() {
    long now = Instant.now().getEpochSecond();
    JsonObject claims = Prover.with(first.proofClaims(), "nbf", now);
    assertTaken(first.proving(first.prover().proof(Prover.with(claims, "exp", now + 300))));
  }

  @Shows("R-FAPI-14")
  @Test
  void aTokenIsForOneApiAndPermitsWhatIsGranted() throws Exception {
    JsonObject token = TokenParts.claims(first.token());
    assertThat(token.member("aud")).contains(new JsonString(Fapi2Site.ACCOUNTS));
    assertThat(token.string("scope")).isEqualTo("read");
    Answer more = first.ask("scope", "read write");
    assertThat(more.status()).isEqualTo(400);
    assertThat(more.text("error")).isEqualTo("invalid_scope");
  }

  @Shows("R-FAPI-19")
  @Test
  void assertionsAreSignedByPs256Es256OrEdDsa() {
    assertTaken(first.ask());
    assertTaken(second.ask());
    assertNoClient(rs256.ask());
    assertNoClient(es384.ask());
    JsonObject none = JsonObject.builder().put("alg", "none").put("typ", "JWT").build();
    String unsigned =
        KeyCaller.base64url(none.text()) + "." + KeyCaller.base64url(first.claims().text()) + ".";
    assertNoClient(
        first
            .caller()
            .send(
                first.request(unsigned).header("DPoP", first.prover().proof(first.proofClaims()))));
  }

  @Shows("R-FAPI-19")
  @ParameterizedTest
  @EnumSource(SignatureAlgorithm.class)
  void andSoAreProofs(SignatureAlgorithm algorithm) {
    Fapi2App app = first.bindingBy(new Prover(Fapi2App.key(algorithm)));
    Answer answer = app.ask();
    switch (algorithm) {
      case ES256, PS256, EDDSA -> assertTaken(answer);
      case RS256, ES384 -> assertNoProof(answer);
    }
  }

  @Shows({"R-FAPI-19", "R-FAPI-24"})
  @Test
  void andSoAreTokens() throws Exception {
    JsonObject header = TokenParts.header(first.token());
    assertThat(header.string("alg")).isEqualTo("ES256");
    assertThat(header.members()).containsOnlyKeys("alg", "kid", "typ");
    Answer answer = legacy.ask();
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo("invalid_target");
  }

  @Shows("R-FAPI-20")
  @Test
  void aShortKeyIsNobodys() throws Exception {
    RSAKey weak = new RSAKeyGenerator(1024, true).algorithm(JWSAlgorithm.PS256).generate();
    String credential = "{\"type\":\"public_key\",\"jwk\":" + weak.toPublicJWK() + "}";
    Answer answer =
        site.operator().admin("POST", "/apps/" + first.caller().id() + "/credentials", credential);
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("/jwk");
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.PS256)
            .type(new JOSEObjectType("dpop+jwt"))
            .jwk(weak.toPublicJWK())
            .build();
    JWSObject proof = new JWSObject(header, new Payload(first.proofClaims().text()));
    proof.sign(new RSASSASigner(weak.toPrivateKey(), Set.of(AllowWeakRSAKey.getInstance())));
    assertNoProof(first.proving(proof.serialize()));
  }

  @Shows("R-FAPI-21")
  @Test
  void noTokenCanBeGuessedAndNoneIsGivenTwice() throws Exception {
    JsonObject one = TokenParts.claims(first.token());
    JsonObject other = TokenParts.claims(first.token());
    // 16 random bytes in base64url.
    assertThat(one.string("jti")).hasSize(22).isNotEqualTo(other.string("jti"));
  }

  @Shows({"R-FAPI-22", "R-FAPI-32"})
  @Test
  void noTwoKeysOfTheSetHaveOneName() throws Exception {
    JsonObject metadata = document(site.issuer() + ".well-known/oauth-authorization-server");
    assertThat(metadata.string("jwks_uri")).startsWith("https://");
    List<String> names =
        document(metadata.string("jwks_uri")).array("keys").values().stream()
            .map(key -> Admin.text((JsonObject) key, "kid"))
            .toList();
    assertThat(names).isNotEmpty().doesNotHaveDuplicates();
  }
}
