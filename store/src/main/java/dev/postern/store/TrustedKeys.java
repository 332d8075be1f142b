package dev.postern.store;

import dev.postern.protocol.token.PublicJwk;

/** The keys by which another issuer is believed. */
public sealed interface TrustedKeys {

  /** One that was registered. */
  record Key(PublicJwk key) implements TrustedKeys {}

  /** Those that stand at a URL. */
  record Url(KeySetUrl url) implements TrustedKeys {}
}
