package dev.postern.server.clientauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.clientauth.RegistrationToken.Kind;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

/** The tokens by which apps register and see to themselves. */
final class RegistrationTokenTest {

  private final SecureRandom random = new SecureRandom();
  private final Pepper pepper = new Pepper(new byte[Pepper.LENGTH]);

  @Test
  void aTokenIsReadBackForWhatItIsForAndForNothingElse() {
    for (Kind kind : Kind.values()) {
      String text = RegistrationToken.random(kind, random).reveal();
      assertThat(text).hasSize(50);
      for (Kind other : Kind.values()) {
        assertThat(RegistrationToken.parse(other, text).isPresent()).isEqualTo(other == kind);
      }
      assertThat(ClientSecret.parse(text)).isEmpty();
    }
    String secret = ClientSecret.random(random).reveal();
    assertThat(RegistrationToken.parse(Kind.INITIAL, secret)).isEmpty();
  }

  @Test
  void oneCharacterMakesItNone() {
    String text = RegistrationToken.random(Kind.INITIAL, random).reveal();
    for (int i = 0; i < text.length(); i++) {
      char other = text.charAt(i) == 'x' ? 'y' : 'x';
      String changed = text.substring(0, i) + other + text.substring(i + 1);
      assertThat(RegistrationToken.parse(Kind.INITIAL, changed)).isEmpty();
    }
    assertThat(RegistrationToken.parse(Kind.INITIAL, "")).isEmpty();
    assertThat(RegistrationToken.parse(Kind.INITIAL, text + "0")).isEmpty();
  }

  @Test
  void itsHashIsUnderThePepperAndItsTextIsHidden() {
    RegistrationToken token = RegistrationToken.random(Kind.REGISTRATION, random);
    String hash = pepper.hash(token);
    assertThat(hash).startsWith("hmac-sha256:" + pepper.name()).doesNotContain(token.reveal());
    assertThat(Pepper.same(hash, pepper.hash(token))).isTrue();
    RegistrationToken other = RegistrationToken.random(Kind.REGISTRATION, random);
    assertThat(Pepper.same(hash, pepper.hash(other))).isFalse();
    byte[] bytes = new byte[Pepper.LENGTH];
    bytes[0] = 1;
    assertThat(Pepper.same(hash, new Pepper(bytes).hash(token))).isFalse();
    assertThat(token.toString()).doesNotContain(token.reveal()).doesNotContain(token.hint());
    assertThat(token.reveal()).endsWith(token.hint());
  }
}
