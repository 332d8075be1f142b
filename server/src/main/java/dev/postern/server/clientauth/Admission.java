package dev.postern.server.clientauth;

import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.App;
import dev.postern.store.AppEntry;
import dev.postern.store.Credential;
import dev.postern.store.Profile;
import dev.postern.store.Tenant;
import dev.postern.store.TenantRegistry;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;

/** What is asked of whoever has proved himself, by whatever method. */
final class Admission {

  private Admission() {}

  /**
   * The client, unless it is blocked, its credential has ended or is none that its profile takes,
   * or it asks from elsewhere.
   */
  static AuthenticatedClient admitted(Proven client, InetAddress from, Instant now) throws Refusal {
    Optional<TokenReason> obstacle =
        obstacle(client.tenant(), client.entry(), client.credential(), from, now);
    if (obstacle.isPresent()) {
      throw new Refusal(obstacle.get());
    }
    return client;
  }

  /** Why nobody is admitted from there by this credential, if he is not. */
  static Optional<TokenReason> obstacle(
      TenantRegistry tenant, AppEntry entry, Credential credential, InetAddress from, Instant now) {
    App app = entry.app();
    if (app.status() != App.Status.ACTIVE || tenant.tenant().status() != Tenant.Status.ACTIVE) {
      return Optional.of(TokenReason.CLIENT_BLOCKED);
    }
    if (!credential.live(now)) {
      return Optional.of(TokenReason.CREDENTIAL_EXPIRED);
    }
    if (!Profile.of(tenant.tenant(), app).takes(credential)) {
      return Optional.of(TokenReason.CREDENTIAL_NOT_TAKEN);
    }
    if (!AllowedAddresses.allow(app.allowedIps(), from)) {
      return Optional.of(TokenReason.ADDRESS_NOT_ALLOWED);
    }
    return Optional.empty();
  }
}
