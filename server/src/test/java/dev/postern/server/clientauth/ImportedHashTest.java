package dev.postern.server.clientauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hashes that other implementations made. */
final class ImportedHashTest {

  /** Made by argon2-cffi, OpenSSL and pyca's bcrypt. */
  private static final String SECRET = "kc-5Yd8fLw0qZ2tVbN7xRpJ3";

  private static final String SALT = "MDEyMzQ1Njc4OWFiY2RlZg";
  private static final String HASH = "eEQNUkjvMmOulI9ym28JhRKNqEaNotA22z3jWYKc23g";

  private static OfferedSecret secret(String text) {
    return OfferedSecret.parse(text).orElseThrow();
  }

  private static ImportedHash hash(String text) {
    return ImportedHash.parse(
            text,
            why -> {
              throw new AssertionError(why);
            })
        .orElseThrow();
  }

  private static String complaint(String text) {
    List<String> all = new ArrayList<>();
    Optional<ImportedHash> read = ImportedHash.parse(text, all::add);
    assertThat(read).as(text).isEmpty();
    assertThat(all).as(text).hasSize(1);
    return all.getFirst();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        SECRET + " argon2id $argon2id$v=19$m=4096,t=1,p=1$" + SALT + "$" + HASH,
        SECRET
            + " argon2id $argon2id$v=19$m=65536,t=3,p=4$MDEyMzQ1Njc4OWFiY2RlZg"
            + "$o+9GqGMz81FuNXjp5wbq3xGSJEqBHWN4z0hmZUJ0g/c",
        // The reference implementation's test.c.
        "password argon2id $argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ"
            + "$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        // jBCrypt's test vectors.
        "abc bcrypt $2a$10$WvvTPHKwdBJ3uk0Z37EMR.hLA2W6N9AEBhEgrAOljy2Ae5MtaSIUi",
        "abcdefghijklmnopqrstuvwxyz bcrypt"
            + " $2a$12$D4G5f18o7aMMfwasBL7GpuQWuP3pkrZrOAnqP.bmezbMng.QwJ/pG",
        "abcdefghijklmnopqrstuvwxyz bcrypt"
            + " $2a$10$fVH8e28OQRj9tqiDXs1e1uxpsjN0c7II7YPKXua2NAKYvM6iQk7dq",
        SECRET + " bcrypt $2b$10$abcdefghijklmnopqrstuuj3RMn8oLtJ77kIc0DdytMYG2.woMBOq",
        SECRET + " bcrypt $2y$10$abcdefghijklmnopqrstuuj3RMn8oLtJ77kIc0DdytMYG2.woMBOq",
        SECRET
            + " pbkdf2-sha256 $pbkdf2-sha256$i=10000$MDEyMzQ1Njc4OWFiY2RlZg"
            + "$5zZ91jtUPttPULRAwphoRcCwrlJB+906mkVBGw/k3n4",
        SECRET
            + " pbkdf2-sha256 $pbkdf2-sha256$i=10000,l=32$MDEyMzQ1Njc4OWFiY2RlZg"
            + "$5zZ91jtUPttPULRAwphoRcCwrlJB+906mkVBGw/k3n4",
        SECRET
            + " pbkdf2-sha512 $pbkdf2-sha512$i=10000$MDEyMzQ1Njc4OWFiY2RlZg"
            + "$RrYU1RimMvoBlz3O8dvAbpvbyxTwuwSTHgcw53i12OJID4bC3UVvdbEl0Is51qojeACQZLG7nheNHwCrhX4HPA",
        SECRET
            + " pbkdf2-sha512 $pbkdf2-sha512$i=10000$MDEyMzQ1Njc4OWFiY2RlZg$RrYU1RimMvoBlz3O8dvAbg",
      })
  void aHashIsOfItsSecretAndOfNoOther(String secret, String scheme, String text) {
    ImportedHash hash = hash(text);
    assertThat(hash.scheme()).isEqualTo(scheme);
    assertThat(hash.matches(secret(secret))).isTrue();
    assertThat(hash.matches(secret(secret + "x"))).isFalse();
    assertThat(hash.matches(secret("X" + secret.substring(1)))).isFalse();
    assertThat(hash).hasToString("ImportedHash[" + scheme + "]");
  }

  @Test
  void pbkdf2IsThatOfRfc7914() {
    // RFC 7914 11, the first of its two blocks; the salt is shorter than any that we take.
    byte[] expected =
        HexFormat.of().parseHex("4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56");
    byte[] salt = "NaCl".getBytes(StandardCharsets.US_ASCII);
    assertThat(new Pbkdf2Hash("256", 80_000, salt, expected).matches(secret("Password"))).isTrue();
  }

  @Test
  void bcryptProvesNothingBehindItsSeventySecondByte() {
    String of71 = "$2b$10$abcdefghijklmnopqrstuumbPZs6w2qUT64KqFBzDPghLhp5LquFG";
    String of72 = "$2b$10$abcdefghijklmnopqrstuuhBb/0dYbuuS1CS8hp30IXhlFBW2VAWG";
    assertThat(hash(of71).matches(secret("x".repeat(71)))).isTrue();
    assertThat(hash(of71).matches(secret("x".repeat(72)))).isFalse();
    assertThat(hash(of72).matches(secret("x".repeat(72)))).isTrue();
    assertThat(hash(of72).matches(secret("x".repeat(73)))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "$argon2id$v=19$m=4095,t=1,p=1$SALT$HASH 65536",
        "$argon2id$v=19$m=65537,t=1,p=1$SALT$HASH 65536",
        "$argon2id$v=19$m=4096,t=17,p=1$SALT$HASH 16",
        "$argon2id$v=19$m=4096,t=1,p=5$SALT$HASH 4",
        "$argon2id$v=19$m=65536,t=5,p=1$SALT$HASH 262144",
        "$argon2id$v=19$m=4096,t=0,p=1$SALT$HASH $argon2id$",
        "$argon2id$v=19$m=4096,t=1,p=0$SALT$HASH $argon2id$",
        "$argon2id$v=19$m=04096,t=1,p=1$SALT$HASH $argon2id$",
        "$argon2id$v=16$m=4096,t=1,p=1$SALT$HASH $argon2id$",
        "$argon2id$m=4096,t=1,p=1$SALT$HASH $argon2id$",
        "$argon2id$v=19$t=1,m=4096,p=1$SALT$HASH $argon2id$",
        "$argon2id$v=19$m=4096,t=1,p=1,data=AA$SALT$HASH $argon2id$",
        "$argon2id$v=19$m=4096,t=1,p=1$SALT $argon2id$",
        "$argon2id$v=19$m=4096,t=1,p=1$SALT$HASH$ $argon2id$",
        "$argon2id$v=19$m=4096,t=1,p=1$c29tc2Fs$HASH salt",
        "$argon2id$v=19$m=4096,t=1,p=1$SALT$c29tZXNhbHRzb21lc2Fs salt",
        "$argon2id$v=19$m=4096,t=1,p=1$SALT==$HASH $argon2id$",
        "$argon2id$v=19$m=4096,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZh$HASH salt",
        "$argon2i$v=19$m=4096,t=1,p=1$SALT$HASH usual",
        "$argon2d$v=19$m=4096,t=1,p=1$SALT$HASH usual",
        "$2b$09$abcdefghijklmnopqrstuuj3RMn8oLtJ77kIc0DdytMYG2.woMBOq cost",
        "$2b$15$abcdefghijklmnopqrstuuj3RMn8oLtJ77kIc0DdytMYG2.woMBOq cost",
        "$2b$31$abcdefghijklmnopqrstuuj3RMn8oLtJ77kIc0DdytMYG2.woMBOq cost",
        "$2x$10$abcdefghijklmnopqrstuuj3RMn8oLtJ77kIc0DdytMYG2.woMBOq $2b$",
        "$2$10$abcdefghijklmnopqrstuuj3RMn8oLtJ77kIc0DdytMYG2.woMBOq $2b$",
        "$2b$10$abcdefghijklmnopqrstuuj3RMn8oLtJ77kIc0DdytMYG2.woMBO $2b$",
        "$2b$10$abcdefghijklmnopqrstuuj3RMn8oLtJ77kIc0DdytMYG2.woMBOqq $2b$",
        "$2b$10$abcdefghijklmnopqrstuvj3RMn8oLtJ77kIc0DdytMYG2.woMBOq left-over",
        "$2b$10$abcdefghijklmnopqrstuuj3RMn8oLtJ77kIc0DdytMYG2.woMBOr left-over",
        "$pbkdf2-sha256$i=9999$SALT$HASH 10000",
        "$pbkdf2-sha256$i=2000001$SALT$HASH 2000000",
        "$pbkdf2-sha256$i=10000,l=16$SALT$HASH length",
        "$pbkdf2-sha256$i=10000$c29tc2Fs$HASH salt",
        "$pbkdf2-sha256$i=10000$SALT$c29tZXNhbHRzb21lc2Fs salt",
        "$pbkdf2-sha256$i=10000$SALT$HASHAAAA salt",
        "$pbkdf2-sha1$i=10000$SALT$HASH $pbkdf2-sha256$",
        "$pbkdf2$i=10000$SALT$HASH usual",
        "$pbkdf2-sha256$10000$SALT$HASH $pbkdf2-sha256$",
        "{bcrypt}$2b$10$abcdefghijklmnopqrstuuj3RMn8oLtJ77kIc0DdytMYG2.woMBOq usual",
        "$scrypt$ln=16,r=8,p=1$SALT$HASH usual",
        "hmac-sha256:p:AAAA usual",
        "letmein usual",
      })
  void whatIsMalformedTooWeakOrTooDearIsSaidToBe(String text, String why) {
    String whole = text.replace("SALT", SALT).replace("HASH", HASH);
    assertThat(complaint(whole)).contains(why);
  }

  @Test
  void aHashHasAtMost256Characters() {
    assertThat(complaint("$argon2id$" + "A".repeat(247))).contains("at most 256 characters");
    assertThat(complaint("")).contains("usual");
  }

  @Test
  void aSecretHas1To256VisibleCharactersOrSpaces() {
    assertThat(OfferedSecret.parse("")).isEmpty();
    assertThat(OfferedSecret.parse("x".repeat(256))).isPresent();
    assertThat(OfferedSecret.parse("x".repeat(257))).isEmpty();
    for (String bad : List.of("a\u0000", "\u001f", "\u007f", "\u00e4", "\ud83d\ude00")) {
      assertThat(OfferedSecret.parse(bad)).isEmpty();
    }
    assertThat(secret(" ~")).hasToString("OfferedSecret[hidden]");
  }

  @Test
  void longSecretsOfManyCharactersAreHeldForUnguessable() {
    for (String random :
        List.of(SECRET, "550e8400-e29b-41d4-a716-446655440000", "0123456789abcdefABCDEF")) {
      assertThat(secret(random).unguessable()).as(random).isTrue();
    }
    for (String thought : List.of("correct-horse-battery", "x".repeat(100), "abc".repeat(40))) {
      assertThat(secret(thought).unguessable()).as(thought).isFalse();
    }
  }
}
