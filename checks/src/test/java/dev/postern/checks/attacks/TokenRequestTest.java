package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.Operator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** B1 to B13: asking for more than was granted, elsewhere, twice, or in a way that is not there. */
@Tag("attacks")
@ExtendWith(AttackedSite.class)
final class TokenRequestTest {

  private static final String MARKET = "https://market.example.com";
  private static final String GRANTED = "read:all list";

  private static Caller app = new Caller("", "", "");

  @BeforeAll
  static void define(Site site) {
    String api = site.operator().api(MARKET, "read", "read:all", "list", "write");
    app = site.operator().app("b", api, "read:all", "list");
  }

  @Test
  void b1NoSpellingOfAScopeWidensAGrant(Site site) {
    String many = IntStream.range(0, 1500).mapToObj(i -> "s" + i).collect(Collectors.joining(" "));
    for (String scope :
        List.of(
            "read",
            "read:",
            "read:al",
            "read:all:x",
            "READ:ALL",
            "Read:all",
            "write",
            "*",
            "read:*",
            "read:all write",
            "read:all  list",
            " read:all",
            "read:all ",
            "read:all,list",
            "read:all;write",
            "r\u0435ad:all",
            "read:all\u200b",
            "l\u0131st",
            "\"write\"",
            "write\\",
            "openid",
            "profile:read",
            many)) {
      Answer answer = app.ask("audience", MARKET, "scope", scope);
      assertThat(answer.status()).as(scope).isEqualTo(400);
      assertThat(answer.text("error")).isEqualTo("invalid_scope");
    }
    for (String scope :
        List.of("read:all\twrite", "read:all\nwrite", "read:all\0", "\u0085write")) {
      Answer answer = app.ask("audience", MARKET, "scope", scope);
      assertThat(answer.text("error")).isEqualTo("invalid_request");
    }
    Answer twice = app.ask("audience", MARKET, "scope", "list list");
    assertThat(twice.status() == 400 || twice.text("scope").equals("list")).isTrue();
    assertThat(app.ask("audience", MARKET, "scope", "list").text("scope")).isEqualTo("list");
  }

  @Test
  void b2WithoutAScopeThereIsWhatWasGrantedAndItIsTold() {
    assertThat(app.ask("audience", MARKET).text("scope")).isEqualTo(GRANTED);
    assertThat(app.ask("audience", MARKET, "scope", "").text("scope")).isEqualTo(GRANTED);
  }

  @Test
  void b3NoSpellingOfAnAudienceReachesAnotherApi(Site site) {
    for (String audience :
        List.of(
            MARKET + "/",
            MARKET + "#",
            MARKET + "#x",
            MARKET + "?x",
            MARKET + ":443",
            MARKET.toUpperCase(Locale.ROOT),
            "https://MARKET.example.com",
            "https://a@market.example.com",
            "market.example.com",
            "//market.example.com",
            "urn:market",
            "https://m\u0430rket.example.com",
            "https://xn--mrket-5ve.example.com",
            "%",
            "*",
            "http://acme.hub.localhost:" + site.port() + "/admin/v1",
            site.operator().adminAudience(),
            site.operator().adminAudience() + "/",
            site.operator().identityAudience())) {
      for (String name : List.of("audience", "resource")) {
        Answer answer = app.ask(name, audience);
        assertThat(answer.status()).as(audience).isEqualTo(400);
        assertThat(answer.text("error")).as(audience).isEqualTo("invalid_target");
      }
    }
    assertThat(app.ask("audience", MARKET, "resource", MARKET + "/").text("error"))
        .isEqualTo("invalid_request");
  }

  @Test
  void b4AParameterThatStandsTwiceOrInTheQueryIsRefused(Site site) {
    Endpoint token = site.token();
    String form = token.body().text();
    for (String parameter : form.split("&", -1)) {
      String name = parameter.substring(0, parameter.indexOf('='));
      for (String again :
          List.of(parameter, name + "=", name, name.replaceFirst("_", "%5f") + "=x")) {
        site.attack(token, again, token.sending(form + "&" + again).request(), Set.of(400));
        site.attack(token, again, token.sending(again + "&" + form).request(), Set.of(400));
      }
      String rest = form.replace(parameter, "a=b");
      Endpoint query = token.asking(parameter);
      site.attack(query, parameter, query.sending(rest).request(), Set.of(400));
      site.attack(query, parameter, query.request(), Set.of(400));
    }
  }

  @Test
  void b5AGrantTypeThatIsNotThereIsRefused() {
    for (String type :
        List.of(
            "password",
            "refresh_token",
            "authorization_code",
            "implicit",
            "urn:ietf:params:oauth:grant-type:jwt-bearer",
            "urn:ietf:params:oauth:grant-type:device_code",
            "Client_Credentials",
            "client_credentials ",
            " client_credentials",
            "client_credentials,password",
            Site.MARK)) {
      Answer answer = app.ask("grant_type", type);
      assertThat(answer.status()).as(type).isEqualTo(400);
      assertThat(answer.text("error")).isEqualTo("unsupported_grant_type");
      assertThat(answer.body()).doesNotContain(Site.MARK);
    }
  }

  @Test
  void b13ATokenOfOneTenantIsNothingToAnother(Site site) {
    Operator there = site.otherOperator();
    Operator here = site.operator();
    assertThat(there.admin("GET", "/apps", "").status()).isEqualTo(200);
    for (String path : List.of("/apps", "/apis", "/keys", "/audit")) {
      assertThat(Operator.call("GET", there.adminAudience() + path, "", here.adminToken()).status())
          .isEqualTo(401);
      assertThat(Operator.call("GET", here.adminAudience() + path, "", there.adminToken()).status())
          .isEqualTo(401);
    }
    String accounts = "/accounts?limit=1";
    assertThat(
            Operator.call("GET", there.identityAudience() + accounts, "", here.identityToken())
                .status())
        .isEqualTo(401);
    assertThat(
            Operator.call("GET", here.identityAudience() + accounts, "", there.identityToken())
                .status())
        .isEqualTo(401);
    // Nor is the token for one built-in API one for the other.
    assertThat(
            Operator.call("GET", here.adminAudience() + "/apps", "", here.identityToken()).status())
        .isEqualTo(401);
    assertThat(
            Operator.call("GET", here.identityAudience() + accounts, "", here.adminToken())
                .status())
        .isEqualTo(401);
    Caller stranger = new Caller(there.caller().issuer(), app.id(), app.secret());
    assertThat(stranger.ask().status()).isEqualTo(401);
  }
}
