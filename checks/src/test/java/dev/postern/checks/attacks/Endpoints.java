package dev.postern.checks.attacks;

import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.Operator;
import dev.postern.checks.attacks.Endpoint.Body;
import dev.postern.server.TestCertificates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** The one table of all endpoints: what is added here is attacked in every way. */
final class Endpoints {

  private static final Set<Integer> OK = Set.of(200);
  private static final String API =
      "{\"identifier\":\"https://made.example.com\",\"name\":\"Made\",\"scopes\":[{\"name\":\"a\"}]}";

  private Endpoints() {}

  static List<Endpoint> of(Site site) {
    List<Endpoint> all = new ArrayList<>();
    all.addAll(token(site));
    all.addAll(questions(site));
    all.addAll(published(site));
    all.addAll(below(site));
    all.addAll(identity(site));
    all.addAll(administration(site));
    all.addAll(authorities(site));
    all.addAll(tenants(site));
    all.addAll(registration(site));
    all.addAll(management(site));
    return List.copyOf(all);
  }

  private static List<Endpoint> token(Site site) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("grant_type", "client_credentials");
    members.putAll(credential(site.operator()));
    members.put("audience", site.operator().identityAudience());
    return Stream.of("/service/oauth/token", "/services/oauth/token")
        .flatMap(path -> posted(site, path, members))
        .toList();
  }

  /** Both ask about a token, and what is sent here is none: it can be sent for ever. */
  private static List<Endpoint> questions(Site site) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("token", "a.b.c");
    members.putAll(credential(site.operator()));
    return Stream.of("/service/oauth/introspect", "/service/oauth/revoke")
        .flatMap(path -> posted(site, path, members))
        .toList();
  }

  private static Map<String, String> credential(Operator who) {
    Caller operator = who.caller();
    Map<String, String> members = new LinkedHashMap<>();
    members.put("client_id", operator.id());
    members.put("client_secret", operator.secret());
    return members;
  }

  /** An endpoint that takes the same members in a form and in JSON. */
  private static Stream<Endpoint> posted(Site site, String path, Map<String, String> members) {
    StringBuilder json = new StringBuilder();
    members.forEach((name, value) ->
        json.append(json.isEmpty() ? "{" : ",").append("\"%s\":\"%s\"".formatted(name, value)));
    Body form = Body.form(Caller.form(members));
    Body object = Body.tokenJson(json.append('}').toString());
    return Stream.of(form, object).map(body -> oauth(site.port(), "POST", path, body));
  }

  private static List<Endpoint> published(Site site) {
    List<Endpoint> all = new ArrayList<>();
    for (String path :
        List.of(
            "/service/oauth/jwks",
            "/service/oauth/revocations",
            "/service/oauth/revocations/jwks",
            "/.well-known/oauth-authorization-server",
            "/.well-known/openid-configuration",
            "/.well-known/oauth-protected-resource/identity/v2/manage",
            "/.well-known/oauth-protected-resource/admin/v1")) {
      all.add(oauth(site.port(), "GET", path, Body.NONE));
    }
    // Ten subscribers have one address, and a place is free again once the server hears of the end.
    all.add(
        oauth(site.port(), "GET", "/service/oauth/revocations", Body.NONE)
            .with(List.of("Accept: text/event-stream"))
            .answering(Set.of(200, 503)));
    return all;
  }

  /** Of a tenant that shares the host: its metadata in two places, its token endpoint below it. */
  private static List<Endpoint> below(Site site) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("grant_type", "client_credentials");
    members.putAll(credential(site.belowOperator()));
    members.put("audience", site.belowOperator().identityAudience());
    String openId = "/.well-known/openid-configuration";
    return List.of(
        oauth(site.port(), "POST", "/below/service/oauth/token", Body.form(Caller.form(members))),
        oauth(site.port(), "GET", openId + "/below", Body.NONE),
        oauth(site.port(), "GET", "/below" + openId, Body.NONE));
  }

  private static Endpoint oauth(int port, String method, String path, Body body) {
    return new Endpoint(port, method, path, List.of(), body, Dialect.OAUTH, OK);
  }

  private static List<Endpoint> identity(Site site) {
    String account = "/identity/v2/manage/account";
    String known = account + "/" + site.account();
    String unknown = account + "/" + "0".repeat(32);
    Body name = Body.json("{\"FirstName\":\"Ann\"}");
    Body fresh = Body.json("{\"UserName\":\"ann\"}");
    Body emails = Body.json("{\"Email\":[{\"Type\":\"Primary\",\"Value\":\"ann@example.com\"}]}");
    Body email = Body.json("{\"Email\":\"nobody@example.com\"}");
    Set<Integer> noSuch = Set.of(403);
    return List.of(
        identity(site, "POST", account, fresh, Set.of(200, 403)),
        identity(site, "GET", account + "?email=nobody@example.com", Body.NONE, noSuch),
        identity(site, "DELETE", account + "?email=nobody@example.com", Body.NONE, noSuch),
        identity(site, "GET", account + "s?limit=1", Body.NONE, OK),
        identity(site, "GET", known, Body.NONE, OK),
        identity(site, "PUT", known, name, OK),
        identity(site, "DELETE", unknown, Body.NONE, noSuch),
        identity(site, "PUT", known + "/email", emails, OK),
        identity(site, "DELETE", known + "/email", email, Set.of(400)));
  }

  private static Endpoint identity(
      Site site, String method, String target, Body body, Set<Integer> normal) {
    String token = site.operator().identityToken();
    return guarded(site, token, method, target).sending(body).answering(normal);
  }

  private static Endpoint guarded(Site site, String token, String method, String target) {
    return new Endpoint(
        site.port(),
        method,
        target,
        List.of("Authorization: Bearer " + token),
        Body.NONE,
        Dialect.of(target),
        OK);
  }

  private static Endpoint admin(Site site, String method, String path) {
    return guarded(site, site.operator().adminToken(), method, "/admin/v1" + path);
  }

  private static Endpoint admin(Site site, String method, String path, String json) {
    return admin(site, method, path).sending(Body.json(json));
  }

  private static List<Endpoint> administration(Site site) {
    String api = site.operator().api("https://target.example.com", "a", "b");
    String app = "/apps/" + site.operator().app("target", api, "a").id();
    String nobody = "/apps/app_" + "0".repeat(26);
    Answer credential = site.operator().admin("POST", app + "/credentials", "{}");
    String secret = app + "/credentials/" + credential.text("id");
    Set<Integer> made = Set.of(201);
    Set<Integer> madeOnce = Set.of(201, 409);
    Set<Integer> noSuch = Set.of(404);
    return List.of(
        oauth(site.port(), "GET", "/admin/v1/openapi.json", Body.NONE).in(Dialect.ADMIN),
        admin(site, "GET", "/apis"),
        admin(site, "POST", "/apis", API).answering(madeOnce),
        admin(site, "GET", "/apis/" + api),
        admin(site, "PATCH", "/apis/" + api, "{\"name\":\"Another\"}"),
        admin(site, "DELETE", "/apis/api_" + "0".repeat(26)).answering(noSuch),
        admin(site, "GET", "/apps?limit=1"),
        admin(site, "POST", "/apps", "{\"name\":\"more\"}").answering(made),
        admin(site, "GET", app),
        admin(site, "PATCH", app, "{\"description\":\"Another\"}"),
        admin(site, "DELETE", nobody).answering(noSuch),
        admin(site, "GET", app + "/credentials"),
        admin(site, "POST", app + "/credentials", "{\"type\":\"client_secret\"}")
            .answering(madeOnce),
        admin(
                site,
                "POST",
                app + "/credentials",
                "{\"type\":\"certificate\",\"san_dns\":\"target.example.com\"}")
            .answering(madeOnce),
        admin(site, "GET", secret),
        admin(site, "PATCH", secret, "{\"expires_at\":\"2099-01-01T00:00:00Z\"}"),
        admin(site, "DELETE", app + "/credentials/cred_" + "0".repeat(26)).answering(noSuch),
        admin(site, "GET", app + "/grants"),
        admin(site, "GET", app + "/grants/" + api),
        admin(site, "PUT", app + "/grants/" + api, "{\"scopes\":[\"a\"]}"),
        admin(site, "DELETE", nobody + "/grants/" + api).answering(noSuch),
        admin(site, "GET", "/credentials?limit=1&type=client_secret"),
        admin(site, "GET", "/revocations?limit=1"),
        admin(site, "POST", "/revocations", "{\"kind\":\"token\",\"jti\":\"none\"}")
            .answering(made),
        admin(site, "GET", "/keys"),
        admin(site, "POST", "/keys/rotate", "{\"algorithm\":\"ES256\"}").answering(made),
        admin(site, "GET", "/keys/" + "0".repeat(43)).answering(noSuch),
        admin(site, "DELETE", "/keys/" + "0".repeat(43)).answering(noSuch),
        admin(site, "POST", "/explain", "{\"client_id\":\"nobody\",\"scope\":\"a\"}"),
        admin(site, "POST", "/explain", "{\"token\":\"a.b.c\"}"),
        admin(site, "GET", "/me"),
        admin(site, "GET", "/status"),
        admin(site, "GET", "/audit?limit=1"),
        admin(site, "GET", "/usage?limit=1"));
  }

  private static List<Endpoint> authorities(Site site) {
    String all = "/certificate-authorities";
    String known = site.operator().admin("POST", all, authority("Known")).text("id");
    return List.of(
        admin(site, "GET", all),
        admin(site, "POST", all, authority("More")).answering(Set.of(201, 409)),
        admin(site, "GET", all + "/" + known),
        admin(site, "DELETE", all + "/ca_" + "0".repeat(26)).answering(Set.of(404)));
  }

  /** What names a new authority. */
  static String authority(String name) {
    String pem = TestCertificates.authority("CN=" + name).pem().replace("\n", "\\n");
    return "{\"name\":\"%s\",\"pem\":\"%s\"}".formatted(name, pem);
  }

  private static List<Endpoint> tenants(Site site) {
    return List.of(
        admin(site, "GET", "/tenants"),
        admin(site, "POST", "/tenants", "{\"name\":\"other\"}").answering(Set.of(409)),
        admin(site, "GET", "/tenants/other"),
        admin(site, "PATCH", "/tenants/other", "{\"status\":\"active\"}"));
  }

  /** Where apps register and see to themselves, and the policy that lets them. */
  private static List<Endpoint> registration(Site site) {
    String api = site.operator().api("https://registered.example.com", "a");
    String policies = "/registration-policies";
    String policy =
        "{\"name\":\"one\",\"grants\":[{\"api_id\":\"%s\",\"scopes\":[\"a\"]}],\"max_apps\":1}"
            .formatted(api);
    Answer made = site.operator().admin("POST", policies, policy);
    String one = policies + "/" + made.text("id");
    String initial = made.text("initial_access_token");
    String path = "/service/oauth/register";
    String url = site.operator().caller().uri(path.substring(1)).toString();
    Answer app = Operator.call("POST", url, "{}", initial);
    String id = app.text("client_id");
    String own = app.text("registration_access_token");
    Body name = Body.tokenJson("{\"client_name\":\"more\"}");
    Body same = Body.tokenJson("{\"client_id\":\"" + id + "\"}");
    return List.of(
        // There is one app already, and sooner or later that was asked for too often.
        guarded(site, initial, "POST", path).sending(name).answering(Set.of(403, 429)),
        guarded(site, own, "GET", path + "/" + id).answering(Set.of(200, 429)),
        guarded(site, own, "PUT", path + "/" + id).sending(same).answering(Set.of(200, 429)),
        admin(site, "GET", policies),
        admin(site, "POST", policies, policy).answering(Set.of(201, 409)),
        admin(site, "GET", one),
        admin(site, "PATCH", one, "{\"max_apps\":1}"),
        admin(site, "DELETE", policies + "/policy_" + "0".repeat(26)).answering(Set.of(404)));
  }

  private static List<Endpoint> management(Site site) {
    int port = site.server().management().getPort();
    return Stream.of("/health/live", "/health/ready", "/metrics")
        .map(path -> oauth(port, "GET", path, Body.NONE))
        .toList();
  }

  /** Every endpoint. */
  static final class Every extends Some {
    Every() {
      super(endpoint -> true);
    }
  }

  /** Those that read a body, whatever was sent before. */
  static final class Reading extends Some {
    Reading() {
      super(endpoint -> endpoint.body().some() && !endpoint.limited());
    }
  }

  /** Those that are sent JSON here, whatever was sent before. */
  static final class ReadingJson extends Some {
    ReadingJson() {
      super(endpoint -> endpoint.body().isJson() && !endpoint.limited());
    }
  }

  /** Those that are sent a form here. */
  static final class ReadingForms extends Some {
    ReadingForms() {
      super(endpoint -> endpoint.body().isForm());
    }
  }

  /** Those that want a bearer token. */
  static final class Guarded extends Some {
    Guarded() {
      super(endpoint ->
          endpoint.headers().stream().anyMatch(line -> line.startsWith("Authorization")));
    }
  }

  abstract static class Some implements ArgumentsProvider {

    private final Predicate<Endpoint> wanted;

    Some(Predicate<Endpoint> wanted) {
      this.wanted = wanted;
    }

    @Override
    public Stream<? extends Arguments> provideArguments(
        ParameterDeclarations parameters, ExtensionContext context) {
      return AttackedSite.of(context).endpoints().stream().filter(wanted).map(Arguments::of);
    }
  }
}
