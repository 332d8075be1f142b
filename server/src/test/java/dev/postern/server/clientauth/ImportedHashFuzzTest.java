package dev.postern.server.clientauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postern.protocol.fuzz.ReadingCost;
import dev.postern.protocol.fuzz.Spoilt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whatever is imported as a hash is one of the forms within its bounds, or is complained of. */
final class ImportedHashFuzzTest {

  private static final List<String> GOOD =
      List.of(
          "$argon2id$v=19$m=4096,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg"
              + "$eEQNUkjvMmOulI9ym28JhRKNqEaNotA22z3jWYKc23g",
          "$2b$10$abcdefghijklmnopqrstuuj3RMn8oLtJ77kIc0DdytMYG2.woMBOq",
          "$pbkdf2-sha256$i=10000,l=32$MDEyMzQ1Njc4OWFiY2RlZg"
              + "$5zZ91jtUPttPULRAwphoRcCwrlJB+906mkVBGw/k3n4");

  private final ReadingCost cost = new ReadingCost();

  @DictionaryEntries({
    "$argon2id$v=19$",
    "$2y$12$",
    "$pbkdf2-sha512$i=",
    "m=65536,t=3,p=4",
    ",l=64",
    "$$",
    "=",
    "2147483648"
  })
  @FuzzTest
  void whateverIsReadIsOneOfTheFormsWithinItsBounds(FuzzedDataProvider data) {
    boolean spoilt = data.consumeBoolean();
    String text =
        spoilt ? Spoilt.rest(data, data.pickValue(GOOD)) : data.consumeRemainingAsString();
    List<String> complaints = new ArrayList<>();
    Optional<ImportedHash> read =
        cost.of(() -> {
          complaints.clear();
          return ImportedHash.parse(text, complaints::add);
        });
    assertThat(complaints).hasSize(read.isPresent() ? 0 : 1);
    read.ifPresent(hash -> {
      assertThat(text.length()).isLessThanOrEqualTo(ImportedHash.LONGEST);
      assertThat(text).startsWith("$");
      assertThat(List.of("argon2id", "bcrypt", "pbkdf2-sha256", "pbkdf2-sha512"))
          .contains(hash.scheme());
    });
  }
}
