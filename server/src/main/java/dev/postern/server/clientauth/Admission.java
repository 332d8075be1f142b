package dev.postern.server.clientauth;

import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.App;
import dev.postern.store.Tenant;
import java.net.InetAddress;
import java.time.Instant;

/** What is asked of whoever has proved himself, by whatever method. */
final class Admission {

  private Admission() {}

  /** The client, unless it is blocked, its credential has ended, or it asks from elsewhere. */
  static AuthenticatedClient admitted(Proven client, InetAddress from, Instant now) throws Refusal {
    App app = client.entry().app();
    if (app.status() != App.Status.ACTIVE
        || client.tenant().tenant().status() != Tenant.Status.ACTIVE) {
      throw new Refusal(TokenReason.CLIENT_BLOCKED);
    }
    if (!client.credential().live(now)) {
      throw new Refusal(TokenReason.CREDENTIAL_EXPIRED);
    }
    if (!AllowedAddresses.allow(app.allowedIps(), from)) {
      throw new Refusal(TokenReason.ADDRESS_NOT_ALLOWED);
    }
    return client;
  }
}
