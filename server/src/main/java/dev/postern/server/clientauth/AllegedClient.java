package dev.postern.server.clientauth;

import dev.postern.protocol.ClientId;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.AppEntry;
import dev.postern.store.TenantRegistry;
import java.util.Optional;
import java.util.Set;

/**
 * The app that a request says it is of. Nothing of that is proved: it is good for counting who was
 * refused, and for nothing else.
 */
public final class AllegedClient {

  private AllegedClient() {}

  /** The app, or empty where there is none of that name or the request names none. */
  public static Optional<AppEntry> of(TenantRegistry tenant, ClientProof proof) {
    try {
      return switch (proof) {
        case SecretProof secret -> named(tenant, secret.clientId());
        case CertificateProof certificate -> named(tenant, certificate.clientId());
        case AssertionProof assertion -> named(tenant, name(assertion));
        case FederatedProof word -> of(tenant, word);
        case PasskeyProof passkey -> passkey.named().flatMap(name -> named(tenant, name));
        case OpenIdProof ticket -> ticket.named().flatMap(name -> named(tenant, name));
      };
    } catch (Refusal unreadable) {
      return Optional.empty();
    }
  }

  private static Optional<AppEntry> named(TenantRegistry tenant, String name) {
    return ClientId.parse(name).flatMap(tenant::app);
  }

  /** RFC 7521 4.2: the parameter may be left out; then the assertion says it. */
  private static String name(AssertionProof proof) throws Refusal {
    return proof.clientId().isPresent()
        ? proof.clientId().get()
        : ClientAssertion.parse(proof).claims().subject();
  }

  private static Optional<AppEntry> of(TenantRegistry tenant, FederatedProof proof) throws Refusal {
    Optional<String> name = proof.named();
    if (name.isPresent()) {
      return named(tenant, name.get());
    }
    Set<ClientId> known = tenant.apps(GrantAssertion.parse(proof.assertion()).principal());
    return known.size() == 1 ? tenant.app(known.iterator().next()) : Optional.empty();
  }
}
