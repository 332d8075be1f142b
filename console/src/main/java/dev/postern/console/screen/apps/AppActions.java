package dev.postern.console.screen.apps;

import dev.postern.console.gate.Answer;
import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Item;
import dev.postern.console.web.Matrix;
import dev.postern.console.web.NotFresh;
import dev.postern.console.web.Query;
import dev.postern.console.web.Room;
import dev.postern.console.web.Urls;
import dev.postern.console.web.Visit;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonNumber;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What is done to an app: each is one form, and each says what it did. */
final class AppActions {

  private static final Query ALL = Query.NONE.and("limit", "500");

  private AppActions() {}

  static List<Room> rooms() {
    String app = AppScreens.APP;
    return List.of(
        Room.post(app + "/block", visit -> status(visit, "blocked")),
        Room.post(app + "/unblock", visit -> status(visit, "active")),
        Room.post(app + "/settings", AppActions::settings),
        Room.post(app + "/grants", AppActions::grants),
        Room.post(app + "/revoke", AppActions::revoke),
        Room.post(app + "/delete", AppActions::delete),
        Room.post(app + "/credentials", AppActions::addSecret),
        Room.post(app + "/credentials/{id}/leaked", AppActions::leaked),
        Room.post(app + "/credentials/{id}/revoke", AppActions::revokeCredential));
  }

  private static String id(Visit visit) {
    return visit.segment("client_id");
  }

  private static Answer back(Visit visit, String notice) {
    return visit.to(Urls.path("/apps/{}", id(visit)), notice);
  }

  private static Answer status(Visit visit, String status) throws ApiRefused {
    visit
        .api()
        .patch(
            Urls.path("/apps/{}", id(visit)), JsonObject.builder().put("status", status).build());
    return back(visit, status.equals("blocked") ? "app-blocked" : "app-unblocked");
  }

  private static Answer settings(Visit visit) throws ApiRefused {
    Query form = visit.form();
    List<String> addresses =
        List.of(form.raw("allowed_ips").split("[\\s,]+")).stream()
            .filter(each -> !each.isBlank())
            .toList();
    JsonValue tokens =
        form.first("tokens_per_minute")
            .filter(text -> text.matches("[0-9]{1,9}"))
            .<JsonValue>map(text -> JsonNumber.of(Long.parseLong(text)))
            .orElse(JsonNull.NULL);
    visit
        .api()
        .patch(
            Urls.path("/apps/{}", id(visit)),
            JsonObject.builder()
                .put("name", form.first("name").orElse(""))
                .put("description", form.first("description").orElse(""))
                .put("allowed_ips", JsonArray.ofStrings(addresses))
                .put("limits", JsonObject.builder().put("tokens_per_minute", tokens).build())
                .build());
    return back(visit, "saved");
  }

  /** Puts what was ticked into the place of what was granted; what is the same is left alone. */
  private static Answer grants(Visit visit) throws ApiRefused {
    visit.demand("apps:write");
    String id = id(visit);
    Map<String, Set<String>> wanted = Matrix.sent(visit.form());
    List<Item> grants = visit.api().list(Urls.path("/apps/{}/grants", id), ALL).items();
    Map<String, Set<String>> before = Matrix.granted(grants);
    Set<String> touched = new TreeSet<>(before.keySet());
    touched.addAll(wanted.keySet());
    for (String api : touched) {
      String path = Urls.path("/apps/{}/grants/{}", id, api);
      Set<String> scopes = wanted.getOrDefault(api, Set.of());
      if (scopes.isEmpty()) {
        visit.api().delete(path);
      } else if (!scopes.equals(before.get(api))) {
        visit.api().put(path, grant(grants, api, scopes));
      }
    }
    return back(visit, "grants");
  }

  /** The grant with other scopes: all else of it stays. */
  private static JsonObject grant(List<Item> grants, String api, Set<String> scopes) {
    JsonObject.Builder body = JsonObject.builder();
    grants.stream()
        .filter(grant -> grant.text("api_id").equals(api))
        .findFirst()
        .ifPresent(grant ->
            List.of(
                    "claims",
                    "token_lifetime_seconds",
                    "expires_at",
                    "status",
                    "exchange",
                    "only_apis")
                .forEach(
                    name -> grant.json().member(name).ifPresent(value -> body.put(name, value))));
    return body.put("scopes", JsonArray.ofStrings(scopes)).build();
  }

  private static Answer revoke(Visit visit) throws ApiRefused {
    visit
        .api()
        .post(
            "/revocations",
            JsonObject.builder().put("kind", "app").put("client_id", id(visit)).build());
    return back(visit, "tokens-revoked");
  }

  private static Answer delete(Visit visit) throws ApiRefused, NotFresh {
    visit.fresh();
    visit.api().delete(Urls.path("/apps/{}", id(visit)));
    return visit.to("/apps", "app-deleted");
  }

  private static Answer addSecret(Visit visit) throws ApiRefused, NotFresh {
    visit.fresh();
    Item made =
        visit
            .api()
            .post(Urls.path("/apps/{}/credentials", id(visit)), JsonObject.EMPTY, visit.once());
    Item app = visit.api().get(Urls.path("/apps/{}", id(visit)));
    return AppScreens.made(visit, app, made.optional("client_secret"));
  }

  /** Another secret first, and then the end of the one that got out, with all that it obtained. */
  private static Answer leaked(Visit visit) throws ApiRefused, NotFresh {
    visit.fresh();
    Item made = visit.api().post(Urls.path("/apps/{}/credentials", id(visit)), JsonObject.EMPTY);
    visit.api().delete(Urls.path("/apps/{}/credentials/{}", id(visit), visit.segment("id")));
    Item app = visit.api().get(Urls.path("/apps/{}", id(visit)));
    return AppScreens.made(visit, app, Optional.of(made.text("client_secret")));
  }

  private static Answer revokeCredential(Visit visit) throws ApiRefused {
    visit.api().delete(Urls.path("/apps/{}/credentials/{}", id(visit), visit.segment("id")));
    return back(visit, "credential-revoked");
  }
}
