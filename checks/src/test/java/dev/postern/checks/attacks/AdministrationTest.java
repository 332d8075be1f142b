package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.Operator;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** D1 to D16: an administrator who reaches for what is not his. */
@Tag("attacks")
@ExtendWith(AttackedSite.class)
final class AdministrationTest {

  private static final String ID = "(app|api|ca|cred|policy)_[0-9a-z]{26}";

  /** Deeper and longer than what else is answered. */
  private static final JsonLimits DESCRIPTION =
      new JsonLimits(1024 * 1024, 64, 10_000, 64, 64 * 1024);

  /** What else stands beside an operation is said of all of its path. */
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private static final List<String> SCOPES =
      List.of(
          "apis:read",
          "apis:write",
          "apps:read",
          "apps:write",
          "keys:read",
          "keys:write",
          "revocations:write",
          "audit:read",
          "usage:read",
          "tenants:read",
          "tenants:write");

  @Test
  void theTableHasEveryOperationOfTheAdminApi(Site site) throws JsonFault {
    byte[] document = site.operator().admin("GET", "/openapi.json", "").http().body();
    JsonObject paths = new JsonReader(DESCRIPTION).object(document).object("paths");
    for (Map.Entry<String, JsonValue> path : paths.members().entrySet()) {
      String at = "/admin/v1" + path.getKey().replaceAll("\\{[a-z_]+}", "[^/?]+") + "(\\?.*)?";
      List<String> attacked =
          site.endpoints().stream()
              .filter(each -> each.target().matches(at))
              .map(each -> each.method().toLowerCase(Locale.ROOT))
              .toList();
      assertThat(((JsonObject) path.getValue()).members().keySet())
          .as(path.getKey())
          .allMatch(each -> !METHODS.contains(each) || attacked.contains(each));
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.Guarded.class)
  void d1AnotherTenantsIdIsWhatNobodysIdIs(Endpoint endpoint, Site site) throws IOException {
    String nobodys =
        endpoint
            .target()
            .replaceAll(ID, "$1_" + "0".repeat(26))
            .replace(site.account(), "0".repeat(32));
    if (nobodys.equals(endpoint.target())) {
      return;
    }
    RawAnswer theirs = asOther(site, endpoint);
    RawAnswer none = asOther(site, endpoint.at(nobodys));
    assertThat(theirs.status()).isIn(401, 403, 404);
    assertThat(theirs.verdict()).isEqualTo(none.verdict());
    assertThat(theirs.headers("ETag")).isEmpty();
  }

  /** The same request by the other tenant's operator, at his own host. */
  private static RawAnswer asOther(Site site, Endpoint endpoint) throws IOException {
    Operator other = site.otherOperator();
    boolean admin = endpoint.dialect() == Dialect.ADMIN;
    String token = admin ? other.adminToken() : other.identityToken();
    Endpoint own = endpoint.with(List.of("Authorization: Bearer " + token));
    String host = "Host: other.hub.localhost:" + endpoint.port() + "\r\n";
    return site.attack(own, own.request().replace(endpoint.host(), host));
  }

  @Test
  void d1AnotherTenantsIdsInABodyOrACursorAreNothing(Site site) throws JsonFault {
    Operator here = site.operator();
    String api = here.api("https://d1.example.com", "a");
    Caller app = here.app("d1", api, "a");
    Operator other = site.otherOperator();
    assertThat(other.admin("POST", "/apps", Operator.appBody("d1", api, "a")).status())
        .isEqualTo(400);
    for (String body :
        List.of(
            "{\"kind\":\"app\",\"client_id\":\"%s\"}".formatted(app.id()),
            "{\"kind\":\"grant\",\"client_id\":\"%s\",\"api_id\":\"%s\"}".formatted(app.id(), api),
            "{\"kind\":\"token\",\"token\":\"%s\"}".formatted(app.ask().text("access_token")))) {
      assertThat(other.admin("POST", "/revocations", body).status()).isEqualTo(400);
    }
    assertThat(other.admin("GET", "/apps?limit=100&cursor=app_0", "").body())
        .doesNotContain(app.id());
    assertThat(other.admin("GET", "/audit?limit=100&cursor=1", "").body()).doesNotContain(app.id());
    for (String filter :
        List.of(
            "/apps?q=%s".formatted(app.id()),
            "/apps?api_id=%s".formatted(api),
            "/apps?api_id=%s&scope=a".formatted(api),
            "/apis?q=d1.example.com",
            "/audit?actor=%s".formatted(here.caller().id()),
            "/audit?target=app/%s".formatted(app.id()),
            "/credentials?limit=1&cursor=%s".formatted("cred_z"))) {
      assertThat(here.admin("GET", filter, "").status()).as(filter).isEqualTo(200);
      assertThat(other.admin("GET", filter, "").body())
          .as(filter)
          .isEqualTo("{\"items\":[],\"next\":null}");
    }
    assertThat(whole(other, "/credentials")).doesNotContain(app.id());
    assertThat(other.admin("GET", "/tenants", "").status()).isIn(403, 404);
    assertThat(app.ask().status()).isEqualTo(200);
  }

  @Test
  void d2NoSecretComesBackByAnyRoute(Site site) throws JsonFault {
    Operator operator = site.operator();
    String api = operator.api("https://d2.example.com", "a");
    Caller app = operator.app("d2", api, "a");
    String path = "/apps/" + app.id();
    assertThat(operator.admin("PATCH", path, "{\"name\":\"d2-later\"}").status()).isEqualTo(200);
    for (String target : List.of(path, path + "/credentials", path + "/grants", "/keys")) {
      assertThat(operator.admin("GET", target, "").status()).isEqualTo(200);
      assertSecretless(operator.admin("GET", target, "").body(), app);
    }
    for (String list : List.of("/apps", "/credentials", "/audit", "/revocations")) {
      assertSecretless(whole(operator, list), app);
    }
    assertThat(whole(operator, "/audit")).contains("d2-later");
  }

  /** All pages of a list. */
  private static String whole(Operator operator, String path) throws JsonFault {
    StringBuilder pages = new StringBuilder();
    Optional<JsonValue> next = Optional.empty();
    do {
      String from = next.map(cursor -> "&cursor=" + ((JsonString) cursor).value()).orElse("");
      Answer page = operator.admin("GET", path + "?limit=500" + from, "");
      assertThat(page.status()).as(page.body()).isEqualTo(200);
      pages.append(page.body());
      next = page.json().member("next").filter(cursor -> cursor instanceof JsonString);
    } while (next.isPresent());
    return pages.toString();
  }

  private static void assertSecretless(String body, Caller app) {
    assertThat(body)
        .doesNotContain(app.secret(), "secret_hash", "argon2", "sealed", "client_secret\":\"");
  }

  @Test
  void d3EachScopeOpensItsOwnCallsAndNoOthers(Site site) throws IOException {
    Caller operator = site.operator().caller();
    Map<String, String> tokens = new LinkedHashMap<>();
    for (String scope : SCOPES) {
      Answer answer = operator.ask("audience", site.operator().adminAudience(), "scope", scope);
      assertThat(answer.text("scope")).isEqualTo(scope);
      tokens.put(scope, answer.text("access_token"));
    }
    for (Endpoint endpoint : site.endpoints()) {
      if (endpoint.dialect() != Dialect.ADMIN || !endpoint.guarded()) {
        continue;
      }
      if (endpoint.target().equals("/admin/v1/me")) {
        // Whose token it is may everybody ask who has one.
        continue;
      }
      String needed = needed(endpoint);
      for (Map.Entry<String, String> token : tokens.entrySet()) {
        Endpoint call = endpoint.with(List.of("Authorization: Bearer " + token.getValue()));
        RawAnswer answer = site.attack(call, call.request());
        boolean open = !answer.header("WWW-Authenticate").contains("insufficient_scope");
        assertThat(open)
            .as("%s by %s", endpoint, token.getKey())
            .isEqualTo(token.getKey().equals(needed));
        if (!open) {
          assertThat(answer.status()).isEqualTo(403);
          assertThat(answer.header("WWW-Authenticate")).contains("scope=\"" + needed + "\"");
        }
      }
      Endpoint bare = endpoint.with(List.of());
      assertThat(site.attack(bare, bare.request()).status()).isEqualTo(401);
    }
  }

  private static String needed(Endpoint endpoint) {
    String noun = endpoint.target().replaceFirst("/admin/v1/([a-z]+).*", "$1");
    return switch (noun) {
      case "credentials" -> "apps:read";
      case "certificate" -> endpoint.method().equals("GET") ? "apps:read" : "apps:write";
      case "revocations" -> "revocations:write";
      case "audit" -> "audit:read";
      case "status" -> "usage:read";
      case "explain" -> "apps:read";
      case "registration" -> endpoint.method().equals("GET") ? "apps:read" : "apps:write";
      default -> noun + (endpoint.method().equals("GET") ? ":read" : ":write");
    };
  }

  @ParameterizedTest
  @ArgumentsSource(Endpoints.ReadingJson.class)
  void d4WhatTheServerSetsCannotBeSent(Endpoint endpoint, Site site) {
    if (endpoint.dialect() == Dialect.OAUTH) {
      return;
    }
    String good = endpoint.body().text();
    for (String member :
        List.of(
            "tenant_id",
            "tenant",
            "is_admin",
            "role",
            "created_at",
            "secret_hash",
            "client_secret",
            "epoch",
            "version",
            "built_in",
            "last_used_at",
            "hint",
            "ssf.enabled",
            "api_key",
            "password_hash",
            "issuer")) {
      for (String value : List.of("\"x\"", "true", "{\"a\":1}")) {
        String document =
            good.substring(0, good.length() - 1) + ",\"" + member + "\":" + value + "}";
        site.attack(endpoint, member, endpoint.sending(document).request(), Set.of(400));
      }
    }
  }

  @Test
  void d4AJsonPatchIsNoMergePatch(Site site) {
    Endpoint patch =
        site.endpoints().stream()
            .filter(one -> one.method().equals("PATCH") && one.target().contains("/apps/"))
            .findFirst()
            .orElseThrow();
    String operations = "[{\"op\":\"replace\",\"path\":\"/tenant_id\",\"value\":\"x\"}]";
    site.attack(patch, "an array", patch.sending(operations).request(), Set.of(400));
    Endpoint.Body body = new Endpoint.Body("application/json-patch+json", operations, 256 * 1024);
    site.attack(patch, "a JSON patch", patch.sending(body).request(), Set.of(415));
  }

  @Test
  void d9NobodyHandsOutWhatHeDoesNotHold(Site site) {
    Operator operator = site.operator();
    String admin = site.apiId(operator.adminAudience());
    String identity = site.apiId(operator.identityAudience());
    Caller small = operator.app("d9", admin, "apps:read", "apps:write");
    String token = small.token(operator.adminAudience());
    String own = "/apps/" + small.id() + "/grants/";
    String boss = "/apps/" + operator.caller().id();
    String more = "{\"scopes\":[\"apps:read\",\"apps:write\",\"keys:write\"]}";
    String profile = "{\"scopes\":[\"profile:read\"]}";
    record Try(String method, String path, String body) {}
    for (Try one :
        List.of(
            new Try("POST", "/apps", Operator.appBody("d9", admin, "keys:write")),
            new Try("POST", "/apps", Operator.appBody("d9", admin, "tenants:write")),
            new Try("POST", "/apps", Operator.appBody("d9", identity, "profile:read")),
            new Try("PUT", own + admin, more),
            new Try("PUT", own + identity, profile),
            new Try("POST", boss + "/credentials", "{}"),
            new Try("PATCH", boss, "{\"name\":\"mine\"}"),
            new Try("PATCH", boss, "{\"status\":\"blocked\"}"),
            new Try("PUT", boss + "/grants/" + identity, profile),
            new Try("POST", "/certificate-authorities", Endpoints.authority("Mine")))) {
      Answer answer =
          Operator.call(one.method(), operator.adminAudience() + one.path(), one.body(), token);
      assertThat(answer.status()).as("%s %s", one, answer.body()).isEqualTo(403);
      assertThat(answer.text("code")).isEqualTo("not_held");
    }
    Answer same =
        Operator.call(
            "POST",
            operator.adminAudience() + "/apps",
            Operator.appBody("d9-same", admin, "apps:read"),
            token);
    assertThat(same.status()).as(same.body()).isEqualTo(201);
    assertThat(small.ask("audience", operator.adminAudience(), "scope", "keys:write").status())
        .isEqualTo(400);
  }

  @Test
  void d11AnExplanationReachesNothingOfAnotherTenantAndChangesNothing(Site site) throws JsonFault {
    Operator here = site.operator();
    String api = here.api("https://d11.example.com", "a");
    Caller app = here.app("d11", api, "a");
    String token = app.ask().text("access_token");
    Operator other = site.otherOperator();
    Answer theirs = other.admin("POST", "/explain", asking(app.id()));
    Answer nobodys = other.admin("POST", "/explain", asking("app_" + "0".repeat(26)));
    assertThat(theirs.status()).as(theirs.body()).isEqualTo(200);
    assertThat(theirs.body()).isEqualTo(nobodys.body()).doesNotContain("d11");
    Answer foreign = other.admin("POST", "/explain", "{\"token\":\"" + token + "\"}");
    assertThat(foreign.body()).contains("\"active\":false").doesNotContain("named");
    assertThat(foreign.body()).doesNotContain(token, token.substring(token.lastIndexOf('.')));
    String audit = whole(here, "/audit");
    assertThat(here.admin("POST", "/explain", "{\"token\":\"" + token + "\"}").body())
        .contains("\"active\":true")
        .doesNotContain(token.substring(token.lastIndexOf('.')));
    for (String script :
        List.of("${7*7}", "#{7*7}", "T(java.lang.Runtime)", "{{7*7}}", "() => 1", "../../x")) {
      String body = "{\"client_id\":\"%s\",\"claims\":{\"x\":\"%s\"}}".formatted(app.id(), script);
      assertThat(here.admin("POST", "/explain", body).body())
          .contains("\"allowed\":false")
          .doesNotContain("\"49\"", script);
    }
    assertThat(whole(here, "/audit")).isEqualTo(audit);
  }

  private static String asking(String app) {
    return "{\"client_id\":\"%s\",\"audience\":\"https://d11.example.com\",\"at\":\"%s\"}"
        .formatted(app, "2026-11-28T00:00:00Z");
  }

  @Test
  void d16NoPublishedKeyHasAPrivatePart(Site site) throws IOException, JsonFault {
    Set<String> known = Set.of("kty", "kid", "use", "alg", "crv", "x", "y", "n", "e", "key_ops");
    int keys = 0;
    for (Endpoint endpoint : site.endpoints()) {
      if (endpoint.target().endsWith("/jwks")) {
        RawAnswer answer = site.attack(endpoint, endpoint.request());
        for (JsonValue key : answer.json().array("keys").values()) {
          assertThat(known).containsAll(((JsonObject) key).members().keySet());
          keys++;
        }
      }
    }
    assertThat(keys).isGreaterThanOrEqualTo(2);
    assertThat(site.operator().admin("GET", "/keys", "").body())
        .doesNotContain("\"d\"", "\"sealed\"", "private", "\"k\"");
  }
}
