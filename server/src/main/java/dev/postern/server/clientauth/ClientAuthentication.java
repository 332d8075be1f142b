package dev.postern.server.clientauth;

import dev.postern.server.config.PublicAddress;
import dev.postern.server.keysets.KeySets;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.TenantRegistry;
import java.time.Instant;

/**
 * Finds out who is calling, by the one method that was offered. An app has only the methods that it
 * has credentials for: each method looks at its own kind of credentials and at no other.
 *
 * <p>Nobody learns from an answer or its time whether an app exists: an unknown one costs the same
 * work, and whether it is blocked or its credential has ended is looked at only behind a proof that
 * stands. Outside, all of these are one answer. The exceptions are apps that keep their keys at a
 * URL (decision 0019) or have an imported secret that was not used yet (decision 0020).
 */
public final class ClientAuthentication {

  private final ImportedSecrets imported = new ImportedSecrets();
  private final SecretAuthentication secrets;
  private final AssertionAuthentication assertions;
  private final CertificateAuthentication certificates;

  /**
   * Authentication.
   *
   * @param pepper what secrets are hashed under
   * @param address whom assertions are addressed to
   * @param sets the keys that apps keep at URLs
   * @param startedAt when this process began to remember which assertions were used
   */
  public ClientAuthentication(
      Pepper pepper, PublicAddress address, KeySets sets, Instant startedAt) {
    this.secrets = new SecretAuthentication(pepper, imported);
    this.assertions = new AssertionAuthentication(address, new UsedAssertions(startedAt), sets);
    this.certificates = new CertificateAuthentication(sets);
  }

  /**
   * The client that {@code proof} proves to be an app of {@code tenant}. Never waits: where that
   * cannot be told from memory and can be found out, the refusal is {@code Awaited}, and nothing
   * has happened yet.
   */
  public AuthenticatedClient authenticate(TenantRegistry tenant, ClientProof proof, Instant now)
      throws Refusal {
    return switch (proof) {
      case SecretProof secret -> secrets.authenticate(tenant, secret, now);
      case AssertionProof assertion -> assertions.authenticate(tenant, assertion, now);
      case CertificateProof certificate -> certificates.authenticate(tenant, certificate, now);
    };
  }

  /** The imported secrets, of which some are to be hashed anew. */
  public ImportedSecrets imported() {
    return imported;
  }
}
