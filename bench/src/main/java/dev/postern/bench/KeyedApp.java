package dev.postern.bench;

import dev.postern.bench.process.NotMeasured;
import dev.postern.protocol.Claim;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.dpop.ProofKey;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SigningKey;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An app that may prove itself by a secret and by an ES256 key, so that the two can be compared.
 */
final class KeyedApp {

  /** What stands before an assertion in a form. */
  static final String ASSERTION =
      "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
          + "&client_assertion=";

  /** As long as those of Postern's own client. */
  static final Duration LIFETIME = Duration.ofMinutes(1);

  private static final String TYPE = "client-authentication+jwt";
  private static final int ID_BYTES = 16;
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final String clientId;
  private final String secret;
  private final SigningKey key;
  private final ProofKey possession;

  /** An app that is registered. */
  KeyedApp(String clientId, String secret, SigningKey key) {
    this.clientId = clientId;
    this.secret = secret;
    this.key = key;
    this.possession = new ProofKey(key);
  }

  /** Registers one with a grant at each API. */
  static KeyedApp register(PosternApis apis, String name, List<String> apiIds, String scope)
      throws NotMeasured, IOException, InterruptedException {
    String grants =
        apiIds.stream()
            .map(id -> "{\"api_id\":\"%s\",\"scopes\":[\"%s\"]}".formatted(id, scope))
            .collect(Collectors.joining(","));
    Map<String, Object> app =
        apis.make("/apps", "{\"name\":\"%s\",\"grants\":[%s]}".formatted(name, grants));
    String clientId = PosternApis.text(app, "client_id");
    SigningKey key = newKey();
    apis.make(
        "/apps/" + clientId + "/credentials",
        "{\"type\":\"public_key\",\"jwk\":" + key.publicKey().text() + "}");
    return new KeyedApp(clientId, PosternApis.text(app, "client_secret"), key);
  }

  /** A key for ES256. */
  static SigningKey newKey() {
    try {
      return SigningKey.read(SigningKey.generate());
    } catch (JsonFault e) {
      throw new IllegalStateException("a new key is none", e);
    }
  }

  String clientId() {
    return clientId;
  }

  /** The parameters by which it proves itself with its secret, each after an {@code &}. */
  String bySecret() {
    return "&client_id=" + clientId + "&client_secret=" + secret;
  }

  /** A new assertion for {@code issuer} (RFC 7523 section 2.2): each is accepted once. */
  String assertion(Issuer issuer, Instant now) {
    byte[] id = new byte[ID_BYTES];
    ThreadLocalRandom.current().nextBytes(id);
    return key.sign(
        TYPE,
        JsonObject.builder()
            .put(Claim.ISS, clientId)
            .put(Claim.SUB, clientId)
            .put(Claim.AUD, issuer.text())
            .put(Claim.JTI, BASE64URL.encodeToString(id))
            .put(Claim.IAT, now.getEpochSecond())
            .put(Claim.EXP, now.plus(LIFETIME).getEpochSecond())
            .build());
  }

  /** The name of its key: what its tokens are bound to (RFC 7638). */
  String thumbprint() {
    return possession.thumbprint().text();
  }

  /** A new proof for a token request (RFC 9449 section 4.2): each is accepted once. */
  String proof(URI tokenEndpoint, Instant now) {
    return possession.proof("POST", tokenEndpoint, Optional.empty(), Optional.empty(), now);
  }

  /** Writes the parameters of each app's secret to {@code file}, a line each. */
  static void writeSecrets(Path file, List<KeyedApp> apps) throws IOException {
    Files.write(file, apps.stream().map(KeyedApp::bySecret).toList(), StandardCharsets.US_ASCII);
  }

  /** Writes {@code count} new assertions, of one app after another, a line each. */
  static void writeAssertions(Path file, List<KeyedApp> apps, Issuer issuer, long count)
      throws IOException {
    write(file, apps, count, app -> app.assertion(issuer, Instant.now()));
  }

  /**
   * Writes {@code count} new proofs for {@code tokenEndpoint}, of one app after another, a line
   * each: the proof, a tab, and the parameters of the app's secret.
   */
  static void writeProofs(Path file, List<KeyedApp> apps, URI tokenEndpoint, long count)
      throws IOException {
    write(
        file, apps, count, app -> app.proof(tokenEndpoint, Instant.now()) + '\t' + app.bySecret());
  }

  private static void write(
      Path file, List<KeyedApp> apps, long count, Function<KeyedApp, String> line)
      throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
      for (long i = 0; i < count; i++) {
        out.write(line.apply(apps.get((int) (i % apps.size()))));
        out.write('\n');
      }
    }
  }

  /** Its name, and neither secret nor key. */
  @Override
  public String toString() {
    return "KeyedApp[" + clientId + "]";
  }
}
