package dev.postern.server.policy;

import static dev.postern.server.TokenSite.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.dpop.ProofKey;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.Binding;
import dev.postern.protocol.token.SigningKey;
import dev.postern.server.TestCertificates;
import dev.postern.server.TestCertificates.Issued;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.grant.Authorization;
import dev.postern.server.grant.GrantRequest.ClientCredentials;
import dev.postern.server.possession.Shown;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.Api;
import dev.postern.store.Profile;
import dev.postern.store.Proof;
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
    return site.grants.authorize(
        site.authentication.authenticate(site.tenant(HOME), client.proof(), site.now()),
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
    // Its secret would not be taken any more.
    Authorization asked = authorized();
    site.change(HOME, writer -> writer.put(writer.tenant().under(Profile.FAPI2, writer.number())));
    assertThat(outcome(asked, "")).isEqualTo("POSSESSION_NOT_PROVED");
    assertThat(outcome(asked, "key")).isEqualTo("key");
    assertThat(outcome(asked, "certificate")).isEqualTo("certificate");
    assertThat(outcome(asked, "key and certificate")).isEqualTo("key");
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
