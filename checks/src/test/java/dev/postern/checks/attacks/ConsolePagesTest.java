package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.Operator;
import dev.postern.checks.RunningServer;
import dev.postern.console.Console;
import dev.postern.console.gate.Page;
import dev.postern.console.gate.Place;
import dev.postern.protocol.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** D13: what the console says, to whom, and in which frame: every page that it has. */
@Tag("attacks")
final class ConsolePagesTest {

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  /** Whatever of this comes back as it is would be taken for markup. */
  private static final String EVIL =
      "</title></script><script>zq7()</script>\"'><img src=zq7 onerror=zq7()>`${7*7}{{7*7}}";

  private static final List<String> MARKUP =
      List.of("<script>zq7", "<img src=zq7", "\"'>", "\"><img", "</title></script>");

  private static RunningServer server;
  private static Operator operator;
  private static Browsing nobody;
  private static Browsing admin;
  private static Browsing viewer;
  private static String api;
  private static Caller app;
  private static String account;

  @BeforeAll
  static void start(@TempDir Path data) throws IOException {
    server = new RunningServer(data);
    operator = new Operator(server.operator());
    nobody = Browsing.at(server.url());
    admin = nobody.cookies(cookies(operator.adminToken(), operator.identityToken()));
    JsonObject evil = JsonObject.builder().put("v", EVIL).build();
    String text = evil.text().substring(5, evil.text().length() - 1);
    api =
        made(
                "/apis",
                "{\"identifier\":\"https://zq7.example.com/'\",\"name\":%s,".formatted(text)
                    + "\"scopes\":[{\"name\":\"a'<b>&\",\"description\":%s},{\"name\":\"b\"}]}"
                        .formatted(text))
            .text("id");
    Answer one =
        made(
            "/apps",
            "{\"name\":%s,\"description\":%s,\"labels\":{\"zq7\":%s},\"grants\":[{\"api_id\":\"%s\",\"scopes\":[\"b\"]}]}"
                .formatted(text, text, text, api));
    app = new Caller(operator.caller().issuer(), one.text("client_id"), one.text("client_secret"));
    made("/apps", "{\"name\":%s,\"credential\":{\"type\":\"invitation\"}}".formatted(text));
    account =
        operator
            .identity(
                "POST",
                "/account",
                "{\"UserName\":\"zq7\",\"FirstName\":%s,\"FullName\":%s,\"Company\":%s}"
                    .formatted(text, text, text))
            .text("Uid");
    String read = operator.apiId(operator.adminAudience());
    Caller person =
        operator.app(
            "viewer",
            read,
            "apis:read",
            "apps:read",
            "keys:read",
            "audit:read",
            "usage:read",
            "tenants:read");
    viewer = nobody.cookies(cookies(person.token(operator.adminAudience()), ""));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Answer made(String path, String body) {
    Answer answer = operator.admin("POST", path, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer;
  }

  private static String cookies(String token, String accounts) {
    String session = Browsing.COOKIE + "=" + token;
    return accounts.isEmpty() ? session : session + "; " + Browsing.accounts(accounts);
  }

  private static List<Page> pages(String method) {
    Place place = new Place("default", operator.caller().issuer(), "");
    return Console.pages(
            place,
            (call, from) -> {
              throw new IllegalStateException("only the paths are asked for");
            },
            Clock.systemUTC())
        .stream()
        .filter(page -> page.method().equals(method))
        .toList();
  }

  /** The page's path with what is there in its open segments. */
  private static String path(Page page) {
    String of = page.template().startsWith("/console/apis") ? api : "cred_" + "0".repeat(26);
    return page.template()
        .substring("/console".length())
        .replace("{client_id}", app.id())
        .replace("/people/{id}", "/people/" + app.id())
        .replace("{id}", of)
        .replace("{uid}", account)
        .replace("{seq}", "1")
        .replace("{name}", "default");
  }

  private static void guarded(RawAnswer answer, String what) {
    assertThat(answer.header("Content-Security-Policy")).as(what).isEqualTo(POLICY);
    assertThat(answer.header("X-Frame-Options")).as(what).isEqualTo("DENY");
    assertThat(answer.header("X-Content-Type-Options")).as(what).isEqualTo("nosniff");
    assertThat(answer.headers("Access-Control-Allow-Origin")).as(what).isEmpty();
    if (what.contains("/assets/") && answer.status() == 200) {
      assertThat(answer.header("Cache-Control")).as(what).contains("immutable");
    } else {
      assertThat(answer.header("Cache-Control")).as(what).isEqualTo("no-store");
    }
  }

  @Test
  void everyPageSaysThatNobodyMayFrameItOrPutAScriptIntoIt() throws IOException {
    assertThat(pages("GET")).hasSizeGreaterThan(20);
    for (Page page : pages("GET")) {
      for (Browsing browsing : List.of(nobody, viewer, admin)) {
        String path = path(page);
        RawAnswer answer = browsing.get(path);
        // Nobody signs in by an OpenID provider here.
        boolean away = path.endsWith("/sign-in/openid");
        assertThat(answer.status()).as(path).isIn(away ? 404 : 200, 303, 403);
        guarded(answer, path);
        assertThat(answer.header("Referrer-Policy")).as(path).isEqualTo("same-origin");
        RawAnswer head = browsing.send("HEAD", path, List.of(), "");
        assertThat(head.status()).as("HEAD %s", path).isEqualTo(answer.status());
        guarded(head, path);
      }
    }
  }

  @Test
  void noPageHasAScriptAStyleOrAnAddressOfAnotherHostInIt() throws IOException {
    for (Page page : pages("GET")) {
      RawAnswer answer = admin.get(path(page));
      if (answer.header("Content-Type").startsWith("text/html")) {
        assertThat(answer.body())
            .as(path(page))
            .doesNotContainPattern("<script>|<script [^>]*>[^<]")
            .doesNotContainPattern("<[a-z][^>\"]*(\"[^\"]*\"[^>\"]*)* on[a-z]+=")
            .doesNotContainPattern("<style| style=")
            .doesNotContainPattern("(href|src|action|hx-get)=\"(?!/|#)");
      }
    }
  }

  @Test
  void errorsOfTheConsoleAreFramedAsItsPagesAre() throws IOException {
    List<String> json = List.of("Content-Type: application/json", "Origin: " + nobody.origin());
    for (RawAnswer answer :
        List.of(
            nobody.get("/nowhere"),
            nobody.get("/assets/app.css"),
            nobody.get("/apps/a/b/c/d"),
            nobody.send("POST", "/settings", nobody.ours(), "a=1"),
            nobody.send("DELETE", "/apps", List.of(), ""),
            nobody.send("POST", "/sign-in", json, "x".repeat(40_000)),
            nobody.send("POST", "/sign-in", List.of(), "x"),
            nobody.send("POST", "/sign-in", json, "x"),
            admin.send("POST", "/apps/new", nobody.ours(), "x"),
            admin.get("/apps/nobody"),
            viewer.form("/keys/rotate", ""))) {
      assertThat(answer.status()).isBetween(400, 499);
      guarded(answer, answer.status() + answer.body());
    }
  }

  @Test
  void whatPeopleNamedIsTextAndNeverMarkup() throws IOException {
    int seen = 0;
    for (Page page : pages("GET")) {
      String body = admin.get(path(page)).body();
      if (page.template().contains("/assets/")) {
        continue;
      }
      assertThat(body).as(path(page)).doesNotContain(MARKUP);
      seen += body.contains("&lt;script&gt;zq7()&lt;/script&gt;") ? 1 : 0;
    }
    assertThat(seen).as("pages that show a name").isGreaterThan(5);
    String audit = operator.admin("GET", "/audit?limit=500", "").body();
    int events = audit.split("\"seq\":", -1).length - 1;
    assertThat(events).isGreaterThan(5);
    int told = 0;
    for (int seq = 1; seq <= events; seq++) {
      String body = admin.get("/audit/" + seq).body();
      assertThat(body).as("audit %d", seq).doesNotContain(MARKUP);
      told += body.contains("&lt;script&gt;zq7()") ? 1 : 0;
    }
    assertThat(told).as("lines that tell of a name").isGreaterThan(2);
  }

  @Test
  void whatStandsInTheAddressIsTextAndNeverMarkup() throws IOException {
    String evil = Caller.encode(EVIL);
    for (Page page : pages("GET")) {
      for (String name :
          List.of(
              "q",
              "cursor",
              "done",
              "next",
              "client_id",
              "audience",
              "status",
              "target",
              "actor",
              "action",
              "from",
              "label",
              "api_id",
              "scope",
              "address",
              evil)) {
        String path = path(page) + "?" + name + "=" + evil;
        for (Browsing browsing : List.of(nobody, admin)) {
          RawAnswer answer = browsing.get(path + "&audience=" + evil);
          assertThat(answer.status()).as(path).isLessThan(500);
          assertThat(answer.body()).as(path).doesNotContain(MARKUP);
          assertThat(answer.header("Location")).as(path).doesNotContain("<", "\"");
        }
      }
    }
  }

  @Test
  void whatAFormSentComesBackAsTextAndNoFormMakesTheServerStumble() throws IOException {
    String evil = Caller.encode(EVIL);
    String token = Caller.encode(operator.adminToken());
    for (Page page : pages("POST")) {
      if (page.template().matches(".*/(sign-in|sign-out|passkeys.*|delete|revoke|rotate|block)")) {
        continue;
      }
      for (String value :
          List.of(
              evil,
              "",
              "%00",
              "%0d%0aX-Evil:%201",
              "9".repeat(400),
              token,
              "%F0%9F%92%A9",
              "%ED%A0%80",
              "a%20b",
              "%7B%7D")) {
        StringBuilder fields = new StringBuilder();
        for (String name :
            List.of(
                "name",
                "identifier",
                "scopes",
                "description",
                "key",
                "token",
                "grant",
                "scope",
                "proof",
                "allowed_ips",
                "tokens_per_minute",
                "role",
                "FirstName",
                "token_lifetime_seconds",
                "algorithm",
                "api_id",
                "client_id",
                "confirmed",
                "taken",
                "reason",
                "Company")) {
          fields.append(fields.isEmpty() ? "" : "&").append(name).append('=').append(value);
        }
        RawAnswer answer = admin.form(path(page), fields.toString());
        assertThat(answer.status()).as("%s %s", path(page), value).isLessThan(500);
        assertThat(answer.body()).as("%s %s", path(page), value).doesNotContain(MARKUP);
        assertThat(answer.headers("X-Evil")).isEmpty();
      }
    }
  }

  @Test
  void nobodyIsLedAwayBehindTheSignIn() throws IOException {
    for (String next :
        List.of(
            "//evil.example",
            "https://evil.example/console/",
            "/\\evil.example",
            "\\\\evil.example",
            "/console//evil.example",
            "/console/\\evil.example",
            "/console.evil.example",
            "/consoles/",
            "javascript:zq7()",
            "data:text/html,zq7",
            "\t//evil.example",
            "/%2f/evil.example",
            "/",
            "/admin/v1/apps",
            "@evil.example",
            "")) {
      for (String page : List.of("/sign-in", "/join")) {
        for (String encoded : List.of(Caller.encode(next), Caller.encode(Caller.encode(next)))) {
          assertThat(nobody.get(page + "?next=" + encoded).body())
              .as(next)
              .contains("data-next=\"/console\"");
        }
      }
    }
    assertThat(nobody.get("/sign-in?next=%2Fconsole%2Fapps%3Fq%3Da").body())
        .contains("data-next=\"/console/apps?q=a\"");
  }

  @Test
  void anAddressPutsNoWordsIntoTheConsolesMouth() throws IOException {
    for (String done :
        List.of(
            "zq7",
            "Your+account+is+closed",
            "../trouble.stale.title",
            "app-blocked%00",
            "",
            "APP-BLOCKED",
            "%3Cb%3E",
            "trouble.stale.title")) {
      assertThat(admin.get("/settings?done=" + done).body())
          .as(done)
          .doesNotContain("callout ok notice");
    }
    assertThat(admin.get("/settings?done=app-blocked").body()).contains("callout ok notice");
  }

  @Test
  void noPathLeadsOutOfItsFolder() throws IOException {
    String assets = pages("GET").getFirst().template().substring("/console".length());
    String folder = assets.substring(0, assets.lastIndexOf('/'));
    String css = nobody.get(folder + "/app.css").body();
    assertThat(css).isNotEmpty();
    for (String path :
        List.of(
            "/assets/../settings",
            folder + "/../app.css",
            folder + "/%2e%2e/texts_en.properties",
            folder + "/..%2f..%2ftexts_en.properties",
            folder + "/..%5c..%5ctexts_en.properties",
            folder + "//app.css",
            folder + "/app.css/",
            folder + "/app.css%00.js",
            folder + "/APP.CSS",
            folder + "/",
            "/assets/",
            "/assets/0000000000000000/app.css")) {
      RawAnswer answer = nobody.get(path);
      assertThat(answer.status()).as(path).isIn(400, 404);
      assertThat(answer.body()).as(path).doesNotContain("signin.title");
    }
    for (String segment :
        List.of(
            "..",
            ".",
            "%2e%2e",
            "..%2f..%2fkeys",
            "..%2Fkeys",
            "%2e%2e%2fkeys",
            "%2fkeys",
            "x%3Flimit=1",
            "x%23y",
            "%00",
            "%0d%0aX-Evil:%201",
            "%ff",
            "a%252fb",
            app.id() + "%2fgrants",
            app.id() + "%3Fq=1",
            app.id() + "%00",
            "%20" + app.id())) {
      for (String at : List.of("/apps/", "/apis/", "/audit/", "/accounts/")) {
        RawAnswer answer = admin.get(at + segment);
        // What is no uid is refused by the Identity Management API with 403 (its code 937).
        assertThat(answer.status()).as(at + segment).isIn(400, 403, 404);
        assertThat(answer.headers("X-Evil")).isEmpty();
      }
    }
  }

  @Test
  void aViewerChangesNothingByAnyFormOfTheConsole() throws IOException {
    String before = operator.admin("GET", "/audit?limit=500", "").body();
    String fields =
        "name=taken&identifier=https%3A%2F%2Ftaken.example.com&role=admin&scopes=a&algorithm=ES256"
            + "&grant="
            + api
            + "%20b&proof=none&token_lifetime_seconds=60&FirstName=Taken";
    List<String> seen = new ArrayList<>();
    for (Page page : pages("POST")) {
      String path = path(page);
      if (Stream.of(
              "/sign-in", "/sign-out", "/passkeys", "/passkeys/options", "/openid", "/explain")
          .anyMatch(path::equals)) {
        continue;
      }
      RawAnswer answer = viewer.form(path, fields);
      // An account's page asks for the other session first, with a page.
      assertThat(answer.status()).as(path).isIn(path.startsWith("/accounts") ? 200 : 403, 403, 404);
      seen.add(path);
    }
    assertThat(seen).hasSizeGreaterThan(15);
    assertThat(operator.admin("GET", "/audit?limit=500", "").body()).isEqualTo(before);
    assertThat(operator.identity("GET", "/account/" + account, "").body()).doesNotContain("Taken");
  }
}
