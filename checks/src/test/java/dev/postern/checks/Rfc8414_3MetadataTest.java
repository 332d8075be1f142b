package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postern.client.PosternClient;
import dev.postern.client.TokenUnavailable;
import dev.postern.protocol.OAuthUri;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.store.TenantName;
import dev.postern.verifier.TokenRefused;
import dev.postern.verifier.Verifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every tenant says of itself (RFC 8414), and how what is published is cached. */
final class Rfc8414_3MetadataTest {

  private static final String KEYS = "service/oauth/jwks";
  private static final String FEED_KEYS = "service/oauth/revocations/jwks";

  private static final String METADATA = ".well-known/oauth-authorization-server";

  private static RunningServer server;
  private static Caller home;
  private static Caller acme;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    home = server.operator();
    acme = server.found(new TenantName("acme"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Answer get(Caller tenant, String path) {
    return Answer.to(HttpCall.get(tenant.uri(path)));
  }

  @Shows({
    "R-8414-3",
    "R-8414-10",
    "R-9700-5",
    "R-9701-7",
    "R-9728-5",
    "R-MCP-2",
    "R-MCP-5",
    "R-7523bis-3"
  })
  @Test
  void theMetadataSaysWhereEverythingIsAndOnlyWhatIsThere() throws Exception {
    for (Caller tenant : List.of(home, acme)) {
      Answer answer = get(tenant, METADATA);
      assertThat(get(tenant, ".well-known/openid-configuration").body()).isEqualTo(answer.body());
      JsonObject document = answer.json();
      assertThat(document.string("issuer")).isEqualTo(tenant.issuer());
      assertThat(document.array("token_endpoint_auth_methods_supported").strings())
          .containsExactly("client_secret_basic", "client_secret_post", "private_key_jwt");
      for (String endpoint : List.of("introspection_endpoint", "revocation_endpoint")) {
        assertThat(document.array(endpoint + "_auth_methods_supported"))
            .isEqualTo(document.array("token_endpoint_auth_methods_supported"));
        Answer answered = Answer.to(HttpCall.get(URI.create(document.string(endpoint))));
        assertThat(answered.status()).as(endpoint).isEqualTo(405);
        assertThat(answered.header("Allow")).contains("POST");
      }
      assertThat(document.array("introspection_signing_alg_values_supported").strings())
          .containsExactly("ES256");
      // RFC 9701 7: nothing is encrypted, so no algorithm for that is promised.
      assertThat(document.has("introspection_encryption_alg_values_supported")).isFalse();
      assertThat(document.has("introspection_encryption_enc_values_supported")).isFalse();
      String audience = tenant.issuer() + "admin/v1";
      assertThat(tenant.ask("audience", audience).status()).as("client_secret_post").isEqualTo(200);
      Answer basic =
          Answer.to(
              HttpCall.post(
                      tenant.uri("service/oauth/token"),
                      "application/x-www-form-urlencoded",
                      Caller.form(Map.of("grant_type", "client_credentials", "audience", audience))
                          .getBytes(StandardCharsets.UTF_8))
                  .header("Authorization", Caller.basic(tenant.id(), tenant.secret())));
      assertThat(basic.status()).as("client_secret_basic").isEqualTo(200);
      assertThat(document.array("protected_resources").strings())
          .containsExactly(tenant.issuer() + "admin/v1", tenant.issuer() + "identity/v2/manage");
      for (String member :
          List.of("jwks_uri", "postern_revocations_uri", "postern_revocations_jwks_uri")) {
        assertThat(document.string(member)).startsWith(tenant.issuer());
        assertThat(Answer.to(HttpCall.get(URI.create(document.string(member)))).status())
            .as(member)
            .isEqualTo(200);
      }
      assertThat(document.string("token_endpoint"))
          .isEqualTo(tenant.issuer() + "service/oauth/token");
    }
  }

  @Shows({"R-8414-6", "R-8414-8", "R-8414-9"})
  @Test
  void whatTheStandardDemandsIsThere() throws Exception {
    for (Caller tenant : List.of(home, acme)) {
      JsonObject document = get(tenant, METADATA).json();
      assertThat(document.string("token_endpoint")).isNotEmpty();
      assertThat(document.has("authorization_endpoint")).isFalse();
      assertThat(document.array("response_types_supported").strings()).containsExactly("none");
      assertThat(document.array("grant_types_supported").strings())
          .contains("client_credentials", OAuthUri.JWT_BEARER, OAuthUri.TOKEN_EXCHANGE)
          .doesNotContain("authorization_code", "implicit", "password");
    }
  }

  /** OpenID Connect Discovery 3: parsers of the document under that name insist on these. */
  @Test
  void whatOpenIdDiscoveryDemandsIsThereAsFarAsItIsTrue() throws Exception {
    for (Caller tenant : List.of(home, acme)) {
      JsonObject document = get(tenant, ".well-known/openid-configuration").json();
      for (String text : List.of("issuer", "token_endpoint", "jwks_uri")) {
        assertThat(document.string(text)).as(text).isNotEmpty();
      }
      assertThat(document.array("response_types_supported").strings()).isNotEmpty();
      assertThat(document.array("subject_types_supported").strings()).containsExactly("public");
      assertThat(document.array("id_token_signing_alg_values_supported").strings())
          .as("RS256 has to be among them; some verify no access token of another")
          .contains("RS256", "ES256", "ES384", "PS256", "EdDSA");
      assertThat(document.has("authorization_endpoint")).as("there is none").isFalse();
      assertThat(document.has("userinfo_endpoint")).as("there is none").isFalse();
    }
  }

  @Shows("R-8414-2")
  @Test
  void itLiesBetweenHostAndPathOfTheIssuer() {
    for (Caller tenant : List.of(home, acme)) {
      URI issuer = URI.create(tenant.issuer());
      // RFC 8414 3.1: the slash at the end goes first, and nothing of the path is left.
      assertThat(issuer.getRawPath()).isEqualTo("/");
      URI location =
          URI.create(
              issuer.getScheme()
                  + "://"
                  + issuer.getRawAuthority()
                  + "/.well-known/oauth-authorization-server");
      Answer answer = Answer.to(HttpCall.get(location));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text("issuer")).isEqualTo(tenant.issuer());
    }
  }

  @Shows("R-8414-5")
  @Test
  void metadataOfAnotherIssuerIsNotUsed() throws Exception {
    String other = home.issuer().replace("127.0.0.1", "localhost");
    Answer there = Answer.to(HttpCall.get(URI.create(other + METADATA)));
    assertThat(there.text("issuer"))
        .as("the same server under another name says who it is")
        .isEqualTo(home.issuer());
    String audience = home.issuer() + "admin/v1";
    String token = home.token(audience);
    try (Verifier verifier =
        Verifier.builder(other, audience).patience(Duration.ofSeconds(2)).build()) {
      assertThat(
              catchThrowableOfType(TokenRefused.class, () -> verifier.verify("Bearer " + token))
                  .code())
          .isEqualTo("no_keys");
    }
    assertThatThrownBy(() ->
            PosternClient.of(other)
                .credentials(home.id(), home.secret())
                .audience(audience)
                .authorization())
        .isInstanceOf(TokenUnavailable.class)
        .hasMessageContaining("another issuer");
    assertThat(
            PosternClient.of(home.issuer())
                .credentials(home.id(), home.secret())
                .audience(audience)
                .authorization())
        .startsWith("Bearer ");
  }

  @Shows("R-8414-7")
  @Test
  void whatHasNoElementsIsLeftOut() {
    for (JsonValue value : get(home, METADATA).json().members().values()) {
      assertThat(value.text()).isNotIn("[]", "null", "\"\"");
    }
  }

  @Shows("R-8414-14")
  @Test
  void anIssuerThatIsNotThereHasNoDocument() {
    for (String path : List.of("/acme", "/x", "/admin/v1", "/", "/../openid-configuration/x")) {
      Answer answer = get(home, METADATA + path);
      assertThat(answer.status()).as(path).isIn(400, 404);
      assertThat(answer.json().has("issuer")).isFalse();
    }
    Answer forwarded =
        Answer.to(
            HttpCall.get(home.uri(METADATA))
                .header("X-Forwarded-Host", "evil.example.com")
                .header("Forwarded", "host=evil.example.com"));
    assertThat(forwarded.body()).isEqualTo(get(home, METADATA).body());
  }

  /** The names that stand for features which are not there yet. */
  @Shows("R-8414-15")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tls_client_certificate_bound_access_tokens",
        "mtls_endpoint_aliases",
        "authorization_details_types_supported",
        "registration_endpoint",
        "signed_metadata",
      })
  void whatIsNotThereIsNotPromised(String name) {
    for (Caller tenant : List.of(home, acme)) {
      assertThat(get(tenant, METADATA).json().has(name)).isFalse();
    }
  }

  @Shows("R-8414-4")
  @ParameterizedTest
  @ValueSource(
      strings = {
        KEYS,
        FEED_KEYS,
        ".well-known/oauth-authorization-server",
        ".well-known/openid-configuration",
        ".well-known/oauth-protected-resource/admin/v1",
        ".well-known/oauth-protected-resource/identity/v2/manage",
      })
  void aDocumentIsCachedValidatedAndReadOnly(String path) {
    Answer answer = get(home, path);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).contains("application/json");
    assertThat(answer.header("Cache-Control")).contains("public, max-age=300");
    String tag = answer.header("ETag").orElseThrow();
    assertThat(tag).matches("\"[A-Za-z0-9_-]+\"");
    for (String known : List.of(tag, "W/" + tag, "\"x\", " + tag, "*", "\"x\" ,W/" + tag + ",")) {
      Answer same = Answer.to(HttpCall.get(home.uri(path)).header("If-None-Match", known));
      assertThat(same.status()).as(known).isEqualTo(304);
      assertThat(same.body()).isEmpty();
      assertThat(same.header("ETag")).contains(tag);
      assertThat(same.header("Cache-Control")).contains("public, max-age=300");
    }
    for (String other : List.of("\"x\"", "x", tag.substring(1), "", "W/\"x\"")) {
      Answer whole = Answer.to(HttpCall.get(home.uri(path)).header("If-None-Match", other));
      assertThat(whole.status()).as(other).isEqualTo(200);
      assertThat(whole.body()).isEqualTo(answer.body());
    }
    Answer head = Answer.to(HttpCall.of("HEAD", home.uri(path), new byte[0]));
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.header("ETag")).contains(tag);
    for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS")) {
      Answer refused =
          Answer.to(HttpCall.of(method, home.uri(path), "x".getBytes(StandardCharsets.UTF_8)));
      assertThat(refused.status()).as(method).isEqualTo(405);
      assertThat(refused.header("Allow")).contains("GET, HEAD");
    }
    assertThat(get(home, path + "/x.css").status()).isEqualTo(404);
    assertThat(get(home, path + "/").status()).isEqualTo(404);
  }

  @Shows("R-7009-9")
  @Test
  void whatClientsPostToIsForPostAlone() {
    for (String path :
        List.of(
            "service/oauth/token",
            "services/oauth/token",
            "service/oauth/introspect",
            "services/oauth/introspect",
            "service/oauth/revoke",
            "services/oauth/revoke")) {
      for (String method : List.of("GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS")) {
        Answer refused = Answer.to(HttpCall.of(method, home.uri(path), new byte[0]));
        assertThat(refused.status()).as(method).isEqualTo(405);
        assertThat(refused.header("Allow")).contains("POST");
        assertThat(refused.header("Cache-Control")).contains("no-store");
      }
      assertThat(get(home, path + "/x.css").status()).isEqualTo(404);
    }
  }

  @Test
  void theSnapshotOfTheFeedIsValidatedToo() {
    Answer answer = get(home, "service/oauth/revocations");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).contains("application/revocations+jwt");
    assertThat(answer.header("Cache-Control")).contains("no-cache");
    assertThat(answer.header("Vary")).contains("Accept");
    Answer any =
        Answer.to(HttpCall.get(home.uri("service/oauth/revocations")).header("If-None-Match", "*"));
    assertThat(any.status()).isEqualTo(304);
    Answer head =
        Answer.to(
            HttpCall.of("HEAD", home.uri("service/oauth/revocations"), new byte[0])
                .header("Accept", "text/event-stream"));
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }
}
