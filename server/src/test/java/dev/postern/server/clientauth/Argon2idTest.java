package dev.postern.server.clientauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TooMany;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords and their hashes (RFC 9106). */
final class Argon2idTest {

  private final Argon2id argon2id = new Argon2id(new SecureRandom());

  private static Password password(String text) {
    return Password.parse(text).orElseThrow();
  }

  @Test
  void aHashIsOfItsPasswordAndOfNoOther() throws Refusal {
    String hash = argon2id.hash(password("correct horse"));
    assertThat(hash).matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[^$]{22}\\$[^$]{43}");
    assertThat(argon2id.matches(password("correct horse"), hash)).isTrue();
    assertThat(argon2id.matches(password("correct horsf"), hash)).isFalse();
    assertThat(argon2id.hash(password("correct horse"))).as("salted").isNotEqualTo(hash);
  }

  @Test
  void theLanguageOfTheMachineIsNotThatOfAHash() throws Refusal {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    try {
      assertThat(String.format("%d", 1))
          .as("a language with digits of its own")
          .isEqualTo("\u0661");
      String hash = argon2id.hash(password("correct horse"));
      assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
      assertThat(argon2id.matches(password("correct horse"), hash)).isTrue();
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aHashThatTheReferenceImplementationMadeIsUnderstood() throws Refusal {
    // echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1 (the test vectors of its
    // repository)
    String hash =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    assertThat(argon2id.matches(password("password"), hash)).isTrue();
    assertThat(argon2id.matches(password("differentpassword"), hash)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ",
        "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA",
        "$argon2id$v=19$m=999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=19456,t=99,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=19456,t=2,p=9$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=7,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=19456,t=0,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=19456,t=2,p=0$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQxx$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
      })
  void aHashThatIsMalformedOrTooDearIsOfNoPassword(String hash) throws Refusal {
    assertThat(argon2id.matches(password("password"), hash)).isFalse();
  }

  @Test
  void aPasswordHasEightToOneHundredAndTwentyEightCharacters() {
    assertThat(Password.parse("1234567")).isEmpty();
    assertThat(Password.parse("12345678")).isPresent();
    assertThat(Password.parse("x".repeat(128))).isPresent();
    assertThat(Password.parse("x".repeat(129))).isEmpty();
    assertThat(Password.parse("\ud83d\ude00".repeat(128))).as("128 characters").isPresent();
    assertThat(Password.parse("x".repeat(100_000))).isEmpty();
    assertThat(password("canary-secret")).hasToString("Password[hidden]");
  }

  @Test
  void twoSpellingsThatLookAlikeAreOnePassword() throws Refusal {
    String hash = argon2id.hash(password("caf\u00e9-caf\u00e9"));
    assertThat(argon2id.matches(password("cafe\u0301-cafe\u0301"), hash)).isTrue();
  }

  @Test
  void aThreadThatIsToStopDoesNotWaitForItsTurn() {
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> argon2id.hash(password("password")))
        .matches(refusal -> refusal.reason() instanceof TooMany);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void manyAtOnceAreHashedAFewAtATimeOrRefused() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<String> one =
          () -> {
            try {
              return argon2id.hash(password("password"));
            } catch (Refusal refusal) {
              return refusal.reason().toString();
            }
          };
      Stream<Callable<String>> many = IntStream.range(0, 100).mapToObj(i -> one);
      for (Future<String> done : threads.invokeAll(many.toList())) {
        assertThat(done.get()).matches("\\$argon2id.*|TooMany.*");
      }
    }
    assertThat(argon2id.hash(password("password"))).as("turns are given back").isNotEmpty();
  }
}
