package dev.postern.protocol.app;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.token.SigningKey;
import java.time.Instant;
import java.util.Optional;

/**
 * How an app proves itself to an authorization server, in whatever request. Threads may share it.
 */
public sealed interface AppProof permits ClientSecret, ClientKey, ClientHolder {

  /**
   * By a secret, sent by HTTP Basic (RFC 6749 section 2.3.1).
   *
   * @throws IllegalArgumentException where {@code secret} is empty or longer than 1,024 characters
   */
  static AppProof secret(ClientId clientId, String secret) {
    return new ClientSecret(clientId, secret);
  }

  /**
   * By a private key: each request carries a new assertion that is signed with it, addressed to the
   * issuer ({@code private_key_jwt}, RFC 7523 section 2.2).
   */
  static AppProof key(ClientId clientId, SigningKey key) {
    return new ClientKey(clientId, key);
  }

  /**
   * By the certificate that the connection shows: its client id alone stands in the request ({@code
   * tls_client_auth} or {@code self_signed_tls_client_auth}, RFC 8705 section 2).
   */
  static AppProof certificate(ClientId clientId) {
    return new ClientHolder(clientId);
  }

  /** Who it is. */
  ClientId clientId();

  /** The value of {@code Authorization}, or empty where the proof is in the form. */
  Optional<String> authorization();

  /**
   * What the form has more: parameters, each after an {@code &}, or nothing.
   *
   * @param server whom the proof is for
   * @param now when it is made; each request has a new one
   */
  String parameters(Issuer server, Instant now);

  /** Whether {@code text} gives a secret away. */
  boolean within(String text);
}
