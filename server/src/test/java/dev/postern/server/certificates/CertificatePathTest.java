package dev.postern.server.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.TestCertificates;
import dev.postern.server.TestCertificates.Issued;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;

/** Whether an authority vouches for a client's certificate (RFC 5280 section 6). */
final class CertificatePathTest {

  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

  private final Issued root = TestCertificates.authority("CN=Root,O=Example");

  private static TestCertificates client() {
    return TestCertificates.of("CN=mover,O=Example");
  }

  private static Issued between(String name, int length, Issued above) {
    return TestCertificates.of(name).authority(length).by(above);
  }

  private Optional<CertificatePath> find(List<X509Certificate> chain) {
    return CertificatePath.find(chain, List.of(root.certificate()), NOW);
  }

  private boolean stands(Issued client) {
    return find(client.chain()).isPresent();
  }

  @Test
  void whatTheAuthorityIssuedStandsUntilTheFirstOfThePathEnds() {
    Instant end = NOW.plus(Duration.ofHours(3));
    Issued middle =
        TestCertificates.of("CN=Middle").authority(0).valid(NOW.minusSeconds(60), end).by(root);
    Issued client = client().around(NOW).by(middle);
    CertificatePath path = find(client.chain()).orElseThrow();
    assertThat(path.from()).isEqualTo(NOW.minusSeconds(60));
    assertThat(path.until()).isEqualTo(NOW.plus(Duration.ofHours(1)));
  }

  @Test
  void whatSomebodyElseIssuedDoesNot() {
    Issued other = TestCertificates.authority("CN=Root,O=Example");
    assertThat(stands(client().by(other))).isFalse();
    assertThat(stands(client().bySelf())).isFalse();
    assertThat(stands(client().by(root))).isTrue();
  }

  @Test
  void theAuthorityItselfIsNoClient() {
    assertThat(stands(root)).isFalse();
    assertThat(stands(between("CN=Middle", 0, root))).isFalse();
  }

  @Test
  void whatStandsBetweenMustBeSentInItsOrder() {
    Issued client = client().by(between("CN=Lower", 0, between("CN=Upper", 1, root)));
    List<X509Certificate> chain = client.chain();
    assertThat(chain).hasSize(3);
    assertThat(find(chain)).isPresent();
    assertThat(find(chain.subList(0, 2))).isEmpty();
    assertThat(find(chain.subList(0, 1))).isEmpty();
    assertThat(find(List.of(chain.get(0), chain.get(2), chain.get(1)))).isEmpty();
    List<X509Certificate> whole = new ArrayList<>(chain);
    whole.add(root.certificate());
    assertThat(find(whole)).as("with the root behind").isPresent();
  }

  // GHSL-2023-083
  @Test
  void aVictimsCertificateBehindOnesOwnIsOfNoUse() {
    Issued victim = client().by(root);
    Issued attacker = TestCertificates.selfSigned("CN=attacker");
    assertThat(find(List.of(attacker.certificate(), victim.certificate()))).isEmpty();
    Issued below = TestCertificates.of("CN=attacker").by(victim);
    assertThat(find(List.of(below.certificate(), victim.certificate()))).isEmpty();
  }

  @Test
  void dates() {
    Instant past = NOW.minus(Duration.ofDays(2));
    assertThat(stands(client().valid(past, NOW.minusSeconds(1)).by(root))).isFalse();
    assertThat(stands(client().valid(past, NOW).by(root))).isTrue();
    assertThat(stands(client().valid(NOW.plusSeconds(1), NOW.plusSeconds(99)).by(root))).isFalse();
    Issued over =
        TestCertificates.of("CN=Over").authority(0).valid(past, NOW.minusSeconds(1)).by(root);
    assertThat(stands(client().by(over))).as("an authority between that ended").isFalse();
    Issued old =
        TestCertificates.of("CN=Old").authority(0).valid(past, NOW.minusSeconds(1)).bySelf();
    assertThat(CertificatePath.find(client().by(old).chain(), List.of(old.certificate()), NOW))
        .as("the trusted one that ended")
        .isEmpty();
  }

  @Test
  void lengthsOfPathsAlsoThatOfTheTrustedOne() {
    Issued narrow = between("CN=Narrow", 0, root);
    assertThat(stands(client().by(narrow))).isTrue();
    assertThat(stands(client().by(between("CN=Below", 0, narrow)))).isFalse();
    Issued top = TestCertificates.of("CN=Top").authority(0).bySelf();
    List<X509Certificate> trusted = List.of(top.certificate());
    assertThat(CertificatePath.find(client().by(top).chain(), trusted, NOW)).isPresent();
    Issued under = client().by(between("CN=Under", 0, top));
    assertThat(CertificatePath.find(under.chain(), trusted, NOW)).isEmpty();
  }

  @Test
  void onlyAnAuthorityVouches() {
    Issued leaf = client().by(root);
    assertThat(stands(TestCertificates.of("CN=below").by(leaf))).isFalse();
    Issued unable =
        TestCertificates.of("CN=Unable")
            .extension(Extension.basicConstraints, true, new BasicConstraints(true))
            .extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.cRLSign))
            .by(root);
    assertThat(stands(client().by(unable))).as("without keyCertSign").isFalse();
  }

  @Test
  void whatItsKeyIsForIfItSays() {
    assertThat(stands(usage(KeyUsage.digitalSignature))).isTrue();
    assertThat(stands(usage(KeyUsage.keyEncipherment))).isFalse();
    assertThat(stands(purpose(KeyPurposeId.id_kp_clientAuth))).isTrue();
    assertThat(stands(purpose(KeyPurposeId.anyExtendedKeyUsage))).isTrue();
    assertThat(stands(purpose(KeyPurposeId.id_kp_serverAuth))).isFalse();
    assertThat(stands(purpose(KeyPurposeId.id_kp_codeSigning))).isFalse();
  }

  @Test
  void anAuthorityThatIsForServersAloneMakesNoClients() {
    assertThat(stands(client().by(limited(KeyPurposeId.id_kp_serverAuth)))).isFalse();
    assertThat(stands(client().by(limited(KeyPurposeId.id_kp_clientAuth)))).isTrue();
    assertThat(stands(client().by(limited(KeyPurposeId.anyExtendedKeyUsage)))).isTrue();
    assertThat(unfit(limited(KeyPurposeId.id_kp_serverAuth))).contains("other purposes");
    assertThat(unfit(limited(KeyPurposeId.id_kp_clientAuth))).isEmpty();
  }

  private Issued limited(KeyPurposeId id) {
    return TestCertificates.of("CN=Limited")
        .authority(0)
        .extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(id))
        .by(root);
  }

  private Issued usage(int bits) {
    return client().extension(Extension.keyUsage, true, new KeyUsage(bits)).by(root);
  }

  private Issued purpose(KeyPurposeId id) {
    return client().extension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(id)).by(root);
  }

  @Test
  void whatIsCriticalAndNotKnownRefusesIt() {
    ASN1ObjectIdentifier own = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.2");
    assertThat(stands(client().extension(own, false, DERNull.INSTANCE).by(root))).isTrue();
    assertThat(stands(client().extension(own, true, DERNull.INSTANCE).by(root))).isFalse();
  }

  @Test
  void anAuthorityBetweenKeepsToTheNamesThatItMayGive() {
    GeneralSubtree[] permitted = {
      new GeneralSubtree(new GeneralName(GeneralName.dNSName, "example.com"))
    };
    Issued limited =
        TestCertificates.of("CN=Limited")
            .authority(0)
            .extension(Extension.nameConstraints, true, new NameConstraints(permitted, null))
            .by(root);
    assertThat(stands(client().names(dns("a.example.com")).by(limited))).isTrue();
    assertThat(stands(client().names(dns("a.example.org")).by(limited))).isFalse();
  }

  /**
   * The JDK sees no names at all where it cannot read one, and then nothing that is constrained.
   */
  @Test
  void whoseNamesCannotAllBeReadIsNoClient() {
    Issued limited = limitedTo("example.com", true);
    GeneralName noUri = new GeneralName(GeneralName.uniformResourceIdentifier, "not a uri");
    GeneralName noAddress = new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[5]));
    for (GeneralName bad : List.of(noUri, noAddress)) {
      assertThat(stands(client().names(bad, dns("victim.example.org")).by(limited))).isFalse();
      assertThat(stands(client().names(bad, dns("a.example.com")).by(limited))).isFalse();
      assertThat(stands(client().names(bad).by(root))).isFalse();
    }
    GeneralName[] many = new GeneralName[101];
    Arrays.setAll(many, i -> dns("a" + i + ".example.com"));
    assertThat(stands(client().names(many).by(root))).isFalse();
    assertThat(stands(client().names(Arrays.copyOf(many, 100)).by(root))).isTrue();
  }

  @Test
  void namesThatAreConstrainedButNotCriticallyAreNotHeldToAndSoNotTaken() {
    Issued limited = limitedTo("example.com", false);
    assertThat(stands(client().names(dns("a.example.com")).by(limited))).isFalse();
  }

  private Issued limitedTo(String name, boolean critical) {
    GeneralSubtree[] permitted = {new GeneralSubtree(dns(name))};
    return TestCertificates.of("CN=Limited")
        .authority(0)
        .extension(Extension.nameConstraints, critical, new NameConstraints(permitted, null))
        .by(root);
  }

  /** A dozen policies, each mapped to each in four authorities, are seconds of work for the JDK. */
  @Test
  void policiesThatAreMappedToOthersAreNotFollowed() {
    Issued between = root;
    for (int i = 0; i < 3; i++) {
      between =
          TestCertificates.of("CN=Between " + i)
              .authority(9 - i)
              .extension(Extension.certificatePolicies, false, policies(3))
              .extension(Extension.policyMappings, true, mappings(3))
              .by(between);
    }
    assertThat(stands(client().by(between))).isFalse();
    Issued plain =
        TestCertificates.of("CN=Plain")
            .authority(0)
            .extension(Extension.certificatePolicies, false, policies(3))
            .by(root);
    assertThat(stands(client().by(plain))).isTrue();
  }

  private static ASN1ObjectIdentifier policy(int number) {
    return new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.7." + number);
  }

  private static DERSequence policies(int count) {
    ASN1EncodableVector all = new ASN1EncodableVector();
    for (int i = 0; i < count; i++) {
      all.add(new DERSequence(policy(i)));
    }
    return new DERSequence(all);
  }

  private static DERSequence mappings(int count) {
    ASN1EncodableVector all = new ASN1EncodableVector();
    for (int i = 0; i < count * count; i++) {
      all.add(new DERSequence(new ASN1Encodable[] {policy(i / count), policy(i % count)}));
    }
    return new DERSequence(all);
  }

  private static GeneralName dns(String name) {
    return new GeneralName(GeneralName.dNSName, name);
  }

  @Test
  void neitherSha1NorWeakKeysAreTaken() {
    assertThat(stands(client().by(root, "SHA1withECDSA"))).isFalse();
    assertThat(stands(client().keys(TestCertificates.pair("RSA", 2048)).by(root))).isTrue();
    assertThat(stands(client().keys(TestCertificates.pair("RSA", 1024)).by(root))).isFalse();
    assertThat(stands(client().keys(TestCertificates.pair("EC", 521)).by(root))).isFalse();
    assertThat(stands(client().keys(TestCertificates.pair("Ed25519", 0)).by(root))).isTrue();
  }

  @Test
  void whoeverIsToBeTrustedIsLookedAt() {
    assertThat(unfit(root)).isEmpty();
    assertThat(
            unfit(
                TestCertificates.of("CN=RSA")
                    .keys(TestCertificates.pair("RSA", 2048))
                    .authority(3)
                    .bySelf()))
        .isEmpty();
    assertThat(unfit(client().bySelf())).contains("authority");
    assertThat(
            unfit(
                TestCertificates.of("CN=x")
                    .extension(Extension.basicConstraints, true, new BasicConstraints(true))
                    .extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .bySelf()))
        .contains("authority");
    assertThat(
            unfit(
                TestCertificates.of("CN=x")
                    .authority(0)
                    .valid(NOW.minusSeconds(9), NOW.minusSeconds(1))
                    .bySelf()))
        .contains("expired");
    assertThat(unfit(TestCertificates.of("CN=x").authority(0).bySelf("SHA1withECDSA")))
        .contains("SHA-256");
    GeneralSubtree[] permitted = {new GeneralSubtree(dns("example.com"))};
    assertThat(
            unfit(
                TestCertificates.of("CN=x")
                    .authority(0)
                    .extension(
                        Extension.nameConstraints, true, new NameConstraints(permitted, null))
                    .bySelf()))
        .contains("name constraints");
    ASN1ObjectIdentifier own = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.2");
    assertThat(
            unfit(
                TestCertificates.of("CN=x")
                    .authority(0)
                    .extension(own, true, DERNull.INSTANCE)
                    .bySelf()))
        .contains("critical");
    assertThat(
            unfit(
                TestCertificates.of("CN=x")
                    .authority(0)
                    .extension(Extension.policyMappings, true, mappings(1))
                    .bySelf()))
        .contains("critical");
  }

  private static String unfit(Issued authority) {
    return CertificatePath.unfit(authority.certificate(), NOW).orElse("");
  }
}
