package dev.postern.checks.attacks;

import static dev.postern.checks.Delegation.BACK;
import static dev.postern.checks.Delegation.FRONT;
import static dev.postern.checks.Delegation.exchange;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.Delegation;
import dev.postern.checks.Operator;
import dev.postern.protocol.OAuthUri;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A24, B5, B6 and B11: another's token as a way to more than one has. */
@Tag("attacks")
@ExtendWith(AttackedSite.class)
final class TokenExchangeTest {

  private static Delegation delegation;
  private static Operator other;

  @BeforeAll
  static void define(Site site) {
    other = site.otherOperator();
    delegation = new Delegation(site.operator());
  }

  private static void assertRefused(Answer answer, String... errors) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.text("error")).isIn((Object[]) errors);
    assertThat(answer.body()).doesNotContain("eyJ");
  }

  @Test
  void b5AnAppThatMayNotExchangeIsUnauthorizedWhateverItShows() {
    Caller plain = delegation.operator().app("plain", delegation.back(), "entries:read");
    String token = delegation.customer().token(FRONT);
    for (String shown : List.of(token, "x", plain.token(BACK))) {
      assertRefused(exchange(plain, shown), "unauthorized_client");
      assertRefused(exchange(plain, shown, "audience", BACK), "unauthorized_client");
      assertRefused(exchange(plain, shown, "scope", "nothing"), "unauthorized_client");
    }
  }

  @Test
  void b6AnothersTokenInTheWrongHandsIsWorthNothing() {
    Caller customer = delegation.customer();
    String token = customer.token(FRONT);
    // Whoever found or logged it: the customer itself, the API behind, another API's service.
    Caller behind = delegation.operator().guard("behind", delegation.back());
    delegation.grant(behind, Delegation.exchangingFrom(delegation.front()));
    assertRefused(exchange(behind, token), "invalid_request");
    assertRefused(exchange(customer, token), "unauthorized_client");
    assertRefused(exchange(customer, token, "audience", BACK), "unauthorized_client");
    Caller service = delegation.service();
    assertThat(exchange(service, token).status()).isEqualTo(200);
    // One that was had in exchange is for the API behind, and is nothing at the front.
    String had = Delegation.exchanged(service, token);
    assertRefused(exchange(service, had), "invalid_request");
  }

  @Test
  void b6NoExchangeLeadsToTheAdminApi(Site site) {
    Caller service = delegation.service();
    String token = delegation.customer().token(FRONT);
    for (String audience :
        List.of(
            site.operator().adminAudience(),
            site.operator().identityAudience(),
            other.adminAudience())) {
      assertRefused(exchange(service, token, "audience", audience), "invalid_target");
      assertRefused(exchange(service, token, "resource", audience), "invalid_target");
    }
    // Not even where somebody tries to grant that, or shows a token of an administrator.
    for (String audience :
        List.of(site.operator().adminAudience(), site.operator().identityAudience())) {
      String api = site.apiId(audience);
      String exchange = Delegation.exchangingFrom(delegation.front());
      Answer granted =
          site.operator()
              .admin(
                  "PUT",
                  "/apps/" + service.id() + "/grants/" + api,
                  "{\"scopes\":[\"%s\"],\"exchange\":%s}"
                      .formatted(
                          audience.contains("admin") ? "apps:read" : "profile:read", exchange));
      assertThat(granted.status()).isEqualTo(400);
      assertThat(granted.body()).contains("/exchange");
      Answer from =
          site.operator()
              .admin(
                  "PUT",
                  "/apps/" + service.id() + "/grants/" + delegation.back(),
                  "{\"scopes\":[\"entries:read\"],\"exchange\":%s}"
                      .formatted(Delegation.exchangingFrom(api)));
      assertThat(from.status()).isEqualTo(400);
      assertThat(from.body()).contains("/exchange/from/0");
    }
    assertRefused(exchange(service, site.operator().adminToken()), "invalid_request");
  }

  @Test
  void a24WhoIsBlockedOrGoneExchangesNothingAndNobodyExchangesHisTokens() {
    Operator operator = delegation.operator();
    Caller customer = delegation.customer();
    Caller service = delegation.service(Delegation.exchangingFrom(delegation.front()));
    String token = customer.token(FRONT);
    String had = Delegation.exchanged(service, token);
    Caller behind = operator.guard("a24-behind", delegation.back());
    assertThat(behind.introspect(had).body()).contains("\"active\":true");

    Delegation.done(operator.admin("PATCH", "/apps/" + service.id(), "{\"status\":\"blocked\"}"));
    assertUnknown(exchange(service, token));
    assertThat(behind.introspect(had).body()).isEqualTo("{\"active\":false}");
    Delegation.done(operator.admin("PATCH", "/apps/" + service.id(), "{\"status\":\"active\"}"));
    String again = Delegation.exchanged(service, token);
    assertThat(behind.introspect(had).body()).isEqualTo("{\"active\":false}");

    Delegation.done(operator.admin("PATCH", "/apps/" + customer.id(), "{\"status\":\"blocked\"}"));
    assertRefused(exchange(service, token), "invalid_request");
    assertThat(behind.introspect(again).body()).isEqualTo("{\"active\":false}");
    String other = delegation.customer().token(FRONT);
    String last = Delegation.exchanged(service, other);
    Delegation.done(operator.admin("DELETE", "/apps/" + service.id(), ""));
    assertUnknown(exchange(service, other));
    assertThat(behind.introspect(last).body()).isEqualTo("{\"active\":false}");
  }

  private static void assertUnknown(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.text("error")).isEqualTo("invalid_client");
  }

  @Test
  void b11AnApiThatDemandsAProofIsNotReachedByAnExchangeWithoutOne(Site site) {
    Delegation bound = new Delegation(site.found("b11"));
    String token = bound.customer().token(FRONT);
    assertThat(exchange(bound.service(), token).status()).isEqualTo(200);
    Delegation.done(
        bound.operator().admin("PATCH", "/apis/" + bound.back(), "{\"proof\":\"dpop\"}"));
    assertRefused(exchange(bound.service(), token), "invalid_dpop_proof");
    assertRefused(exchange(bound.service(), token, "audience", BACK), "invalid_dpop_proof");
    // Nor by an app that is to prove a key itself.
    Delegation.done(
        bound.operator().admin("PATCH", "/apis/" + bound.back(), "{\"proof\":\"none\"}"));
    assertThat(exchange(bound.service(), token).status()).isEqualTo(200);
    String path = "/apps/" + bound.service().id();
    Delegation.done(bound.operator().admin("PATCH", path, "{\"proof\":\"dpop\"}"));
    assertRefused(exchange(bound.service(), token), "invalid_dpop_proof");
  }

  @Test
  void b6AnotherTenantsTokensAreNone() {
    Delegation there = new Delegation(other);
    assertRefused(exchange(delegation.service(), there.customer().token(FRONT)), "invalid_request");
    assertRefused(exchange(there.service(), delegation.customer().token(FRONT)), "invalid_request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "entries:read report:read",
        "entries:write entries:admin",
        "*",
        "ENTRIES:READ",
        "apps:write",
        "entries:read  entries:write"
      })
  void b6NoScopeIsHadThatTheGrantHasNot(String scope) {
    String token = delegation.customer().token(FRONT);
    assertRefused(exchange(delegation.service(), token, "scope", scope), "invalid_scope");
  }

  @Test
  void b6NoClaimIsSmuggledIn() {
    String token = delegation.customer().token(FRONT);
    for (String claims :
        List.of(
            "{\"act\":{\"sub\":\"admin@client\"}}",
            "{\"may_act\":{\"sub\":\"admin@client\"}}",
            "{\"sub\":\"admin@client\"}",
            "{\"exchanged_for\":[]}",
            "{\"sid\":\"x\"}")) {
      assertRefused(exchange(delegation.service(), token, "claims", claims), "invalid_request");
    }
  }

  @Test
  void b6NoOtherTypeOfTokenIsTakenForAnAccessToken() {
    String token = delegation.customer().token(FRONT);
    for (String type :
        List.of(
            "urn:ietf:params:oauth:token-type:jwt", "urn:x", Site.MARK, OAuthUri.TOKEN_EXCHANGE)) {
      Answer answer = exchange(delegation.service(), token, "subject_token_type", type);
      assertRefused(answer, "invalid_request");
      assertThat(answer.body()).doesNotContain(Site.MARK);
    }
    assertRefused(exchange(delegation.service(), Site.MARK.repeat(2000)), "invalid_request");
  }
}
