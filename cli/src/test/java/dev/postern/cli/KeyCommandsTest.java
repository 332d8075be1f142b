package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Terminal.Result;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.token.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys in the place of secrets. */
final class KeyCommandsTest {

  @TempDir private Path root;
  private Wire wire;
  private Terminal terminal;

  @BeforeEach
  void open() throws IOException {
    wire = Wire.open();
    terminal = new Terminal(root);
    terminal.operator(wire.issuer());
  }

  @AfterEach
  void close() {
    wire.close();
  }

  @Test
  void aNewKeyStaysInItsFileWhichCommandsTake() throws Exception {
    wire.on("POST /admin/v1/apps", 201, "{\"client_id\":\"c1\"}");
    Result result = terminal.run("app", "create", "mover", "--new-key", "--out", "mover.json");
    assertThat(result.code()).as(result.err()).isZero();
    JsonReader json = new JsonReader(JsonLimits.REQUEST);
    JsonObject sent = json.object(wire.only("POST").body().getBytes(StandardCharsets.UTF_8));
    JsonObject kept = json.object(Files.readAllBytes(terminal.folder.resolve("mover.json")));
    assertThat(sent.object("credential").string("type")).isEqualTo("public_key");
    assertThat(sent.object("credential").object("jwk").members())
        .isEqualTo(SigningKey.read(kept.object("jwk")).publicKey().json().members());
    assertThat(sent.text()).doesNotContain(kept.object("jwk").string("d"));
    assertThat(result.out()).doesNotContain(kept.object("jwk").string("d"));
    assertThat(kept.string("client_id")).isEqualTo("c1");

    wire.tokenForms.clear();
    assertThat(terminal.run("token", "--credential", "mover.json", "--fresh").code()).isZero();
    assertThat(wire.tokenForms.get(0)).contains("client_assertion=ey").doesNotContain("secret");
  }

  @Test
  void aKeyThatIsThereIsRegisteredByItsPublicHalf() throws Exception {
    wire.on("POST /admin/v1/apps/c1/credentials", 201, "{\"id\":\"k2\",\"type\":\"public_key\"}");
    JsonObject made = SigningKey.generate();
    Files.writeString(terminal.folder.resolve("key.jwk"), made.text());
    Result result = terminal.run("credential", "add", "c1", "--key", "key.jwk", "--require-typ");
    assertThat(result.code()).as(result.err()).isZero();
    String thumbprint = SigningKey.read(made).id().text();
    assertThat(wire.only("POST").body())
        .contains("\"kid\":\"" + thumbprint + "\"", "\"require_assertion_typ\":true")
        .doesNotContain(made.string("d"));
  }

  @Test
  void theUrlOfAKeySetIsSentAsItIs() {
    wire.on("POST /admin/v1/apps/c1/credentials", 201, "{\"id\":\"k3\",\"type\":\"public_key\"}");
    String url = "https://keys.example.com/mover.json";
    Result result = terminal.run("credential", "add", "c1", "--jwks-uri", url, "--require-typ");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(wire.only("POST").body())
        .contains(
            "\"type\":\"public_key\"",
            "\"jwks_uri\":\"" + url + "\"",
            "\"require_assertion_typ\":true")
        .doesNotContain("\"jwk\"");
  }

  @Test
  void anotherIssuerIsBelievedByTheUrlOfItsKeys() {
    wire.on("POST /admin/v1/apps/c1/credentials", 201, "{\"id\":\"k3\",\"type\":\"federated\"}");
    List<String> line = new ArrayList<>(List.of("credential", "add", "c1", "--reusable"));
    line.addAll(List.of("--issuer", "https://idp.example.com/", "--subject", "a:b"));
    line.addAll(List.of("--jwks-uri", "https://idp.example.com/jwks"));
    Result result = terminal.run(line.toArray(new String[0]));
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(wire.only("POST").body())
        .isEqualTo(
            "{\"type\":\"federated\",\"issuer\":\"https://idp.example.com/\",\"subject\":\"a:b\","
                + "\"reusable\":true,\"jwks_uri\":\"https://idp.example.com/jwks\"}");
  }

  @Test
  void anAppMayBeBornWithAnotherIssuersWordAlone() throws Exception {
    wire.on("POST /admin/v1/apps", 201, "{\"client_id\":\"c1\"}");
    JsonObject made = SigningKey.generate();
    Files.writeString(terminal.folder.resolve("key.jwk"), made.text());
    List<String> line = new ArrayList<>(List.of("app", "create", "mover", "--key", "key.jwk"));
    line.addAll(List.of("--issuer", "https://idp.example.com/", "--subject", "a:b"));
    Result result = terminal.run(line.toArray(new String[0]));
    assertThat(result.code()).as(result.err()).isZero();
    JsonReader json = new JsonReader(JsonLimits.REQUEST);
    JsonObject sent = json.object(wire.only("POST").body().getBytes(StandardCharsets.UTF_8));
    JsonObject credential = sent.object("credential");
    assertThat(credential.string("type")).isEqualTo("federated");
    assertThat(credential.object("jwk").members())
        .isEqualTo(SigningKey.read(made).publicKey().json().members());
    assertThat(credential.text()).contains("\"reusable\":false").doesNotContain(made.string("d"));
  }

  @Test
  void aSecretThatIsThereIsRegisteredByItsHash() throws Exception {
    wire.on("POST /admin/v1/apps/c1/credentials", 201, "{\"id\":\"k2\"}");
    Files.writeString(terminal.folder.resolve("hash.txt"), "$2b$12$abc\n");
    Result result = terminal.run("credential", "add", "c1", "--secret-hash", "hash.txt");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(wire.only("POST").body())
        .contains("\"type\":\"client_secret\"", "\"secret_hash\":\"$2b$12$abc\"");
    assertThat(result.out() + result.err()).doesNotContain("$2b$", "shown this once");
  }

  @ParameterizedTest
  @CsvSource({"EC, , ES256", "Ed25519, , EdDSA", "RSA, PS256, PS256", "RSA, RS256, RS256"})
  void aPublicKeyMayBeAPemFile(String kind, @Nullable String alg, String expected)
      throws Exception {
    wire.on("POST /admin/v1/apps/c1/credentials", 201, "{\"id\":\"k2\"}");
    KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
    if (!kind.equals("Ed25519")) {
      generator.initialize(kind.equals("EC") ? 256 : 2048);
    }
    byte[] der = generator.generateKeyPair().getPublic().getEncoded();
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        terminal.folder.resolve("key.pem"),
        "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n");
    List<String> line = new ArrayList<>(List.of("credential", "add", "c1", "--key", "key.pem"));
    if (alg != null) {
      line.addAll(List.of("--alg", alg));
    }
    Result result = terminal.run(line.toArray(new String[0]));
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(wire.only("POST").body()).contains("\"alg\":\"" + expected + "\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--new-key | needs --out FILE",
        "--new-key --out k.json --key key.pem | are two keys",
        "--key key.pem --out k.json | no secret that --out could keep",
        "--key nowhere.pem | there is no key file",
        "--key key.pem | openssl pkey",
        "--key text | the key cannot be used",
        "--require-typ | there is no key",
        "--jwks-uri https://a/ --key key.pem | goes with no key",
        "--jwks-uri https://a/ --new-key --out k.json | goes with no key",
        "--jwks-uri https://a/ --out k.json | no secret that --out could keep",
        "--secret-hash text --new-key | is no key",
        "--secret-hash text --jwks-uri https://a/ | is no key",
        "--secret-hash text --require-typ | is no key",
        "--secret-hash text --out k.json | no secret that --out could keep",
        "--secret-hash nowhere.txt | there is no hash file",
        "--issuer https://idp/ --key key.pem | go together",
        "--subject s --key key.pem | go together",
        "--reusable --key key.pem | go together",
        "--issuer https://idp/ --subject s | by one of",
        "--issuer https://idp/ --subject s --key text --jwks-uri https://a/ | by one of",
        "--issuer https://idp/ --subject s --key text | the key cannot be used",
        "--issuer https://idp/ --subject s --new-key --out k.json | no option for the app's",
        "--issuer https://idp/ --subject s --secret-hash text | no option for the app's",
        "--issuer https://idp/ --subject s --key text --require-typ | no option for the app's",
        "--issuer https://idp/ --subject s --jwks-uri https://a/ --alg RS256 | no option for the app's",
        "--issuer https://idp/ --subject s --jwks-uri https://a/ --out k.json | no secret that --out",
      })
  void aKeyThatCannotBeUsedIsSaidToBeBeforeAnythingIsAskedOfTheServer(
      String options, String message) throws IOException {
    Files.writeString(terminal.folder.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----\nAA");
    Files.writeString(terminal.folder.resolve("text"), "no key");
    List<String> line = new ArrayList<>(List.of("credential", "add", "c1"));
    line.addAll(List.of(options.split(" ")));
    Result result = terminal.run(line.toArray(new String[0]));
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains(message);
    assertThat(wire.seen).isEmpty();
  }
}
