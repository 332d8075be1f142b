package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.store.BuiltInApi;
import dev.postern.store.TenantName;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every tenant publishes of itself (RFC 7517, RFC 8414, RFC 9728), and how it is cached. */
final class PublishedDocumentsTest {

  private static final String KEYS = "service/oauth/jwks";
  private static final String FEED_KEYS = "service/oauth/revocations/jwks";

  private static RunningServer server;
  private static Caller home;
  private static Caller acme;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    home = server.operator();
    acme = server.found(new TenantName("acme"));
    for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
      server.api("https://" + algorithm + ".example.com", algorithm, "a");
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Answer get(Caller tenant, String path) {
    return Answer.to(HttpCall.get(tenant.uri(path)));
  }

  private static List<JsonObject> keys(Caller tenant, String path) throws Exception {
    List<JsonObject> keys = new ArrayList<>();
    for (JsonValue key : get(tenant, path).json().array("keys").values()) {
      keys.add((JsonObject) key);
    }
    return keys;
  }

  @Test
  void aKeySetHoldsPublicHalvesAndNothingElse() throws Exception {
    Map<String, Set<String>> shapes =
        Map.of(
            "EC", Set.of("kty", "use", "alg", "kid", "crv", "x", "y"),
            "RSA", Set.of("kty", "use", "alg", "kid", "n", "e"),
            "OKP", Set.of("kty", "use", "alg", "kid", "crv", "x"));
    Set<String> algorithms = new TreeSet<>();
    Set<String> names = new HashSet<>();
    int count = 0;
    for (Caller tenant : List.of(home, acme)) {
      for (String path : List.of(KEYS, FEED_KEYS)) {
        for (JsonObject key : keys(tenant, path)) {
          assertThat(key.members().keySet()).isEqualTo(shapes.get(key.string("kty")));
          assertThat(key.string("use")).isEqualTo("sig");
          algorithms.add(key.string("alg"));
          names.add(key.string("kid"));
          count++;
        }
      }
    }
    assertThat(algorithms).containsExactly("ES256", "ES384", "EdDSA", "PS256", "RS256");
    assertThat(keys(home, KEYS)).hasSize(5);
    assertThat(names).as("no key serves two sets").hasSize(count).hasSize(8);
  }

  @Test
  void theMetadataSaysWhereEverythingIsAndOnlyWhatIsThere() throws Exception {
    for (Caller tenant : List.of(home, acme)) {
      Answer answer = get(tenant, ".well-known/oauth-authorization-server");
      assertThat(get(tenant, ".well-known/openid-configuration").body()).isEqualTo(answer.body());
      JsonObject document = answer.json();
      assertThat(document.string("issuer")).isEqualTo(tenant.issuer());
      assertThat(document.array("grant_types_supported").strings())
          .containsExactly("client_credentials");
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

  @Test
  void eachBuiltInApiIsDescribedWithTheScopesThatItHasHere() throws Exception {
    for (Caller tenant : List.of(home, acme)) {
      for (BuiltInApi api : BuiltInApi.values()) {
        JsonObject document =
            get(tenant, ".well-known/oauth-protected-resource" + api.text()).json();
        assertThat(document.string("resource"))
            .isEqualTo(tenant.issuer() + api.text().substring(1));
        assertThat(document.array("authorization_servers").strings())
            .containsExactly(tenant.issuer());
        assertThat(document.array("bearer_methods_supported").strings()).containsExactly("header");
        Answer token = tenant.ask("audience", document.string("resource"));
        assertThat(document.array("scopes_supported").strings())
            .as("what the operator is granted")
            .containsExactlyInAnyOrder(token.text("scope").split(" ", -1));
        assertThat(document.array("scopes_supported").strings().contains("tenants:write"))
            .isEqualTo(tenant == home && api == BuiltInApi.ADMIN);
      }
    }
  }

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
