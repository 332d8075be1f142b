package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.TestCertificates;
import dev.postern.server.admin.BuiltInScopes;
import dev.postern.server.http.admin.AdminSite.Answer;
import dev.postern.server.http.admin.AdminSite.Call;
import dev.postern.server.http.admin.AdminSite.Party;
import dev.postern.server.http.admin.Description.Operation;
import dev.postern.store.ApiScope;
import dev.postern.store.BuiltInApi;
import dev.postern.store.TenantName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each scope at each call that is described: only the one that is named opens it. */
final class RoleMatrixTest {

  private static final String METADATA =
      "resource_metadata=\"http://127.0.0.1:8080/.well-known/oauth-protected-resource/admin/v1\"";

  private final AdminSite site = new AdminSite();
  private final Targets targets = new Targets(site);
  private final List<String> scopes =
      BuiltInScopes.of(BuiltInApi.ADMIN, TenantName.DEFAULT).stream().map(ApiScope::name).toList();

  @Test
  void withEveryScopeButTheNeededOneACallIsRefusedAndTheScopeIsNamed() {
    for (Operation each : scoped()) {
      String needed = each.scope().orElseThrow();
      String path = targets.path(each);
      List<String> others = new ArrayList<>(scopes);
      others.remove(needed);
      for (String one : others) {
        refused(each, path, one, needed);
      }
      refused(each, path, String.join(" ", others), needed);
    }
  }

  private void refused(Operation operation, String path, String held, String needed) {
    long before = site.number();
    Answer answer = call(operation, path).token(site.token(site.operator, held)).send();
    String what = operation + " with " + held;
    assertThat(answer.problem()).as(what).isEqualTo("403 insufficient_scope");
    assertThat(answer.text("detail")).contains(" " + needed + ".");
    assertThat(challenge(answer))
        .contains("error=\"insufficient_scope\"", "scope=\"" + needed + "\"", METADATA);
    assertThat(site.number()).as(what + " changes nothing").isEqualTo(before);
  }

  @Test
  void withTheNeededScopeAloneACallIsCarriedOut() {
    for (Operation each : scoped()) {
      String token = site.token(site.operator, each.scope().orElseThrow());
      Answer answer = call(each, targets.path(each)).token(token).send();
      if (!each.method().equals("GET") && each.toString().contains("/certificate-authorities")) {
        // It could vouch for whatever app there is: CertificateAuthoritiesTest.
        assertThat(answer.problem()).isEqualTo("403 not_held");
      } else {
        assertThat(answer.status()).as(each + " " + answer.body().text()).isIn(200, 201, 204);
      }
    }
  }

  @Test
  void withoutATokenEveryCallIsRefused() {
    for (Operation each : guarded()) {
      Answer answer = call(each, targets.path(each)).token(null).send();
      assertThat(answer.problem()).as(each.toString()).isEqualTo("401 no_token");
      assertThat(challenge(answer)).contains(METADATA).doesNotContain("error=");
    }
  }

  @Test
  void withATokenForAnotherApiEveryCallIsRefused() {
    String audience = BuiltInApi.IDENTITY.audience(site.address.issuer(AdminSite.HOME)).text();
    String token = site.tokenFor(site.operator, audience, null);
    for (Operation each : guarded()) {
      Answer answer = call(each, targets.path(each)).token(token).send();
      assertThat(answer.problem()).as(each.toString()).isEqualTo("401 invalid_token");
    }
  }

  @Test
  void aTokenOfAnotherTenantOpensNothing() {
    String token = site.token(site.tenant("acme"));
    for (Operation each : guarded()) {
      Answer answer = call(each, targets.path(each)).token(token).send();
      assertThat(answer.problem()).as(each.toString()).isEqualTo("401 invalid_token");
    }
  }

  @Test
  void aTokenThatHasEndedOpensNothing() {
    String token = site.token(site.operator);
    site.pass(Duration.ofDays(2));
    Answer answer = site.call("GET", "/apps").token(token).send();
    assertThat(answer.problem()).isEqualTo("401 invalid_token");
    assertThat(challenge(answer)).contains("error=\"invalid_token\"", METADATA);
  }

  @Test
  void twoAuthorizationHeadersAreMalformed() {
    Answer answer = site.call("GET", "/apps").header("Authorization", "Bearer another").send();
    assertThat(answer.problem()).isEqualTo("400 malformed_request");
    assertThat(challenge(answer)).contains("error=\"invalid_request\"");
  }

  @Test
  void theTokenOfABlockedAppOpensNothingFromThenOn() {
    Party admin = site.admin("apps:read");
    String token = site.token(admin);
    assertThat(site.call("GET", "/apps").token(token).send().status()).isEqualTo(200);
    site.patch("/apps/" + admin.clientId(), "{\"status\":\"blocked\"}");
    assertThat(site.call("GET", "/apps").token(token).send().problem())
        .isEqualTo("401 invalid_token");
  }

  @Test
  void whatIsNotDescribedIsNotThere() {
    for (String path : List.of("", "/", "/apps/x/secrets", "/keys/x/y")) {
      assertThat(site.get(path).problem()).as(path).isEqualTo("404 not_found");
    }
    for (Operation each : guarded()) {
      String path = targets.path(each);
      for (String method : List.of("PUT", "PATCH", "POST", "DELETE", "OPTIONS", "TRACE")) {
        if (site.description().operation(method, path).isEmpty()) {
          assertThat(site.call(method, path).send().problem())
              .as(method + " " + path)
              .isEqualTo("405 method_not_allowed");
        }
      }
    }
  }

  @Test
  void onlyTheTenantDefaultKnowsTenants() {
    Party acme = site.tenant("acme");
    for (String path : List.of("/tenants", "/tenants/acme", "/tenants/default")) {
      assertThat(site.call("GET", path).as(acme).send().problem()).isEqualTo("404 not_found");
    }
  }

  private List<Operation> guarded() {
    return site.description().operations().stream()
        .filter(each -> each.scope().isPresent())
        .collect(Collectors.toList());
  }

  private List<Operation> scoped() {
    return guarded().stream()
        .filter(each -> !each.scope().orElseThrow().isEmpty())
        .collect(Collectors.toList());
  }

  private Call call(Operation operation, String path) {
    Call call = site.call(operation.method(), path);
    Optional<JsonObject> body = operation.bodyExample().map(it -> fitting(operation, it));
    return body.isPresent() ? call.json(body.get().text()) : call;
  }

  /** The example, of what is there: examples name things of their own. */
  private JsonObject fitting(Operation operation, JsonObject example) {
    JsonObject.Builder body = JsonObject.builder().putAll(example);
    return switch (operation.toString()) {
      case "POST /apis" -> body.put("identifier", "urn:" + targets.name()).build();
      case "POST /registration-policies" -> {
        JsonObject grant =
            JsonObject.builder()
                .put("api_id", targets.apis(1).getFirst())
                .put("scopes", JsonArray.ofStrings(List.of("read")))
                .build();
        yield body.put("grants", new JsonArray(List.of(grant))).build();
      }
      case "POST /certificate-authorities" ->
          body.put("pem", TestCertificates.authority("CN=" + targets.name()).pem()).build();
      case "POST /tenants" -> body.put("name", targets.name()).build();
      case "PUT /apps/{client_id}/grants/{api_id}" ->
          JsonObject.builder().put("scopes", JsonArray.ofStrings(List.of("read"))).build();
      default -> example;
    };
  }

  private static String challenge(Answer answer) {
    return answer.headers().first("WWW-Authenticate").orElse("none");
  }
}
