package dev.postern.protocol.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postern.protocol.fuzz.ReadingCost;
import dev.postern.protocol.json.JsonFault;
import java.util.Optional;

/** Whatever stands at the URL of an app's keys is a set, with keys that can be used, or a fault. */
final class PublicJwkSetFuzzTest {

  private static final byte[] CONTENT = {1};

  private final ReadingCost cost = new ReadingCost();

  /** How many keys there are, used or not; the first of them is tried. */
  private static Optional<Integer> read(byte[] document) {
    try {
      PublicJwkSet set = PublicJwkSet.read(document);
      set.keys().stream().limit(1).map(PublicJwk::verification).forEach(PublicJwkSetFuzzTest::use);
      return Optional.of(set.keys().size() + set.passedOver());
    } catch (JsonFault expected) {
      assertThat(expected.text()).isNotEmpty();
      return Optional.empty();
    }
  }

  private static void use(VerificationKey key) {
    for (int length : new int[] {64, 96, 256}) {
      assertThat(key.verifies(CONTENT, new byte[length])).isFalse();
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
    "\"alg\":\"ES256\"",
    "\"alg\":\"PS256\"",
    "\"alg\":\"EdDSA\"",
    "\"use\":\"sig\"",
    "\"use\":\"enc\"",
    "\"key_ops\":[\"verify\"]",
    "\"kid\":\"a\"",
    "\"x\":\"",
    "\"y\":\"",
    "\"d\":\"AQAB\"",
    "\"e\":\"AQAB\"",
    "\"n\":\"",
    "\"x5c\":[\"MII",
    "null"
  })
  @FuzzTest
  void whateverIsReadIsASetOrAFault(byte[] document) {
    Optional<Integer> size = cost.of(() -> read(document));
    assertThat(size.orElse(0)).isBetween(0, PublicJwkSet.LIMIT);
  }
}
