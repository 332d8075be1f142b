package dev.postern.server.possession;

import static dev.postern.server.TokenSite.ACME;
import static dev.postern.server.TokenSite.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.dpop.BoundToken;
import dev.postern.protocol.dpop.DpopCheck;
import dev.postern.protocol.dpop.DpopFault.Kind;
import dev.postern.protocol.dpop.ProofKey;
import dev.postern.protocol.token.Binding;
import dev.postern.protocol.token.Replays;
import dev.postern.protocol.token.SigningKey;
import dev.postern.server.TokenSite;
import dev.postern.server.config.DpopConfig;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.refusal.ProofReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.TenantName;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which proofs stand where: by tenant, by path, by what they are for. */
final class PossessionTest {

  private static final String PATH = "/service/oauth/token";

  private static final ClientId CLIENT = new ClientId("client");

  private final TokenSite site = new TokenSite();
  private final ProofKey key = new ProofKey(SigningKey.fresh());
  private final Possession demanding = possession(site);

  private static Possession possession(TokenSite site) {
    return new Possession(
        site.registry, site.address, site.keys::session, new DpopConfig(DpopConfig.Nonce.REQUIRED));
  }

  private Shown shown(String url, Optional<String> nonce) {
    String proof = key.proof("POST", URI.create(url), Optional.empty(), nonce, site.now());
    return new Shown(List.of(proof), "POST", URI.create(url).getPath());
  }

  private ProofReason refusal(Possession by, TenantName tenant, Shown shown) {
    try {
      by.prove(tenant, CLIENT, shown, site.now());
    } catch (Refusal refusal) {
      return (ProofReason) refusal.reason();
    }
    throw new AssertionError("proved");
  }

  @Test
  void nothingShownIsNothingProved() throws Refusal {
    Confirmation nothing = demanding.prove(HOME, CLIENT, Shown.NOTHING, site.now());
    assertThat(nothing.binding()).isEqualTo(Binding.none());
    assertThat(nothing.nonce()).isEmpty();
  }

  @Test
  void aProofIsForTheAddressOfItsTenantAndNoOther() throws Refusal {
    String home = "http://127.0.0.1:8080" + PATH;
    String acme = "http://acme.hub.localhost:8080" + PATH;
    for (String url : List.of(home, "http://LOCALHOST:8080" + PATH)) {
      Confirmation proved =
          site.possession.prove(HOME, CLIENT, shown(url, Optional.empty()), site.now());
      assertThat(proved.binding()).isEqualTo(new Binding.ToKey(key.thumbprint()));
    }
    assertThat(
            site.possession.prove(ACME, CLIENT, shown(acme, Optional.empty()), site.now()).nonce())
        .isPresent();
    assertThat(refusal(site.possession, HOME, shown(acme, Optional.empty())).kind())
        .isEqualTo(Kind.URI);
    assertThat(refusal(site.possession, ACME, shown(home, Optional.empty())).kind())
        .isEqualTo(Kind.URI);
    String elsewhere = "http://127.0.0.1:8081" + PATH;
    assertThat(refusal(site.possession, HOME, shown(elsewhere, Optional.empty())).kind())
        .isEqualTo(Kind.URI);
  }

  @Test
  void eachOfTheTwoPathsIsForItsOwnRequests() throws Refusal {
    String one = "http://127.0.0.1:8080/service/oauth/token";
    String other = "http://127.0.0.1:8080/services/oauth/token";
    assertThat(
            site.possession
                .prove(HOME, CLIENT, shown(other, Optional.empty()), site.now())
                .binding())
        .isEqualTo(new Binding.ToKey(key.thumbprint()));
    Shown crossed =
        new Shown(shown(one, Optional.empty()).proofs(), "POST", "/services/oauth/token");
    assertThat(refusal(site.possession, HOME, crossed).kind()).isEqualTo(Kind.URI);
  }

  @Test
  void aRefusalSuppliesTheNonceThatTheNextProofIsTakenWith() throws Refusal {
    String url = "http://127.0.0.1:8080" + PATH;
    ProofReason refused = refusal(demanding, HOME, shown(url, Optional.empty()));
    assertThat(refused.kind()).isEqualTo(Kind.NONCE);
    Shown again = shown(url, Optional.of(refused.nonce()));
    assertThat(demanding.prove(HOME, CLIENT, again, site.now()).nonce()).contains(refused.nonce());
    assertThat(refusal(demanding, HOME, again).kind()).isEqualTo(Kind.REPLAYED);
  }

  @Test
  void anotherNodeTakesTheNonceToo() throws Refusal {
    String url = "http://127.0.0.1:8080" + PATH;
    String nonce = refusal(demanding, HOME, shown(url, Optional.empty())).nonce();
    Shown shown = shown(url, Optional.of(nonce));
    assertThat(possession(site).prove(HOME, CLIENT, shown, site.now()).nonce()).contains(nonce);
  }

  @Test
  void aNonceOfAnotherTenantIsNotTaken() {
    String nonce =
        refusal(demanding, ACME, shown("http://acme.hub.localhost:8080" + PATH, Optional.empty()))
            .nonce();
    Shown crossed = shown("http://127.0.0.1:8080" + PATH, Optional.of(nonce));
    assertThat(refusal(demanding, HOME, crossed).kind()).isEqualTo(Kind.NONCE);
    assertThat(refusal(site.possession, HOME, crossed).kind()).isEqualTo(Kind.NONCE);
  }

  // RFC 9449 9: the nonces of one are not for the other.
  @Test
  void aNonceOfTheTokenEndpointIsNotTakenByTheApis() {
    String url = "http://127.0.0.1:8080" + PATH;
    String nonce = refusal(demanding, HOME, shown(url, Optional.empty())).nonce();
    String proof =
        key.proof("POST", URI.create(url), Optional.of("token"), Optional.of(nonce), site.now());
    BoundToken token = new BoundToken(DpopCheck.hash("token"), key.thumbprint());
    try {
      demanding.prove(HOME, CLIENT, new Shown(List.of(proof), "POST", PATH), token, site.now());
    } catch (Refusal refusal) {
      ProofReason reason = (ProofReason) refusal.reason();
      assertThat(reason.kind()).isEqualTo(Kind.NONCE);
      assertThat(reason.nonce()).isNotEqualTo(nonce);
      return;
    }
    throw new AssertionError("proved");
  }

  /** However many clients the tenant has that takes all that it can. */
  @Test
  void whatOneTenantUsesLeavesRoomForTheNext() {
    DpopConfig usual = new DpopConfig(DpopConfig.Nonce.OPTIONAL);
    Possession narrow =
        new Possession(
            site.registry, site.address, site.keys::session, usual, () -> new Replays(10, 5));
    int used = 0;
    for (int i = 0; i < 12; i++) {
      used += used(narrow, HOME, i, "http://127.0.0.1:8080" + PATH);
    }
    assertThat(used).isBetween(7, 9);
    assertThat(used(narrow, ACME, 0, "http://acme.hub.localhost:8080" + PATH)).isEqualTo(1);
  }

  private int used(Possession by, TenantName tenant, int client, String url) {
    try {
      Shown shown = shown(url, Optional.empty());
      assertThat(by.prove(tenant, new ClientId("client" + client), shown, site.now()).nonce())
          .isPresent();
      return 1;
    } catch (Refusal refusal) {
      assertThat(((ProofReason) refusal.reason()).kind()).isEqualTo(Kind.FULL);
      return 0;
    }
  }

  @Test
  void behindTheConfiguredAddressNothingElseIsOurs() {
    PublicAddress outside =
        new PublicAddress(URI.create("https://auth.example.com"), "hub.example.com");
    assertThat(outside.urls(HOME, "/x")).containsExactly("https://auth.example.com/x");
    assertThat(outside.urls(ACME, "/x")).containsExactly("https://acme.hub.example.com/x");
    PublicAddress loopback =
        new PublicAddress(URI.create("http://localhost:8080"), PublicAddress.LOCAL_HUB);
    assertThat(loopback.urls(HOME, "/x"))
        .containsExactly("http://localhost:8080/x", "http://127.0.0.1:8080/x");
  }

  @Test
  void whatIsShownIsNotTold() {
    assertThat(shown("http://127.0.0.1:8080/x", Optional.empty()).toString())
        .isEqualTo("Shown[1 proofs]");
  }
}
