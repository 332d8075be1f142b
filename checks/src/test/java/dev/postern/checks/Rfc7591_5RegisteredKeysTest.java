package dev.postern.checks;

import static dev.postern.checks.RegisteringServer.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.RegisteringServer.Policy;
import dev.postern.protocol.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** D6: a registration as a lever to reach what is not public (RFC 7591 section 5). */
final class Rfc7591_5RegisteredKeysTest {

  private static KeyHost host;
  private static RegisteringServer server;
  private static Policy policy;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    host = KeyHost.open(data);
    server = new RegisteringServer(new RunningServer(data, host.trusted()));
    policy = server.policy("\"max_apps\":100,\"allow_jwks_uri\":true");
  }

  @AfterAll
  static void stop() {
    server.close();
    host.close();
  }

  private static Answer register(String url) {
    return register(policy, url);
  }

  private static Answer register(Policy by, String url) {
    return server.register(
        by, "{\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks_uri\":\"" + url + "\"}");
  }

  @Shows("R-7591-10")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://keys.example.com/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://10.0.0.1/",
        "https://localhost/",
        "https://user@keys.example.com/",
        "https://keys.example.com/#x",
        "file:///etc/passwd",
        "data:application/json,{}",
        "javascript:alert(1)",
        "/keys"
      })
  void d6AUrlThatLeadsWithinCannotBeRegistered(String url) {
    Answer answer = register(url);
    assertRefused(answer, "invalid_client_metadata");
    assertThat(answer.text("error_description")).contains("jwks_uri");
    assertThat(answer.body()).doesNotContain(url);
  }

  @Shows("R-7591-10")
  @Test
  void d6NothingIsFetchedFromAUrlThatIsRegisteredAndLeadsNowhere() {
    assertRefused(register(host.url("/keys")), "invalid_client_metadata");
    assertThat(register("https://keys.example.com/").status()).isEqualTo(201);
    server.registered(
        policy,
        "{\"logo_uri\":\"%s\",\"client_uri\":\"%s\",\"policy_uri\":\"%s\",\"tos_uri\":\"%s\"}"
            .formatted(host.url("/a"), host.url("/b"), host.url("/c"), host.url("/d")));
    assertThat(host.requests()).isEmpty();
  }

  @Test
  void d6NobodyLetsTheServerFetchKeysUnlessThePolicyAllowsIt() {
    String good = "https://keys.example.com/";
    Policy usual = server.policy();
    Answer answer = register(usual, good);
    assertRefused(answer, "invalid_client_metadata");
    assertThat(answer.text("error_description")).contains("jwks_uri is not allowed");
    Policy allowing = server.policy("\"allow_jwks_uri\":true");
    JsonObject app = register(allowing, good).json();
    String path = "/registration-policies/" + allowing.id();
    String again =
        "\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks_uri\":\"" + good + "\"";
    assertThat(RegisteringServer.put(app, again).status()).isEqualTo(200);
    server.operator().admin("PATCH", path, "{\"allow_jwks_uri\":false}");
    assertRefused(RegisteringServer.put(app, again), "invalid_client_metadata");
  }
}
