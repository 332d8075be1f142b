package dev.postern.server.policy;

import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.Binding;
import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.store.Api;
import dev.postern.store.Grant;
import java.time.Instant;

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

  /** When it will end, in whole seconds. */
  Instant expiresAt();
}
