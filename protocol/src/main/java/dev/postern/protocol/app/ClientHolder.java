package dev.postern.protocol.app;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Issuer;
import java.time.Instant;
import java.util.Optional;

/**
 * An app that proves itself by the certificate that it shows in TLS (RFC 8705 section 2): nothing
 * but its client id stands in the request.
 */
final class ClientHolder implements AppProof {

  private final ClientId clientId;

  ClientHolder(ClientId clientId) {
    this.clientId = clientId;
  }

  @Override
  public ClientId clientId() {
    return clientId;
  }

  @Override
  public Optional<String> authorization() {
    return Optional.empty();
  }

  @Override
  public String parameters(Issuer server, Instant now) {
    // RFC 8705 2: by it the server finds what the certificate has to be.
    return "&client_id=" + clientId.text();
  }

  /** Never: there is none. */
  @Override
  public boolean within(String text) {
    return false;
  }

  /** Only the client id. */
  @Override
  public String toString() {
    return "ClientHolder[" + clientId + "]";
  }
}
