package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import dev.postern.server.admin.BuiltInScopes;
import dev.postern.server.http.admin.AdminSite.Answer;
import dev.postern.server.http.admin.Description.Operation;
import dev.postern.store.ApiScope;
import dev.postern.store.BuiltInApi;
import dev.postern.store.TenantName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The description and the routes say the same. */
final class OpenApiTest {

  private static final TenantName ACME = new TenantName("acme");

  private final AdminSite site = new AdminSite();

  @Test
  void theTenantDefaultDescribesExactlyTheCallsThatItTakes() {
    assertThat(described(TenantName.DEFAULT)).isEqualTo(taken(TenantName.DEFAULT));
    assertThat(described(TenantName.DEFAULT)).contains("POST /tenants tenants:write");
  }

  @Test
  void anotherTenantDescribesExactlyTheCallsThatItTakes() {
    site.tenant("acme");
    assertThat(described(ACME)).isEqualTo(taken(ACME));
    assertThat(String.join(" ", described(ACME))).doesNotContain("tenants");
  }

  private Set<String> described(TenantName tenant) {
    return site.description(tenant).operations().stream()
        .filter(each -> !each.path().equals("/openapi.json"))
        .map(each -> each + " " + each.scope().orElse("no scope"))
        .collect(Collectors.toSet());
  }

  private Set<String> taken(TenantName tenant) {
    return site.routes.operations(tenant).stream()
        .map(each -> each.method() + " " + each.path() + " " + each.scope())
        .collect(Collectors.toSet());
  }

  @Test
  void everyRouteIsInTheTableOfCallsOrIsTheDescriptionItself() {
    Set<String> paths =
        site.routes.routes(TenantName.DEFAULT).stream()
            .map(each -> each.method() + " " + each.template())
            .collect(Collectors.toSet());
    Set<String> described =
        site.description().operations().stream()
            .map(each -> each.method() + " " + AdminRoutes.ROOT + each.path())
            .collect(Collectors.toSet());
    assertThat(paths).isEqualTo(described);
  }

  @Test
  void anybodyMayReadItAndItNamesTheServerThatServesIt() {
    Answer answer = site.call("GET", "/openapi.json").token(null).send();
    assertThat(answer.status()).isEqualTo(200);
    JsonObject server = (JsonObject) Description.values(answer.body(), "servers").getFirst();
    assertThat(server.members().get("url"))
        .isEqualTo(new JsonString("http://127.0.0.1:8080/admin/v1"));
    Answer again = site.call("GET", "/openapi.json").header("If-None-Match", answer.etag()).send();
    assertThat(again.status()).isEqualTo(304);
  }

  @Test
  void theScopesAreThoseOfTheBuiltInApi() {
    JsonObject flow =
        Description.object(
            site.description().document(),
            "components",
            "securitySchemes",
            "postern",
            "flows",
            "clientCredentials");
    Set<String> known =
        BuiltInScopes.of(BuiltInApi.ADMIN, TenantName.DEFAULT).stream()
            .map(ApiScope::name)
            .collect(Collectors.toSet());
    assertThat(Description.object(flow, "scopes").members().keySet()).isEqualTo(known);
  }

  @Test
  void everyExampleFitsItsSchema() {
    Description description = site.description();
    int examples = 0;
    for (JsonObject each : objects(description.document())) {
      if (each.has("schema") && each.has("example")) {
        JsonObject schema = Description.object(each, "schema");
        JsonValue example = Description.member(each, "example");
        assertThat(description.faults(schema, example)).as(example.text()).isEmpty();
        examples++;
      }
    }
    assertThat(examples).isGreaterThan(50);
  }

  @Test
  void everyObjectSchemaSaysWhetherOtherMembersAreAllowed() {
    JsonObject schemas = Description.object(site.description().document(), "components", "schemas");
    for (JsonObject each : objects(schemas)) {
      JsonValue type = each.members().get("type");
      if ((type instanceof JsonString || type instanceof JsonArray)
          && Schema.types(type).contains("object")) {
        assertThat(each.has("additionalProperties")).as(each.text()).isTrue();
      }
    }
  }

  @Test
  void nothingIsDefinedThatNothingRefersTo() {
    JsonObject document = site.description().document();
    Set<String> used = new HashSet<>();
    for (JsonObject each : objects(document)) {
      if (each.members().get("$ref") instanceof JsonString ref) {
        used.add(ref.value());
        site.description().resolve(each);
      }
    }
    for (String kind : List.of("parameters", "headers", "responses", "schemas")) {
      Description.object(document, "components", kind)
          .members()
          .keySet()
          .forEach(name -> assertThat(used).contains("#/components/" + kind + "/" + name));
    }
  }

  @Test
  void everyCallSaysTheProblemsThatAnyCallCanMeet() {
    for (Operation each : site.description().operations()) {
      Map<String, JsonValue> responses = Description.object(each.json(), "responses").members();
      assertThat(responses).as(each.toString()).containsKeys("408", "414", "431", "500", "503");
      if (each.scope().isPresent()) {
        assertThat(responses).as(each.toString()).containsKeys("400", "401", "403", "413");
      }
      assertThat(responses.containsKey("415"))
          .as(each + " takes a body")
          .isEqualTo(each.bodySchema().isPresent());
      assertThat(responses.containsKey("422"))
          .as(each + " takes an idempotency key")
          .isEqualTo(each.json().text().contains("#/components/parameters/IdempotencyKey"));
    }
  }

  @Test
  void everyPostThatMakesSomethingTakesAnIdempotencyKey() {
    for (Operation each : site.description().operations()) {
      boolean makes = each.method().equals("POST") && !each.path().equals("/explain");
      assertThat(each.json().text().contains("#/components/parameters/IdempotencyKey"))
          .as(each.toString())
          .isEqualTo(makes);
    }
  }

  private static List<JsonObject> objects(JsonValue value) {
    List<JsonObject> all = new ArrayList<>();
    if (value instanceof JsonObject object) {
      all.add(object);
      object.members().values().forEach(each -> all.addAll(objects(each)));
    } else if (value instanceof JsonArray array) {
      array.values().forEach(each -> all.addAll(objects(each)));
    }
    return all;
  }
}
