package dev.postern.server.clientauth;

import dev.postern.protocol.mtls.ClientCertificate;
import java.net.InetAddress;

/**
 * A client id and the certificate of its sender's TLS connection (RFC 8705 section 2). That he
 * holds its key was proved in TLS; whose it is has not been looked at.
 */
public final class CertificateProof implements ClientProof {

  private final String clientId;
  private final ClientCertificate certificate;
  private final InetAddress from;

  /** A proof by certificate. */
  public CertificateProof(String clientId, ClientCertificate certificate, InetAddress from) {
    this.clientId = clientId;
    this.certificate = certificate;
    this.from = from;
  }

  @Override
  public InetAddress from() {
    return from;
  }

  String clientId() {
    return clientId;
  }

  ClientCertificate certificate() {
    return certificate;
  }

  @Override
  public String toString() {
    return "CertificateProof[hidden]";
  }
}
