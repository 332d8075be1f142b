package dev.postern.server.clientauth;

import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.App;
import dev.postern.store.AppEntry;
import dev.postern.store.Credential;
import dev.postern.store.Profile;
import dev.postern.store.Tenant;
import dev.postern.store.TenantRegistry;
import java.time.Instant;
import java.util.Optional;

/** What is asked of whoever has proved himself, by whatever method. */
final class Admission {

  private Admission() {}

  /**
   * The client, unless it is blocked, its credential has ended or is none that its profile takes,
   * or it asks from elsewhere, or in another way than its profile has it.
   */
  static AuthenticatedClient admitted(Proven client, ClientProof proof, Instant now)
      throws Refusal {
    Optional<TokenReason> obstacle =
        obstacle(client.tenant(), client.entry(), client.credential(), proof, now);
    if (obstacle.isPresent()) {
      throw new Refusal(obstacle.get());
    }
    return client;
  }

  /** Why nobody is admitted by this credential with such a proof, if he is not. */
  static Optional<TokenReason> obstacle(
      TenantRegistry tenant,
      AppEntry entry,
      Credential credential,
      ClientProof proof,
      Instant now) {
    App app = entry.app();
    if (app.status() != App.Status.ACTIVE || tenant.tenant().status() != Tenant.Status.ACTIVE) {
      return Optional.of(TokenReason.CLIENT_BLOCKED);
    }
    if (!credential.live(now)) {
      return Optional.of(TokenReason.CREDENTIAL_EXPIRED);
    }
    Profile profile = Profile.of(tenant.tenant(), app);
    if (!profile.takes(credential)) {
      return Optional.of(TokenReason.CREDENTIAL_NOT_TAKEN);
    }
    if (!AllowedAddresses.allow(app.allowedIps(), proof.from())) {
      return Optional.of(TokenReason.ADDRESS_NOT_ALLOWED);
    }
    if (!proof.form() && !profile.json()) {
      return Optional.of(TokenReason.BODY_NOT_TAKEN);
    }
    return Optional.empty();
  }
}
