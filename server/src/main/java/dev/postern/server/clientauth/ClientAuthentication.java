package dev.postern.server.clientauth;

import dev.postern.protocol.ClientId;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.App;
import dev.postern.store.AppEntry;
import dev.postern.store.Credential;
import dev.postern.store.Tenant;
import dev.postern.store.TenantRegistry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who is calling.
 *
 * <p>Nobody learns from an answer or its time whether an app exists: an unknown one costs the same
 * hash and the same comparison, and whether it is blocked or its credential has ended is looked at
 * only behind a proof that stands. Outside, all of these are one answer.
 */
public final class ClientAuthentication {

  private final Pepper pepper;

  /** Authentication with secrets hashed under {@code pepper}. */
  public ClientAuthentication(Pepper pepper) {
    this.pepper = pepper;
  }

  /** The client that {@code proof} proves to be an app of {@code tenant}. */
  public AuthenticatedClient authenticate(TenantRegistry tenant, ClientProof proof, Instant now)
      throws Refusal {
    return switch (proof) {
      case SecretProof secret -> bySecret(tenant, secret, now);
    };
  }

  private AuthenticatedClient bySecret(TenantRegistry tenant, SecretProof proof, Instant now)
      throws Refusal {
    // What Postern cannot have made is refused before anything is looked up.
    ClientSecret secret =
        ClientSecret.parse(proof.secret()).orElseThrow(() -> new Refusal(TokenReason.PROOF_WRONG));
    String offered = pepper.hash(secret);
    Optional<AppEntry> app = ClientId.parse(proof.clientId()).flatMap(tenant::app);
    @Nullable Credential matching =
        match(offered, app.map(AppEntry::credentials).orElse(List.of()), now);
    if (app.isEmpty()) {
      throw new Refusal(TokenReason.CLIENT_UNKNOWN);
    }
    if (matching == null) {
      throw new Refusal(TokenReason.PROOF_WRONG);
    }
    return admitted(new Proven(tenant, app.get(), matching), proof, now);
  }

  /**
   * Compares with every secret of the app, or with none at the same price. Where one secret was
   * registered twice, the credential that has not ended counts.
   */
  private static @Nullable Credential match(
      String offered, List<Credential> credentials, Instant now) {
    byte[] bytes = offered.getBytes(StandardCharsets.US_ASCII);
    @Nullable Credential found = null;
    if (credentials.isEmpty()) {
      MessageDigest.isEqual(bytes, bytes.clone());
    }
    for (Credential credential : credentials) {
      byte[] kept = credential.secretHash().getBytes(StandardCharsets.US_ASCII);
      if (MessageDigest.isEqual(bytes, kept) && (found == null || credential.live(now))) {
        found = credential;
      }
    }
    return found;
  }

  private static AuthenticatedClient admitted(Proven client, ClientProof proof, Instant now)
      throws Refusal {
    App app = client.entry().app();
    if (app.status() != App.Status.ACTIVE
        || client.tenant().tenant().status() != Tenant.Status.ACTIVE) {
      throw new Refusal(TokenReason.CLIENT_BLOCKED);
    }
    if (!client.credential().live(now)) {
      throw new Refusal(TokenReason.CREDENTIAL_EXPIRED);
    }
    if (!AllowedAddresses.allow(app.allowedIps(), proof.from())) {
      throw new Refusal(TokenReason.ADDRESS_NOT_ALLOWED);
    }
    return client;
  }
}
