package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.store.BuiltInApi;
import dev.postern.store.TenantName;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the two built-in APIs of a tenant say of themselves (RFC 9728). */
final class Rfc9728_3ProtectedResourceTest {

  private static final String WELL_KNOWN = ".well-known/oauth-protected-resource";

  private static RunningServer server;
  private static Caller home;
  private static Caller acme;
  private static Caller below;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    home = server.operator();
    acme = server.found(new TenantName("acme"));
    String issuer = server.url() + "/below";
    Answer made =
        server.admin().post("/tenants", "{\"name\":\"below\",\"issuer\":\"%s\"}".formatted(issuer));
    JsonObject operator = made.json().object("operator");
    below = new Caller(issuer, operator.string("client_id"), operator.string("client_secret"));
  }

  /** Where the description of {@code resource} lies: between host and path of its identifier. */
  private static URI place(String resource) {
    return URI.create(resource.replaceFirst("(//[^/]+)", "$1/" + WELL_KNOWN));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Shows({"R-9728-2", "R-9728-3", "R-9728-5", "R-9728-7"})
  @Test
  void eachBuiltInApiIsDescribedWithTheScopesThatItHasHere() throws Exception {
    for (Caller tenant : List.of(home, acme, below)) {
      for (BuiltInApi api : BuiltInApi.values()) {
        String resource = tenant.below(api.text().substring(1));
        Answer answer = Answer.to(HttpCall.get(place(resource)));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).contains("application/json");
        JsonObject document = answer.json();
        assertThat(document.string("resource")).isEqualTo(resource);
        assertThat(document.array("authorization_servers").strings())
            .containsExactly(tenant.issuer());
        assertThat(document.array("bearer_methods_supported").strings()).containsExactly("header");
        Answer token = tenant.ask("audience", document.string("resource"));
        assertThat(document.array("scopes_supported").strings())
            .as("what the operator is granted")
            .containsExactlyInAnyOrder(token.text("scope").split(" ", -1));
        assertThat(document.array("scopes_supported").strings().contains("tenants:write"))
            .isEqualTo(tenant == home && api == BuiltInApi.ADMIN);
        for (JsonValue value : document.members().values()) {
          assertThat(value.text()).isNotIn("[]", "null", "\"\"");
        }
      }
    }
  }

  @Shows("R-9728-4")
  @Test
  void whoIsRefusedLearnsWhereTheDescriptionIs() throws Exception {
    for (Caller tenant : List.of(home, acme, below)) {
      for (String call : List.of("identity/v2/manage/accounts", "admin/v1/apps")) {
        Answer refused = Answer.to(HttpCall.get(tenant.uri(call)));
        assertThat(refused.status()).isEqualTo(401);
        String metadata = Challenge.of(refused).get("resource_metadata");
        String resource = Answer.to(HttpCall.get(URI.create(metadata))).text("resource");
        assertThat(URI.create(metadata)).isEqualTo(place(resource));
        assertThat(tenant.uri(call).toString()).startsWith(resource + "/");
        assertThat(tenant.ask("resource", resource).status()).isEqualTo(200);
      }
    }
  }
}
