package dev.postern.server.clientauth;

import dev.postern.store.AppEntry;
import dev.postern.store.Credential;
import dev.postern.store.TenantRegistry;

/** The proof that authentication took place. */
record Proven(TenantRegistry tenant, AppEntry entry, Credential credential)
    implements AuthenticatedClient {}
