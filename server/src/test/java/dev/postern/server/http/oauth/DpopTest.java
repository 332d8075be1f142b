package dev.postern.server.http.oauth;

import static dev.postern.server.TokenSite.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.dpop.ProofKey;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.token.SigningKey;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.http.Headers;
import dev.postern.server.http.Reply;
import dev.postern.server.limits.ProofRate;
import dev.postern.store.Api;
import dev.postern.store.App;
import dev.postern.store.Proof;
import java.net.URI;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Bound tokens at the token endpoint (RFC 9449 section 5). */
final class DpopTest {

  private static final URI ENDPOINT = URI.create("http://127.0.0.1:8080/service/oauth/token");

  private final TokenSite site = new TokenSite();
  private final TokenCall call = new TokenCall(site);
  private final Client client = site.app(HOME);
  private final Api api = site.api(HOME, "https://storage.example.com", "a");
  private final ProofKey key = new ProofKey(SigningKey.fresh());

  DpopTest() {
    site.grant(client, api, "a");
  }

  private String proof(Optional<String> nonce) {
    return key.proof("POST", ENDPOINT, Optional.empty(), nonce, site.now());
  }

  private Reply ask(String... proofs) {
    Headers headers = Headers.NONE;
    for (String proof : proofs) {
      headers = headers.plus("dpop", proof);
    }
    String form = TokenCall.form(TokenCall.parameters(client));
    return call.send(client, headers, TokenCall.FORM, form);
  }

  private static JsonObject claims(Reply reply) throws JsonFault {
    String payload = TokenCall.text(reply, "access_token").split("\\.", -1)[1];
    return new JsonReader(JsonLimits.REQUEST).object(Base64.getUrlDecoder().decode(payload));
  }

  private void refused(Reply reply, String error) {
    assertThat(reply.status()).isEqualTo(400);
    assertThat(TokenCall.text(reply, "error")).isEqualTo(error);
    assertThat(TokenCall.body(reply)).doesNotContain("access_token");
  }

  @Test
  void aProofBindsTheTokenThoughNobodyDemandsIt() throws JsonFault {
    Reply reply = ask(proof(Optional.empty()));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(TokenCall.text(reply, "token_type")).isEqualTo("DPoP");
    assertThat(claims(reply).object("cnf").text())
        .isEqualTo("{\"jkt\":\"" + key.thumbprint() + "\"}");
    assertThat(reply.headers().all("DPoP-Nonce")).hasSize(1);
  }

  @Test
  void withoutAProofItIsABearerToken() throws JsonFault {
    Reply reply = ask();
    assertThat(TokenCall.text(reply, "token_type")).isEqualTo("Bearer");
    assertThat(claims(reply).has("cnf")).isFalse();
    assertThat(reply.headers().all("DPoP-Nonce")).isEmpty();
  }

  @Test
  void anApiThatDemandsProofGivesNobodyABearerToken() {
    site.demand(api, Proof.DPOP);
    Reply refused = ask();
    refused(refused, "invalid_dpop_proof");
    assertThat(ask(proof(Optional.empty())).status()).isEqualTo(200);
  }

  @Test
  void anAppThatDemandsProofIsGivenNoBearerToken() {
    site.demand(client, Proof.DPOP);
    refused(ask(), "invalid_dpop_proof");
    assertThat(TokenCall.text(ask(proof(Optional.empty())), "token_type")).isEqualTo("DPoP");
  }

  @Test
  void aProofThatDoesNotStandIsRefusedAndWhatIsWrongIsSaid() {
    String once = proof(Optional.empty());
    assertThat(ask(once).status()).isEqualTo(200);
    Reply again = ask(once);
    refused(again, "invalid_dpop_proof");
    assertThat(TokenCall.text(again, "error_description"))
        .isEqualTo("The DPoP proof was used before.");
    refused(ask(proof(Optional.empty()), proof(Optional.empty())), "invalid_dpop_proof");
    refused(ask("x"), "invalid_dpop_proof");
    refused(ask(""), "invalid_dpop_proof");
    assertThat(site.journal.badProofCount()).isEqualTo(4);
  }

  @Test
  void aNonceThatIsNotOursAsksForOneThatIs() {
    Reply refused = ask(proof(Optional.of("not-ours")));
    refused(refused, "use_dpop_nonce");
    String nonce = refused.headers().single("DPoP-Nonce").orElseThrow();
    assertThat(ask(proof(Optional.of(nonce))).status()).isEqualTo(200);
    site.at(site.now().plusSeconds(900));
    refused(ask(proof(Optional.of(nonce))), "use_dpop_nonce");
  }

  @Test
  void whoDoesNotProveWhoHeIsLearnsNothingOfHisProof() {
    Headers headers = Headers.NONE.plus("DPoP", "x");
    String form =
        "grant_type=client_credentials&client_secret=wrong&client_id=" + client.id().text();
    Reply reply = call.send(client, headers, TokenCall.FORM, form);
    assertThat(reply.status()).isEqualTo(401);
    assertThat(TokenCall.text(reply, "error")).isEqualTo("invalid_client");
  }

  private static void tooMany(Reply reply) {
    assertThat(reply.status()).isEqualTo(429);
    assertThat(TokenCall.text(reply, "error")).isEqualTo("temporarily_unavailable");
    assertThat(reply.headers().all("Retry-After")).hasSize(1);
    assertThat(reply.headers().all("DPoP-Nonce")).isEmpty();
  }

  @Test
  void theProofOfAnAppThatMayHaveNoTokenNowIsNotLookedAt() {
    mayHaveOneInAMinute();
    refused(ask("x"), "invalid_dpop_proof");
    assertThat(ask(proof(Optional.empty())).status()).as("what failed took none").isEqualTo(200);
    tooMany(ask("x"));
  }

  private void mayHaveOneInAMinute() {
    site.change(
        client,
        parts ->
            new TokenSite.Parts(
                parts.status(),
                parts.allowedIps(),
                new App.Limits(OptionalInt.of(1)),
                parts.actsFor()));
  }

  /** It has cost a signature, and its name is remembered. */
  @Test
  void aProofThatStandsTakesAPlaceAlsoWhereTheRequestIsRefused() {
    mayHaveOneInAMinute();
    Map<String, String> parameters = new LinkedHashMap<>(TokenCall.parameters(client));
    parameters.put("scope", "b");
    Headers shown = Headers.NONE.plus("DPoP", proof(Optional.empty()));
    refused(call.send(client, shown, TokenCall.FORM, TokenCall.form(parameters)), "invalid_scope");
    tooMany(ask(proof(Optional.empty())));
  }

  @Test
  void anAppThatShowsBadProofsAgainAndAgainIsSentAwayAndNobodyElse() {
    int bad = 0;
    Reply last = ask("x");
    // The bucket fills by the real clock, one in a tenth of a second.
    while (last.status() == 400 && bad < 2 * ProofRate.PER_MINUTE) {
      bad++;
      last = ask("x");
    }
    assertThat(bad).isGreaterThanOrEqualTo(ProofRate.PER_MINUTE);
    tooMany(last);
    assertThat(ask().status()).as("without a proof").isEqualTo(200);
    Client other = site.app(HOME);
    site.grant(other, api, "a");
    Headers shown = Headers.NONE.plus("DPoP", proof(Optional.empty()));
    String form = TokenCall.form(TokenCall.parameters(other));
    assertThat(call.send(other, shown, TokenCall.FORM, form).status()).isEqualTo(200);
  }
}
