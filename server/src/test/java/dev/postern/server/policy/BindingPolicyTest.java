package dev.postern.server.policy;

import static dev.postern.server.TokenSite.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.dpop.ProofKey;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.Binding;
import dev.postern.protocol.token.SigningKey;
import dev.postern.server.ProvenClient;
import dev.postern.server.TestCertificates;
import dev.postern.server.TestCertificates.Issued;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.clientauth.AssertionProof;
import dev.postern.server.clientauth.ClientProof;
import dev.postern.server.grant.Authorization;
import dev.postern.server.grant.GrantRequest.ClientCredentials;
import dev.postern.server.possession.Shown;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.Api;
import dev.postern.store.AssertionRules;
import dev.postern.store.Profile;
import dev.postern.store.Proof;
import dev.postern.store.Tenant;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a token is bound to: what API and app demand, of what is shown (RFC 8705, RFC 9449). */
final class BindingPolicyTest {

  private static final Issued CERTIFICATE = TestCertificates.selfSigned("CN=mover");

  private final TokenSite site = new TokenSite();
  private final ProofKey key = new ProofKey(SigningKey.fresh());
  private final Api api = site.api(HOME, "https://a.example.com", "a");
  private final Client client = site.app(HOME);

  private Shown shown(String what) {
    String proof =
        key.proof(
            "POST",
            URI.create("http://127.0.0.1:8080/service/oauth/token"),
            Optional.empty(),
            Optional.empty(),
            site.now());
    return new Shown(
        what.contains("key") ? List.of(proof) : List.of(),
        "POST",
        "/service/oauth/token",
        what.contains("certificate") ? Optional.of(CERTIFICATE.shown()) : Optional.empty());
  }

  private Authorization authorized() throws Refusal {
    return authorized(client.proof());
  }

  private Authorization authorized(ClientProof proof) throws Refusal {
    return site.grants.authorize(
        ProvenClient.of(site, HOME, proof),
        new ClientCredentials(
            Optional.of("https://a.example.com"), Optional.empty(), JsonObject.EMPTY),
        site.now());
  }

  private Binding decide(Authorization asked, String what) throws Refusal {
    return Policy.decide(
            asked, site.possession.prove(HOME, client.id(), shown(what), site.now()), site.now())
        .binding();
  }

  private String outcome(String what) {
    try {
      return outcome(authorized(), what);
    } catch (Refusal refusal) {
      return refusal.reason().toString();
    }
  }

  private String outcome(Authorization asked, String what) {
    try {
      return switch (decide(asked, what)) {
        case Binding.None _ -> "nothing";
        case Binding.ToKey(var bound) -> bound.equals(key.thumbprint()) ? "key" : "other";
        case Binding.ToCertificate(var bound) ->
            bound.equals(CERTIFICATE.shown().thumbprint()) ? "certificate" : "other";
      };
    } catch (Refusal refusal) {
      return refusal.reason().toString();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, nothing, key, nothing, key",
    "DPOP, POSSESSION_NOT_PROVED, key, POSSESSION_NOT_PROVED, key",
    "MTLS, CERTIFICATE_NOT_SHOWN, CERTIFICATE_NOT_SHOWN, certificate, certificate",
    "ANY, POSSESSION_NOT_PROVED, key, certificate, key"
  })
  void whatOneOfThemDemandsDecides(
      Proof proof, String bare, String withKey, String withCertificate, String withBoth) {
    site.grant(client, api, "a");
    site.demand(api, proof);
    for (int i = 0; i < 2; i++) {
      assertThat(outcome("")).isEqualTo(bare);
      assertThat(outcome("key")).isEqualTo(withKey);
      assertThat(outcome("certificate")).isEqualTo(withCertificate);
      assertThat(outcome("key and certificate")).isEqualTo(withBoth);
      site.demand(api, Proof.NONE);
      site.demand(client, proof);
    }
  }

  // FAPI 2.0, 5.3.2.1
  @Test
  void aProfileThatWantsBoundTokensTakesAKeyOrACertificate() throws Refusal {
    site.grant(client, api, "a");
    site.change(HOME, writer -> writer.put(writer.tenant().under(Profile.FAPI2, writer.number())));
    Authorization asked = authorized(assertion());
    assertThat(outcome(asked, "")).isEqualTo("POSSESSION_NOT_PROVED");
    assertThat(outcome(asked, "key")).isEqualTo("key");
    assertThat(outcome(asked, "certificate")).isEqualTo("certificate");
    assertThat(outcome(asked, "key and certificate")).isEqualTo("key");
  }

  /** The client proves a key of its own, which it is given for that. */
  private AssertionProof assertion() {
    SigningKey own = SigningKey.fresh();
    site.key(client, own, AssertionRules.USUAL, null);
    long now = site.now().getEpochSecond();
    JsonObject claims =
        JsonObject.builder()
            .put("iss", client.id().text())
            .put("sub", client.id().text())
            .put("aud", site.address.issuer(HOME).text())
            .put("jti", "once")
            .put("iat", now)
            .put("exp", now + 60)
            .build();
    return new AssertionProof(
        Optional.empty(), own.sign("JWT", claims), client.proof().from(), true);
  }

  /** Its APIs' sessions were closed by that, and what was let in before gets none of the new. */
  @Test
  void aTenantThatIsMadeStrictOrBlockedMeanwhileHasNoTokenForWhoWasLetInBefore() throws Refusal {
    site.grant(client, api, "a");
    Authorization bySecret = authorized();
    Authorization byKey = authorized(assertion());
    site.change(HOME, writer -> writer.put(writer.tenant().under(Profile.FAPI2, writer.number())));
    assertThat(outcome(bySecret, "key")).isEqualTo("CREDENTIAL_NOT_TAKEN");
    assertThat(outcome(byKey, "")).isEqualTo("POSSESSION_NOT_PROVED");
    assertThat(outcome(byKey, "key")).isEqualTo("key");
    site.change(
        HOME, writer -> writer.put(writer.tenant().in(Tenant.Status.BLOCKED, writer.number())));
    assertThat(outcome(byKey, "key")).isEqualTo("CLIENT_BLOCKED");
  }

  @Test
  void whoDemandOneEachNeverMeet() {
    site.grant(client, api, "a");
    site.demand(api, Proof.DPOP);
    site.demand(client, Proof.MTLS);
    for (String what : List.of("", "key", "certificate", "key and certificate")) {
      assertThat(outcome(what)).contains("_NOT_");
    }
    site.demand(api, Proof.ANY);
    assertThat(outcome("key and certificate")).isEqualTo("certificate");
  }
}
