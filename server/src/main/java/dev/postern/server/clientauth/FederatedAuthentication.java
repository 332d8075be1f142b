package dev.postern.server.clientauth;

import dev.postern.protocol.token.PublicJwk;
import dev.postern.protocol.token.TokenFault;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.keysets.KeySets;
import dev.postern.server.keysets.Known;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.AppEntry;
import dev.postern.store.Credential;
import dev.postern.store.FederatedCredential;
import dev.postern.store.TenantRegistry;
import dev.postern.store.TrustedKeys;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * By the word of another issuer, which an app's federated credential says is to be believed (RFC
 * 7523 section 2.1). Such an assertion may be shown until it ends: the platforms that make them give
 * a workload one and the same for hours. What is had for it ends with it.
 */
final class FederatedAuthentication {

  /** By so many keys one is tried, as with assertions of clients. */
  private static final int MOST_TRIED = 2;

  private final PublicAddress address;
  private final KeySets sets;
  private final KeysByUrl byUrl;
  private final ReadyKeys ready = new ReadyKeys();

  FederatedAuthentication(PublicAddress address, KeySets sets) {
    this.address = address;
    this.sets = sets;
    this.byUrl = new KeysByUrl(sets);
  }

  /** A key that may have signed, and what it would prove. */
  private record Candidate(FederatedCredential credential, PublicJwk key) {}

  /** An assertion and the app that it may be about. */
  private record Claimed(
      TenantRegistry tenant, AppEntry app, GrantAssertion assertion, InetAddress from) {}

  AuthenticatedClient authenticate(TenantRegistry tenant, FederatedProof proof, Instant now)
      throws Refusal {
    GrantAssertion assertion = GrantAssertion.parse(proof);
    List<AppEntry> apps =
        tenant.apps(assertion.principal()).stream()
            .filter(app ->
                proof.clientId().map(app.app().clientId().text()::equals).orElse(true))
            .toList();
    if (apps.size() != 1) {
      // Nobody, or several of whom none is named: it costs what a known one costs.
      nobodys(assertion);
      throw GrantAssertion.wrong();
    }
    Claimed claimed = new Claimed(tenant, apps.getFirst(), assertion, proof.from());
    @Nullable FederatedCredential credential = signer(claimed, now);
    if (credential == null || !acceptable(claimed, credential, now)) {
      throw GrantAssertion.wrong();
    }
    return new Proven(tenant, claimed.app(), credential, assertion.times().expiresAt());
  }

  /** For us alone, in its time, and about an app that is admitted from there. */
  private boolean acceptable(Claimed claimed, Credential credential, Instant now) {
    String issuer = address.issuer(claimed.tenant().tenant().name()).text();
    return claimed.assertion().audience().equals(issuer)
        && claimed.assertion().holds(now)
        && Admission.obstacle(claimed.tenant(), claimed.app(), credential, claimed.from(), now)
            .isEmpty();
  }

  private @Nullable FederatedCredential signer(Claimed claimed, Instant now) throws Refusal {
    GrantAssertion assertion = claimed.assertion();
    List<KeySets.Place> askable = new ArrayList<>();
    try {
      List<Candidate> candidates = new ArrayList<>();
      boolean lacking = false;
      for (FederatedCredential each : credentials(claimed)) {
        switch (each.keys()) {
          case TrustedKeys.Key(var key) -> add(candidates, each, List.of(key), assertion);
          case TrustedKeys.Url(var url) -> {
            KeySets.Place place = new KeySets.Place(claimed.tenant().tenant().name(), url);
            boolean wanted = acceptable(claimed, each, now);
            Known known = wanted ? sets.known(place, now) : sets.remembered(place, now);
            List<PublicJwk> keys =
                known.current() || !wanted ? known.keys().orElse(List.of()) : List.of();
            boolean fits = add(candidates, each, keys, assertion);
            if (wanted && !known.resting() && (!fits || !assertion.namesKey())) {
              askable.add(place);
            }
            lacking |= wanted && known.keys().isEmpty();
          }
        }
      }
      boolean triable = !candidates.isEmpty() && candidates.size() <= MOST_TRIED;
      @Nullable FederatedCredential signer = triable ? signer(assertion, candidates) : null;
      if (signer != null) {
        return signer;
      }
      if (!askable.isEmpty()) {
        throw byUrl.ask(new KeysByUrl.Found(List.of(), askable, lacking), now);
      }
      if (!triable) {
        nobodys(assertion);
      }
      if (lacking) {
        throw new Refusal(TokenReason.KEYS_UNAVAILABLE);
      }
      return null;
    } catch (TokenFault e) {
      throw GrantAssertion.wrong();
    }
  }

  private static List<FederatedCredential> credentials(Claimed claimed) {
    List<FederatedCredential> all = new ArrayList<>();
    for (Credential each : claimed.app().credentials()) {
      if (each instanceof FederatedCredential federated
          && federated.principal().equals(claimed.assertion().principal())) {
        all.add(federated);
      }
    }
    return all;
  }

  private static boolean add(
      List<Candidate> candidates,
      FederatedCredential credential,
      List<PublicJwk> keys,
      GrantAssertion assertion)
      throws TokenFault {
    boolean any = false;
    for (PublicJwk key : keys) {
      if (assertion.mayBeBy(key)) {
        any = candidates.add(new Candidate(credential, key));
      }
    }
    return any;
  }

  private @Nullable FederatedCredential signer(
      GrantAssertion assertion, List<Candidate> candidates) throws TokenFault {
    for (Candidate each : candidates) {
      if (assertion.signedBy(ready.ready(each.key()))) {
        return each.credential();
      }
    }
    return null;
  }

  private static void nobodys(GrantAssertion assertion) throws Refusal {
    try {
      boolean _ = assertion.signedBy(NobodysKeys.of(assertion.algorithm()));
    } catch (TokenFault e) {
      throw GrantAssertion.wrong();
    }
  }
}
