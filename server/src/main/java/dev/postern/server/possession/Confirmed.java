package dev.postern.server.possession;

import dev.postern.protocol.mtls.ClientCertificate;
import dev.postern.protocol.token.Binding;
import java.util.Optional;

/**
 * The proof that a proof stood, or that there was none.
 *
 * @param binding the key that was proved, or nothing
 * @param nonce the nonce for the next proof
 * @param shown the certificate of the connection
 */
record Confirmed(Binding binding, Optional<String> nonce, Optional<ClientCertificate> shown)
    implements Confirmation {

  /** Only now its thumbprint is computed: mostly nobody asks. */
  @Override
  public Optional<Binding> certificate() {
    return shown.map(each -> new Binding.ToCertificate(each.thumbprint()));
  }
}
