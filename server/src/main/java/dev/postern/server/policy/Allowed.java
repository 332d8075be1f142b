package dev.postern.server.policy;

import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.Binding;
import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.store.Api;
import dev.postern.store.Grant;
import java.time.Instant;
import java.util.Optional;

/** The proof that policy has said yes. */
record Allowed(
    AuthenticatedClient client,
    Api api,
    Grant grant,
    String grantType,
    Scopes scopes,
    JsonObject claims,
    Binding binding,
    Optional<Behalf> behalf,
    Instant expiresAt)
    implements Permit {}
