package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.KeyCaller;
import dev.postern.checks.Operator;
import dev.postern.checks.Shows;
import dev.postern.protocol.http.HttpCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A9 to A29: how a client proves itself, and what it learns where it cannot. */
@Tag("attacks")
@ExtendWith(AttackedSite.class)
final class Rfc6749_2ClientAuthenticationTest {

  private static final String SHOP = "https://shop.example.com";

  private static final String GRANT = "grant_type=client_credentials";

  private static String api = "";

  @BeforeAll
  static void define(Site site) {
    api = site.operator().api(SHOP, "order:read", "order:write");
  }

  private static Caller app(Site site, String name) {
    return site.operator().app(name, api, "order:read", "order:write");
  }

  private static Answer withBasic(Caller caller, String header, String form) {
    return Answer.to(
        HttpCall.post(
                caller.uri("service/oauth/token"),
                "application/x-www-form-urlencoded",
                form.getBytes(StandardCharsets.UTF_8))
            .header("Authorization", header));
  }

  private static void blocked(Site site, Caller caller, String status) {
    String body = "{\"status\":\"" + status + "\"}";
    assertThat(site.operator().admin("PATCH", "/apps/" + caller.id(), body).status())
        .isEqualTo(200);
  }

  @Shows({"R-6749-5", "R-7523-12"})
  @Test
  void a9TwoWaysAtOnceAreRefusedEvenIfBothAreRight(Site site) {
    Caller app = app(site, "a9");
    String basic = Caller.basic(app.id(), app.secret());
    String grant = "grant_type=client_credentials";
    String secret = grant + "&client_secret=" + app.secret();
    for (String form :
        List.of(
            secret,
            secret + "&client_id=" + app.id(),
            grant + "&client_assertion=a.b.c",
            grant + "&client_assertion_type=" + Caller.encode("urn:ietf:params:oauth:x"),
            grant + "&client_id=another")) {
      Answer answer = withBasic(app, basic, form);
      assertThat(answer.status()).as(form).isEqualTo(400);
      assertThat(answer.text("error")).isEqualTo("invalid_request");
    }
    assertThat(app.ask("client_assertion", "a.b.c").text("error")).isEqualTo("invalid_request");
  }

  @Test
  void a9TwoAuthorizationHeadersAreRefused(Site site) {
    Caller app = app(site, "a9-two");
    Endpoint token = site.token().sending("grant_type=client_credentials");
    String line = "Authorization: " + Caller.basic(app.id(), app.secret()) + "\r\n";
    site.attack(token, "two headers", token.request(line + line), Set.of(400));
    site.attack(token, "one header", token.request(line), Set.of(200));
    for (String value :
        List.of(
            "Basic",
            "Basic ",
            "Basic " + Site.MARK + "!",
            unpadded(app),
            Caller.basic(app.id(), app.secret()) + "=",
            Caller.basic(app.id(), "%"),
            Caller.basic(app.id(), "%00"),
            Caller.basic("\u00e4", "\u00e4"),
            Caller.basic("", ""),
            Caller.basic(app.id(), app.secret() + "\n"),
            "Bearer " + site.operator().adminToken(),
            "Digest username=\"" + Site.MARK + "\"",
            Site.MARK)) {
      String header = "Authorization: " + value + "\r\n";
      site.attack(token, value, token.request(header), Set.of(400, 401));
    }
  }

  /** A right header, but for its padding; of two lengths at least one has some. */
  private static String unpadded(Caller app) {
    String header = Caller.basic(app.id(), app.secret());
    String longer = Caller.basic("%61" + app.id().substring(1), app.secret());
    return (header.endsWith("=") ? header : longer).replaceAll("=+$", "");
  }

  @Test
  void a24WhoIsBlockedOrDeletedIsOutAtOnceAndSoAreHisTokens(Site site) {
    Caller app = site.operator().app("a24", identityApi(site), "profile:read");
    String audience = site.operator().identityAudience();
    String before = app.token(audience);
    assertThat(reads(site, before)).isEqualTo(200);

    blocked(site, app, "blocked");
    assertOut(app, audience);
    assertThat(reads(site, before)).isEqualTo(401);

    blocked(site, app, "active");
    String between = app.token(audience);
    assertThat(reads(site, between)).isEqualTo(200);
    assertThat(reads(site, before)).as("an old token after an unblock").isEqualTo(401);

    assertThat(site.operator().admin("DELETE", "/apps/" + app.id(), "").status()).isEqualTo(204);
    assertOut(app, audience);
    assertThat(reads(site, between)).isEqualTo(401);
    assertThat(reads(site, before)).isEqualTo(401);
  }

  private static String identityApi(Site site) {
    return site.apiId(site.operator().identityAudience());
  }

  private static int reads(Site site, String token) {
    String url = site.operator().identityAudience() + "/accounts?limit=1";
    return Operator.call("GET", url, "", token).status();
  }

  private static void assertOut(Caller app, String audience) {
    assertThat(app.ask("audience", audience).status()).isEqualTo(401);
    assertThat(withBasic(app, Caller.basic(app.id(), app.secret()), GRANT).status()).isEqualTo(401);
    String json =
        "{\"grant_type\":\"client_credentials\",\"client_id\":\"%s\",\"client_secret\":\"%s\"}"
            .formatted(app.id(), app.secret());
    assertThat(app.post("application/json", json).status()).isEqualTo(401);
    assertThat(app.ask("grant_type", "password").text("error"))
        .isIn("invalid_client", "unsupported_grant_type");
  }

  @Test
  void a24ACredentialThatWasRevokedOrHasEndedIsWorthNothingAndItsTwinGoesOn(Site site)
      throws Exception {
    Caller app = app(site, "a24-credential");
    String path = "/apps/" + app.id() + "/credentials";
    Answer made = site.operator().admin("POST", path, "{\"type\":\"client_secret\"}");
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    Caller twin = new Caller(app.issuer(), app.id(), made.text("client_secret"));
    assertThat(twin.ask().status()).isEqualTo(200);

    assertThat(site.operator().admin("DELETE", path + "/" + made.text("id"), "").status())
        .isEqualTo(204);
    assertThat(twin.ask().status()).isEqualTo(401);
    assertThat(app.ask().status()).isEqualTo(200);
  }

  @Test
  void a24ACredentialThatIsOverIsWorthNothingAndItsTwinGoesOn(Site site) throws Exception {
    Caller app = app(site, "a24-over");
    String path = "/apps/" + app.id() + "/credentials";
    Answer made = site.operator().admin("POST", path, "{\"type\":\"client_secret\"}");
    Caller over = new Caller(app.issuer(), app.id(), made.text("client_secret"));
    KeyCaller key = KeyCaller.of(app, site.operator());
    String list = site.operator().admin("GET", path, "").body();
    String keyId = list.replaceFirst(".*\"public_key\",\"id\":\"([^\"]+)\".*", "$1");
    assertThat(over.ask().status()).isEqualTo(200);
    assertThat(key.ask().status()).isEqualTo(200);

    Caller guard = site.operator().guard("a24-over-guard", api);
    String token = over.token(SHOP);
    assertThat(guard.introspect(token).body()).contains("\"active\":true");
    Instant end = Instant.now().plusMillis(1_500);
    for (String id : List.of(made.text("id"), keyId)) {
      String body = "{\"expires_at\":\"" + end + "\"}";
      Answer ended = site.operator().admin("PATCH", path + "/" + id, body);
      assertThat(ended.status()).as(ended.body()).isEqualTo(200);
    }
    // What would outlive its credential is refused from now on.
    assertThat(guard.introspect(token).body()).isEqualTo("{\"active\":false}");
    while (!Instant.now().isAfter(end)) {
      Thread.sleep(50);
    }
    assertThat(over.ask().status()).isEqualTo(401);
    assertThat(withBasic(over, Caller.basic(over.id(), over.secret()), GRANT).status())
        .isEqualTo(401);
    assertThat(over.introspect(token).status()).isEqualTo(401);
    assertThat(key.ask().status()).isEqualTo(401);
    assertThat(app.ask().status()).isEqualTo(200);
  }

  @Test
  void a26WhoFailsLearnsNothingOfWhyFromBytesOrHeaders(Site site) {
    Caller app = app(site, "a26");
    Caller other = app(site, "a26-other");
    Caller blocked = app(site, "a26-blocked");
    blocked(site, blocked, "blocked");
    Endpoint token = site.token();
    String unknown = form(app.id().substring(0, app.id().length() - 4) + "zzzz", app.secret());
    String first = verdict(site, token, unknown);
    assertThat(first).startsWith("HTTP/1.1 401 ").contains("invalid_client");
    for (String form :
        List.of(
            form(app.id(), other.secret()),
            form(app.id(), "letmein"),
            form(app.id(), "pst_" + "x".repeat(40)),
            form(app.id(), app.secret().substring(0, app.secret().length() - 1)),
            form(app.id(), app.secret() + "x"),
            form(app.id(), " " + app.secret()),
            form(app.id().toUpperCase(Locale.ROOT), app.secret()),
            form(blocked.id(), blocked.secret()),
            form("a", "b"),
            form("x".repeat(128), app.secret()),
            form("x".repeat(129), app.secret()),
            form("x".repeat(16_000), app.secret()),
            form("operator", app.secret()),
            form("../" + app.id(), app.secret()),
            form("' OR 1=1 --", app.secret()),
            form(app.id(), "x".repeat(16_000)))) {
      assertThat(verdict(site, token, form)).as(form).isEqualTo(first);
    }
  }

  private static String form(String id, String secret) {
    return "grant_type=client_credentials&client_id=%s&client_secret=%s"
        .formatted(Caller.encode(id), Caller.encode(secret));
  }

  /** Everything of an answer but its time. */
  private static String verdict(Site site, Endpoint token, String form) {
    try {
      RawAnswer answer = site.attack(token, token.sending(form).request());
      return answer.head().replaceAll("(?m)^Date: .*\r\n", "") + answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Shows("R-9700-7")
  @Test
  void a29NobodyWhoIsNoProxyIsBelievedAboutHisAddress(Site site) {
    Caller app = app(site, "a29");
    String path = "/apps/" + app.id();
    assertThat(site.operator().admin("PATCH", path, "{\"allowed_ips\":[\"192.0.2.7\"]}").status())
        .isEqualTo(200);
    Endpoint token = site.token().sending(form(app.id(), app.secret()));
    for (String lines :
        List.of(
            "",
            "X-Forwarded-For: 192.0.2.7\r\n",
            "X-Forwarded-For: a\r\n",
            "X-Forwarded-For: " + "192.0.2.7, ".repeat(700) + "192.0.2.7\r\n",
            "Forwarded: for=192.0.2.7\r\n",
            "X-Real-IP: 192.0.2.7\r\nTrue-Client-IP: 192.0.2.7\r\n")) {
      site.attack(token, lines, token.request(lines), Set.of(401));
    }
    String both = "{\"allowed_ips\":[\"192.0.2.7\",\"127.0.0.0/8\"]}";
    assertThat(site.operator().admin("PATCH", path, both).status()).isEqualTo(200);
    site.attack(token, "its own", token.request("X-Forwarded-For: a\r\n"), Set.of(200));
  }
}
