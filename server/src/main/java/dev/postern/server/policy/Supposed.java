package dev.postern.server.policy;

import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.Binding;
import dev.postern.store.Api;
import dev.postern.store.App;
import dev.postern.store.Credential;
import dev.postern.store.Grant;
import dev.postern.store.Tenant;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an app might ask: nobody has proved anything, and nothing can be minted of it. */
record Supposed(
    Tenant tenant,
    App app,
    @Nullable Credential credential,
    Api api,
    Grant grant,
    Optional<Scopes> scopes,
    JsonObject claims,
    Binding key,
    Optional<Binding> certificate)
    implements Question {

  /** A request for which something else vouches until an hour is not among those explained. */
  @Override
  public @Nullable Instant provenUntil() {
    return null;
  }
}
