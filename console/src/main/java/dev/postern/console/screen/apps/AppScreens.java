package dev.postern.console.screen.apps;

import dev.postern.console.gate.Answer;
import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Frame;
import dev.postern.console.web.Item;
import dev.postern.console.web.Listed;
import dev.postern.console.web.Matrix;
import dev.postern.console.web.NotFresh;
import dev.postern.console.web.Query;
import dev.postern.console.web.Room;
import dev.postern.console.web.Urls;
import dev.postern.console.web.Visit;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Apps: found, made, seen from all sides, narrowed, blocked. */
public final class AppScreens {

  static final String APP = "/apps/{client_id}";
  private static final int PART = 50;

  /** The types of credentials that only people have. */
  static final List<String> PEOPLE = List.of("passkey", "invitation", "openid");

  private AppScreens() {}

  /**
   * A part of the list.
   *
   * @param apps the apps
   * @param query what was looked for
   * @param apis the APIs to choose from
   */
  public record Shown(Listed apps, Query query, List<Item> apis) {}

  /**
   * The form for a new app.
   *
   * @param form what was filled in
   * @param matrix what it may do
   * @param key makes it once, however often the form is sent
   * @param refused what the Admin API says of it
   */
  public record Making(Query form, Matrix matrix, String key, Optional<ApiRefused> refused) {

    /** What is wrong with one field; empty where nothing is. */
    public String wrong(String field) {
      return refused.map(it -> it.at(field)).orElse("");
    }

    /** What is wrong with the key in the place of a secret, as we say it or the Admin API. */
    public String wrongKey() {
      return Stream.concat(Stream.of("credential"), NewCredential.MEMBERS.stream())
          .map(this::wrong)
          .filter(text -> !text.isEmpty())
          .findFirst()
          .orElse("");
    }
  }

  /**
   * A secret that is shown this once, and how to use it.
   *
   * @param app whose it is
   * @param secret the secret; empty where it was shown already
   * @param snippets ready to be pasted; none where it is not known what for
   * @param granted whether it may do anything
   * @param occasion what the secret was made for
   * @param old what becomes of the secret whose place it takes, in words; empty where it takes none
   */
  public record Made(
      Item app,
      Optional<String> secret,
      List<Snippets.Snippet> snippets,
      boolean granted,
      Occasion occasion,
      Optional<String> old) {

    /** What happened, in the words of a heading. */
    public String title(Frame frame) {
      String name = app.text("name");
      return switch (occasion) {
        case NEW_APP -> name;
        case ADDED, ROTATED -> frame.say("apps.added", name);
        case LEAKED -> frame.say("apps.replaced", name);
      };
    }

    /** What comes of it. */
    public String lead(Frame frame) {
      return switch (occasion) {
        case NEW_APP -> frame.say(granted ? "apps.made.lead" : "apps.made.bare");
        case ADDED -> frame.say("apps.added.lead");
        case ROTATED -> frame.say("apps.rotated.lead");
        case LEAKED -> frame.say(old.isEmpty() ? "apps.replaced.lead" : "apps.rotated.lead");
      };
    }

    /** Without the secret. */
    @Override
    public String toString() {
      return app.text("client_id");
    }
  }

  /** What a secret is made for. */
  public enum Occasion {
    /** The app is new. */
    NEW_APP,
    /** One more, beside those that there are. */
    ADDED,
    /** In the place of one that ends by and by. */
    ROTATED,
    /** In the place of one that got out. */
    LEAKED;

    /** What a form was sent for, by where it was sent. */
    private static Occasion of(Visit visit) {
      String path = visit.asked().path();
      if (path.endsWith("/leaked")) {
        return LEAKED;
      }
      if (path.endsWith("/rotate")) {
        return ROTATED;
      }
      return path.endsWith("/credentials") ? ADDED : NEW_APP;
    }
  }

  /** Its rooms. */
  public static List<Room> rooms() {
    List<Room> rooms = new ArrayList<>();
    rooms.add(Room.get("/apps", AppScreens::list));
    rooms.add(Room.get("/apps/new", AppScreens::form));
    rooms.add(Room.post("/apps/new", AppScreens::make));
    rooms.addAll(AppDetail.rooms());
    rooms.addAll(NewCredential.rooms());
    rooms.addAll(AppActions.rooms());
    return rooms;
  }

  /** Whether an app of the list is a person, who signs in. */
  public static boolean person(Item app) {
    return app.texts("credential_types").stream().anyMatch(PEOPLE::contains);
  }

  private static Answer list(Visit visit) throws ApiRefused {
    Query query = visit.part(PART, "q", "status", "api_id", "label");
    List<Item> apis =
        visit.may("apis:read")
            ? visit.api().list("/apis", Query.NONE.and("limit", "500")).items()
            : List.of();
    return visit.page("apps.jte", new Shown(visit.api().list("/apps", query), visit.query(), apis));
  }

  private static Answer form(Visit visit) throws ApiRefused {
    visit.demandAll("apps:write");
    return form(visit, 200, Query.NONE, UUID.randomUUID().toString(), Optional.empty());
  }

  private static Answer form(
      Visit visit, int status, Query form, String key, Optional<ApiRefused> refused)
      throws ApiRefused {
    Matrix matrix = Matrix.of(visit, Matrix.sent(form));
    return visit.page(status, "appnew.jte", new Making(form, matrix, key, refused));
  }

  private static Answer make(Visit visit) throws ApiRefused, NotFresh {
    visit.fresh();
    Query form = visit.form();
    String key = visit.once();
    if (NewCredential.holdsPrivate(form, NewCredential.FIRST)) {
      return form(
          visit,
          400,
          form.without(NewCredential.FIRST),
          key,
          Optional.of(NewCredential.wrong(visit, "apps.key.private")));
    }
    JsonArray grants = grants(Matrix.sent(form));
    JsonObject.Builder body =
        JsonObject.builder()
            .put("name", form.first("name").orElse(""))
            .put("description", form.first("description").orElse(""))
            .put("grants", grants);
    try {
      Optional<JsonObject> credential = NewCredential.first(visit);
      credential.ifPresent(it -> body.put("credential", it));
      Item made = visit.api().post("/apps", body.build(), key);
      if (credential.isEmpty()) {
        return made(visit, made, made.optional("client_secret"));
      }
      String path = Urls.path("/apps/{}", made.text("client_id"));
      return visit.to(path, grants.values().isEmpty() ? "app-made-bare" : "app-made");
    } catch (ApiRefused refused) {
      if (!NewCredential.TOLD.contains(refused.status())) {
        throw refused;
      }
      return form(
          visit, refused.status(), form, UUID.randomUUID().toString(), Optional.of(refused));
    }
  }

  private static JsonArray grants(Map<String, Set<String>> scopes) {
    List<JsonValue> grants = new ArrayList<>();
    scopes.forEach((api, names) ->
        grants.add(
            JsonObject.builder()
                .put("api_id", api)
                .put("scopes", JsonArray.ofStrings(names))
                .build()));
    return new JsonArray(grants);
  }

  /** The page that shows a secret this once. */
  static Answer made(Visit visit, Item app, Optional<String> secret) throws ApiRefused {
    return made(visit, app, secret, Optional.empty());
  }

  /** The same for a secret that takes the place of another. */
  static Answer made(Visit visit, Item app, Optional<String> secret, Optional<String> old)
      throws ApiRefused {
    String id = app.text("client_id");
    List<Item> grants =
        visit.api().list(Urls.path("/apps/{}/grants", id), Query.NONE.and("limit", "20")).items();
    List<Snippets.Snippet> snippets =
        audience(visit, grants)
            .map(audience -> Snippets.of(visit.frame().place().issuer(), id, audience))
            .orElse(List.of());
    return visit.page(
        "appmade.jte", new Made(app, secret, snippets, !grants.isEmpty(), Occasion.of(visit), old));
  }

  /** The first API that it may call. */
  private static Optional<String> audience(Visit visit, List<Item> grants) {
    for (Item grant : grants) {
      Optional<Item> api = visit.find(Urls.path("/apis/{}", grant.text("api_id")));
      if (api.isPresent()) {
        return Optional.of(api.get().text("identifier"));
      }
    }
    return Optional.empty();
  }
}
