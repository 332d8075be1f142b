package dev.postern.checks;

import static dev.postern.checks.Delegation.BACK;
import static dev.postern.checks.Delegation.FRONT;
import static dev.postern.checks.Delegation.done;
import static dev.postern.checks.Delegation.exchange;
import static dev.postern.checks.Delegation.exchanged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.OAuthUri;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RFC 8693 section 2.2: what is had in exchange, which is never more than was there. */
final class Rfc8693_2_2ResponseTest {

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

  @Shows("R-8693-4")
  @Test
  void theAnswerSaysWhatWasIssued() throws Exception {
    Answer answer = exchange(site.service(), site.customer().token(FRONT));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).contains("no-store");
    JsonObject body = answer.json();
    assertThat(body.members().keySet())
        .containsExactlyInAnyOrder(
            "access_token", "issued_token_type", "token_type", "expires_in", "scope");
    assertThat(body.string("issued_token_type")).isEqualTo(OAuthUri.ACCESS_TOKEN);
    assertThat(body.string("token_type")).isEqualTo("Bearer");
    assertThat(body.string("scope")).isEqualTo("entries:read entries:write");
    // Only an exchange says it.
    assertThat(site.service().ask("audience", BACK).json().has("issued_token_type")).isFalse();
  }

  @Shows("R-8693-10")
  @Test
  void aTokenNeverOutlivesTheOneThatItWasHadFor() throws Exception {
    Caller brief = site.customer();
    done(
        site.operator()
            .admin(
                "PUT",
                "/apps/" + brief.id() + "/grants/" + site.front(),
                "{\"scopes\":[\"report:read\"],\"token_lifetime_seconds\":120}"));
    String token = brief.token(FRONT);
    Answer answer = exchange(site.service(), token);
    assertThat(TokenParts.claims(answer.text("access_token")).integer("exp"))
        .isEqualTo(TokenParts.claims(token).integer("exp"));
    assertThat(answer.json().integer("expires_in")).isBetween(1L, 120L);
  }

  @Test
  void aTokenLivesNoLongerThanTheServicesOwnWould() throws Exception {
    Caller brief = site.operator().guard("brief", site.front());
    done(
        site.operator()
            .admin(
                "PUT",
                "/apps/" + brief.id() + "/grants/" + site.back(),
                "{\"scopes\":[\"entries:read\"],\"token_lifetime_seconds\":60,\"exchange\":%s}"
                    .formatted(Delegation.exchangingFrom(site.front()))));
    Answer answer = exchange(brief, site.customer().token(FRONT));
    assertThat(answer.json().integer("expires_in")).isEqualTo(60);
  }

  @Shows("R-8693-8")
  @Test
  void scopesAreNeverMoreThanTheTermsName() {
    Caller careful =
        site.service("{\"from\":[\"%s\"],\"scopes\":[\"entries:read\"]}".formatted(site.front()));
    String token = site.customer().token(FRONT);
    assertThat(exchange(careful, token).text("scope")).isEqualTo("entries:read");
    assertThat(exchange(careful, token, "scope", "entries:read").status()).isEqualTo(200);
    for (String scope :
        new String[] {"entries:write", "entries:read entries:write", "report:read"}) {
      Answer refused = exchange(careful, token, "scope", scope);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text("error")).isEqualTo("invalid_scope");
    }
    // For itself it may ask for all of its grant.
    assertThat(careful.ask("audience", BACK).text("scope")).isEqualTo("entries:read entries:write");
  }

  @Shows("R-8693-8")
  @Test
  void atTheSameApiATokenOnlyLosesScopes() {
    Caller narrowing = site.operator().guard("narrowing", site.front());
    done(
        site.operator()
            .admin(
                "PUT",
                "/apps/" + narrowing.id() + "/grants/" + site.front(),
                "{\"scopes\":[\"report:write\",\"report:read\"],\"exchange\":%s}"
                    .formatted(Delegation.exchangingFrom(site.front()))));
    String token = site.customer().token(FRONT);
    assertThat(exchange(narrowing, token).text("scope")).isEqualTo("report:read");
    assertThat(exchange(narrowing, token, "scope", "report:write").text("error"))
        .isEqualTo("invalid_scope");
    Caller writer = site.operator().app("writer", site.front(), "report:write");
    String writing = writer.token(FRONT);
    assertThat(exchange(narrowing, writing).text("scope")).isEqualTo("report:write");
    done(
        site.operator()
            .admin(
                "PUT",
                "/apps/" + narrowing.id() + "/grants/" + site.front(),
                "{\"scopes\":[\"report:read\"],\"exchange\":%s}"
                    .formatted(Delegation.exchangingFrom(site.front()))));
    assertThat(exchange(narrowing, writing).text("error")).isEqualTo("invalid_scope");
  }

  @Shows("R-8693-8")
  @Test
  void onlyTokensOfTheNamedSubjectsAreExchanged() {
    Caller known = site.customer();
    Caller picky =
        site.service(
            "{\"from\":[\"%s\"],\"subjects\":[\"%s\"]}".formatted(site.front(), known.id()));
    assertThat(exchange(picky, known.token(FRONT)).status()).isEqualTo(200);
    Answer refused = exchange(picky, site.customer().token(FRONT));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("error")).isEqualTo("invalid_request");
  }

  @Shows("R-8693-10")
  @Test
  void whatIsHadForABoundTokenIsBoundToo() throws Exception {
    Prover customer = new Prover();
    String bound = customer.token(site.customer(), FRONT);
    Answer unproved = exchange(site.service(), bound);
    assertThat(unproved.status()).isEqualTo(400);
    assertThat(unproved.text("error")).isEqualTo("invalid_dpop_proof");

    Prover service = new Prover();
    URI endpoint = Prover.endpoint(site.service());
    String form =
        Caller.form(
            Map.of(
                "grant_type",
                OAuthUri.TOKEN_EXCHANGE,
                "subject_token",
                bound,
                "subject_token_type",
                OAuthUri.ACCESS_TOKEN));
    Answer proved =
        Answer.to(
            HttpCall.post(
                    endpoint,
                    "application/x-www-form-urlencoded",
                    form.getBytes(StandardCharsets.US_ASCII))
                .header("Authorization", Caller.basic(site.service().id(), site.service().secret()))
                .header("DPoP", service.proof(Prover.claims("POST", endpoint))));
    assertThat(proved.status()).as(proved.body()).isEqualTo(200);
    assertThat(proved.text("token_type")).isEqualTo("DPoP");
    // To the key of whoever uses it.
    assertThat(TokenParts.claims(proved.text("access_token")).object("cnf").members().get("jkt"))
        .isEqualTo(new JsonString(service.thumbprint().text()));
  }

  @Test
  void theApiBehindTellsWhatIntrospectionTells() throws Exception {
    Caller guard = site.operator().guard("back", site.back());
    String token = exchanged(site.service(), site.customer().token(FRONT));
    JsonObject told = guard.introspect(token).json();
    assertThat(told.object("act").string("sub")).isEqualTo(site.service().id() + "@client");
    assertThat(told.string("gty")).isEqualTo(OAuthUri.TOKEN_EXCHANGE);
  }
}
