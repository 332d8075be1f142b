package dev.postern.console.screen.apis;

import dev.postern.console.gate.Answer;
import dev.postern.console.web.Api;
import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Grants;
import dev.postern.console.web.Item;
import dev.postern.console.web.Matrix;
import dev.postern.console.web.Query;
import dev.postern.console.web.Urls;
import dev.postern.console.web.Visit;
import java.util.Set;

/**
 * An app is given access to an API from the API's side: so somebody who administers chosen APIs
 * also reaches the apps that have nothing there yet, which he does not see.
 */
public final class ApiGrants {

  private static final String APP = "client_id";

  private ApiGrants() {}

  /**
   * The form.
   *
   * @param app the client id that was typed
   * @param row the API's scopes, those ticked that were
   * @param noApp what is wrong with the client id; empty where nothing is
   * @param noScopes the same of the scopes
   * @param wrong the same of both together
   */
  public record Form(String app, Matrix.Row row, String noApp, String noScopes, String wrong) {

    static Form blank(Item api) {
      return new Form("", Matrix.row(api, Set.of()), "", "", "");
    }

    /** Whether nothing is wrong. */
    public boolean sound() {
      return noApp.isEmpty() && noScopes.isEmpty() && wrong.isEmpty();
    }
  }

  /** Adds what was ticked to what the app has here; nothing is taken away by this. */
  static Answer give(Visit visit) throws ApiRefused {
    visit.demand("apps:write");
    Api.Read there = visit.api().read(ApiScreens.path(visit));
    Item api = there.item();
    Form form = read(visit, api);
    if (!form.sound()) {
      return ApiScreens.detail(visit, 400, there, form);
    }
    try {
      Grants.Held before = Grants.at(visit, form.app(), api.text("id"));
      Set<String> scopes = before.scopes();
      scopes.addAll(ticked(visit.form(), api));
      return given(visit, form.app(), before.put(visit, scopes));
    } catch (ApiRefused refused) {
      return ApiScreens.detail(visit, mended(refused), there, told(visit, form, refused));
    }
  }

  /** What is given is not always of use at once. */
  private static Answer given(Visit visit, String app, Item grant) {
    String path = ApiScreens.path(visit);
    if (visit
        .find(Urls.path("/apps/{}", app))
        .filter(it -> it.text("status").equals("blocked"))
        .isPresent()) {
      return visit.to(path, "access-given-blocked");
    }
    return Grants.suspended(grant)
        ? visit.to(path, "access-given-suspended")
        : visit.to(path, Grants.ended(grant, visit.now()) ? "access-given-ended" : "access-given");
  }

  private static Set<String> ticked(Query form, Item api) {
    return Matrix.sent(form).getOrDefault(api.text("id"), Set.of());
  }

  private static Form read(Visit visit, Item api) {
    Query form = visit.form();
    Set<String> ticked = ticked(form, api);
    String app = form.first(APP).orElse("");
    return new Form(
        app,
        Matrix.row(api, ticked),
        app.isEmpty() ? visit.frame().say("apis.give.app.missing") : "",
        ticked.isEmpty() ? visit.frame().say("apis.give.scopes.missing") : "",
        "");
  }

  /** The status of the page where the form comes back; what it cannot mend is no matter of it. */
  private static int mended(ApiRefused refused) throws ApiRefused {
    return switch (refused.status()) {
      case 400, 404 -> 400;
      case 409, 412 -> 409;
      case 403 -> 403;
      default -> throw refused;
    };
  }

  private static Form told(Visit visit, Form form, ApiRefused refused) {
    String noScopes = refused.at("scopes");
    String noApp =
        refused.status() == 404
            ? visit.frame().say("apis.give.app.unknown")
            : refused.code().equals(ApiRefused.LIMITED)
                ? visit.frame().say("apis.give.app.own")
                : "";
    return new Form(
        form.app(),
        form.row(),
        noApp,
        noScopes,
        noApp.isEmpty() && noScopes.isEmpty() ? refused.detail() : "");
  }
}
