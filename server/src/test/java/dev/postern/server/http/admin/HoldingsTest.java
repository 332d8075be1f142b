package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.http.admin.AdminSite.Answer;
import dev.postern.server.http.admin.AdminSite.Party;
import dev.postern.store.BuiltInApi;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Nobody hands out what he does not hold. */
final class HoldingsTest {

  private final AdminSite site = new AdminSite();
  private final String admin = site.builtIn(BuiltInApi.ADMIN);
  private final String identity = site.builtIn(BuiltInApi.IDENTITY);
  private final String storage = site.api("https://storage.example.com", "read");
  private final Party weak = site.admin("apps:read apps:write");

  private void notHeld(Answer answer, String... scopes) {
    assertThat(answer.problem()).as(answer.body().text()).isEqualTo("403 not_held");
    assertThat(answer.text("detail")).contains(scopes);
    assertThat(answer.headers().contains("WWW-Authenticate")).isFalse();
  }

  private AdminSite.Call call(String method, String path) {
    return site.call(method, path).as(weak);
  }

  private static String grants(String api, String scopes) {
    return "{\"api_id\":\"" + api + "\",\"scopes\":[\"" + scopes + "\"]}";
  }

  private static String app(String api, String scope) {
    return "{\"name\":\"n\",\"grants\":[" + grants(api, scope) + "]}";
  }

  @Test
  void nobodyMakesAnAppThatHoldsMoreThanHe() {
    notHeld(call("POST", "/apps").json(app(admin, "keys:write")).send(), "keys:write");
    notHeld(call("POST", "/apps").json(app(identity, "profile:read")).send(), "profile:read");
    assertThat(call("POST", "/apps").json(app(admin, "apps:read")).send().status()).isEqualTo(201);
  }

  @Test
  void theScopesOfTheUsersOwnApisAreForWhoeverMayWriteApps() {
    assertThat(call("POST", "/apps").json(app(storage, "read")).send().status()).isEqualTo(201);
  }

  @Test
  void nobodyGrantsHimselfMore() {
    String own = "/apps/" + weak.clientId() + "/grants/";
    String more = "{\"scopes\":[\"apps:read\",\"apps:write\",\"tenants:write\"]}";
    notHeld(call("PUT", own + admin).json(more).send(), "tenants:write");
    String profiles = "{\"scopes\":[\"profile:delete\"]}";
    notHeld(call("PUT", own + identity).json(profiles).send(), "profile:delete");
    assertThat(call("PUT", own + storage).json("{\"scopes\":[\"read\"]}").send().status())
        .isEqualTo(201);
  }

  @Test
  void aGrantThatIsSuspendedOrOverIsHandedOutLikeAnyOther() {
    String path = "/apps/" + site.app("[]").clientId() + "/grants/" + admin;
    for (String how :
        List.of("\"status\":\"suspended\"", "\"expires_at\":\"2020-01-01T00:00:00Z\"")) {
      notHeld(
          call("PUT", path).json("{\"scopes\":[\"keys:write\"]," + how + "}").send(), "keys:write");
    }
  }

  @Test
  void nobodyTouchesAnAppThatHoldsMoreThanHe() {
    Party strong = site.admin("keys:read apps:write");
    String path = "/apps/" + strong.clientId();
    String credential = path + "/credentials/" + credential(path);
    Map<String, Supplier<Answer>> ways = new LinkedHashMap<>();
    ways.put("rename", () -> call("PATCH", path).json("{\"name\":\"x\"}").send());
    ways.put("block", () -> call("PATCH", path).json("{\"status\":\"blocked\"}").send());
    ways.put("delete", () -> call("DELETE", path).send());
    ways.put("secret", () -> call("POST", path + "/credentials").json("{}").send());
    ways.put("end", () -> call("PATCH", credential).json("{\"expires_at\":null}").send());
    ways.put("revoke", () -> call("DELETE", credential).send());
    ways.put(
        "grant",
        () -> call("PUT", path + "/grants/" + storage).json("{\"scopes\":[\"read\"]}").send());
    ways.put(
        "narrow",
        () -> call("PUT", path + "/grants/" + admin).json("{\"scopes\":[\"apps:write\"]}").send());
    ways.put("take", () -> call("DELETE", path + "/grants/" + admin).send());
    long before = site.number();
    ways.forEach((what, way) -> {
      Answer answer = way.get();
      assertThat(answer.status()).as(what).isEqualTo(403);
      notHeld(answer, "keys:read");
    });
    assertThat(site.number()).isEqualTo(before);
    assertThat(site.closed).isEmpty();
  }

  private String credential(String app) {
    return site.post(app + "/credentials", "{}").text("id");
  }

  @Test
  void aTokenThatWasAskedForWithLessCannotBeTurnedIntoMore() {
    String token = site.token(site.operator, "apps:write");
    String own = "/apps/" + site.operator.clientId();
    notHeld(site.call("POST", own + "/credentials").token(token).json("{}").send(), "keys:write");
    notHeld(
        site.call("POST", "/apps").token(token).json(app(admin, "apps:read")).send(), "apps:read");
    assertThat(
            site.call("POST", "/apps").token(token).json(app(admin, "apps:write")).send().status())
        .isEqualTo(201);
  }

  @Test
  void whatOneHoldsAtTheIdentityApiIsWhatOnesAppIsGrantedThereNow() {
    String own = "/apps/" + weak.clientId() + "/grants/" + identity;
    String body = app(identity, "profile:read");
    site.put(own, "{\"scopes\":[\"profile:read\"]}");
    assertThat(call("POST", "/apps").json(body).send().status()).isEqualTo(201);
    site.put(own, "{\"scopes\":[\"profile:read\"],\"status\":\"suspended\"}");
    notHeld(call("POST", "/apps").json(body).send(), "profile:read");
    site.put(own, "{\"scopes\":[\"profile:read\"],\"expires_at\":\"2020-01-01T00:00:00Z\"}");
    notHeld(call("POST", "/apps").json(body).send(), "profile:read");
    site.delete(own);
    notHeld(call("POST", "/apps").json(body).send(), "profile:read");
  }

  @Test
  void everythingThatIsMissingIsNamed() {
    String strong =
        grants(admin, "keys:read\",\"audit:read") + "," + grants(identity, "profile:read");
    notHeld(
        call("POST", "/apps").json("{\"name\":\"n\",\"grants\":[" + strong + "]}").send(),
        "keys:read",
        "audit:read",
        "profile:read");
  }
}
