package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.CompactJws;
import dev.postern.server.config.KeysConfig;
import dev.postern.verifier.TokenRefused;
import dev.postern.verifier.Verifier;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Keys come and go, and whoever verifies does not notice. */
final class KeyRotationTest {

  private static final String STORAGE = "https://storage.example.com";

  /** How long keys rotate under load, one each second. */
  private static final int SECONDS =
      Integer.parseInt(System.getenv().getOrDefault("ROTATION_SECONDS", "20"));

  private static final int CLIENTS = 3;
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private static RunningServer server;
  private static Admin admin;
  private static String storage;
  private static Verifier verifier;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data, new KeysConfig(Duration.ofMillis(500), Duration.ZERO));
    admin = server.admin();
    storage = admin.api(STORAGE, "archive:read");
    verifier = Verifier.of(server.url() + "/", STORAGE);
    until("the verifier is level", () -> !verifier.status().stale());
  }

  @AfterAll
  static void stop() {
    verifier.close();
    server.close();
  }

  private static void until(String what, BooleanSupplier holds) throws InterruptedException {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      Thread.sleep(10);
    }
  }

  private static Caller reader() {
    Caller reader = admin.app("reader");
    assertThat(admin.grant(reader, storage, "archive:read").status()).isEqualTo(201);
    return reader;
  }

  private static Map<String, Traffic.Judge> judges() throws MalformedURLException {
    Map<String, Traffic.Judge> judges = new LinkedHashMap<>();
    judges.put("verifier", token -> verifier.verify("Bearer " + token).require("archive:read"));
    String keys = server.url() + "/service/oauth/jwks";
    NimbusJwtDecoder spring =
        NimbusJwtDecoder.withJwkSetUri(keys).jwsAlgorithm(SignatureAlgorithm.ES256).build();
    spring.setJwtValidator(
        JwtValidators.createAtJwtValidator().issuer(server.url() + "/").audience(STORAGE).build());
    judges.put("Spring Security", spring::decode);
    DefaultJWTProcessor<SecurityContext> nimbus = new DefaultJWTProcessor<>();
    nimbus.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
    // Left to itself it fetches for unknown keys twice in 30 seconds at most: enough for keys that
    // are published longer than that before they sign, which is what keys.publish is for.
    nimbus.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            JWSAlgorithm.ES256,
            JWKSourceBuilder.create(URI.create(keys).toURL()).rateLimited(false).build()));
    judges.put("Nimbus", token -> nimbus.process(token, null));
    return judges;
  }

  @Test
  void whileKeysRotateEverySecondNoTokenIsWronglyRefused() throws Exception {
    Traffic traffic = new Traffic(STORAGE, judges());
    for (int i = 0; i < CLIENTS; i++) {
      traffic.start(reader());
    }
    for (int second = 0; second < SECONDS; second++) {
      Answer rotated = admin.post("/keys/rotate", "{}");
      assertThat(rotated.status()).as(rotated.body()).isEqualTo(201);
      Thread.sleep(1000);
    }
    traffic.stop();
    System.out.printf(
        "%d s of rotation: %d keys signed, %d verifications, %d refused%n",
        SECONDS, traffic.signers().size(), traffic.verified(), traffic.refusals().size());
    assertThat(traffic.refusals()).isEmpty();
    assertThat(traffic.signers()).hasSizeGreaterThanOrEqualTo(SECONDS / 2);
    assertThat(traffic.verified()).isGreaterThan(10L * SECONDS);
  }

  private static JsonObject key(String use, String state) {
    return admin.items("/keys").stream()
        .filter(key -> Admin.text(key, "use").equals(use))
        .filter(key -> Admin.text(key, "state").equals(state))
        .findFirst()
        .orElse(JsonObject.EMPTY);
  }

  private static String kid(JsonObject key) {
    return Admin.text(key, "kid");
  }

  private static boolean stands(String token) {
    try {
      verifier.verify("Bearer " + token).require("archive:read");
      return true;
    } catch (TokenRefused refused) {
      return false;
    }
  }

  private static void blockIsHeard() throws InterruptedException {
    Caller reader = reader();
    String token = reader.token(STORAGE);
    assertThat(stands(token)).isTrue();
    admin.patch("/apps/" + reader.id(), "{\"status\":\"blocked\"}");
    until("a block is heard", () -> !stands(token));
  }

  @Test
  void theFeedIsFollowedOverARotationOfItsKeyAndOverItsSuddenEnd() throws Exception {
    String first = kid(key("feed", "active"));
    assertThat(admin.post("/keys/rotate", "{\"use\":\"feed\"}").status()).isEqualTo(201);
    until("the next key signs the feed", () -> !kid(key("feed", "active")).equals(first));
    blockIsHeard();
    String second = kid(key("feed", "active"));
    Answer emergency = admin.post("/revocations", "{\"kind\":\"key\",\"kid\":\"" + second + "\"}");
    assertThat(emergency.status()).as(emergency.body()).isEqualTo(201);
    blockIsHeard();
  }

  @Test
  void aKeyInUseIsRemovedOnlyAsAnEmergencyThatSaysWhatItCosts() throws Exception {
    Caller reader = reader();
    String token = reader.token(STORAGE);
    assertThat(stands(token)).isTrue();
    String signer = CompactJws.parse(token, 16 * 1024).keyId().text();
    Answer refused = admin.delete("/keys/" + signer);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body()).contains("\"key_in_use\"", "\"cost\":{\"apis\":3,\"apps\":");
    assertThat(stands(token)).isTrue();
    Answer emergency = admin.post("/revocations", "{\"kind\":\"key\",\"kid\":\"" + signer + "\"}");
    assertThat(emergency.status()).as(emergency.body()).isEqualTo(201);
    assertThat(emergency.body()).contains("\"cost\":{\"apis\":3,\"apps\":");
    until("its tokens are refused", () -> !stands(token));
    admin.renew();
    String fresh = reader.token(STORAGE);
    assertThatCode(() -> verifier.verify("Bearer " + fresh).require("archive:read"))
        .doesNotThrowAnyException();
  }
}
