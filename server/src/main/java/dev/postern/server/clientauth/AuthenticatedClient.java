package dev.postern.server.clientauth;

import dev.postern.store.AppEntry;
import dev.postern.store.Credential;
import dev.postern.store.TenantRegistry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A client that has proved who it is: only this package can make one. */
public sealed interface AuthenticatedClient permits Proven {

  /** The tenant that it belongs to. */
  TenantRegistry tenant();

  /** The app that it is. */
  AppEntry entry();

  /** What it proved itself with. */
  Credential credential();

  /** Until when that proves anything, where it says so itself; null where it does not. */
  @Nullable Instant provenUntil();
}
