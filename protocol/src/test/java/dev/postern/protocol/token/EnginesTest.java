package dev.postern.protocol.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who checks signatures; here with Corretto's provider on the class path. */
class EnginesTest {

  private static final String FAST = "AmazonCorrettoCryptoProvider";
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] OTHER = "another".getBytes(StandardCharsets.US_ASCII);

  private static KeyPair pair(SignatureAlgorithm algorithm) {
    return switch (algorithm) {
      case ES256 -> SignedTokens.EC;
      case ES384 -> SignedTokens.EC384;
      case RS256, PS256 -> SignedTokens.RSA;
      case EDDSA -> SignedTokens.ED;
    };
  }

  private static byte[] signature(SignatureAlgorithm algorithm, byte[] content) throws Exception {
    Signature engine = algorithm.engine();
    engine.initSign(pair(algorithm).getPrivate());
    engine.update(content);
    return engine.sign();
  }

  @ParameterizedTest
  @EnumSource
  void theFastProviderIsUsedForEveryAlgorithmAndNotInstalled(SignatureAlgorithm algorithm)
      throws Exception {
    Signature engine = Engines.verifying(algorithm, pair(algorithm).getPublic());
    assertThat(engine.getProvider().getName()).isEqualTo(FAST);
    assertThat(algorithm.engine().getProvider().getName()).isNotEqualTo(FAST);
    assertThat(Security.getProvider(FAST)).isNull();
  }

  /** RFC 8032 5.1.7: S is below the order L; S + L would solve the same equation. */
  @Test
  void aSignatureOfEd25519HasOneSpellingWhoeverChecks() throws Exception {
    byte[] good = signature(SignatureAlgorithm.EDDSA, CONTENT);
    BigInteger order =
        BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    BigInteger s = BigInteger.ZERO;
    for (int i = 63; i >= 32; i--) {
      s = s.shiftLeft(8).add(BigInteger.valueOf(good[i] & 0xff));
    }
    byte[] other = good.clone();
    for (int i = 0; i < 32; i++) {
      other[32 + i] = s.add(order).shiftRight(8 * i).byteValue();
    }
    Signature fast = Engines.verifying(SignatureAlgorithm.EDDSA, SignedTokens.ED.getPublic());
    Signature platform = SignatureAlgorithm.EDDSA.engine();
    platform.initVerify(SignedTokens.ED.getPublic());
    for (Signature engine : List.of(fast, platform)) {
      assertThat(verifies(engine, good)).as(engine.getProvider().getName()).isTrue();
      assertThat(verifies(engine, other)).as(engine.getProvider().getName()).isFalse();
    }
    VerificationKey key = SignedTokens.key("k", SignatureAlgorithm.EDDSA, SignedTokens.ED);
    assertThat(key.verifies(CONTENT, other)).isFalse();
    assertThat(key.verifies(CONTENT, good)).isTrue();
  }

  private static boolean verifies(Signature engine, byte[] signature) {
    try {
      engine.update(CONTENT);
      return engine.verify(signature);
    } catch (SignatureException outOfRange) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatDoesNotStandLeavesNothingBehindForWhatComesNext(SignatureAlgorithm algorithm)
      throws Exception {
    VerificationKey key = SignedTokens.key("k", algorithm, pair(algorithm));
    byte[] good = signature(algorithm, CONTENT);
    byte[] zeros = new byte[good.length];
    byte[] ones = new byte[good.length];
    Arrays.fill(ones, (byte) 0xff);
    for (int i = 0; i < 3; i++) {
      assertThat(key.verifies(CONTENT, good)).isTrue();
      assertThat(key.verifies(OTHER, good)).isFalse();
      assertThat(key.verifies(CONTENT, good)).isTrue();
      assertThat(key.verifies(CONTENT, zeros)).isFalse();
      assertThat(key.verifies(CONTENT, good)).isTrue();
      assertThat(key.verifies(CONTENT, ones)).isFalse();
      assertThat(key.verifies(CONTENT, signature(algorithm, OTHER))).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void threadsThatShareAKeyDoNotMixTheirContents(SignatureAlgorithm algorithm) throws Exception {
    VerificationKey key = SignedTokens.key("k", algorithm, pair(algorithm));
    byte[] good = signature(algorithm, CONTENT);
    Callable<Boolean> right =
        () -> {
          boolean all = true;
          for (int i = 0; i < 100; i++) {
            all &= key.verifies(CONTENT, good) && !key.verifies(OTHER, good);
          }
          return all;
        };
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Boolean>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(threads.submit(right));
      }
      for (Future<Boolean> answer : answers) {
        assertThat(answer.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void keysAreEqualByWhatTheyAreAndNotByWhatTheyKeep() throws Exception {
    KeyPair other = SignedTokens.pair("EC");
    VerificationKey one = SignedTokens.key("k", SignatureAlgorithm.ES256, SignedTokens.EC);
    VerificationKey same = SignedTokens.key("k", SignatureAlgorithm.ES256, SignedTokens.EC);
    assertThat(one.verifies(CONTENT, signature(SignatureAlgorithm.ES256, CONTENT))).isTrue();
    assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(one)
        .isNotEqualTo(SignedTokens.key("x", SignatureAlgorithm.ES256, SignedTokens.EC))
        .isNotEqualTo(SignedTokens.key("k", SignatureAlgorithm.ES256, other));
  }
}
