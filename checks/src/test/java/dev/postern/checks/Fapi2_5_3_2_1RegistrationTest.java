package dev.postern.checks;

import static dev.postern.checks.RegisteringServer.assertRefused;
import static dev.postern.checks.RegisteringServer.own;
import static dev.postern.checks.RegisteringServer.put;
import static dev.postern.checks.RegisteringServer.text;
import static dev.postern.checks.RegisteringServer.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.RegisteringServer.Policy;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.SigningKey;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Apps that register themselves at a tenant that keeps to FAPI 2.0: by keys, and never a secret.
 */
final class Fapi2_5_3_2_1RegistrationTest {

  private static final String METADATA = "invalid_client_metadata";

  private static RegisteringServer server;
  private static Policy policy;
  private static Policy legacy;
  private static JsonObject secretive;
  private static JsonObject keyed;
  private static Fapi2App operator;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RegisteringServer(new RunningServer(data));
    policy = server.policy("\"max_apps\":100");
    secretive = server.registered(policy, "{}");
    keyed = server.registered(policy, "{" + by(SigningKey.fresh()) + "}");
    Operator before = server.operator();
    String api =
        "{\"identifier\":\"urn:legacy\",\"name\":\"n\",\"signing_algorithm\":\"RS256\","
            + "\"scopes\":[{\"name\":\"read\"}]}";
    String id = Fapi2Site.made(before.admin("POST", "/apis", api)).text("id");
    legacy =
        RegisteringServer.made(
            before,
            "{\"name\":\"n\",\"grants\":[{\"api_id\":\"%s\",\"scopes\":[\"read\"]}]}"
                .formatted(id));
    SigningKey key = SigningKey.fresh();
    String credentials = "/apps/" + before.caller().id() + "/credentials";
    Fapi2Site.made(before.admin("POST", credentials, Fapi2App.credential(key, "")));
    operator = new Fapi2App(before.caller(), key);
    Answer strict = before.admin("PATCH", "/tenants/default", "{\"profile\":\"fapi2\"}");
    assertThat(strict.status()).as(strict.body()).isEqualTo(200);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** The members of a registration by this key. */
  private static String by(SigningKey key) {
    return "\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":{\"keys\":["
        + key.publicKey().json().text()
        + "]}";
  }

  private static int apps() throws JsonFault {
    Answer answer = operator.admin("GET", "/apps?limit=100", "");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json().array("items").values().size();
  }

  private static void assertNoSecret(Answer answer) {
    assertRefused(answer, METADATA);
    assertThat(answer.text("error_description")).contains("no secrets");
    assertThat(answer.json().members()).containsOnlyKeys("error", "error_description");
  }

  @Shows("R-FAPI-7")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"token_endpoint_auth_method\":\"client_secret_basic\"}",
        "{\"token_endpoint_auth_method\":\"client_secret_post\"}"
      })
  void noSecretIsHandedOutAndNoAppIsMade(String metadata) throws Exception {
    int before = apps();
    assertNoSecret(server.register(policy, metadata));
    assertThat(apps()).isEqualTo(before);
  }

  @Shows({"R-FAPI-7", "R-FAPI-19"})
  @ParameterizedTest
  @EnumSource(SignatureAlgorithm.class)
  void anAppRegistersByAKeyThatIsTaken(SignatureAlgorithm algorithm) throws Exception {
    SigningKey key = Fapi2App.key(algorithm);
    int before = apps();
    Answer answer = server.register(policy, "{" + by(key) + "}");
    switch (algorithm) {
      case ES256, PS256, EDDSA -> {
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.json().has("client_secret")).isFalse();
        Fapi2App app = new Fapi2App(operator.caller().as(answer.text("client_id"), ""), key);
        Answer token = app.ask("audience", RegisteringServer.STORAGE);
        assertThat(token.status()).as(token.body()).isEqualTo(200);
        assertThat(token.text("token_type")).isEqualTo("DPoP");
      }
      case RS256, ES384 -> {
        assertRefused(answer, METADATA);
        assertThat(answer.text("error_description")).contains("PS256, ES256 or EdDSA");
        assertThat(apps()).isEqualTo(before);
      }
    }
  }

  @Shows("R-FAPI-7")
  @Test
  void whoIsRegisteredAlreadyGetsNoSecretEither() {
    assertNoSecret(put(secretive, ""));
    assertNoSecret(put(keyed, ""));
    assertThat(own("GET", keyed, "").text("token_endpoint_auth_method"))
        .as("it is what it was")
        .isEqualTo("private_key_jwt");
    assertRefused(put(keyed, by(Fapi2App.key(SignatureAlgorithm.RS256))), METADATA);
    // The way out of a secret that is of no use any more.
    Answer moved = put(secretive, by(SigningKey.fresh()));
    assertThat(moved.status()).as(moved.body()).isEqualTo(200);
    assertThat(moved.json().has("client_secret")).isFalse();
  }

  @Test
  void noGrantIsGivenUnderWhichThereWouldBeNoToken() throws Exception {
    int before = apps();
    Answer answer = server.register(legacy, "{" + by(SigningKey.fresh()) + "}");
    assertRefused(answer, METADATA);
    assertThat(answer.text("error_description")).contains("signing_algorithm");
    assertThat(apps()).isEqualTo(before);
  }

  @Shows("R-FAPI-3")
  @Test
  void theMetadataNameWhereToRegisterAndByWhat() {
    for (String place : List.of("oauth-authorization-server", "openid-configuration")) {
      JsonObject metadata =
          operator
              .caller()
              .send(HttpCall.get(operator.caller().uri(".well-known/" + place)))
              .json();
      assertThat(text(metadata, "registration_endpoint")).isEqualTo(server.endpoint().toString());
      assertThat(texts(metadata, "token_endpoint_auth_methods_supported"))
          .containsExactly("private_key_jwt");
    }
  }
}
