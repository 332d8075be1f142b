package dev.postern.server.clientauth;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.token.TokenFault;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.keysets.KeySets;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.AppEntry;
import dev.postern.store.AssertionRules;
import dev.postern.store.Credential;
import dev.postern.store.FederatedCredential;
import dev.postern.store.Principal;
import dev.postern.store.TenantRegistry;
import dev.postern.store.TrustedKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * By the word of another issuer, which an app's federated credential says is to be believed (RFC
 * 7523 section 2.1, decision 0027). What is had for it ends with it.
 *
 * <p>An issuer that no app of the tenant believes costs no signature check and no fetch: whom a
 * tenant believes is no secret. About whom, is one: a subject that is nobody costs a check, too.
 */
final class FederatedAuthentication {

  private final PublicAddress address;
  private final UsedAssertions used;
  private final Signers signers;

  FederatedAuthentication(PublicAddress address, UsedAssertions used, KeySets sets) {
    this.address = address;
    this.used = used;
    this.signers = new Signers(sets);
  }

  /** An assertion and the app that it may be about. */
  private record Claimed(
      TenantRegistry tenant, AppEntry app, GrantAssertion assertion, FederatedProof proof) {}

  /**
   * An assertion that a trusted key has vouched for, and that is not used up yet.
   *
   * @param client whom it proves
   * @param assertion the assertion
   * @param reusable whether it may be shown again
   */
  record Vouched(AuthenticatedClient client, GrantAssertion assertion, boolean reusable) {}

  /** What the proof proves, if it is the first time; nothing has happened yet. */
  Vouched vouched(TenantRegistry tenant, FederatedProof proof, Instant now) throws Refusal {
    GrantAssertion assertion = GrantAssertion.parse(proof.assertion());
    if (!tenant.believes(assertion.principal().issuer())) {
      throw new Refusal(TokenReason.GRANT_ISSUER_UNKNOWN);
    }
    Optional<AppEntry> app = app(tenant, assertion.principal(), proof.named());
    if (app.isEmpty()) {
      nobodys(assertion);
      throw new Refusal(TokenReason.GRANT_SUBJECT_UNKNOWN);
    }
    Claimed claimed = new Claimed(tenant, app.get(), assertion, proof);
    FederatedCredential credential =
        signer(claimed, now).orElseThrow(() -> new Refusal(TokenReason.GRANT_ASSERTION_WRONG));
    Optional<TokenReason> obstacle = obstacle(claimed, credential, now);
    if (obstacle.isPresent()) {
      throw new Refusal(obstacle.get());
    }
    Instant end = assertion.times().expiresAt();
    return new Vouched(
        new Proven(tenant, app.get(), credential, end), assertion, credential.trust().reusable());
  }

  /** Uses up what was vouched for: the last step. */
  AuthenticatedClient used(Vouched vouched, Instant now) throws Refusal {
    if (!vouched.reusable()) {
      used.use(vouched.client(), vouched.assertion(), now);
    }
    return vouched.client();
  }

  /** The one app that goes by that name, or of several the one that is named. */
  private static Optional<AppEntry> app(
      TenantRegistry tenant, Principal principal, Optional<String> named) {
    Set<ClientId> known = tenant.apps(principal);
    Optional<ClientId> id = named.isPresent() ? ClientId.parse(named.get()) : only(known);
    return id.filter(known::contains).flatMap(tenant::app);
  }

  private static Optional<ClientId> only(Set<ClientId> apps) {
    return apps.size() == 1 ? apps.stream().findFirst() : Optional.empty();
  }

  /** Why the assertion is not taken, though a key of that credential vouches for it. */
  private Optional<TokenReason> obstacle(
      Claimed claimed, FederatedCredential credential, Instant now) {
    String issuer = address.issuer(claimed.tenant().tenant().name()).text();
    GrantAssertion assertion = claimed.assertion();
    boolean reusable = credential.trust().reusable();
    // RFC 7523 3, rfc7523bis: the issuer and nobody else, byte for byte.
    if (!assertion.audience().equals(issuer)) {
      return Optional.of(TokenReason.GRANT_ASSERTION_NOT_FOR_US);
    }
    if (!assertion.holds(reusable, now)) {
      return Optional.of(TokenReason.GRANT_ASSERTION_OUT_OF_TIME);
    }
    if (!reusable && assertion.id().isEmpty()) {
      return Optional.of(TokenReason.GRANT_ASSERTION_WRONG);
    }
    return Admission.obstacle(claimed.tenant(), claimed.app(), credential, claimed.proof(), now)
        .map(why -> TokenReason.GRANT_CLIENT_NOT_ADMITTED);
  }

  /** The credential of whose keys one signed the assertion. */
  private Optional<FederatedCredential> signer(Claimed claimed, Instant now) throws Refusal {
    List<Signer> registered = new ArrayList<>();
    List<KeysByUrl.Listed> urls = new ArrayList<>();
    List<FederatedCredential> credentials = credentials(claimed);
    for (FederatedCredential each : credentials) {
      switch (each.trust().keys()) {
        case TrustedKeys.Key(var key) ->
            registered.add(new Signer(each, AssertionRules.USUAL, key));
        case TrustedKeys.Url(var url) -> {
          // Nobody has this server call others by an assertion that would be refused anyway.
          boolean worthwhile = obstacle(claimed, each, now).isEmpty();
          urls.add(new KeysByUrl.Listed(each, AssertionRules.USUAL, url, worthwhile));
        }
      }
    }
    Signers.Possible possible =
        new Signers.Possible(
            claimed.tenant().tenant().name(), claimed.app().app().clientId(), registered, urls);
    try {
      @Nullable Signer signer = signers.find(claimed.assertion().jwt(), possible, now);
      return credentials.stream()
          .filter(each -> signer != null && each.equals(signer.credential()))
          .findFirst();
    } catch (TokenFault e) {
      throw new Refusal(TokenReason.GRANT_ASSERTION_WRONG);
    }
  }

  private static List<FederatedCredential> credentials(Claimed claimed) {
    List<FederatedCredential> all = new ArrayList<>();
    for (Credential each : claimed.app().credentials()) {
      if (each instanceof FederatedCredential federated
          && federated.trust().principal().equals(claimed.assertion().principal())) {
        all.add(federated);
      }
    }
    return all;
  }

  private static void nobodys(GrantAssertion assertion) throws Refusal {
    try {
      Signers.nobodys(assertion.jwt());
    } catch (TokenFault e) {
      throw new Refusal(TokenReason.GRANT_ASSERTION_WRONG);
    }
  }
}
