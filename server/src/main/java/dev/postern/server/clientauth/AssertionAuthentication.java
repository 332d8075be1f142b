package dev.postern.server.clientauth;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.token.TokenFault;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.AppEntry;
import dev.postern.store.Credential;
import dev.postern.store.KeyCredential;
import dev.postern.store.TenantRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * By an assertion that the client signed with its own key: {@code private_key_jwt} (RFC 7523
 * section 2.2, with the stricter audience of rfc7523bis).
 *
 * <p>Nothing that an assertion says is believed before a registered key has vouched for it, and it
 * is used up last: what is refused for any other reason stays unused, and nobody can fill the
 * memory with what he could not have signed. An unknown app costs a signature check, too.
 */
final class AssertionAuthentication {

  /** Below the issuer; for keys whose assertions may still be addressed to it. */
  private static final String TOKEN_ENDPOINT = "service/oauth/token";

  /**
   * By so many keys an assertion is tried that names none: by both while one takes the other's
   * place. Whoever knows a client id could otherwise have sixteen signatures checked at a time, on
   * the event loop.
   */
  private static final int MOST_TRIED = 2;

  private final PublicAddress address;
  private final UsedAssertions used;
  private final ReadyKeys keys = new ReadyKeys();

  AssertionAuthentication(PublicAddress address, UsedAssertions used) {
    this.address = address;
    this.used = used;
  }

  AuthenticatedClient authenticate(TenantRegistry tenant, AssertionProof proof, Instant now)
      throws Refusal {
    ClientAssertion assertion = ClientAssertion.parse(proof);
    Optional<AppEntry> app = ClientId.parse(assertion.claims().subject()).flatMap(tenant::app);
    @Nullable KeyCredential signer =
        signer(assertion, app.map(AppEntry::credentials).orElse(List.of()));
    if (app.isEmpty()) {
      throw new Refusal(TokenReason.CLIENT_UNKNOWN);
    }
    if (signer == null || (signer.rules().typeRequired() && !assertion.typed())) {
      throw new Refusal(TokenReason.PROOF_WRONG);
    }
    checkAudience(assertion, signer, address.issuer(tenant.tenant().name()));
    if (!assertion.claims().times().hold(now)) {
      throw new Refusal(TokenReason.ASSERTION_OUT_OF_TIME);
    }
    AuthenticatedClient client =
        Admission.admitted(new Proven(tenant, app.get(), signer), proof.from(), now);
    used.use(client, assertion.claims(), now);
    return client;
  }

  /** rfc7523bis: the issuer and nothing else, byte for byte; the old address where one asked. */
  private static void checkAudience(ClientAssertion assertion, KeyCredential signer, Issuer issuer)
      throws Refusal {
    String audience = assertion.claims().audience();
    boolean ours =
        audience.equals(issuer.text())
            || (signer.rules().tokenEndpointAudience()
                && audience.equals(issuer.below(TOKEN_ENDPOINT)));
    if (!ours) {
      throw new Refusal(TokenReason.ASSERTION_NOT_FOR_US);
    }
  }

  /**
   * The key that signed the assertion: the one that it names, else whichever of the app's fits. At
   * least one signature is checked, if only by a key that is nobody's.
   */
  private @Nullable KeyCredential signer(ClientAssertion assertion, List<Credential> credentials)
      throws Refusal {
    try {
      List<KeyCredential> fitting = fitting(assertion, credentials);
      if (fitting.isEmpty() || fitting.size() > MOST_TRIED) {
        boolean _ = assertion.signedBy(NobodysKeys.of(assertion.algorithm()));
        return null;
      }
      for (KeyCredential key : fitting) {
        if (assertion.signedBy(keys.ready(key.key()))) {
          return key;
        }
      }
      return null;
    } catch (TokenFault e) {
      throw new Refusal(TokenReason.PROOF_WRONG);
    }
  }

  private static List<KeyCredential> fitting(
      ClientAssertion assertion, List<Credential> credentials) throws TokenFault {
    List<KeyCredential> fitting = new ArrayList<>();
    for (Credential credential : credentials) {
      if (credential instanceof KeyCredential key && assertion.mayBeBy(key.key())) {
        fitting.add(key);
      }
    }
    return fitting;
  }
}
