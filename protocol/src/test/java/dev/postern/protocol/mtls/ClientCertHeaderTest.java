package dev.postern.protocol.mtls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.postern.protocol.token.KnownCertificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a proxy tells of a client's certificate (RFC 9440), and what a certificate is known by. */
final class ClientCertHeaderTest {

  /** Self-signed, P-256, CN=a, made by OpenSSL. */
  static final String DER =
      "MIIBcDCCARWgAwIBAgIUHV5AWc003mX0RpZFsFRCsT1DEzMwCgYIKoZIzj0EAwIwDDEKMAgGA1UE"
          + "AwwBYTAgFw0yNjExMjgxMDUxMDNaGA8yMDgxMDgzMTEwNTEwM1owDDEKMAgGA1UEAwwBYTBZMBMG"
          + "ByqGSM49AgEGCCqGSM49AwEHA0IABEodvXZyzA94+qCUvMXf+ldtar0iagODSANS3F50ZQ9X+gUb"
          + "/kDCB0V+JM+I2lZkcEFybxbkbxUV3Ho94IOqueajUzBRMB0GA1UdDgQWBBRpEE7ks6BJ1mUm4ApN"
          + "WWWIHKYeLDAfBgNVHSMEGDAWgBRpEE7ks6BJ1mUm4ApNWWWIHKYeLDAPBgNVHRMBAf8EBTADAQH/"
          + "MAoGCCqGSM49BAMCA0kAMEYCIQD+ERbpkzzdLKQEJH9KH/N0R/8JS5AMRsR8rjEdGUuu5gIhALlz"
          + "NQGnYrRazUPz6YhHWhp045yA90/uknG6mVVX37vK";

  private static final String ITEM = ":" + DER + ":";

  /** By OpenSSL as well. */
  private static final String THUMBPRINT = "ezAZusqQYrvonNTYOrpSJq9s7j-IvFLaNr9Y15noVhY";

  private static ClientCertificate read(String... chain) {
    return ClientCertHeader.read(List.of(ITEM), List.of(chain)).orElseThrow();
  }

  @Test
  void theCertificateIsKnownByTheSha256OfItsDer() throws CertificateException {
    ClientCertificate told = read();
    assertThat(told.thumbprint().text()).isEqualTo(THUMBPRINT);
    X509Certificate certificate = told.certificates().get(0);
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=a");
    assertThat(ClientCertificate.of(certificate).thumbprint()).isEqualTo(told.thumbprint());
    assertThat(ClientCertificate.of(certificate).chainName()).isEqualTo(told.chainName());
    assertThat(told).hasToString("ClientCertificate[chain of 1]");
    KnownCertificate known = KnownCertificate.of(certificate);
    assertThat(known.thumbprint().text()).isEqualTo(THUMBPRINT);
    Instant begin = Instant.parse("2026-11-28T10:51:03Z");
    assertThat(known.notBefore()).isEqualTo(begin);
    assertThat(known.current(begin.minusNanos(1))).isFalse();
    assertThat(known.current(begin)).isTrue();
    assertThat(known.current(known.notAfter())).isTrue();
    assertThat(known.current(known.notAfter().plusNanos(1))).isFalse();
  }

  @Test
  void theChainMayStandInAListOrInSeveralLines() {
    assertThat(read(ITEM + "," + ITEM, " " + ITEM + " ").chainName())
        .isEqualTo(read(ITEM, ITEM, ITEM).chainName())
        .isNotEqualTo(read(ITEM, ITEM).chainName())
        .isNotEqualTo(read().chainName());
    assertThat(ClientCertHeader.read(List.of(), List.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ":", "::", "AAAA", ":AAAA", "AAAA:", ":A:", ":A A:", ":_-_-:", ":AAAA:;a"})
  void whatIsNoByteSequenceIsRefused(String item) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClientCertHeader.read(List.of(item), List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> read(item));
  }

  @Test
  void oneCertificateAndAChainOfFourAtMost() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClientCertHeader.read(List.of(ITEM, ITEM), List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClientCertHeader.read(List.of(), List.of(ITEM)));
    String four = String.join(",", Collections.nCopies(4, ITEM));
    assertThat(read(four)).hasToString("ClientCertificate[chain of 5]");
    assertThatIllegalArgumentException().isThrownBy(() -> read(four, ITEM));
  }

  @Test
  void whatIsNoCertificateIsNoneWhenItIsLookedAt() {
    byte[] der = Base64.getDecoder().decode(DER);
    byte[] more = Arrays.copyOf(der, der.length + 1);
    byte[] less = Arrays.copyOf(der, der.length - 1);
    byte[] longer = Arrays.copyOf(der, KnownCertificate.LONGEST + 1);
    for (byte[] bad :
        List.of(new byte[0], new byte[3], more, less, longer, ITEM.getBytes(US_ASCII))) {
      assertThatExceptionOfType(CertificateException.class)
          .isThrownBy(() -> KnownCertificate.read(bad));
    }
  }
}
