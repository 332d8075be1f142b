package dev.postern.server.clientauth;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.token.TokenFault;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.keysets.KeySets;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.AppEntry;
import dev.postern.store.AssertionRules;
import dev.postern.store.Credential;
import dev.postern.store.KeyCredential;
import dev.postern.store.KeySetCredential;
import dev.postern.store.Profile;
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
  private final KeysByUrl byUrl;
  private final ReadyKeys keys = new ReadyKeys();

  AssertionAuthentication(PublicAddress address, UsedAssertions used, KeySets sets) {
    this.address = address;
    this.used = used;
    this.byUrl = new KeysByUrl(sets);
  }

  /**
   * An assertion and who it says that it is of.
   *
   * @param proof the same, as it was sent
   */
  private record Claimed(
      TenantRegistry tenant, AppEntry app, ClientAssertion assertion, AssertionProof proof) {

    Profile profile() {
      return Profile.of(tenant.tenant(), app.app());
    }
  }

  AuthenticatedClient authenticate(TenantRegistry tenant, AssertionProof proof, Instant now)
      throws Refusal {
    ClientAssertion assertion = ClientAssertion.parse(proof);
    Optional<AppEntry> app = ClientId.parse(assertion.claims().subject()).flatMap(tenant::app);
    if (app.isEmpty()) {
      nobodys(assertion);
      throw new Refusal(TokenReason.CLIENT_UNKNOWN);
    }
    Claimed claimed = new Claimed(tenant, app.get(), assertion, proof);
    @Nullable Signer signer = signer(claimed, now);
    if (signer == null) {
      throw new Refusal(TokenReason.PROOF_WRONG);
    }
    Optional<TokenReason> fault = fault(claimed, signer.rules(), now);
    if (fault.isPresent()) {
      throw new Refusal(fault.get());
    }
    AuthenticatedClient client =
        Admission.admitted(new Proven(tenant, app.get(), signer.credential()), proof, now);
    used.use(client, assertion.claims(), now);
    return client;
  }

  /** Why nobody is let in by what an assertion says, whoever signed it, if that is so. */
  private Optional<TokenReason> fault(Claimed claimed, AssertionRules rules, Instant now) {
    ClientAssertion assertion = claimed.assertion();
    Profile profile = claimed.profile();
    if ((rules.typeRequired() && !assertion.typed())
        || !profile.algorithms().contains(assertion.algorithm())) {
      return Optional.of(TokenReason.PROOF_WRONG);
    }
    if (!forUs(claimed, rules.tokenEndpointAudience() && profile.tokenEndpointAudience())) {
      return Optional.of(TokenReason.ASSERTION_NOT_FOR_US);
    }
    return assertion.claims().times().hold(profile.longestAssertion(), now)
        ? Optional.empty()
        : Optional.of(TokenReason.ASSERTION_OUT_OF_TIME);
  }

  /** rfc7523bis: the issuer and nothing else, byte for byte; the old address where one asked. */
  private boolean forUs(Claimed claimed, boolean alsoByEndpoint) {
    Issuer issuer = address.issuer(claimed.tenant().tenant().name());
    String audience = claimed.assertion().claims().audience();
    return audience.equals(issuer.text())
        || (alsoByEndpoint && audience.equals(issuer.below(TOKEN_ENDPOINT)));
  }

  /**
   * The key that signed the assertion: the one that it names, else whichever of the app's fits;
   * those that are registered themselves come before those that stand at a URL. At least one
   * signature is checked, if only by a key that is nobody's.
   */
  private @Nullable Signer signer(Claimed claimed, Instant now) throws Refusal {
    ClientAssertion assertion = claimed.assertion();
    try {
      List<Signer> registered = registered(assertion, claimed.app().credentials());
      if (registered.size() <= MOST_TRIED) {
        @Nullable Signer signer = signer(assertion, registered);
        if (signer != null) {
          return signer;
        }
        if (KeysByUrl.usedBy(claimed.app())) {
          return atUrl(claimed, MOST_TRIED - registered.size(), now);
        }
      }
      if (registered.isEmpty() || registered.size() > MOST_TRIED) {
        nobodys(assertion);
      }
      return null;
    } catch (TokenFault e) {
      throw new Refusal(TokenReason.PROOF_WRONG);
    }
  }

  /** The same among the keys that stand at URLs, of which at most {@code most} are tried. */
  private @Nullable Signer atUrl(Claimed claimed, int most, Instant now)
      throws Refusal, TokenFault {
    ClientAssertion assertion = claimed.assertion();
    KeysByUrl.Found found =
        byUrl.find(
            claimed.tenant(),
            claimed.app(),
            assertion,
            credential -> worthwhile(claimed, credential, now),
            now);
    boolean triable = !found.fitting().isEmpty() && found.fitting().size() <= most;
    @Nullable Signer signer = triable ? signer(assertion, found.fitting()) : null;
    if (signer != null) {
      return signer;
    }
    if (!found.askable().isEmpty()) {
      throw byUrl.ask(claimed.app(), found, now);
    }
    if (!triable) {
      nobodys(assertion);
    }
    if (found.lacking()) {
      throw new Refusal(TokenReason.KEYS_UNAVAILABLE);
    }
    return null;
  }

  /** Nobody has this server call others by an assertion that would be refused anyway. */
  private boolean worthwhile(Claimed claimed, KeySetCredential credential, Instant now) {
    return fault(claimed, credential.rules(), now).isEmpty()
        && Admission.obstacle(claimed.tenant(), claimed.app(), credential, claimed.proof(), now)
            .isEmpty();
  }

  private @Nullable Signer signer(ClientAssertion assertion, List<Signer> fitting)
      throws TokenFault {
    for (Signer each : fitting) {
      if (assertion.signedBy(keys.ready(each.key()))) {
        return each;
      }
    }
    return null;
  }

  private static void nobodys(ClientAssertion assertion) throws Refusal {
    try {
      boolean _ = assertion.signedBy(NobodysKeys.of(assertion.algorithm()));
    } catch (TokenFault e) {
      throw new Refusal(TokenReason.PROOF_WRONG);
    }
  }

  private static List<Signer> registered(ClientAssertion assertion, List<Credential> credentials)
      throws TokenFault {
    List<Signer> fitting = new ArrayList<>();
    for (Credential credential : credentials) {
      if (credential instanceof KeyCredential key && assertion.mayBeBy(key.key())) {
        fitting.add(new Signer(key, key.rules(), key.key()));
      }
    }
    return fitting;
  }
}
