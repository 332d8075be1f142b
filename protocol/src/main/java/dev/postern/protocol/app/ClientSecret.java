package dev.postern.protocol.app;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Issuer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** An app's client id with its secret. */
final class ClientSecret implements AppProof {

  private static final int LIMIT = 1024;

  private final ClientId clientId;
  private final String secret;

  ClientSecret(ClientId clientId, String secret) {
    if (secret.isEmpty() || secret.length() > LIMIT) {
      throw new IllegalArgumentException("a client secret has 1 to 1,024 characters");
    }
    this.clientId = clientId;
    this.secret = secret;
  }

  @Override
  public ClientId clientId() {
    return clientId;
  }

  /** HTTP Basic. */
  @Override
  public Optional<String> authorization() {
    // RFC 6749 2.3.1: both halves are form-urlencoded before they are joined.
    String pair = encoded(clientId.text()) + ':' + encoded(secret);
    byte[] bytes = pair.getBytes(StandardCharsets.US_ASCII);
    return Optional.of("Basic " + Base64.getEncoder().encodeToString(bytes));
  }

  @Override
  public String parameters(Issuer server, Instant now) {
    return "";
  }

  @Override
  public boolean within(String text) {
    return text.contains(secret) || text.contains(encoded(secret));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Only the client id. */
  @Override
  public String toString() {
    return "ClientSecret[" + clientId + "]";
  }
}
