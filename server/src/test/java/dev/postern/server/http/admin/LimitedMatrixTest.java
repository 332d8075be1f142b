package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonObject;
import dev.postern.server.http.admin.AdminSite.Answer;
import dev.postern.server.http.admin.AdminSite.Call;
import dev.postern.server.http.admin.AdminSite.Party;
import dev.postern.server.http.admin.Description.Operation;
import dev.postern.store.BuiltInApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each call that is described, by a caller who is limited to one API: as the table tells. */
final class LimitedMatrixTest {

  private static final Path DOCUMENT = Path.of("../docs/admin-api.md");
  private static final String FROM = "### Callers who are limited to chosen APIs";
  private static final Pattern CALL = Pattern.compile("`((?:GET|POST|PUT|PATCH|DELETE) /[^`]*)`");

  private final AdminSite site = new AdminSite();
  private final Targets targets = new Targets(site);
  private final String own = targets.api();
  private final String other = targets.api();
  private final String mover = site.app("[]").clientId();
  private final String reader = site.app("[]").clientId();
  private final String token = site.token(limited());

  private Party limited() {
    site.grant(mover, own, "read");
    site.grant(mover, other, "read");
    site.grant(reader, other, "read");
    Party team =
        site.admin(
            "apis:read apis:write apps:read apps:write revocations:write keys:read keys:write"
                + " audit:read tenants:read tenants:write usage:read");
    site.put(
        "/apps/" + team.clientId() + "/grants/" + site.builtIn(BuiltInApi.ADMIN),
        ("{\"only_apis\":[\"%s\"],\"scopes\":[\"apis:read\",\"apis:write\",\"apps:read\","
                + "\"apps:write\",\"revocations:write\",\"keys:read\",\"keys:write\","
                + "\"audit:read\",\"tenants:read\",\"tenants:write\",\"usage:read\"]}")
            .formatted(own));
    return team;
  }

  /** The calls in the first column of the table. */
  private static Set<String> table() throws IOException {
    String text = Files.readString(DOCUMENT);
    String section = text.substring(text.indexOf(FROM), text.indexOf("## How it answers"));
    Set<String> calls = new HashSet<>();
    for (String line : section.lines().filter(it -> it.startsWith("| `")).toList()) {
      Matcher matcher = CALL.matcher(line.substring(0, line.indexOf(" | ", 2)));
      while (matcher.find()) {
        calls.add(matcher.group(1));
      }
    }
    return calls;
  }

  private List<Operation> guarded() {
    return site.description().operations().stream()
        .filter(each -> each.scope().isPresent())
        .collect(Collectors.toList());
  }

  @Test
  void theCallsThatHeedALimitAreThoseOfTheTable() throws IOException {
    assertThat(
            site.routes.operations(AdminSite.HOME).stream()
                .filter(dev.postern.server.http.admin.Operation::limited)
                .map(each -> each.method() + " " + each.path())
                .toList())
        .containsExactlyInAnyOrderElementsOf(table());
  }

  @Test
  void whateverElseThereIsIsRefusedWhateverItIsAskedFor() throws IOException {
    Set<String> table = table();
    long before = site.number();
    int refused = 0;
    for (Operation each : guarded()) {
      if (!table.contains(each.toString())) {
        String path =
            each.path()
                .replace("{client_id}", mover)
                .replace("{api_id}", own)
                .replace("{id}", own)
                .replace("{name}", "default")
                .replace("{kid}", "nothing");
        for (String one : List.of(path, each.path().replaceAll("\\{[a-z_]+}", "nothing"))) {
          Answer answer = call(each, one).send();
          assertThat(answer.problem()).as(each.toString()).isEqualTo("403 limited");
          assertThat(answer.text("detail")).contains("limited to chosen APIs");
        }
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(20);
    assertThat(site.number()).isEqualTo(before);
    assertThat(site.closed).isEmpty();
  }

  @Test
  void whatIsInTheTableIsCarriedOutAtHisOwnApi() throws IOException {
    for (String each : table()) {
      Answer answer = call(each, mover, own, true).send();
      assertThat(answer.status()).as(each + " " + answer.body().text()).isIn(200, 201, 204);
    }
  }

  @Test
  void andAtAnyOtherItIsAsIfThatWereNotThere() throws IOException {
    long before = site.number();
    String nothing = "api_01kb5x2f8s3k6r0pm1w4e7j9ta";
    List<String> apis =
        List.of(other, nothing, site.builtIn(BuiltInApi.ADMIN), site.builtIn(BuiltInApi.IDENTITY));
    for (String each : table()) {
      for (String api : apis) {
        Answer answer = call(each, reader, api, false).send();
        switch (each) {
          case "GET /me", "GET /apis" -> assertThat(answer.body().text()).doesNotContain(other);
          case "GET /apps", "GET /usage" -> assertThat(answer.items()).as(each).isEmpty();
          case "POST /revocations", "POST /explain" ->
              assertThat(answer.problem()).as(each).isEqualTo("403 limited");
          default -> assertThat(answer.problem()).as(each).isEqualTo("404 not_found");
        }
      }
    }
    assertThat(site.number()).isEqualTo(before);
    assertThat(site.closed).isEmpty();
  }

  private Call call(String call, String app, String api, boolean mine) {
    Operation operation =
        guarded().stream().filter(each -> each.toString().equals(call)).findFirst().orElseThrow();
    String path =
        operation.path().replace("{client_id}", app).replace("{api_id}", api).replace("{id}", api);
    return switch (call) {
      case "GET /apps", "GET /usage" -> site.call("GET", path + "?api_id=" + api).token(token);
      case "PUT /apps/{client_id}/grants/{api_id}" ->
          json(operation, path, "{\"scopes\":[\"read\"]}");
      // What the others need is not to be gone.
      case "DELETE /apps/{client_id}/grants/{api_id}" -> {
        if (mine) {
          site.grant(reader, own, "read");
        }
        yield site.call("DELETE", mine ? path.replace(app, reader) : path).token(token);
      }
      case "POST /revocations" ->
          json(
              operation,
              path,
              "{\"kind\":\"grant\",\"client_id\":\"%s\",\"api_id\":\"%s\"}".formatted(app, api));
      case "POST /explain" ->
          json(
              operation,
              path,
              "{\"client_id\":\"%s\",\"audience\":\"%s\"}".formatted(app, identifier(api)));
      default -> call(operation, path);
    };
  }

  private String identifier(String api) {
    Answer answer = site.get("/apis/" + api);
    return answer.status() == 200 ? answer.text("identifier") : "urn:nothing";
  }

  private Call json(Operation operation, String path, String body) {
    return site.call(operation.method(), path).token(token).json(body);
  }

  private Call call(Operation operation, String path) {
    Call call = site.call(operation.method(), path).token(token);
    Optional<JsonObject> body = operation.bodyExample();
    return body.isPresent() ? call.json(body.get().text()) : call;
  }
}
