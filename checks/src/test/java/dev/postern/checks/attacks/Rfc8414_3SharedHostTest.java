package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.KeyCaller;
import dev.postern.checks.Operator;
import dev.postern.checks.Prover;
import dev.postern.checks.Shows;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** H13: tenants of one host, asked for by what nearly is theirs. */
@Tag("attacks")
@ExtendWith(AttackedSite.class)
final class Rfc8414_3SharedHostTest {

  private static final String APPS = "/admin/v1/apps";
  private static final String TOKEN = "/service/oauth/token";
  private static final String METADATA = "/.well-known/openid-configuration";

  /** What a router says of a path that is not there; no endpoint says it to these requests. */
  private static final Set<Integer> NOWHERE = Set.of(400, 404);

  private static List<Operator> tenants(Site site) {
    return List.of(site.operator(), site.otherOperator(), site.belowOperator());
  }

  /** A request for {@code target}, whose refusal has the style of what is there. */
  private static Endpoint at(Site site, String method, String target, List<String> headers) {
    String below = target.startsWith("/below/") ? target.substring("/below".length()) : target;
    return new Endpoint(
        site.port(), method, target, headers, Endpoint.Body.NONE, Dialect.of(below), NOWHERE);
  }

  private static Endpoint asking(Site site, String target, Operator who) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "client_credentials");
    form.put("client_id", who.caller().id());
    form.put("client_secret", who.caller().secret());
    form.put("audience", who.adminAudience());
    return at(site, "POST", target, List.of()).sending(Endpoint.Body.form(Caller.form(form)));
  }

  private static void nowhere(Site site, Endpoint endpoint) {
    site.attack(endpoint, endpoint.toString(), endpoint.request(), NOWHERE);
  }

  @Shows("R-8414-14")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/.",
        "/x/..",
        "/x/../below",
        "/./below",
        "//below",
        "/below/",
        "/below/.",
        "/below/..",
        "/below/x/..",
        "/below/../below",
        "/below/%2e%2e",
        "/below/.%2E",
        "/below/%2e%2e/below",
        "/below/..;",
        "/below/..%2f",
        "/below/..%5c",
        "/below%2f..",
        "/below%2f",
        "/below%00",
        "/below%20",
        "/below;x",
        "/below.",
        "/below..",
        "/below-x",
        "/belowx",
        "/belo",
        "/BELOW",
        "/Below",
        "/%62elow",
        "/bel%6Fw",
        "/below/below",
        "/x/below",
        "/admin/../below",
        "/service/oauth/../../below",
        "/.well-known/below",
        "/.well-known/x/below",
        "/.well-known/x/../../below",
        "/.well-known/openid-configuration/below",
        "/.well-known/oauth-protected-resource/../../below"
      })
  void anotherSpellingOfATenantsPathIsNobodys(String prefix, Site site) {
    for (Operator who : tenants(site)) {
      List<String> token = List.of("Authorization: Bearer " + who.adminToken());
      nowhere(site, at(site, "GET", prefix + APPS, token));
      nowhere(site, asking(site, prefix + TOKEN, who));
    }
    nowhere(site, at(site, "GET", prefix + METADATA, List.of()));
  }

  @Shows("R-8414-14")
  @Test
  void aTenantIsAtOneHostAndAtOnePath(Site site) {
    String port = ":" + site.port();
    for (String host : List.of("below.hub.localhost", "other.hub.localhost")) {
      for (String path : List.of(TOKEN, "/below" + TOKEN)) {
        for (Operator who : tenants(site)) {
          Endpoint endpoint = asking(site, path, who);
          String request =
              endpoint.request().replace(endpoint.host(), "Host: " + host + port + "\r\n");
          boolean others = host.startsWith("other") && path.equals(TOKEN);
          boolean right = others && who == site.otherOperator();
          site.attack(endpoint, host + path, request, Set.of(right ? 200 : others ? 401 : 404));
        }
      }
    }
  }

  @Test
  void aProofForOneTenantsAddressIsNoneForAnothers(Site site) {
    Prover prover = new Prover();
    for (Operator to : tenants(site)) {
      for (Operator made : tenants(site)) {
        String proof = prover.proof(Prover.claims("POST", Prover.endpoint(made.caller())));
        Answer answer = Prover.ask(to.caller(), to.adminAudience(), proof);
        assertThat(answer.status()).as(answer.body()).isEqualTo(to == made ? 200 : 400);
        if (to != made) {
          assertThat(answer.text("error")).isEqualTo("invalid_dpop_proof");
        }
      }
    }
  }

  @Test
  void anAssertionIsForTheIssuerWithItsPathAndNoOther(Site site) {
    Operator below = site.belowOperator();
    String api = below.apiId(below.adminAudience());
    KeyCaller app = KeyCaller.of(below.app("h13", api, "apps:read"), below);
    String issuer = below.caller().issuer();
    assertThat(app.send(app.sign(app.claims())).status()).isEqualTo(200);
    for (String audience :
        List.of(
            site.operator().caller().issuer(),
            site.otherOperator().caller().issuer(),
            issuer + "/",
            issuer + TOKEN,
            issuer + "/../below",
            issuer + "x",
            issuer.replace("/below", "/Below"),
            issuer.replace("/below", "/%62elow"),
            issuer.replace("/below", "//below"),
            issuer.replace("/below", ""),
            issuer.toUpperCase(Locale.ROOT))) {
      Answer answer = app.send(app.sign(app.with("aud", audience)));
      assertThat(answer.status()).as(audience).isEqualTo(401);
      assertThat(answer.text("error")).isEqualTo("invalid_client");
    }
  }

  @Shows("R-9728-4")
  @Test
  void aTokenOfOneTenantIsNoneOfAnothersAndTheRefusalNamesItsOwnPlace(Site site) {
    for (Operator from : tenants(site)) {
      String token = from.adminToken();
      for (Operator to : tenants(site)) {
        int status = Operator.call("GET", to.adminAudience() + "/apps", "", token).status();
        assertThat(status).isEqualTo(from == to ? 200 : 401);
        String challenge =
            Operator.call("GET", to.adminAudience() + "/apps", "", token + "x")
                .header("WWW-Authenticate")
                .orElseThrow();
        // RFC 9728 5.1: the tenant's own place, made from what is configured.
        assertThat(challenge)
            .containsOnlyOnce("resource_metadata=\"")
            .contains(
                to.adminAudience()
                    .replaceFirst("(//[^/]+)", "$1/.well-known/oauth-protected-resource"));
        if (from != to) {
          assertThat(to.caller().revoke(token).status()).isEqualTo(200);
        }
      }
      assertThat(Operator.call("GET", from.adminAudience() + "/apps", "", token).status())
          .as("nobody else took it back")
          .isEqualTo(200);
    }
  }
}
