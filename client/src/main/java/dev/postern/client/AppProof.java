package dev.postern.client;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Issuer;
import java.time.Instant;
import java.util.Optional;

/** How an app proves itself in a token request. */
sealed interface AppProof permits ClientSecret, ClientKey, ClientHolder {

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
