package dev.postern.console.screen.apps;

import dev.postern.console.gate.Answer;
import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Item;
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
import java.util.Optional;

/** What is done to an app: each is one form, and each says what it did. */
final class AppActions {

  private AppActions() {}

  static List<Room> rooms() {
    String app = AppScreens.APP;
    return List.of(
        Room.post(app + "/block", visit -> status(visit, "blocked")),
        Room.post(app + "/unblock", visit -> status(visit, "active")),
        Room.post(app + "/settings", AppActions::settings),
        Room.post(app + "/grants", AppGrants::save),
        Room.post(app + "/revoke", AppActions::revoke),
        Room.post(app + "/delete", AppActions::delete),
        Room.post(app + "/credentials", AppActions::addSecret),
        Room.post(app + "/credentials/{id}/rotate", AppRotation::rotate),
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
    visit.demandAll("apps:write");
    Query form = visit.form();
    try {
      visit.api().patch(Urls.path("/apps/{}", id(visit)), settings(visit, form));
      return back(visit, "saved");
    } catch (ApiRefused refused) {
      if (refused.status() != 400 && refused.status() != 409) {
        throw refused;
      }
      return AppDetail.page(visit, refused);
    }
  }

  private static JsonObject settings(Visit visit, Query form) throws ApiRefused {
    List<String> addresses =
        List.of(form.raw("allowed_ips").split("[\\s,]+")).stream()
            .filter(each -> !each.isBlank())
            .toList();
    return JsonObject.builder()
        .put("name", form.first("name").orElse(""))
        .put("description", form.first("description").orElse(""))
        .put("allowed_ips", JsonArray.ofStrings(addresses))
        .put(
            "limits",
            JsonObject.builder()
                .put("tokens_per_minute", limit(visit, form.first("tokens_per_minute")))
                .build())
        .build();
  }

  /** Nothing said is no limit; what is no number is refused, or it would be none as well. */
  private static JsonValue limit(Visit visit, Optional<String> text) throws ApiRefused {
    if (text.isEmpty()) {
      return JsonNull.NULL;
    }
    if (!text.get().matches("[0-9]{1,9}")) {
      throw new ApiRefused(
          400,
          "invalid_request",
          visit.frame().say("apps.settings.wrong"),
          List.of(
              new ApiRefused.Fault(
                  "/limits/tokens_per_minute", visit.frame().say("apps.limit.wrong"))));
    }
    return JsonNumber.of(Long.parseLong(text.get()));
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
    Item made =
        visit
            .api()
            .post(Urls.path("/apps/{}/credentials", id(visit)), JsonObject.EMPTY, visit.once());
    Optional<String> left = ended(visit);
    Item app = visit.api().get(Urls.path("/apps/{}", id(visit)));
    return AppScreens.made(visit, app, made.optional("client_secret"), left);
  }

  /** What there is to say where the old one is still there: the new one has to be shown anyhow. */
  private static Optional<String> ended(Visit visit) {
    try {
      visit.api().delete(Urls.path("/apps/{}/credentials/{}", id(visit), visit.segment("id")));
      return Optional.empty();
    } catch (ApiRefused refused) {
      return refused.status() == 404
          ? Optional.empty()
          : Optional.of(visit.frame().say("apps.leaked.left"));
    }
  }

  private static Answer revokeCredential(Visit visit) throws ApiRefused {
    visit.api().delete(Urls.path("/apps/{}/credentials/{}", id(visit), visit.segment("id")));
    return back(visit, "credential-revoked");
  }
}
