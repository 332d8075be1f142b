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

/**
 * Who asks for what, as far as policy looks at it: {@link Posed} by a client that has proved who it
 * is, or {@link Supposed} by nobody. A permit is made of the authorization behind the first, and
 * there is none behind the second.
 */
sealed interface Question permits Posed, Supposed {

  Tenant tenant();

  App app();

  /** What the app proves itself with; null only where that is not known. */
  @Nullable Credential credential();

  /** Until when that proves anything, where it says so itself. */
  @Nullable Instant provenUntil();

  Api api();

  Grant grant();

  /** The scopes that are asked for; empty for all that are granted. */
  Optional<Scopes> scopes();

  /** The extra claims that are asked for. */
  JsonObject claims();

  /** The key that is proved by DPoP, or nothing. */
  Binding key();

  /** The certificate on the connection; it may cost something to ask. */
  Optional<Binding> certificate();
}
