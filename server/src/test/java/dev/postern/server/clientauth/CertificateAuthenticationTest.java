package dev.postern.server.clientauth;

import static dev.postern.server.TokenSite.ACME;
import static dev.postern.server.TokenSite.HERE;
import static dev.postern.server.TokenSite.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.mtls.ClientCertificate;
import dev.postern.protocol.token.KnownCertificate;
import dev.postern.protocol.token.PublicJwk;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.server.ProvenClient;
import dev.postern.server.TestCertificates;
import dev.postern.server.TestCertificates.Issued;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.keysets.KeyHost;
import dev.postern.server.refusal.Awaited;
import dev.postern.server.refusal.Reason;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.AcceptedCertificate;
import dev.postern.store.AcceptedCertificate.Kind;
import dev.postern.store.AcceptedCertificate.Named;
import dev.postern.store.AssertionRules;
import dev.postern.store.CertificateAuthority;
import dev.postern.store.CertificateAuthorityId;
import dev.postern.store.CertificateCredential;
import dev.postern.store.CredentialId;
import dev.postern.store.Ids;
import dev.postern.store.TenantName;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apps that prove themselves by a certificate (RFC 8705 section 2), and those that do not. */
final class CertificateAuthenticationTest {

  private static final String NAME = "CN=mover,O=Example";
  private static final Named MOVER = new Named(Kind.SUBJECT_DN, NAME);

  private TokenSite site = new TokenSite();
  private final Issued root = TestCertificates.authority("CN=Root");

  private CredentialId certificate(
      Client app, AcceptedCertificate accepted, @Nullable Instant end) {
    CredentialId id = new CredentialId(Ids.next("cred", site.now(), site.random));
    site.change(
        app.tenant(),
        writer ->
            writer.put(
                new CertificateCredential(
                    id, app.id(), accepted, site.now(), end, writer.number(), writer.number())));
    return id;
  }

  private CertificateAuthorityId trust(TenantName tenant, Issued authority) {
    CertificateAuthorityId id = new CertificateAuthorityId(Ids.next("ca", site.now(), site.random));
    site.change(
        tenant,
        writer ->
            writer.put(
                new CertificateAuthority(
                    id, "A CA", authority.pem(), site.now(), writer.number())));
    return id;
  }

  private static AcceptedCertificate itself(Issued issued) {
    try {
      return new AcceptedCertificate.Itself(
          issued.pem(), KnownCertificate.of(issued.certificate()));
    } catch (CertificateException e) {
      throw new AssertionError(e);
    }
  }

  private AuthenticatedClient once(TenantName tenant, String id, ClientCertificate shown)
      throws Refusal {
    return ProvenClient.of(site, tenant, new CertificateProof(id, shown, HERE));
  }

  /** As the endpoint does: waits where there is something to wait for, and asks once more. */
  private CredentialId taken(Client app, Issued issued) throws Refusal {
    try {
      return once(app.tenant(), app.id().text(), issued.shown()).credential().id();
    } catch (Refusal refusal) {
      if (refusal.reason() instanceof Awaited awaited) {
        awaited.arrival().await();
        return once(app.tenant(), app.id().text(), issued.shown()).credential().id();
      }
      throw refusal;
    }
  }

  private Reason refused(Client app, Issued issued) {
    try {
      taken(app, issued);
    } catch (Refusal refusal) {
      return refusal.reason();
    }
    throw new AssertionError("let in");
  }

  private Reason atOnce(TenantName tenant, String id, Issued issued) {
    try {
      once(tenant, id, issued.shown());
    } catch (Refusal refusal) {
      return refusal.reason();
    }
    throw new AssertionError("let in");
  }

  private Issued mover(Issued authority) {
    return TestCertificates.of(NAME).by(authority);
  }

  @Test
  void aRegisteredCertificateProvesItsAppAtOnce() throws Refusal {
    Client app = site.app(HOME);
    Issued own = TestCertificates.selfSigned(NAME);
    CredentialId credential = certificate(app, itself(own), null);
    // Also where there are authorities to be asked: nobody asks them about it.
    trust(HOME, root);
    assertThat(once(HOME, app.id().text(), own.shown()).credential().id()).isEqualTo(credential);
    assertThat(refused(app, TestCertificates.selfSigned(NAME))).isEqualTo(TokenReason.PROOF_WRONG);
    assertThat(refused(site.app(HOME), own)).isEqualTo(TokenReason.PROOF_WRONG);
  }

  @Test
  void aRegisteredCertificateHasDatesOfItsOwn() throws Refusal {
    Client app = site.app(HOME);
    Issued own =
        TestCertificates.of(NAME)
            .valid(Instant.parse("2026-11-24T10:00:00Z"), Instant.parse("2026-11-24T12:00:00Z"))
            .bySelf();
    certificate(app, itself(own), null);
    site.at(Instant.parse("2026-11-24T12:00:00Z"));
    taken(app, own);
    site.at(Instant.parse("2026-11-24T12:00:00.001Z"));
    assertThat(refused(app, own)).isEqualTo(TokenReason.PROOF_WRONG);
  }

  @Test
  void whatAnAuthorityIssuedUnderTheNameIsCheckedOnceAndRemembered() throws Refusal {
    Client app = site.app(HOME);
    CredentialId credential = certificate(app, MOVER, null);
    trust(HOME, root);
    Issued mover = mover(root);
    assertThat(((Awaited) atOnce(HOME, app.id().text(), mover)).otherwise())
        .isEqualTo(TokenReason.CERTIFICATE_UNCHECKED);
    assertThat(taken(app, mover)).isEqualTo(credential);
    assertThat(once(HOME, app.id().text(), mover.shown()).credential().id()).isEqualTo(credential);
    // Another certificate of that name is as good, and has to be looked at.
    assertThat(taken(app, mover(root))).isEqualTo(credential);
    assertThat(refused(app, TestCertificates.of("CN=other,O=Example").by(root)))
        .isEqualTo(TokenReason.PROOF_WRONG);
    assertThat(refused(app, TestCertificates.selfSigned(NAME))).isEqualTo(TokenReason.PROOF_WRONG);
  }

  @Test
  void anAuthorityVouchesInItsTenantAlone() throws Refusal {
    Client here = site.app(HOME);
    Client there = site.app(ACME);
    certificate(here, MOVER, null);
    certificate(there, MOVER, null);
    trust(ACME, root);
    Issued mover = mover(root);
    taken(there, mover);
    assertThat(refused(here, mover)).as("no authority here").isEqualTo(TokenReason.PROOF_WRONG);
    trust(HOME, TestCertificates.authority("CN=Root"));
    assertThat(refused(here, mover)).as("another one").isEqualTo(TokenReason.PROOF_WRONG);
  }

  @Test
  void whoIsTrustedNoLongerVouchesForNobodyAtOnce() throws Refusal {
    Client app = site.app(HOME);
    certificate(app, MOVER, null);
    CertificateAuthorityId id = trust(HOME, root);
    Issued mover = mover(root);
    taken(app, mover);
    site.change(HOME, writer -> writer.removeAuthority(id));
    assertThat(atOnce(HOME, app.id().text(), mover)).isEqualTo(TokenReason.PROOF_WRONG);
    trust(HOME, root);
    taken(app, mover);
  }

  @Test
  void whatWasGoodEndsWithTheFirstDateOfItsPath() throws Refusal {
    Client app = site.app(HOME);
    certificate(app, MOVER, null);
    trust(HOME, root);
    Issued mover = TestCertificates.of(NAME).around(site.now()).by(root);
    taken(app, mover);
    site.at(site.now().plus(Duration.ofMinutes(61)));
    assertThat(refused(app, mover)).isEqualTo(TokenReason.PROOF_WRONG);
  }

  @Test
  void whatWasBadIsLookedAtAgainAMinuteLater() throws Refusal {
    Client app = site.app(HOME);
    certificate(app, MOVER, null);
    trust(HOME, root);
    Issued early =
        TestCertificates.of(NAME)
            .valid(site.now().plusSeconds(30), site.now().plus(Duration.ofDays(1)))
            .by(root);
    assertThat(refused(app, early)).isEqualTo(TokenReason.PROOF_WRONG);
    site.at(site.now().plusSeconds(40));
    assertThat(atOnce(HOME, app.id().text(), early)).isEqualTo(TokenReason.PROOF_WRONG);
    site.at(site.now().plusSeconds(40));
    taken(app, early);
  }

  // GHSL-2023-083, CVE-2023-2422
  @Test
  void aVictimsCertificateBehindOnesOwnProvesNobody() {
    Client app = site.app(HOME);
    Issued victim = mover(root);
    certificate(app, MOVER, null);
    certificate(app, itself(victim), null);
    trust(HOME, root);
    Issued attacker = TestCertificates.selfSigned("CN=attacker");
    Issued both = new Issued(List.of(attacker.certificate(), victim.certificate()), attacker.key());
    assertThat(refused(app, both)).isEqualTo(TokenReason.PROOF_WRONG);
  }

  @Test
  void anUnknownAppTakesTheSameLookAtTheCertificate() throws Refusal {
    trust(HOME, root);
    Issued mover = mover(root);
    Reason first = atOnce(HOME, "app_nobody", mover);
    assertThat(first).isInstanceOf(Awaited.class);
    ((Awaited) first).arrival().await();
    assertThat(atOnce(HOME, "app_nobody", mover)).isEqualTo(TokenReason.CLIENT_UNKNOWN);
    assertThat(atOnce(HOME, "\u0000", mover)).isEqualTo(TokenReason.CLIENT_UNKNOWN);
  }

  @Test
  void anAppWithoutACertificateIsNotProvedByOne() {
    Client app = site.app(HOME);
    trust(HOME, root);
    assertThat(refused(app, mover(root))).isEqualTo(TokenReason.PROOF_WRONG);
  }

  @Test
  void aCredentialThatHasEndedProvesNobodyUnlessAnotherDoes() throws Refusal {
    Client app = site.app(HOME);
    Issued own = TestCertificates.selfSigned(NAME);
    certificate(app, itself(own), site.now());
    assertThat(refused(app, own)).isEqualTo(TokenReason.CREDENTIAL_EXPIRED);
    CredentialId live = certificate(app, itself(own), null);
    assertThat(taken(app, own)).isEqualTo(live);
  }

  @Test
  void aProofDoesNotShowWhatItIs() {
    Issued own = TestCertificates.selfSigned(NAME);
    assertThat(new CertificateProof("app", own.shown(), HERE))
        .hasToString("CertificateProof[hidden]");
    assertThat(own.shown()).hasToString("ClientCertificate[chain of 1]");
  }

  // RFC 8705 2.2: in the app's key set, beside its key.
  @Test
  void aCertificateMayStandBesideAKeyAtAUrl(@TempDir Path folder) throws Exception {
    try (KeyHost host = KeyHost.open(folder)) {
      site = new TokenSite(TokenSite.keySets(host.config()));
      Client app = site.app(HOME);
      CredentialId credential = site.keySet(app, host.url("/keys"), AssertionRules.USUAL, null);
      trust(HOME, root);
      Issued own = TestCertificates.selfSigned(NAME);
      host.keys("", jwk(own, own).text());
      assertThat(taken(app, own)).isEqualTo(credential);
      assertThat(once(HOME, app.id().text(), own.shown()).credential().id()).isEqualTo(credential);
      Issued other = TestCertificates.selfSigned(NAME);
      assertThat(refused(app, other)).isEqualTo(TokenReason.PROOF_WRONG);
      // RFC 7517 4.7: beside another key than its own it is nobody's.
      host.keys("", jwk(own, other).text());
      site.at(site.now().plus(Duration.ofMinutes(11)));
      assertThat(refused(app, other)).isEqualTo(TokenReason.PROOF_WRONG);
      assertThat(refused(app, own)).isEqualTo(TokenReason.PROOF_WRONG);
      site.keySets.close();
    }
  }

  private static JsonObject jwk(Issued key, Issued beside) throws JsonFault, CertificateException {
    String der = Base64.getEncoder().encodeToString(beside.certificate().getEncoded());
    return JsonObject.builder()
        .putAll(PublicJwk.of(key.certificate().getPublicKey(), SignatureAlgorithm.ES256).json())
        .put("x5c", JsonArray.ofStrings(List.of(der)))
        .build();
  }
}
