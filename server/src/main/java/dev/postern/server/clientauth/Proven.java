package dev.postern.server.clientauth;

import dev.postern.store.AppEntry;
import dev.postern.store.Credential;
import dev.postern.store.TenantRegistry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The proof that a proof was checked. */
record Proven(
    TenantRegistry tenant, AppEntry entry, Credential credential, @Nullable Instant provenUntil)
    implements AuthenticatedClient {

  /** By a proof that says nothing of its end. */
  Proven(TenantRegistry tenant, AppEntry entry, Credential credential) {
    this(tenant, entry, credential, null);
  }
}
