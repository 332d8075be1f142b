package dev.postern.server.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postern.protocol.fuzz.ReadingCost;
import dev.postern.protocol.fuzz.Spoilt;
import dev.postern.server.TestCertificates;
import dev.postern.server.TestCertificates.Issued;
import dev.postern.store.AcceptedCertificate;
import dev.postern.store.AcceptedCertificate.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whatever is to be accepted of certificates is taken, or complained of once. */
final class AcceptanceFuzzTest {

  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final Issued OWN = TestCertificates.selfSigned("CN=mover");
  private static final CertificateNames NAMES = CertificateNames.of(OWN.certificate());

  private final ReadingCost cost = new ReadingCost();

  private static String good(Kind kind) {
    return switch (kind) {
      case SUBJECT_DN -> "CN=mover,O=Example+OU=a\\,b";
      case SAN_DNS -> "mover.example.com";
      case SAN_URI -> "spiffe://example/mover";
      case SAN_IP -> "2001:db8::7";
      case SAN_EMAIL -> "mover@example.com";
    };
  }

  private static String text(FuzzedDataProvider data, String good, int longest) {
    String text = data.consumeBoolean() ? Spoilt.rest(data, good) : data.consumeRemainingAsString();
    // Who reads the request lets nothing longer in.
    return text.substring(0, Math.min(text.length(), longest));
  }

  @DictionaryEntries({
    "CN=",
    "=#3003",
    "*.",
    "://",
    "urn:",
    "::",
    "::ffff:",
    "192.0.2.7",
    "%eth0",
    "0x7f",
    "@",
    "..",
    "-"
  })
  @FuzzTest
  void whateverIsToBeANameIsTakenOrComplainedOf(FuzzedDataProvider data) {
    Kind kind = data.pickValue(Kind.values());
    String value = text(data, good(kind), Acceptance.LONGEST_NAME);
    List<String> complaints = new ArrayList<>();
    Optional<AcceptedCertificate> taken =
        cost.of(() -> {
          complaints.clear();
          return Acceptance.named(kind, value, complaints::add);
        });
    assertThat(complaints).hasSize(taken.isPresent() ? 0 : 1);
    taken.ifPresent(name -> {
      assertThat(name).isEqualTo(new AcceptedCertificate.Named(kind, value));
      // It has one name, and no other that anybody could think of.
      assertThat(NAMES.has((AcceptedCertificate.Named) name))
          .isEqualTo(
              kind == Kind.SUBJECT_DN && DistinguishedName.parse(value).equals(NAMES.subject()));
    });
  }

  @DictionaryEntries({"-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----", "MII", "=", "=="})
  @FuzzTest
  void whateverIsToBeACertificateIsTakenOrComplainedOf(FuzzedDataProvider data) {
    String pem = text(data, OWN.pem(), Acceptance.LONGEST_PEM);
    List<String> complaints = new ArrayList<>();
    Optional<AcceptedCertificate> taken =
        cost.of(() -> {
          complaints.clear();
          return Acceptance.itself(pem, NOW, complaints::add);
        });
    assertThat(complaints).hasSize(taken.isPresent() ? 0 : 1);
    if (taken.orElse(null) instanceof AcceptedCertificate.Itself itself) {
      // What is kept is read again, as the same.
      assertThat(Acceptance.itself(itself.pem(), NOW, complaints::add)).isEqualTo(taken);
    }
  }
}
