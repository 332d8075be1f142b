package dev.postern.server.clientauth;

import dev.postern.protocol.ClientId;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.keysets.KeySets;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.TenantRegistry;
import java.time.Instant;

/**
 * Finds out who is calling, by the one method that was offered. An app has only the methods that it
 * has credentials for: each method looks at its own kind of credentials and at no other.
 *
 * <p>Nobody learns from an answer or its time whether an app exists: an unknown one costs the same
 * work, and whether it is blocked or its credential has ended is looked at only behind a proof that
 * stands. Outside, all of these are one answer. The exceptions are apps that keep their keys at a
 * URL (decision 0019) or have an imported secret that was not used yet (decision 0020), and people,
 * whose passkey is only checked for who knows its name (decision 0031).
 */
public final class ClientAuthentication {

  private final ImportedSecrets imported = new ImportedSecrets();
  private final SecretAuthentication secrets;
  private final AssertionAuthentication assertions;
  private final CertificateAuthentication certificates;
  private final FederatedAuthentication federated;
  private final PasskeyAuthentication passkeys;
  private final OpenIdAuthentication openId;

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
    UsedAssertions used = new UsedAssertions(startedAt);
    this.assertions = new AssertionAuthentication(address, used, sets);
    this.federated = new FederatedAuthentication(address, used, sets);
    this.passkeys = new PasskeyAuthentication(address, pepper, used);
    this.openId = new OpenIdAuthentication(pepper, used);
    this.certificates = new CertificateAuthentication(sets);
  }

  /**
   * The client that {@code proof} proves to be an app of {@code tenant}; what of it can be used
   * only once is for the caller to use up, when nothing else is left to refuse. Never waits: where
   * it cannot be told from memory and can be found out, the refusal is {@code Awaited}.
   */
  public Recognized recognize(TenantRegistry tenant, ClientProof proof, Instant now)
      throws Refusal {
    return switch (proof) {
      case SecretProof secret -> new Recognized(secrets.authenticate(tenant, secret, now));
      case AssertionProof assertion -> assertions.recognize(tenant, assertion, now);
      case CertificateProof certificate ->
          new Recognized(certificates.authenticate(tenant, certificate, now));
      case FederatedProof word -> recognize(tenant, word, now);
      case PasskeyProof passkey -> passkeys.recognize(tenant, passkey, now);
      case OpenIdProof ticket -> openId.recognize(tenant, ticket, now);
    };
  }

  /**
   * By the word of another, and by the client's own where it gives that, too (RFC 7521 section
   * 4.1); both must say the same.
   */
  private Recognized recognize(TenantRegistry tenant, FederatedProof proof, Instant now)
      throws Refusal {
    Recognized vouched = federated.recognize(tenant, proof, now);
    if (proof.beside().isEmpty()) {
      return vouched;
    }
    Recognized itself = recognize(tenant, proof.beside().get(), now);
    if (!clientId(itself).equals(clientId(vouched))) {
      throw new Refusal(TokenReason.GRANT_CLIENT_OTHER);
    }
    return new Recognized(
        vouched.client(),
        at -> {
          itself.useUp(at);
          vouched.useUp(at);
        });
  }

  private static ClientId clientId(Recognized recognized) {
    return recognized.client().entry().app().clientId();
  }

  /** The imported secrets, of which some are to be hashed anew. */
  public ImportedSecrets imported() {
    return imported;
  }
}
