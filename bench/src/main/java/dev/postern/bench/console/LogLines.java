package dev.postern.bench.console;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.ApiScope;
import dev.postern.store.AuditLine;
import java.util.List;
import java.util.SplittableRandom;

/** Lines of the audit log as a server writes them, of every kind that is usual, about all apps. */
final class LogLines {

  private final int apps;
  private final List<ClientId> people;
  private final SplittableRandom random = new SplittableRandom(1);

  /** Lines about the apps of the numbers below {@code apps}, by these people. */
  LogLines(int apps, List<ClientId> people) {
    this.apps = apps;
    this.people = people;
  }

  /** What the log calls an app. */
  static String target(HouseApp app) {
    return "app/" + app.clientId();
  }

  /** What it says of an API. */
  static JsonObject api(Api api) {
    return JsonObject.builder()
        .put("id", api.id().text())
        .put("name", api.name())
        .put("identifier", api.identifier().text())
        .put("scopes", JsonArray.ofStrings(api.scopes().stream().map(ApiScope::name).toList()))
        .build();
  }

  /** The line of change {@code seq}. */
  AuditLine line(long seq) {
    HouseApp app = new HouseApp(random.nextInt(apps));
    ApiId api = app.apis().getFirst();
    return switch (random.nextInt(12)) {
      case 0 -> line("app.block", target(app), status("active"), status("blocked"));
      case 1 -> line("app.unblock", target(app), status("blocked"), status("active"));
      case 2, 3 -> line("app.update", target(app), named(app, seq - 1), named(app, seq));
      case 4, 5, 6 -> line("credential.create", secret(app), JsonNull.NULL, credential(app));
      case 7 -> line("credential.revoke", secret(app), credential(app), JsonNull.NULL);
      case 8, 9 -> line("grant.update", grant(app, api), scopes(api, 2), scopes(api, 3));
      case 10 -> line("revocation.create", target(app), JsonNull.NULL, status("active"));
      default -> line("api.update", "api/" + api, scopes(api, 3), scopes(api, 4));
    };
  }

  private AuditLine line(String action, String target, JsonValue before, JsonValue after) {
    String actor = people.get(random.nextInt(people.size())).text();
    String address = "192.0.2." + (1 + random.nextInt(254));
    return new AuditLine(actor, action, target, before, after, address);
  }

  private static String secret(HouseApp app) {
    return "credential/" + app.clientId() + "/" + app.credential();
  }

  private static String grant(HouseApp app, ApiId api) {
    return "grant/" + app.clientId() + "/" + api;
  }

  private static JsonObject status(String status) {
    return JsonObject.builder().put("status", status).build();
  }

  private static JsonObject named(HouseApp app, long version) {
    return JsonObject.builder()
        .putAll(app.json())
        .put("description", "As of release " + version)
        .build();
  }

  private static JsonObject credential(HouseApp app) {
    return JsonObject.builder()
        .put("id", app.credential().text())
        .put("type", "secret")
        .put("hint", "x7Qa")
        .put("status", "active")
        .build();
  }

  private static JsonObject scopes(ApiId api, int count) {
    return JsonObject.builder()
        .put("api_id", api.text())
        .put("scopes", JsonArray.ofStrings(HouseApp.scopes(api, count).list()))
        .build();
  }
}
