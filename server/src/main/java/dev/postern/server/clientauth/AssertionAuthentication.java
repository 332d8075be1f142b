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
 * is used up last of all, when nothing else is left to refuse: nobody can fill the memory with what
 * he could not have signed. An unknown app costs a signature check, too.
 */
final class AssertionAuthentication {

  /** Below the issuer; for keys whose assertions may still be addressed to it. */
  private static final String TOKEN_ENDPOINT = "service/oauth/token";

  private final PublicAddress address;
  private final UsedAssertions used;
  private final Signers signers;

  AssertionAuthentication(PublicAddress address, UsedAssertions used, KeySets sets) {
    this.address = address;
    this.used = used;
    this.signers = new Signers(sets);
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

  Recognized recognize(TenantRegistry tenant, AssertionProof proof, Instant now) throws Refusal {
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
    return used.once(client, assertion.claims());
  }

  /** Why nobody is let in by what an assertion says, whoever signed it, if that is so. */
  private Optional<TokenReason> fault(Claimed claimed, AssertionRules rules, Instant now) {
    ClientAssertion assertion = claimed.assertion();
    Profile profile = claimed.profile();
    if ((rules.typeRequired() && !assertion.typed())
        || !profile.algorithms().contains(assertion.jwt().algorithm())) {
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

  private @Nullable Signer signer(Claimed claimed, Instant now) throws Refusal {
    List<Signer> registered = new ArrayList<>();
    List<KeysByUrl.Listed> urls = new ArrayList<>();
    for (Credential each : claimed.app().credentials()) {
      if (each instanceof KeyCredential key) {
        registered.add(new Signer(key, key.rules(), key.key()));
      } else if (each instanceof KeySetCredential set) {
        boolean worthwhile = worthwhile(claimed, set, now);
        urls.add(new KeysByUrl.Listed(set, set.rules(), set.url(), worthwhile));
      }
    }
    Signers.Possible possible =
        new Signers.Possible(
            claimed.tenant().tenant().name(), claimed.app().app().clientId(), registered, urls);
    try {
      return signers.find(claimed.assertion().jwt(), possible, now);
    } catch (TokenFault e) {
      throw new Refusal(TokenReason.PROOF_WRONG);
    }
  }

  /** Nobody has this server call others by an assertion that would be refused anyway. */
  private boolean worthwhile(Claimed claimed, KeySetCredential credential, Instant now) {
    return fault(claimed, credential.rules(), now).isEmpty()
        && Admission.obstacle(claimed.tenant(), claimed.app(), credential, claimed.proof(), now)
            .isEmpty();
  }

  private static void nobodys(ClientAssertion assertion) throws Refusal {
    try {
      Signers.nobodys(assertion.jwt());
    } catch (TokenFault e) {
      throw new Refusal(TokenReason.PROOF_WRONG);
    }
  }
}
