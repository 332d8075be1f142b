package dev.postern.server.clientauth;

import dev.postern.protocol.ClientId;
import dev.postern.server.clientauth.ImportedSecrets.Offer;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.AppEntry;
import dev.postern.store.Credential;
import dev.postern.store.SecretCredential;
import dev.postern.store.TenantRegistry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * By a secret (RFC 6749 section 2.3.1), which Postern made or which was imported. An unknown app
 * costs the same hash and the same comparison; only an imported secret that has not been used yet
 * costs more, and that is done elsewhere ({@link ImportedSecrets}).
 */
final class SecretAuthentication {

  private final Pepper pepper;
  private final ImportedSecrets imported;

  SecretAuthentication(Pepper pepper, ImportedSecrets imported) {
    this.pepper = pepper;
    this.imported = imported;
  }

  AuthenticatedClient authenticate(TenantRegistry tenant, SecretProof proof, Instant now)
      throws Refusal {
    // What nobody can have is refused before anything is looked up.
    OfferedSecret secret =
        OfferedSecret.parse(proof.secret()).orElseThrow(() -> new Refusal(TokenReason.PROOF_WRONG));
    String offered = pepper.hash(secret);
    Optional<AppEntry> app = ClientId.parse(proof.clientId()).flatMap(tenant::app);
    @Nullable Credential matching =
        match(offered, app.map(AppEntry::credentials).orElse(List.of()), now);
    if (app.isEmpty()) {
      throw new Refusal(TokenReason.CLIENT_UNKNOWN);
    }
    if (matching == null || !matching.live(now)) {
      Offer offer = new Offer(tenant, app.get(), secret, offered, proof);
      matching = imported.match(offer, matching, now);
    }
    if (matching == null) {
      throw new Refusal(TokenReason.PROOF_WRONG);
    }
    return Admission.admitted(new Proven(tenant, app.get(), matching), proof, now);
  }

  /**
   * Compares with every secret of the app, or with none at the same price. Where one secret was
   * registered twice, the credential that has not ended counts.
   */
  private static @Nullable Credential match(
      String offered, List<Credential> credentials, Instant now) {
    byte[] bytes = offered.getBytes(StandardCharsets.US_ASCII);
    @Nullable Credential found = null;
    boolean compared = false;
    for (Credential credential : credentials) {
      if (credential instanceof SecretCredential secret) {
        byte[] kept = secret.secretHash().getBytes(StandardCharsets.US_ASCII);
        compared = true;
        if (MessageDigest.isEqual(bytes, kept) && (found == null || credential.live(now))) {
          found = credential;
        }
      }
    }
    if (!compared) {
      MessageDigest.isEqual(bytes, bytes.clone());
    }
    return found;
  }
}
