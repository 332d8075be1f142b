package dev.postern.protocol.mtls;

import dev.postern.protocol.token.KnownCertificate;
import dev.postern.protocol.token.Thumbprint;
import java.io.ByteArrayOutputStream;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The certificate whose key a TLS client has proved to hold, by its signature over the handshake
 * (RFC 8446 section 4.4.3), and the chain that it sent along, which proves nothing by itself.
 * Nothing is read of either before it is asked for.
 */
public final class ClientCertificate {

  /** The most certificates, the client's own among them. */
  public static final int MOST = 5;

  private final List<byte[]> chain;
  private @Nullable Thumbprint thumbprint;
  private @Nullable String chainName;

  ClientCertificate(List<byte[]> chain) {
    if (chain.isEmpty() || chain.size() > MOST) {
      throw new IllegalArgumentException("a chain has 1 to " + MOST + " certificates");
    }
    this.chain = chain;
  }

  /**
   * The certificate of a client.
   *
   * @param own the one that the client proved
   * @param others what it sent along, in its order
   * @throws IllegalArgumentException where there are too many, or one has no encoding
   */
  public static ClientCertificate of(X509Certificate own, X509Certificate... others) {
    List<Certificate> all = new ArrayList<>();
    all.add(own);
    all.addAll(Arrays.asList(others));
    return of(all);
  }

  /**
   * The certificate of the other side of {@code session}, which is this side's client, or empty.
   */
  public static Optional<ClientCertificate> of(SSLSession session) {
    try {
      return Optional.of(of(Arrays.asList(session.getPeerCertificates())));
    } catch (SSLPeerUnverifiedException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static ClientCertificate of(List<Certificate> all) {
    try {
      List<byte[]> chain = new ArrayList<>();
      for (Certificate each : all) {
        chain.add(each.getEncoded());
      }
      return new ClientCertificate(chain);
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a certificate without an encoding", e);
    }
  }

  /** The client's own certificate: what tokens are bound to (RFC 8705 section 3.1). */
  public Thumbprint thumbprint() {
    // Whoever comes second computes the same.
    @Nullable Thumbprint known = thumbprint;
    if (known == null) {
      known = Thumbprint.ofCertificate(chain.get(0));
      thumbprint = known;
    }
    return known;
  }

  /** A name of all that was sent: another chain behind the same certificate has another. */
  public String chainName() {
    @Nullable String known = chainName;
    if (known == null) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      // Each encoding says its own length, so no two chains are one text.
      chain.forEach(all::writeBytes);
      known = Thumbprint.ofCertificate(all.toByteArray()).text();
      chainName = known;
    }
    return known;
  }

  /**
   * The certificates, the client's own first; this is the dear part.
   *
   * @throws CertificateException where something is none
   */
  public List<X509Certificate> certificates() throws CertificateException {
    List<X509Certificate> all = new ArrayList<>();
    for (byte[] each : chain) {
      all.add(KnownCertificate.read(each));
    }
    return all;
  }

  /** How many there are, nothing of them. */
  @Override
  public String toString() {
    return "ClientCertificate[chain of " + chain.size() + "]";
  }
}
