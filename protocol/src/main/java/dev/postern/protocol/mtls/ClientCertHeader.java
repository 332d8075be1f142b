package dev.postern.protocol.mtls;

import dev.postern.protocol.token.KnownCertificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Reads the headers by which a proxy that ended TLS tells of the client's certificate (RFC 9440).
 * They are worth what the proxy is worth: whoever reads them must know that the request comes from
 * one that takes away what clients themselves send under these names.
 */
public final class ClientCertHeader {

  /** The client's own certificate (RFC 9440 section 2.2). */
  public static final String NAME = "Client-Cert";

  /** The chain behind it (RFC 9440 section 2.3). */
  public static final String CHAIN = "Client-Cert-Chain";

  private static final int LONGEST = 4 * ((KnownCertificate.LONGEST + 2) / 3) + 2;

  private ClientCertHeader() {}

  /**
   * The certificate of the client behind a proxy.
   *
   * @param own every value of {@link #NAME}
   * @param chain every value of {@link #CHAIN}
   * @return empty where there is none, of which nobody need think more
   * @throws IllegalArgumentException where there are two, or something is malformed: then the proxy
   *     does not do what it is trusted for
   */
  public static Optional<ClientCertificate> read(List<String> own, List<String> chain) {
    if (own.isEmpty() && chain.isEmpty()) {
      return Optional.empty();
    }
    if (own.size() != 1) {
      throw malformed();
    }
    List<byte[]> all = new ArrayList<>();
    all.add(bytes(own.get(0)));
    for (String line : chain) {
      // RFC 8941 3.1: a list may stand in several lines.
      for (String member : line.split(",", -1)) {
        if (all.size() == ClientCertificate.MOST) {
          throw malformed();
        }
        all.add(bytes(member));
      }
    }
    return Optional.of(new ClientCertificate(all));
  }

  /** RFC 8941 3.3.5: a byte sequence is base64 between colons; no parameters follow here. */
  private static byte[] bytes(String item) {
    String text = item.strip();
    boolean framed =
        text.length() > 2 && text.length() <= LONGEST && text.startsWith(":") && text.endsWith(":");
    if (!framed) {
      throw malformed();
    }
    try {
      return Base64.getDecoder().decode(text.substring(1, text.length() - 1));
    } catch (IllegalArgumentException e) {
      throw malformed();
    }
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException("malformed " + NAME);
  }
}
