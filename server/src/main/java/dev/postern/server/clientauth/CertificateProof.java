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
  private final boolean form;

  /**
   * A proof by certificate.
   *
   * @param from where it comes from
   * @param form whether the request is a form
   */
  public CertificateProof(
      String clientId, ClientCertificate certificate, InetAddress from, boolean form) {
    this.clientId = clientId;
    this.certificate = certificate;
    this.from = from;
    this.form = form;
  }

  /** A proof by certificate beside a form. */
  public CertificateProof(String clientId, ClientCertificate certificate, InetAddress from) {
    this(clientId, certificate, from, true);
  }

  @Override
  public InetAddress from() {
    return from;
  }

  @Override
  public boolean form() {
    return form;
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
