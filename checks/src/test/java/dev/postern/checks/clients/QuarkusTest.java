package dev.postern.checks.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.Program;
import dev.postern.checks.clients.PageProgram.Outcome;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.PublicJwk;
import dev.postern.protocol.token.SignatureAlgorithm;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Quarkus application, which {@code ./check clients} has built from its page. */
@Tag("clients")
@ExtendWith(OneStage.class)
final class QuarkusTest {

  private static final Path FOLDER = Stage.FOLDER.resolve("quarkus").resolve("target");

  private static Outcome run(String profile, Map<String, String> environment) throws Exception {
    environment.put("QUARKUS_PROFILE", profile);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(java, "-XX:TieredStopAtLevel=1", "-jar", "quarkus-app/quarkus-run.jar");
    try (Program program = Program.start(FOLDER, environment, command)) {
      int code = program.awaitEnd();
      return new Outcome(code, program.text());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"basic", "post"})
  void aSecretBringsATokenThatOpensTheApi(String method, Stage stage) throws Exception {
    Caller app = stage.reader();
    stage.assertOpens(run(method, stage.environment(app)).token(), app);
  }

  @ParameterizedTest
  @ValueSource(strings = {"basic", "post"})
  void aWrongSecretIsTheErrorThatQuarkusPromises(String method, Stage stage) throws Exception {
    Caller app = stage.reader();
    Caller wrong = new Caller(app.issuer(), app.id(), stage.writer().secret());
    assertRefused(run(method, stage.environment(wrong)));
  }

  private static void assertRefused(Outcome outcome) {
    assertThat(outcome.code()).isNotZero();
    assertThat(outcome.text()).contains("OidcClientException", "\"error\":\"invalid_client\"");
  }

  @Test
  void aKeyBringsATokenThatOpensTheApiAndAnotherKeyDoesNot(Stage stage) throws Exception {
    Caller app = stage.reader();
    KeyPair own = pair();
    JsonObject jwk = PublicJwk.of(own.getPublic(), SignatureAlgorithm.ES256).json();
    String body = "{\"type\":\"public_key\",\"jwk\":" + jwk.text() + "}";
    Answer made = stage.operator().admin("POST", "/apps/" + app.id() + "/credentials", body);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    stage.assertOpens(run("key", keyed(stage, app, own)).token(), app);
    assertRefused(run("key", keyed(stage, app, pair())));
  }

  private static KeyPair pair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static Map<String, String> keyed(Stage stage, Caller app, KeyPair pair) {
    Map<String, String> environment = stage.environment();
    environment.put("CLIENT_ID", app.id());
    String base64 = Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded());
    environment.put(
        "KEY", "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
    return environment;
  }
}
