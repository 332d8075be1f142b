package dev.postern.server.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postern.protocol.fuzz.ReadingCost;
import dev.postern.protocol.fuzz.Spoilt;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/** Whatever is written as a distinguished name (RFC 4514) is one that a certificate may have. */
final class DistinguishedNameFuzzTest {

  private static final List<String> GOOD =
      List.of(
          "CN=mover,O=Example+OU=a\\,b,1.3.6.1.4.1.99999.1=#0C0161",
          "cn=\"a, b\"; UID=7, DC=example, DC=com",
          "2.5.4.3=#0c056d6f766572,C=DE,emailAddress=a@example.com");

  private final ReadingCost cost = new ReadingCost();

  private static String written(FuzzedDataProvider data) {
    String text =
        data.consumeBoolean()
            ? Spoilt.rest(data, data.pickValue(GOOD))
            : data.consumeRemainingAsString();
    // Who asks for a name lets no longer one in.
    return text.substring(0, Math.min(text.length(), CertificateNames.LONGEST));
  }

  @DictionaryEntries({
    "CN=",
    "cn = ",
    "UID=",
    "DC=",
    "EMAILADDRESS=",
    "OID.2.5.4.3=",
    "1.3.6.1.4.1.99999.1=",
    "=#0c0161",
    "=#3003020101",
    "=#30800000",
    "=#1e020061",
    "=#240404020061",
    "\\,",
    "\\2C",
    "\\00",
    "\\e2\\80\\8b",
    "+OU=",
    ";",
    "\\ "
  })
  @FuzzTest
  void whatIsReadIsTheNameThatACertificateHas(FuzzedDataProvider data) {
    String text = written(data);
    Optional<DistinguishedName> read = cost.of(() -> DistinguishedName.parse(text));
    read.ifPresent(name -> {
      X500Principal principal = new X500Principal(text);
      assertThat(DistinguishedName.of(new X500Principal(principal.getEncoded()))).contains(name);
      assertThat(name.parts()).isNotEmpty().doesNotContain(Set.of());
      name.parts().forEach(part -> part.forEach(DistinguishedNameFuzzTest::isSeen));
    });
  }

  /** Nothing hides in a text, and it has one spelling. */
  private static void isSeen(DistinguishedName.Attribute attribute) {
    assertThat(attribute.type()).matches("[0-9.]+");
    if (attribute.value().startsWith("=")) {
      String text = attribute.value().substring(1);
      assertThat(text).doesNotContain("  ").isEqualTo(text.strip());
      assertThat(text.chars()).noneMatch(Character::isISOControl);
    } else {
      assertThat(attribute.value()).matches("#(?:[0-9a-f]{2})+");
    }
  }
}
