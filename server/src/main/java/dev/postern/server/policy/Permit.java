package dev.postern.server.policy;

import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.AccessToken;
import dev.postern.protocol.token.Binding;
import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.store.Api;
import dev.postern.store.Grant;
import java.time.Instant;
import java.util.Optional;

/** What a token may say: only {@link Policy} can make one. */
public sealed interface Permit permits Allowed {

  /** Whose token it will be. */
  AuthenticatedClient client();

  /** The API that it will open. */
  Api api();

  /** The grant that it rests on. */
  Grant grant();

  /** The grant type that it was asked by. */
  String grantType();

  /** What it will permit. */
  Scopes scopes();

  /** The own claims that it will carry. */
  JsonObject claims();

  /** What it will be bound to. */
  Binding binding();

  /** On whose behalf its client will use it; empty where on its own. */
  Optional<Behalf> behalf();

  /**
   * That of the subject of another token, which is exchanged (RFC 8693).
   *
   * @param token the other token
   * @param actorNamed whether the new one says who acts
   */
  record Behalf(AccessToken token, boolean actorNamed) {}

  /** When it will end, in whole seconds. */
  Instant expiresAt();
}
