package dev.postern.server.clientauth;

import dev.postern.server.refusal.Refusal;
import java.net.InetAddress;
import java.util.Optional;

/**
 * An assertion of another issuer about the client, as a grant (RFC 7523 section 2.1), as it was
 * sent; nothing in it has been checked.
 */
public final class FederatedProof implements ClientProof {

  /** The longest assertion that is looked at, in characters. */
  static final int LIMIT = 8 * 1024;

  private final String assertion;
  private final Optional<String> clientId;
  private final Optional<ClientProof> beside;
  private final InetAddress from;
  private final boolean form;

  /**
   * A proof by the word of another.
   *
   * @param assertion the JWT
   * @param clientId the parameter {@code client_id} where it was sent: it must say the same
   * @param beside the client's own proof, where it gives one, too (RFC 7521 section 4.1)
   * @param from where it comes from
   * @param form whether it came in a form
   */
  public FederatedProof(
      String assertion,
      Optional<String> clientId,
      Optional<ClientProof> beside,
      InetAddress from,
      boolean form) {
    this.assertion = assertion;
    this.clientId = clientId;
    this.beside = beside;
    this.from = from;
    this.form = form;
  }

  @Override
  public InetAddress from() {
    return from;
  }

  @Override
  public boolean form() {
    return form;
  }

  String assertion() {
    return assertion;
  }

  /** The app's id, where the request says it: by the parameter, or in its own proof. */
  Optional<String> named() throws Refusal {
    if (clientId.isPresent() || beside.isEmpty()) {
      return clientId;
    }
    return switch (beside.get()) {
      case SecretProof secret -> Optional.of(secret.clientId());
      // Whether it is that app's is looked at with the proof itself.
      case AssertionProof own -> Optional.of(ClientAssertion.parse(own).claims().subject());
      case CertificateProof certificate -> Optional.of(certificate.clientId());
      case PasskeyProof passkey -> passkey.named();
      case OpenIdProof ticket -> ticket.named();
      case FederatedProof _ -> throw new IllegalStateException("no proof of a client's own");
    };
  }

  Optional<ClientProof> beside() {
    return beside;
  }

  @Override
  public String toString() {
    return "FederatedProof[hidden]";
  }
}
