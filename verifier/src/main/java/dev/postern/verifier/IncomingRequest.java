package dev.postern.verifier;

import dev.postern.protocol.mtls.ClientCertificate;
import java.util.List;
import java.util.Optional;

/**
 * A request that asks to pass, as far as that depends on it.
 *
 * @param method its method, as sent
 * @param path its raw path, as sent; a query behind it does not count. One with dot segments, or
 *     without a slash in front, is no address that a proof could be for
 * @param authorization every value of its {@code Authorization} header
 * @param proofs every value of its {@code DPoP} header
 * @param certificate the certificate that its sender proved in TLS, to this server or to a proxy
 *     that this server trusts to tell (RFC 9440)
 */
public record IncomingRequest(
    String method,
    String path,
    List<String> authorization,
    List<String> proofs,
    Optional<ClientCertificate> certificate) {

  /** Copies the lists. */
  public IncomingRequest {
    authorization = List.copyOf(authorization);
    proofs = List.copyOf(proofs);
  }

  /** A request whose sender showed no certificate. */
  public IncomingRequest(
      String method, String path, List<String> authorization, List<String> proofs) {
    this(method, path, authorization, proofs, Optional.empty());
  }

  /** Method and path: the headers hold secrets. */
  @Override
  public String toString() {
    return "IncomingRequest[" + method + ' ' + path + ']';
  }
}
