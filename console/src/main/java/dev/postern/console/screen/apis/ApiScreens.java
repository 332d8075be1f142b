package dev.postern.console.screen.apis;

import dev.postern.console.chart.Bars;
import dev.postern.console.gate.Answer;
import dev.postern.console.web.Api;
import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Item;
import dev.postern.console.web.Listed;
import dev.postern.console.web.NotFresh;
import dev.postern.console.web.Query;
import dev.postern.console.web.Room;
import dev.postern.console.web.Urls;
import dev.postern.console.web.Usage;
import dev.postern.console.web.Visit;
import dev.postern.protocol.admin.TokenLifetime;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** APIs: defined, changed, and where they are used. */
public final class ApiScreens {

  /** The field that says which version of an API its form was drawn from. */
  public static final String VERSION = "version";

  private static final String API = "/apis/{id}";
  static final String LIFETIME = "token_lifetime_seconds";
  private static final int PART = 50;

  private ApiScreens() {}

  /**
   * A part of the list.
   *
   * @param apis the APIs
   * @param query what was looked for
   */
  public record Shown(Listed apis, Query query) {}

  /**
   * The form for an API.
   *
   * @param api the API that is changed; empty for a new one
   * @param form what was filled in
   * @param refused what the Admin API says of it
   */
  public record Form(Optional<Item> api, Query form, Optional<ApiRefused> refused) {

    /** What is wrong with one field or within it; empty where nothing is. */
    public String wrong(String field) {
      return refused.map(it -> it.at(field)).orElse("");
    }

    /** Whether nothing is wrong with it, but somebody else was faster. */
    public boolean meanwhile() {
      return refused.map(it -> it.status() == 412).orElse(false);
    }
  }

  /**
   * One API.
   *
   * @param form its settings
   * @param apps where it is used: the first of these apps
   * @param day its tokens by the hour; empty also where that is not known now
   * @param give gives an app access
   */
  public record Detail(Form form, Listed apps, Optional<Bars> day, ApiGrants.Form give) {

    /** The API. */
    public Item api() {
      return form.api().orElseThrow();
    }
  }

  /** Its rooms. */
  public static List<Room> rooms() {
    return List.of(
        Room.get("/apis", ApiScreens::list),
        Room.get("/apis/new", ApiScreens::blank),
        Room.post("/apis/new", ApiScreens::make),
        Room.get(API, ApiScreens::detail),
        Room.post(API, ApiScreens::change),
        Room.post(API + "/grants", ApiGrants::give),
        Room.post(API + "/delete", ApiScreens::delete));
  }

  private static Answer list(Visit visit) throws ApiRefused {
    return visit.page(
        "apis.jte", new Shown(visit.api().list("/apis", visit.part(PART, "q")), visit.query()));
  }

  private static Answer blank(Visit visit) throws ApiRefused {
    visit.demandAll("apis:write");
    return form(visit, 200, usual(), Optional.empty());
  }

  /** What the form proposes is what the server goes by where nobody says anything. */
  static Query usual() {
    long seconds = TokenLifetime.USUAL.toSeconds();
    return Query.NONE.and(LIFETIME, Long.toString(seconds));
  }

  private static Answer form(Visit visit, int status, Query form, Optional<ApiRefused> refused) {
    return visit.page(status, "apinew.jte", new Form(Optional.empty(), form, refused));
  }

  private static Answer make(Visit visit) throws ApiRefused {
    Query form = visit.form();
    try {
      JsonObject body =
          JsonObject.builder()
              .put("identifier", form.first("identifier").orElse(""))
              .putAll(settings(visit, form))
              .build();
      Item made = visit.api().post("/apis", body);
      return visit.to(Urls.path("/apis/{}", made.text("id")), "api-made");
    } catch (ApiRefused refused) {
      if (refused.status() != 400 && refused.status() != 409) {
        throw refused;
      }
      return form(visit, refused.status(), form, Optional.of(refused));
    }
  }

  /** What both forms send; scopes stand one to a line, as <code>name = what it lets do</code>. */
  private static JsonObject settings(Visit visit, Query form) throws ApiRefused {
    List<JsonValue> scopes = new ArrayList<>();
    for (String[] scope : scopes(form)) {
      scopes.add(
          JsonObject.builder()
              .put("name", scope[0])
              .put("description", scope.length > 1 ? scope[1] : "")
              .build());
    }
    JsonObject.Builder body =
        JsonObject.builder()
            .put("name", form.first("name").orElse(""))
            .put("scopes", new JsonArray(scopes));
    if (form.has(LIFETIME)) {
      body.put(LIFETIME, lifetime(visit, form));
    }
    form.first("proof").ifPresent(proof -> body.put("proof", proof));
    return body.build();
  }

  /**
   * What is no number is refused: the lifetime would stay as it is, and all be said to be saved.
   */
  private static long lifetime(Visit visit, Query form) throws ApiRefused {
    String text = form.first(LIFETIME).orElse("");
    if (!text.matches("[0-9]{1,9}")) {
      throw new ApiRefused(
          400,
          "invalid_request",
          visit.frame().say("apps.settings.wrong"),
          List.of(new ApiRefused.Fault("/" + LIFETIME, visit.frame().say("apis.lifetime.wrong"))));
    }
    return Long.parseLong(text);
  }

  static List<String[]> scopes(Query form) {
    return form.raw("scopes")
        .lines()
        .map(line -> line.strip().split("\\s*=\\s*", 2))
        .filter(parts -> !parts[0].isEmpty())
        .toList();
  }

  static String path(Visit visit) {
    return Urls.path("/apis/{}", visit.segment("id"));
  }

  private static Answer detail(Visit visit) throws ApiRefused {
    Api.Read there = visit.api().read(path(visit));
    return detail(visit, 200, there, ApiGrants.Form.blank(there.item()));
  }

  /** The page with the form for access as it was sent, and what is wrong with it. */
  static Answer detail(Visit visit, int status, Api.Read there, ApiGrants.Form give)
      throws ApiRefused {
    Form settled = new Form(Optional.of(there.item()), filled(there), Optional.empty());
    return detail(visit, status, settled, give);
  }

  private static Answer detail(Visit visit, int status, Form form, ApiGrants.Form give)
      throws ApiRefused {
    Item api = form.api().orElseThrow();
    Query its = Query.NONE.and("api_id", api.text("id"));
    return visit.page(
        status,
        "api.jte",
        new Detail(
            form,
            visit.may("apps:read")
                ? visit.api().list("/apps", its.and("limit", "100"))
                : new Listed(List.of(), Optional.empty()),
            visit.may("usage:read")
                ? Usage.unlessBusy(() -> Usage.day(visit, its).bars())
                : Optional.empty(),
            give));
  }

  /** The form of an API as it is, with what it is drawn from beside each field. */
  private static Query filled(Api.Read there) {
    return ApiDifference.remembering(settings(there)).and(VERSION, there.tag());
  }

  private static Query settings(Api.Read there) {
    Item api = there.item();
    String scopes =
        api.items("scopes").stream()
            .map(scope ->
                scope.text("name")
                    + scope
                        .optional("description")
                        .filter(text -> !text.isEmpty())
                        .map(text -> " = " + text)
                        .orElse(""))
            .collect(Collectors.joining("\n"));
    return Query.NONE
        .and("name", api.text("name"))
        .and("scopes", scopes)
        .and(LIFETIME, Long.toString(api.number(LIFETIME)))
        .and("proof", api.text("proof"));
  }

  private static Answer change(Visit visit) throws ApiRefused {
    visit.demand("apis:write");
    Query form = visit.form();
    Api.Read there = visit.api().read(path(visit));
    if (!there.tag().equals(form.raw(VERSION))) {
      // All of it is sent, so what others changed since the form was drawn would be undone.
      return meanwhile(visit, there, form);
    }
    Item api = there.item();
    List<String> kept = scopes(form).stream().map(parts -> parts[0]).toList();
    try {
      JsonObject settings = settings(visit, form);
      Optional<ApiNarrowing> narrowing = ApiNarrowing.of(visit, api, kept);
      if (narrowing.isPresent()) {
        return visit.page("apinarrow.jte", narrowing.get());
      }
      visit.api().patch(path(visit), settings, there.tag());
      return visit.to(path(visit), "saved");
    } catch (ApiRefused refused) {
      if (refused.status() == 412) {
        return meanwhile(visit, visit.api().read(path(visit)), form);
      }
      if (refused.status() != 400 && refused.status() != 409) {
        throw refused;
      }
      return detail(
          visit,
          refused.status(),
          new Form(Optional.of(api), form, Optional.of(refused)),
          ApiGrants.Form.blank(api));
    }
  }

  /**
   * The page with what somebody else has set meanwhile, but where something was typed with that,
   * and what is there now beside it; sent once more, it holds.
   */
  private static Answer meanwhile(Visit visit, Api.Read there, Query typed) throws ApiRefused {
    Query now = settings(there);
    Query both = ApiDifference.merged(typed, now);
    ApiRefused refused =
        new ApiRefused(
            412,
            "stale",
            visit.frame().say("apis.meanwhile"),
            ApiDifference.between(visit.frame(), both, now));
    Query form = ApiDifference.remembering(both, now).and(VERSION, there.tag());
    return detail(
        visit,
        412,
        new Form(Optional.of(there.item()), form, Optional.of(refused)),
        ApiGrants.Form.blank(there.item()));
  }

  private static Answer delete(Visit visit) throws ApiRefused, NotFresh {
    visit.fresh();
    visit.api().delete(path(visit));
    return visit.to("/apis", "api-deleted");
  }
}
