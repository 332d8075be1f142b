package dev.postern.protocol.dpop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.token.HmacSha256;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class NoncesTest {

  private static final Instant NOW = Instant.parse("2026-11-24T12:02:00Z");

  private final Nonces nonces = new Nonces(new HmacSha256(new byte[32]));

  @Test
  void aNonceIsTakenForFiveToTenMinutes() {
    String nonce = nonces.supply(NOW);
    assertThat(nonces.supply(NOW.plusSeconds(179))).isEqualTo(nonce);
    assertThat(nonces.supply(NOW.plusSeconds(180))).isNotEqualTo(nonce);
    assertThat(nonces.takes(nonce, NOW)).isTrue();
    assertThat(nonces.takes(nonce, NOW.plusSeconds(180 + 299))).isTrue();
    assertThat(nonces.takes(nonce, NOW.plusSeconds(180 + 300))).isFalse();
  }

  @Test
  void aNodeWhoseClockIsALittleAheadSuppliesWhatThisOneTakes() {
    String ahead = new Nonces(new HmacSha256(new byte[32])).supply(NOW.plusSeconds(180));
    assertThat(nonces.takes(ahead, NOW.plusSeconds(179))).isTrue();
    assertThat(nonces.takes(nonces.supply(NOW.plusSeconds(600)), NOW)).isFalse();
  }

  @Test
  void anotherKeyHasOtherNonces() {
    byte[] key = new byte[32];
    key[0] = 1;
    Nonces others = new Nonces(new HmacSha256(key));
    assertThat(nonces.takes(others.supply(NOW), NOW)).isFalse();
  }

  @Test
  void whatWasNeverSuppliedIsNotTaken() {
    for (String text : new String[] {"", "x", nonces.supply(NOW) + "A", "\u00e4", "AAAA"}) {
      assertThat(nonces.takes(text, NOW)).isFalse();
    }
  }

  /** RFC 9449 section 8.1: 1*NQCHAR. */
  @Test
  void aNonceIsWrittenInCharactersThatAHeaderTakes() {
    assertThat(nonces.supply(NOW)).matches("[A-Za-z0-9_-]{22}");
  }
}
