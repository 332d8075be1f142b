package dev.postern.protocol.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postern.protocol.KeyId;
import dev.postern.protocol.fuzz.ReadingCost;
import dev.postern.protocol.json.JsonFault;
import java.util.Arrays;
import java.util.Optional;

/** Whatever a server publishes as its key set is one, with keys that can be used, or a fault. */
final class VerificationKeysFuzzTest {

  /** The name of the key that is looked for; those of the seeds have it. */
  private static final KeyId NAME = new KeyId("a");

  private static final byte[] CONTENT = {1};

  private final ReadingCost cost = new ReadingCost();

  /** How many keys there are; one of them is tried. */
  private static Optional<Integer> read(byte[] document) {
    try {
      VerificationKeys keys = VerificationKeys.read(document);
      for (int length : new int[] {64, 96, 256}) {
        byte[] signature = new byte[length];
        // Zeros would be one under some keys of Ed25519, which no server of ours publishes.
        Arrays.fill(signature, (byte) 0x55);
        assertThat(keys.key(NAME).filter(key -> key.verifies(CONTENT, signature))).isEmpty();
      }
      return Optional.of(keys.size());
    } catch (JsonFault expected) {
      assertThat(expected.text()).isNotEmpty();
      return Optional.empty();
    }
  }

  @DictionaryEntries({
    "{\"keys\":[",
    "\"kty\":\"EC\"",
    "\"kty\":\"RSA\"",
    "\"kty\":\"OKP\"",
    "\"kty\":\"oct\"",
    "\"crv\":\"P-256\"",
    "\"crv\":\"P-384\"",
    "\"crv\":\"Ed25519\"",
    "\"crv\":\"secp256k1\"",
    "\"alg\":\"ES256\"",
    "\"alg\":\"ES384\"",
    "\"alg\":\"RS256\"",
    "\"alg\":\"EdDSA\"",
    "\"use\":\"sig\"",
    "\"key_ops\":[\"verify\"]",
    "\"kid\":\"a\"",
    "\"x\":\"",
    "\"y\":\"",
    "\"d\":\"AQAB\"",
    "\"e\":\"AQAB\"",
    "\"n\":\"",
    "\"oth\":[{\"r\":\"AQAB\",\"d\":\"AQAB\",\"t\":\"AQAB\"}]",
    "\"x5c\":[\"AQAB\"]",
    "\"x5u\":\"http://a\"",
    "\"x5t#S256\":\"AQAB\"",
    "\"exp\":1",
    "\"iat\":1",
    "null"
  })
  @FuzzTest
  void whateverIsReadIsASetOrAFault(byte[] document) {
    Optional<Integer> size = cost.of(() -> read(document));
    assertThat(size.orElse(0)).isBetween(0, VerificationKeys.LIMIT);
  }
}
