package dev.postern.checks;

import static dev.postern.checks.Delegation.BACK;
import static dev.postern.checks.Delegation.FRONT;
import static dev.postern.checks.Delegation.done;
import static dev.postern.checks.Delegation.exchange;
import static dev.postern.checks.Delegation.exchanged;
import static dev.postern.checks.Delegation.exchangedClaims;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.OAuthUri;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.token.AccessToken;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.verifier.Verifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RFC 8693 section 4: who a token speaks for, who acts, and who may. */
final class Rfc8693_4ClaimsTest {

  private static RunningServer server;
  private static Delegation site;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    site = new Delegation(new Operator(server.operator()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String subject(Caller app) {
    return app.id() + "@client";
  }

  private static String act(Caller actor) {
    return "{\"sub\":\"%s\"}".formatted(subject(actor));
  }

  @Shows("R-8693-6")
  @Test
  void theSubjectStaysAndTheActorIsNamed() throws Exception {
    Caller customer = site.customer();
    JsonObject claims = exchangedClaims(site.service(), customer.token(FRONT));
    assertThat(claims.string("sub")).isEqualTo(subject(customer));
    assertThat(claims.string("client_id")).isEqualTo(site.service().id());
    assertThat(claims.string("aud")).isEqualTo(BACK);
    assertThat(claims.string("gty")).isEqualTo(OAuthUri.TOKEN_EXCHANGE);
    assertThat(claims.object("act").text()).isEqualTo(act(site.service()));
  }

  @Shows("R-8693-6")
  @Test
  void actorsNestTheNewestOutermostAndOnlyItCounts() throws Exception {
    String archive = site.operator().api("https://archive.example.com", "files:read");
    Caller ledger = site.operator().guard("ledger", site.back());
    done(
        site.operator()
            .admin(
                "PUT",
                "/apps/" + ledger.id() + "/grants/" + archive,
                "{\"scopes\":[\"files:read\"],\"exchange\":%s}"
                    .formatted(Delegation.exchangingFrom(site.back()))));
    Caller customer = site.customer();
    String first = exchanged(site.service(), customer.token(FRONT));
    String second = exchanged(ledger, first);
    JsonObject claims = TokenParts.claims(second);
    assertThat(claims.string("sub")).isEqualTo(subject(customer));
    assertThat(claims.object("act").text())
        .isEqualTo("{\"sub\":\"%s\",\"act\":%s}".formatted(subject(ledger), act(site.service())));
    try (Verifier verifier = Verifier.of(server.url() + "/", "https://archive.example.com")) {
      AccessToken checked = verifier.verify("Bearer " + second).require("files:read");
      assertThat(checked.actor()).contains(subject(ledger));
      assertThat(checked.subject()).isEqualTo(subject(customer));
    }
  }

  @Test
  void aTokenIsExchangedFourTimesAtMost() throws Exception {
    Caller turning = site.operator().guard("turning", site.front());
    done(
        site.operator()
            .admin(
                "PUT",
                "/apps/" + turning.id() + "/grants/" + site.front(),
                "{\"scopes\":[\"report:read\"],\"exchange\":%s}"
                    .formatted(Delegation.exchangingFrom(site.front()))));
    String token = site.customer().token(FRONT);
    for (int turn = 1; turn <= 4; turn++) {
      token = exchanged(turning, token);
      assertThat(TokenParts.claims(token).array("exchanged_for").values()).hasSize(turn);
    }
    Answer refused = exchange(turning, token);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("error")).isEqualTo("invalid_request");
  }

  @Test
  void whoeverImpersonatesIsNotNamedAsActorButHidesNobody() throws Exception {
    Caller silent =
        site.service("{\"from\":[\"%s\"],\"mode\":\"impersonation\"}".formatted(site.front()));
    Caller customer = site.customer();
    JsonObject claims = exchangedClaims(silent, customer.token(FRONT));
    assertThat(claims.has("act")).isFalse();
    assertThat(claims.string("sub")).isEqualTo(subject(customer));
    assertThat(claims.string("client_id")).isEqualTo(silent.id());

    // A service that is the front exchanges what another had for itself at the front.
    Caller turning = site.operator().guard("turning", site.front());
    done(
        site.operator()
            .admin(
                "PUT",
                "/apps/" + turning.id() + "/grants/" + site.front(),
                "{\"scopes\":[\"report:read\"],\"exchange\":%s}"
                    .formatted(Delegation.exchangingFrom(site.front()))));
    JsonObject chain = exchangedClaims(silent, exchanged(turning, customer.token(FRONT)));
    assertThat(chain.object("act").text())
        .isEqualTo("{\"sub\":\"%s\",\"act\":%s}".formatted(subject(silent), act(turning)));
  }

  @Shows("R-8693-7")
  @Test
  void whereATokenSaysWhoMayActNobodyElseMay() {
    Caller customer = site.customer();
    done(
        site.operator()
            .admin(
                "PUT",
                "/apps/" + customer.id() + "/grants/" + site.front(),
                "{\"scopes\":[\"report:read\"],\"claims\":{\"may_act\":%s}}"
                    .formatted(act(site.service()))));
    String token = customer.token(FRONT);
    assertThat(exchange(site.service(), token).status()).isEqualTo(200);
    Caller other = site.service(Delegation.exchangingFrom(site.front()));
    Answer refused = exchange(other, token);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("error")).isEqualTo("invalid_request");
  }

  @Shows("R-8693-7")
  @Test
  void whatIsNotUnderstoodOfWhoMayActLetsNobody() throws Exception {
    TokenForger forger = server.forger(SignatureAlgorithm.ES256);
    JsonObject claims = TokenParts.claims(site.customer().token(FRONT));
    String me = subject(site.service());
    String issuer = server.url() + "/";
    for (String mayAct :
        new String[] {
          "{\"sub\":\"%s\"}".formatted(me), "{\"iss\":\"%s\",\"sub\":\"%s\"}".formatted(issuer, me)
        }) {
      assertThat(exchange(site.service(), forger.token(with(claims, mayAct))).status())
          .as(mayAct)
          .isEqualTo(200);
    }
    for (String mayAct :
        new String[] {
          "{}",
          "null",
          "\"%s\"".formatted(me),
          "[{\"sub\":\"%s\"}]".formatted(me),
          "{\"sub\":[\"%s\"]}".formatted(me),
          "{\"iss\":\"%s\"}".formatted(issuer),
          "{\"iss\":\"https://other.example.com/\",\"sub\":\"%s\"}".formatted(me),
          "{\"sub\":\"%s\",\"aud\":\"x\"}".formatted(me)
        }) {
      Answer refused = exchange(site.service(), forger.token(with(claims, mayAct)));
      assertThat(refused.status()).as(mayAct).isEqualTo(400);
      assertThat(refused.text("error")).isEqualTo("invalid_request");
    }
  }

  private static JsonObject with(JsonObject claims, String mayAct) throws Exception {
    byte[] json = ("{\"may_act\":" + mayAct + "}").getBytes(StandardCharsets.UTF_8);
    return JsonObject.builder()
        .putAll(claims)
        .putAll(new JsonReader(JsonLimits.REQUEST).object(json))
        .build();
  }
}
