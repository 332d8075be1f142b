package dev.postern.server.certificates;

import java.io.IOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * A name of the directory (X.501), ready to be compared as RFC 4517 section 4.2.15 has it: part by
 * part, in their order, each part a set of attributes, each attribute by its own rule. Texts are
 * never put together and compared as a whole, for a comma in a value is not one between parts.
 *
 * <p>A name with characters that nobody can see is equal to none: the standard lets them vanish
 * (RFC 4518 section 2.2), and {@code CN=admin} with a NUL behind it is not who it seems to be.
 *
 * @param parts the parts, the most general first, as they are encoded
 */
record DistinguishedName(List<Set<Attribute>> parts) {

  /**
   * One attribute.
   *
   * @param type its object identifier
   * @param value what is equal where the values match
   */
  record Attribute(String type, String value) {}

  /**
   * Attributes whose values match whatever their case and blanks: caseIgnoreMatch and
   * caseIgnoreIA5Match (RFC 4519, RFC 4524, RFC 2985). All others match if their bytes do.
   */
  private static final Set<String> TEXTS =
      Set.of(
          "2.5.4.3", // cn
          "2.5.4.4", // sn
          "2.5.4.5", // serialNumber
          "2.5.4.6", // c
          "2.5.4.7", // l
          "2.5.4.8", // st
          "2.5.4.9", // street
          "2.5.4.10", // o
          "2.5.4.11", // ou
          "2.5.4.12", // title
          "2.5.4.42", // givenName
          "2.5.4.43", // initials
          "2.5.4.44", // generationQualifier
          "2.5.4.46", // dnQualifier
          "2.5.4.97", // organizationIdentifier
          "0.9.2342.19200300.100.1.1", // uid
          "0.9.2342.19200300.100.1.25", // dc
          "1.2.840.113549.1.9.1"); // emailAddress

  /** RFC 4518 2.4 forbids, and 2.2 drops: nobody sees them, or nobody knows them. */
  private static final Pattern UNSEEN =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}\\p{Cn}\\uFFFD]");

  private static final Pattern BLANKS = Pattern.compile("[\\p{Z}]+");

  /** The name that {@code text} writes as RFC 4514 has it, or empty. */
  static Optional<DistinguishedName> parse(String text) {
    try {
      return of(new X500Principal(text)).filter(name -> !name.parts().isEmpty());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The name that a certificate has, or empty where it can be equal to none. */
  static Optional<DistinguishedName> of(X500Principal principal) {
    try {
      List<Set<Attribute>> parts = new ArrayList<>();
      for (RDN rdn : X500Name.getInstance(principal.getEncoded()).getRDNs()) {
        Set<Attribute> part = new HashSet<>();
        for (AttributeTypeAndValue each : rdn.getTypesAndValues()) {
          Optional<Attribute> attribute = attribute(each);
          if (attribute.isEmpty() || !part.add(attribute.get())) {
            return Optional.empty();
          }
        }
        parts.add(Set.copyOf(part));
      }
      return Optional.of(new DistinguishedName(List.copyOf(parts)));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Attribute> attribute(AttributeTypeAndValue each) throws IOException {
    String type = each.getType().getId();
    ASN1Encodable value = each.getValue();
    if (TEXTS.contains(type) && value instanceof ASN1String text) {
      return prepared(text.getString()).map(it -> new Attribute(type, "=" + it));
    }
    byte[] bytes = value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    return Optional.of(new Attribute(type, "#" + HexFormat.of().formatHex(bytes)));
  }

  /** RFC 4518: the characters' compatible form, without case, blanks at the ends and doubled. */
  private static Optional<String> prepared(String text) {
    if (UNSEEN.matcher(text).find()) {
      return Optional.empty();
    }
    String folded =
        Normalizer.normalize(text, Normalizer.Form.NFKC)
            .toUpperCase(Locale.ROOT)
            .toLowerCase(Locale.ROOT);
    String plain = Normalizer.normalize(folded, Normalizer.Form.NFKC);
    return Optional.of(BLANKS.matcher(plain).replaceAll(" ").strip());
  }
}
