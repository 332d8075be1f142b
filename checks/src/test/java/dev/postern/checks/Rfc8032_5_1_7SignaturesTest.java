package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.SigningKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * RFC 8032 section 5.1.7: a signature of Ed25519 has one spelling, and a key under which one
 * signature stands for every message is none.
 */
final class Rfc8032_5_1_7SignaturesTest {

  private static final String BANK = "https://bank.example.com";

  /** The order of the group, L. */
  private static final BigInteger ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private static RunningServer server;
  private static Operator operator;
  private static Caller app;
  private static SigningKey key;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    operator = new Operator(server.operator());
    app = operator.app("payer", operator.api(BANK, "pay"), "pay");
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    key = SigningKey.of(pair.getPrivate(), pair.getPublic(), SignatureAlgorithm.EDDSA);
    String body = "{\"type\":\"public_key\",\"jwk\":" + key.publicKey().text() + "}";
    assertThat(operator.admin("POST", "/apps/" + app.id() + "/credentials", body).status())
        .isEqualTo(201);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** The same message with S + L in the place of S: the same equation, another signature. */
  private static String malleated(String jws) {
    int dot = jws.lastIndexOf('.');
    byte[] signature = Base64.getUrlDecoder().decode(jws.substring(dot + 1));
    byte[] bigEndian = new byte[32];
    for (int i = 0; i < 32; i++) {
      bigEndian[i] = signature[63 - i];
    }
    BigInteger more = new BigInteger(1, bigEndian).add(ORDER);
    for (int i = 0; i < 32; i++) {
      signature[32 + i] = more.shiftRight(8 * i).byteValue();
    }
    return jws.substring(0, dot + 1) + TokenForger.base64(signature);
  }

  private static String assertion() {
    long now = Instant.now().getEpochSecond();
    return key.sign(
        "client-authentication+jwt",
        JsonObject.builder()
            .put("iss", app.id())
            .put("sub", app.id())
            .put("aud", app.issuer())
            .put("jti", UUID.randomUUID().toString())
            .put("iat", now)
            .put("exp", now + 60)
            .build());
  }

  private static Answer send(String assertion) {
    return app.post("application/x-www-form-urlencoded", KeyCaller.form(assertion));
  }

  @Test
  void anAssertionWhoseSIsNotBelowTheOrderIsRefused() {
    String assertion = assertion();
    assertThat(send(malleated(assertion)).status()).isEqualTo(401);
    assertThat(send(assertion).status()).as("the one signature").isEqualTo(200);
    assertThat(send(malleated(assertion)).status()).as("nor is it a new one").isEqualTo(401);
  }

  @Test
  void aProofWhoseSIsNotBelowTheOrderIsRefused() {
    Prover prover = new Prover(key);
    String proof = prover.proof(Prover.claims("POST", Prover.endpoint(app)));
    Answer refused = Prover.ask(app, BANK, malleated(proof));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("error")).isEqualTo("invalid_dpop_proof");
    assertThat(Prover.ask(app, BANK, proof).text("token_type")).isEqualTo("DPoP");
  }

  /** Under the neutral element R = 1, S = 0 is a signature of every message. */
  @Test
  void aKeyOfSmallOrderProvesNothing() {
    byte[] neutral = new byte[32];
    neutral[0] = 1;
    byte[] signature = new byte[64];
    signature[0] = 1;
    String jwk =
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + TokenForger.base64(neutral) + "\"}";
    String header = "{\"typ\":\"dpop+jwt\",\"alg\":\"EdDSA\",\"jwk\":" + jwk + "}";
    String claims = Prover.claims("POST", Prover.endpoint(app)).text();
    String proof =
        TokenForger.content(header, claims.getBytes(StandardCharsets.UTF_8))
            + "."
            + TokenForger.base64(signature);
    Answer refused = Prover.ask(app, BANK, proof);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("error")).isEqualTo("invalid_dpop_proof");
    String body = "{\"type\":\"public_key\",\"jwk\":" + jwk + "}";
    assertThat(operator.admin("POST", "/apps/" + app.id() + "/credentials", body).status())
        .isEqualTo(400);
  }
}
