package dev.postern.server.clientauth;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.token.TokenFault;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.keysets.KeySets;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.App;
import dev.postern.store.AppEntry;
import dev.postern.store.AssertionRules;
import dev.postern.store.Credential;
import dev.postern.store.FederatedCredential;
import dev.postern.store.Principal;
import dev.postern.store.TenantRegistry;
import dev.postern.store.TrustedKeys;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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

  /** The client that the assertion is about; where it gives a proof of its own, that is another. */
  Recognized recognize(TenantRegistry tenant, FederatedProof proof, Instant now) throws Refusal {
    GrantAssertion assertion = GrantAssertion.parse(proof.assertion());
    if (!tenant.believes(assertion.principal().issuer())) {
      throw new Refusal(TokenReason.GRANT_ISSUER_UNKNOWN);
    }
    Optional<AppEntry> app = app(tenant, assertion.principal(), proof.named(), now);
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
    AuthenticatedClient client =
        new Proven(tenant, app.get(), credential, assertion.times().expiresAt());
    return credential.trust().reusable() ? new Recognized(client) : used.once(client, assertion);
  }

  /** The one app that goes by that name, or of several the one that is named. */
  private static Optional<AppEntry> app(
      TenantRegistry tenant, Principal principal, Optional<String> named, Instant now) {
    Set<ClientId> known = tenant.apps(principal);
    return named.isPresent()
        ? ClientId.parse(named.get()).filter(known::contains).flatMap(tenant::app)
        : only(known.stream().flatMap(id -> tenant.app(id).stream()).toList(), principal, now);
  }

  /** Of several the only one that is of use: what has ended stands in nobody's way. */
  private static Optional<AppEntry> only(List<AppEntry> apps, Principal principal, Instant now) {
    if (apps.size() == 1) {
      return Optional.of(apps.getFirst());
    }
    List<AppEntry> usable =
        apps.stream()
            .filter(each -> each.app().status() == App.Status.ACTIVE)
            .filter(each -> credentials(each, principal).stream().anyMatch(it -> it.live(now)))
            .toList();
    return usable.size() == 1 ? Optional.of(usable.getFirst()) : Optional.empty();
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
    // Clocks may differ, but a token that ends with it could not begin any more.
    boolean over = !assertion.times().expiresAt().truncatedTo(ChronoUnit.SECONDS).isAfter(now);
    if (over || !assertion.holds(reusable, now)) {
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
    List<FederatedCredential> credentials = usable(claimed, now);
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

  /** Those that have not ended, for one may have the keys of another that has; else all. */
  private static List<FederatedCredential> usable(Claimed claimed, Instant now) {
    List<FederatedCredential> all = credentials(claimed.app(), claimed.assertion().principal());
    List<FederatedCredential> live = all.stream().filter(each -> each.live(now)).toList();
    return live.isEmpty() ? all : live;
  }

  private static List<FederatedCredential> credentials(AppEntry app, Principal principal) {
    List<FederatedCredential> all = new ArrayList<>();
    for (Credential each : app.credentials()) {
      if (each instanceof FederatedCredential federated
          && federated.trust().principal().equals(principal)) {
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
