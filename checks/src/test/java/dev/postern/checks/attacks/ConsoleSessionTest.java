package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.Operator;
import dev.postern.checks.RunningServer;
import dev.postern.console.gate.Asked;
import dev.postern.console.gate.Place;
import dev.postern.console.web.Cookies;
import dev.postern.console.web.Session;
import dev.postern.protocol.json.JsonFault;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** D7 and D13: cookies of the console that are not, are no longer, or never were a session here. */
@Tag("attacks")
final class ConsoleSessionTest {

  private static RunningServer server;
  private static Operator operator;
  private static Browsing nobody;

  @BeforeAll
  static void start(@TempDir Path data) throws IOException {
    server = new RunningServer(data);
    operator = new Operator(server.operator());
    nobody = Browsing.at(server.url());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void outside(Browsing browsing) throws IOException {
    RawAnswer answer = browsing.get("/settings");
    assertThat(answer.status()).as(browsing.cookies()).isEqualTo(303);
    assertThat(answer.header("Location"))
        .isEqualTo(browsing.prefix() + "/console/sign-in?next=" + next(browsing.prefix()));
    assertThat(answer.body()).isEmpty();
  }

  private static String next(String prefix) {
    return (prefix + "/console/settings").replace("/", "%2F");
  }

  private static String claims(String json) {
    return "eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(json.getBytes(StandardCharsets.UTF_8))
        + ".c2ln";
  }

  /** An app with scopes at the Admin API, and its token. */
  private static Caller person(String name, String... scopes) {
    return operator.app(name, operator.apiId(operator.adminAudience()), scopes);
  }

  private static String token(Caller person) {
    return person.token(operator.adminAudience());
  }

  @Test
  void whatIsNoTokenOfThisTenantsAdminApiIsNoSession() throws IOException {
    String good = operator.adminToken();
    String[] parts = good.split("\\.", -1);
    long now = Instant.now().getEpochSecond();
    String anybody = "\"client_id\":\"" + operator.caller().id() + "\",\"jti\":\"j\"";
    List<String> none =
        List.of(
            "",
            "x",
            "..",
            "a.b.c",
            "x".repeat(7_000),
            good + "x",
            good.substring(0, good.length() - 3),
            good.substring(1),
            parts[0] + "." + parts[1] + ".",
            parts[0] + "." + parts[1] + "." + parts[2] + "." + parts[2],
            claims("{}"),
            claims("[]"),
            claims("{" + anybody + ",\"iat\":" + now + ",\"exp\":" + (now + 600) + "}"),
            claims("{" + anybody + ",\"iat\":31556889864403199,\"exp\":31556889864403199}"),
            claims("{" + anybody + ",\"iat\":-31557014167219200,\"exp\":31556889864403199}"),
            claims("{" + anybody + ",\"iat\":9223372036854775807,\"exp\":9223372036854775807}"),
            claims("{" + anybody + ",\"iat\":1e9,\"exp\":" + (now + 600) + "}"),
            claims("{\"client_id\":1,\"jti\":[],\"iat\":\"x\",\"exp\":{}}"),
            operator.identityToken(),
            person("reader", "apps:read").secret());
    for (String token : none) {
      outside(nobody.as(token));
    }
    assertThat(nobody.as(good).get("/settings").status()).isEqualTo(200);
  }

  @Test
  void twoCookiesOfThatNameAndOthersOfNearlyThatNameAreNoSession() throws IOException {
    String token = operator.adminToken();
    String pair = Browsing.COOKIE + "=" + token;
    for (String header :
        List.of(
            pair + "; " + pair,
            Browsing.COOKIE + "=x; " + pair,
            pair + "; " + Browsing.COOKIE + "=",
            "postern-default=" + token,
            "__host-postern-default=" + token,
            "__Secure-postern-default=" + token,
            "__Host-postern-defaul=" + token,
            "__Host-postern-default-x=" + token,
            "x=1, " + pair,
            Browsing.COOKIE + "=\"" + token + "\"",
            "session=" + token)) {
      outside(nobody.cookies(header));
    }
    assertThat(nobody.cookies("a=b; " + pair + "; c=d").get("/settings").status()).isEqualTo(200);
    assertThat(
            nobody
                .cookies("")
                .send("GET", "/settings", List.of("Authorization: Bearer " + token), "")
                .status())
        .isEqualTo(303);
  }

  @Test
  void aSessionOfOneTenantIsNothingToAnother() throws IOException {
    Operator hosted = founded("{\"name\":\"other\"}");
    Operator below =
        founded("{\"name\":\"below\",\"issuer\":\"%s/below\"}".formatted(server.url()));
    Browsing others = nobody.host("other.hub.localhost");
    Browsing shared = nobody.prefix("/below");
    String here = operator.adminToken();
    for (String name : List.of("default", "other", "below")) {
      String cookie = "__Host-postern-" + name + "=";
      outside(others.cookies(cookie + here));
      outside(shared.cookies(cookie + here));
      outside(nobody.cookies(cookie + hosted.adminToken()));
      outside(nobody.cookies(cookie + below.adminToken()));
    }
    Browsing theirs = others.cookies("__Host-postern-other=" + hosted.adminToken());
    assertThat(theirs.get("/settings").status()).isEqualTo(200);
    Browsing both =
        shared.cookies(
            "__Host-postern-below=" + below.adminToken() + "; " + Browsing.COOKIE + "=" + here);
    assertThat(both.get("/settings").body()).contains("<span class=\"tenant\">below</span>");
    String form = "form_token=" + nobody.as(here).formToken();
    assertThat(both.send("POST", "/sign-out", both.ours(), form).status()).isEqualTo(403);
    assertThat(both.get("/settings").status()).isEqualTo(200);
  }

  private static Operator founded(String body) {
    Answer made = operator.admin("POST", "/tenants", body);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    try {
      return new Operator(
          new Caller(
              made.text("issuer"),
              made.json().object("operator").string("client_id"),
              made.json().object("operator").string("client_secret")));
    } catch (JsonFault e) {
      throw new AssertionError(made.body(), e);
    }
  }

  @Test
  void whoIsBlockedIsOutsideWithTheAnswerToTheBlock() throws IOException {
    Caller person = person("blocked", "apps:read");
    Browsing browsing = nobody.as(token(person));
    assertThat(browsing.get("/apps").status()).isEqualTo(200);
    String form = browsing.formToken();
    assertThat(operator.admin("PATCH", "/apps/" + person.id(), "{\"status\":\"blocked\"}").status())
        .isEqualTo(200);
    outside(browsing);
    assertThat(operator.admin("PATCH", "/apps/" + person.id(), "{\"status\":\"active\"}").status())
        .isEqualTo(200);
    outside(browsing);
    RawAnswer answer = browsing.send("POST", "/explain", browsing.ours(), "form_token=" + form);
    assertThat(answer.header("Location")).isEqualTo("/console/sign-in");
  }

  @Test
  void whoseRightsWereTakenDoesNoMoreByASessionOfBefore() throws IOException {
    Caller person = person("narrowed", "apps:read", "apps:write");
    Browsing browsing = nobody.as(token(person));
    assertThat(browsing.get("/apps").status()).isEqualTo(200);
    String api = operator.apiId(operator.adminAudience());
    String path = "/apps/" + person.id() + "/grants/" + api;
    assertThat(operator.admin("PUT", path, "{\"scopes\":[\"apps:read\"]}").status()).isEqualTo(200);
    outside(browsing);
  }

  @Test
  void aRevokedTokenIsNoSession() throws IOException {
    String token = token(person("revoked", "apps:read"));
    assertThat(nobody.as(token).get("/apps").status()).isEqualTo(200);
    String body = "{\"kind\":\"token\",\"token\":\"%s\"}".formatted(token);
    assertThat(operator.admin("POST", "/revocations", body).status()).isIn(200, 201);
    outside(nobody.as(token));
  }

  @Test
  void afterSigningOutBothTokensAreUselessEverywhere() throws IOException {
    Caller person =
        operator.app("leaver", operator.apiId(operator.adminAudience()), "apps:read", "audit:read");
    String grant =
        "/apps/" + person.id() + "/grants/" + operator.apiId(operator.identityAudience());
    assertThat(operator.admin("PUT", grant, "{\"scopes\":[\"profile:read\"]}").status())
        .isIn(200, 201);
    String token = token(person);
    String accounts = person.token(operator.identityAudience());
    Browsing browsing =
        nobody.cookies(Browsing.COOKIE + "=" + token + "; " + Browsing.accounts(accounts));
    assertThat(browsing.get("/accounts").body()).contains("<form class=\"filters\"");

    RawAnswer out = browsing.form("/sign-out", "");
    assertThat(out.status()).isEqualTo(303);
    assertThat(out.header("Location")).isEqualTo("/console/sign-in?done=signed-out");
    assertThat(out.headers("Set-Cookie"))
        .hasSize(2)
        .allMatch(cookie ->
            cookie.matches(
                "__Host-[a-z.-]+=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Strict"));
    outside(browsing);
    String admin = operator.adminAudience();
    assertThat(Operator.call("GET", admin + "/me", "", token).status()).isEqualTo(401);
    String account = operator.identityAudience() + "/account?email=a%40example.com";
    assertThat(Operator.call("GET", account, "", accounts).status()).isEqualTo(401);
  }

  @Test
  void theSessionsCookieIsForThisHostAloneAndForNoScript() {
    Place place = new Place("default", operator.caller().issuer(), "");
    String cookie =
        Cookies.session(place)
            .put(
                dev.postern.console.gate.Answer.empty(200),
                Session.of(operator.adminToken()).orElseThrow())
            .fields()
            .getFirst()
            .value();
    assertThat(cookie)
        .isEqualTo(
            Browsing.COOKIE
                + "="
                + operator.adminToken()
                + "; Path=/; Secure; HttpOnly; SameSite=Strict");
  }

  @Test
  void headersThatOnlyProxiesMaySetChangeNothing() throws IOException {
    Caller reader = person("proxied", "apps:read", "audit:read");
    Browsing browsing = nobody.as(token(reader));
    String body = "form_token=" + browsing.formToken() + "&name=taken";
    List<String> headers = new ArrayList<>(browsing.ours());
    headers.add("Authorization: Bearer " + operator.adminToken());
    headers.add("X-Forwarded-For: 203.0.113.9");
    headers.add("Forwarded: for=203.0.113.9");
    headers.add("Client-Cert: :AAAA:");
    String path = "/apps/" + reader.id() + "/settings";
    assertThat(browsing.send("POST", path, headers, body).status()).isEqualTo(403);
    assertThat(operator.admin("GET", "/apps/" + reader.id(), "").text("name")).isEqualTo("proxied");

    Browsing admin = nobody.as(operator.adminToken());
    List<String> forwarded = new ArrayList<>(headers);
    String form = "form_token=" + admin.formToken();
    String block = "/apps/" + reader.id() + "/block";
    assertThat(admin.send("POST", block, forwarded, form).status()).isEqualTo(303);
    assertThat(operator.admin("GET", "/audit?limit=500", "").body()).doesNotContain("203.0.113.9");
  }

  @Test
  void theTextFormOfARequestSaysNothingOfItsCookie() {
    assertThat(Session.of(operator.adminToken()).orElseThrow().toString())
        .doesNotContain(operator.adminToken());
    assertThat(
            new Asked(
                    new Asked.Line("GET", "localhost", "/console", "q=secret", Map.of()),
                    name -> List.of("secret"),
                    "secret".getBytes(StandardCharsets.UTF_8),
                    new Asked.From(InetAddress.getLoopbackAddress(), true))
                .toString())
        .isEqualTo("GET /console");
  }
}
