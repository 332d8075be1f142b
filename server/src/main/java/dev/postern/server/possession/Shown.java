package dev.postern.server.possession;

import dev.postern.protocol.mtls.ClientCertificate;
import dev.postern.protocol.token.Binding;
import java.util.List;
import java.util.Optional;

/**
 * What a request shows to prove that its sender holds a key: proofs, as they came, and a
 * certificate whose key was proved in TLS.
 *
 * @param proofs every value of its {@code DPoP} header
 * @param method its method
 * @param path its raw path
 * @param certificate the certificate of its connection
 */
public record Shown(
    List<String> proofs, String method, String path, Optional<ClientCertificate> certificate) {

  /** Nothing. */
  public static final Shown NOTHING = new Shown(List.of(), "", "/");

  /** Copies the list. */
  public Shown {
    proofs = List.copyOf(proofs);
  }

  /** What is shown without a certificate. */
  public Shown(List<String> proofs, String method, String path) {
    this(proofs, method, path, Optional.empty());
  }

  /** RFC 8705 3: whether it is the certificate that a token is bound to. */
  public boolean proves(Binding.ToCertificate bound) {
    return certificate.filter(each -> each.thumbprint().equals(bound.thumbprint())).isPresent();
  }

  /** How many proofs there are, none of them itself. */
  @Override
  public String toString() {
    return "Shown[" + proofs.size() + " proofs]";
  }
}
