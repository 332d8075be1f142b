package dev.postern.protocol.dpop;

import static dev.postern.protocol.dpop.SampleProofs.KEY;
import static dev.postern.protocol.dpop.SampleProofs.NOW;
import static dev.postern.protocol.dpop.SampleProofs.TARGET;
import static dev.postern.protocol.dpop.SampleProofs.URL;
import static dev.postern.protocol.dpop.SampleProofs.claims;
import static dev.postern.protocol.dpop.SampleProofs.header;
import static dev.postern.protocol.dpop.SampleProofs.signed;
import static dev.postern.protocol.dpop.SampleProofs.with;
import static dev.postern.protocol.dpop.SampleProofs.without;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.dpop.DpopFault.Kind;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.HmacSha256;
import dev.postern.protocol.token.Replays;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.SigningKey;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys that proofs may carry. */
final class DpopKeysTest {

  private final Nonces nonces = new Nonces(new HmacSha256(new byte[32]));
  private final DpopCheck check = new DpopCheck(new Replays(1000), false);

  private Optional<Kind> fault(String proof) {
    try {
      ProvenKey proven = check.check(List.of(proof), TARGET, Optional.of(nonces), NOW);
      assertThat(proven.thumbprint()).isNotNull();
      return Optional.empty();
    } catch (DpopFault e) {
      return Optional.of(e.kind());
    }
  }

  private Optional<Kind> headed(String name, Object value) {
    return fault(signed(with(header(), name, value), claims()));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Test
  void ourOwnProofsStand() {
    for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
      KeyPair pair = pair(algorithm);
      ProofKey key = new ProofKey(SigningKey.of(pair.getPrivate(), pair.getPublic(), algorithm));
      URI address = URI.create(URL.replace("as.example", "AS.example") + "?a=b#c");
      Optional<String> nonce = Optional.of(nonces.supply(NOW));
      assertThat(fault(key.proof("POST", address, Optional.empty(), nonce, NOW))).isEmpty();
    }
  }

  private static KeyPair pair(SignatureAlgorithm algorithm) {
    return switch (algorithm) {
      case ES256 -> pair("EC", new ECGenParameterSpec("secp256r1"));
      case ES384 -> pair("EC", new ECGenParameterSpec("secp384r1"));
      case RS256, PS256 -> pair("RSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4));
      case EDDSA -> pair("Ed25519", NamedParameterSpec.ED25519);
    };
  }

  private static KeyPair pair(String kind, AlgorithmParameterSpec parameters) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
      generator.initialize(parameters);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  // RFC 9449 4.3 #7
  @ParameterizedTest
  @ValueSource(strings = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
  void aPrivateKeyInTheHeaderIsRefused(String member) {
    assertThat(headed("jwk", with(KEY.publicKey().bare(), member, "AQAB"))).contains(Kind.KEY);
  }

  @Test
  void aKeyThatIsNoneOfOursIsRefused() {
    assertThat(fault(signed(without(header(), "jwk"), claims()))).contains(Kind.KEY);
    assertThat(headed("jwk", "text")).contains(Kind.KEY);
    assertThat(headed("jwk", JsonObject.EMPTY)).contains(Kind.KEY);
    JsonObject shared = JsonObject.builder().put("kty", "oct").put("k", "AQAB").build();
    assertThat(headed("jwk", shared)).contains(Kind.KEY);
    assertThat(headed("jwk", with(KEY.publicKey().bare(), "crv", "P-384"))).contains(Kind.KEY);
    assertThat(headed("jwk", with(KEY.publicKey().bare(), "crv", "secp256k1"))).contains(Kind.KEY);
    assertThat(headed("jwk", with(KEY.publicKey().bare(), "alg", "RS256"))).contains(Kind.KEY);
    assertThat(headed("jwk", with(KEY.publicKey().bare(), "use", "enc"))).contains(Kind.KEY);
    // Not on the curve.
    assertThat(headed("jwk", with(KEY.publicKey().bare(), "y", "AQAB"))).contains(Kind.KEY);
  }

  @Test
  void aKeyThatAnybodyCouldSignByIsRefused() {
    KeyPair weak = pair("RSA", new RSAKeyGenParameterSpec(1024, RSAKeyGenParameterSpec.F4));
    JsonObject rsa = with(header(), "alg", "RS256");
    assertThat(fault(signed(with(rsa, "jwk", rsa(weak, "AQAB")), claims()))).contains(Kind.KEY);
    KeyPair pair = pair("RSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4));
    assertThat(fault(signed(with(rsa, "jwk", rsa(pair, "AQAB")), claims())))
        .contains(Kind.SIGNATURE);
    // The exponent 1, under which a message is its own signature.
    assertThat(fault(signed(with(rsa, "jwk", rsa(pair, "AQ")), claims()))).contains(Kind.KEY);
    // A point of order 8: R = S = 0 is a signature of very much.
    JsonObject small =
        JsonObject.builder()
            .put("kty", "OKP")
            .put("crv", "Ed25519")
            .put("x", base64(new byte[32]))
            .build();
    assertThat(fault(signed(with(with(header(), "alg", "EdDSA"), "jwk", small), claims())))
        .contains(Kind.KEY);
  }

  private static JsonObject rsa(KeyPair pair, String exponent) {
    byte[] modulus = ((RSAPublicKey) pair.getPublic()).getModulus().toByteArray();
    return JsonObject.builder()
        .put("kty", "RSA")
        .put("n", base64(Arrays.copyOfRange(modulus, 1, modulus.length)))
        .put("e", exponent)
        .build();
  }

  @Test
  void aNameOfTheKeyIsNeverLookedAt() {
    assertThat(headed("jwk", with(KEY.publicKey().bare(), "kid", "no name of ours \n"))).isEmpty();
  }

  @Test
  void keysThatAHeaderPointsAtAreNeverLookedAt() {
    JsonObject pointing = with(with(header(), "jku", "https://evil.example/"), "kid", "x");
    assertThat(fault(signed(pointing, claims()))).isEmpty();
    assertThat(fault(signed(without(pointing, "jwk"), claims()))).contains(Kind.KEY);
  }

  @Test
  void whatStandsBehindThePathIsNoPartOfAProofHoweverLong() {
    URI address =
        URI.create(
            "https://api.example.com/h\u00f6fe?q=\u00fc" + "x".repeat(TargetUri.LIMIT) + "#end");
    String proof =
        new ProofKey(SigningKey.fresh())
            .proof("GET", address, Optional.empty(), Optional.empty(), Instant.now());
    byte[] claims = Base64.getUrlDecoder().decode(proof.split("\\.", -1)[1]);
    assertThat(new String(claims, StandardCharsets.UTF_8))
        .contains("\"htu\":\"https://api.example.com/h%C3%B6fe\"");
  }
}
