package dev.postern.server.clientauth;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.mtls.ClientCertificate;
import dev.postern.protocol.token.KnownCertificate;
import dev.postern.protocol.token.PublicJwkSet;
import dev.postern.server.certificates.CheckedChains;
import dev.postern.server.certificates.Vouched;
import dev.postern.server.keysets.KeySets;
import dev.postern.server.keysets.Known;
import dev.postern.server.refusal.Awaited;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.AcceptedCertificate;
import dev.postern.store.AppEntry;
import dev.postern.store.CertificateCredential;
import dev.postern.store.Credential;
import dev.postern.store.KeySetCredential;
import dev.postern.store.TenantRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * By a certificate that the client showed in TLS (RFC 8705 section 2): {@code tls_client_auth},
 * where an authority of the tenant issued it under the app's name, and {@code
 * self_signed_tls_client_auth}, where it is the app's own, registered or beside a key at a URL.
 *
 * <p>Only the certificate whose key was proved counts, the first of what was sent; the others are
 * read to find who vouches for it, and never for a name.
 */
final class CertificateAuthentication {

  private final CheckedChains chains = new CheckedChains();
  private final KeySets sets;
  private final KeysByUrl byUrl;

  CertificateAuthentication(KeySets sets) {
    this.sets = sets;
    this.byUrl = new KeysByUrl(sets);
  }

  /**
   * What URLs say.
   *
   * @param found the credential that the certificate is, or empty
   * @param askable where it may stand after all
   * @param lacking whether a key set cannot be had
   */
  private record AtUrls(Optional<Credential> found, List<KeySets.Place> askable, boolean lacking) {

    static final AtUrls NOTHING = new AtUrls(Optional.empty(), List.of(), false);
  }

  AuthenticatedClient authenticate(TenantRegistry tenant, CertificateProof proof, Instant now)
      throws Refusal {
    Optional<Vouched> vouched = chains.known(tenant, proof.certificate(), now);
    // RFC 8705 2: by client_id the server finds what the certificate has to be.
    ClientId id =
        ClientId.parse(proof.clientId()).orElseThrow(() -> new Refusal(TokenReason.CLIENT_UNKNOWN));
    Optional<AppEntry> app = tenant.app(id);
    Optional<Credential> found =
        app.flatMap(it -> registered(it, proof.certificate(), vouched, now));
    AtUrls atUrls = AtUrls.NOTHING;
    if (found.isEmpty() && app.isPresent()) {
      atUrls = atUrls(tenant, app.get(), proof, now);
      found = atUrls.found();
    }
    if (found.isEmpty() && (vouched.isEmpty() || !atUrls.askable().isEmpty())) {
      // Also for an unknown app: what it takes to look at a certificate tells nobody who is there.
      Awaited.Arrival arrival = arrival(tenant, proof.certificate(), atUrls.askable(), now);
      boolean atUrl = !atUrls.askable().isEmpty();
      throw new Refusal(
          new Awaited(
              id,
              arrival,
              atUrl ? TokenReason.KEYS_UNAVAILABLE : TokenReason.CERTIFICATE_UNCHECKED));
    }
    if (app.isEmpty()) {
      throw new Refusal(TokenReason.CLIENT_UNKNOWN);
    }
    if (found.isEmpty()) {
      throw new Refusal(atUrls.lacking() ? TokenReason.KEYS_UNAVAILABLE : TokenReason.PROOF_WRONG);
    }
    return Admission.admitted(new Proven(tenant, app.get(), found.get()), proof, now);
  }

  /** The app's credential that the certificate is; one that has not ended comes first. */
  private static Optional<Credential> registered(
      AppEntry app, ClientCertificate shown, Optional<Vouched> vouched, Instant now) {
    @Nullable Credential found = null;
    for (Credential each : app.credentials()) {
      if (each instanceof CertificateCredential certificate
          && proves(certificate.accepted(), shown, vouched, now)
          && (found == null || each.live(now))) {
        found = each;
      }
    }
    return Optional.ofNullable(found);
  }

  private static boolean proves(
      AcceptedCertificate accepted,
      ClientCertificate shown,
      Optional<Vouched> vouched,
      Instant now) {
    return switch (accepted) {
      // RFC 8705 2.2: the chain is not validated; the dates are the certificate's own.
      case AcceptedCertificate.Itself(_, var known) -> same(known, shown, now);
      // RFC 8705 2.1: a chain that stands, and then the one name.
      case AcceptedCertificate.Named named -> vouched.filter(it -> it.under(named)).isPresent();
    };
  }

  private static boolean same(KnownCertificate known, ClientCertificate shown, Instant now) {
    return known.thumbprint().equals(shown.thumbprint()) && known.current(now);
  }

  /** RFC 8705 2.2: the certificate stands beside a key ({@code x5c}) in the app's key set. */
  private AtUrls atUrls(TenantRegistry tenant, AppEntry app, CertificateProof proof, Instant now) {
    List<KeySets.Place> askable = new ArrayList<>();
    boolean lacking = false;
    for (KeySetCredential each : KeysByUrl.keySets(app)) {
      KeySets.Place place = KeysByUrl.place(tenant, each);
      // For what would be refused anyway, this server calls nobody.
      boolean wanted = Admission.obstacle(tenant, app, each, proof, now).isEmpty();
      Known known = wanted ? sets.known(place, now) : sets.remembered(place, now);
      if ((known.current() || !wanted) && stands(known, proof.certificate(), now)) {
        return new AtUrls(Optional.of(each), List.of(), false);
      }
      if (wanted && !known.resting()) {
        askable.add(place);
      }
      lacking |= wanted && known.set().isEmpty();
    }
    return new AtUrls(Optional.empty(), askable, lacking);
  }

  private static boolean stands(Known known, ClientCertificate shown, Instant now) {
    return known.set().map(PublicJwkSet::certificates).orElse(List.of()).stream()
        .anyMatch(each -> same(each, shown, now));
  }

  /** Sets out for all that may tell, at once: nobody waits twice. */
  private Awaited.Arrival arrival(
      TenantRegistry tenant, ClientCertificate shown, List<KeySets.Place> askable, Instant now) {
    Awaited.Arrival keys = byUrl.arrival(askable, now);
    return () -> {
      keys.await();
      try {
        if (chains.known(tenant, shown, now).isEmpty()) {
          chains.check(tenant, shown, now);
        }
      } catch (Refusal busy) {
        // The keys may tell by themselves.
        if (askable.isEmpty()) {
          throw busy;
        }
      }
    };
  }
}
