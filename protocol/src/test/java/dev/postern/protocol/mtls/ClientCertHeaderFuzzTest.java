package dev.postern.protocol.mtls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postern.protocol.fuzz.ReadingCost;
import dev.postern.protocol.fuzz.Spoilt;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Whatever a proxy tells of a client's certificate (RFC 9440) is a chain of some, or refused. */
final class ClientCertHeaderFuzzTest {

  private static final byte[] DER = Base64.getDecoder().decode(ClientCertHeaderTest.DER);
  private static final String ITEM = ':' + ClientCertHeaderTest.DER + ':';

  private final ReadingCost cost = new ReadingCost();

  /** The values of both headers. */
  private record Told(List<String> own, List<String> chain) {

    private static Told by(FuzzedDataProvider data) {
      return switch (data.consumeInt(0, 3)) {
        case 0 -> new Told(List.of(data.consumeString(200)), List.of(rest(data)));
        case 1 -> new Told(List.of(Spoilt.some(data, ITEM)), List.of());
        case 2 -> new Told(List.of(ITEM), List.of(Spoilt.rest(data, ITEM + ", " + ITEM)));
        default -> new Told(List.of(item(Spoilt.bytes(data, DER))), List.of());
      };
    }

    private static String rest(FuzzedDataProvider data) {
      return data.consumeRemainingAsString();
    }

    private static String item(byte[] der) {
      return ':' + Base64.getEncoder().encodeToString(der) + ':';
    }
  }

  /** What was told of, with the certificates in it where it has any. */
  private record Read(ClientCertificate told, List<X509Certificate> certificates) {

    private static Optional<Read> of(Told told) {
      try {
        ClientCertificate read = ClientCertHeader.read(told.own(), told.chain()).orElseThrow();
        return Optional.of(new Read(read, read.certificates()));
      } catch (IllegalArgumentException | CertificateException expected) {
        return Optional.empty();
      }
    }
  }

  @DictionaryEntries({":", ", ", ",", "::", ";a", "=", "==", "MII", "MIIB"})
  @FuzzTest
  void whateverIsToldIsAChainOfCertificatesOrRefused(FuzzedDataProvider data) {
    Told told = Told.by(data);
    Optional<Read> read = cost.of(() -> Read.of(told));
    read.ifPresent(chain -> {
      List<X509Certificate> all = chain.certificates();
      assertThat(all).hasSizeBetween(1, ClientCertificate.MOST);
      X509Certificate[] others = all.subList(1, all.size()).toArray(X509Certificate[]::new);
      ClientCertificate again = ClientCertificate.of(all.get(0), others);
      assertThat(again.thumbprint()).isEqualTo(chain.told().thumbprint());
      assertThat(again.chainName()).isEqualTo(chain.told().chainName());
    });
  }
}
