package dev.postern.server.policy;

import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.Binding;
import dev.postern.server.grant.Authorization;
import dev.postern.server.possession.Confirmation;
import dev.postern.store.Api;
import dev.postern.store.App;
import dev.postern.store.Credential;
import dev.postern.store.Grant;
import dev.postern.store.Tenant;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a proven client asks, with what it proves to hold. */
record Posed(Authorization asked, Confirmation confirmation) implements Question {

  @Override
  public Tenant tenant() {
    return asked.client().tenant().tenant();
  }

  @Override
  public App app() {
    return asked.client().entry().app();
  }

  @Override
  public Credential credential() {
    return asked.client().credential();
  }

  @Override
  public @Nullable Instant provenUntil() {
    return asked.client().provenUntil();
  }

  @Override
  public Api api() {
    return asked.api();
  }

  @Override
  public Grant grant() {
    return asked.grant();
  }

  @Override
  public Optional<Scopes> scopes() {
    return asked.scopes();
  }

  @Override
  public JsonObject claims() {
    return asked.claims();
  }

  @Override
  public Binding key() {
    return confirmation.binding();
  }

  @Override
  public Optional<Binding> certificate() {
    return confirmation.certificate();
  }
}
