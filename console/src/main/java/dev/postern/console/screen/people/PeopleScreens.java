package dev.postern.console.screen.people;

import dev.postern.console.gate.Answer;
import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Item;
import dev.postern.console.web.NotFresh;
import dev.postern.console.web.Query;
import dev.postern.console.web.Room;
import dev.postern.console.web.Urls;
import dev.postern.console.web.Visit;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who may come into the console, and as what. */
public final class PeopleScreens {

  private static final long SESSION = Duration.ofHours(8).toSeconds();
  private static final long ACCOUNTS = Duration.ofMinutes(15).toSeconds();
  private static final JsonObject INVITATION =
      JsonObject.builder().put("type", "invitation").build();

  private PeopleScreens() {}

  /**
   * A person.
   *
   * @param id his client id
   * @param name his name
   * @param passkeys how many he has
   * @param lastUsed when he last signed in
   * @param invitedUntil until when he may still come by an invitation
   */
  public record Person(
      String id,
      String name,
      int passkeys,
      Optional<Instant> lastUsed,
      Optional<Instant> invitedUntil) {}

  /**
   * An invitation that is shown this once.
   *
   * @param name whom it is for
   * @param link where he makes his passkey
   */
  public record Invited(String name, String link) {}

  /** Its rooms. */
  public static List<Room> rooms() {
    return List.of(
        Room.get("/people", PeopleScreens::page),
        Room.post("/people", PeopleScreens::invite),
        Room.post("/people/{id}/again", PeopleScreens::again));
  }

  private static Answer page(Visit visit) throws ApiRefused {
    Map<String, Person> people = new TreeMap<>();
    for (String type : List.of("passkey", "invitation")) {
      Query query = Query.NONE.and("type", type).and("limit", "500");
      for (Item item : visit.api().list("/credentials", query).items()) {
        Item credential = item.item("credential").orElseThrow();
        people.merge(item.text("client_id"), person(item, credential), PeopleScreens::together);
      }
    }
    return visit.page("people.jte", new ArrayList<>(people.values()));
  }

  private static Person person(Item item, Item credential) {
    boolean passkey = credential.text("type").equals("passkey");
    return new Person(
        item.text("client_id"),
        item.text("app_name"),
        passkey ? 1 : 0,
        passkey ? credential.instant("last_used_at") : Optional.empty(),
        passkey ? Optional.empty() : credential.instant("expires_at"));
  }

  private static Person together(Person one, Person other) {
    return new Person(
        one.id(),
        one.name(),
        one.passkeys() + other.passkeys(),
        later(one.lastUsed(), other.lastUsed()),
        later(one.invitedUntil(), other.invitedUntil()));
  }

  private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
    return one.isPresent() && other.isPresent() && one.get().isAfter(other.get())
        ? one
        : other.or(() -> one);
  }

  /**
   * The roles are sets of scopes at the built-in APIs, as {@code postern console invite} has them.
   */
  private static Answer invite(Visit visit) throws ApiRefused, NotFresh {
    visit.fresh();
    Query form = visit.form();
    boolean admin = form.raw("role").equals("admin");
    List<JsonValue> grants = new ArrayList<>();
    Map<String, Item> apis = new LinkedHashMap<>();
    for (Item api : visit.api().list("/apis", Query.NONE.and("limit", "500")).items()) {
      if (api.flag("built_in")) {
        apis.put(api.text("id"), api);
      }
    }
    for (Item api : apis.values()) {
      boolean administration = api.text("identifier").endsWith("admin/v1");
      TreeSet<String> scopes = new TreeSet<>();
      for (Item scope : api.items("scopes")) {
        String name = scope.text("name");
        if (admin || (administration && name.endsWith(":read"))) {
          scopes.add(name);
        }
      }
      if (!scopes.isEmpty()) {
        grants.add(
            JsonObject.builder()
                .put("api_id", api.text("id"))
                .put("scopes", JsonArray.ofStrings(scopes))
                .put("token_lifetime_seconds", administration ? SESSION : ACCOUNTS)
                .build());
      }
    }
    Item made =
        visit
            .api()
            .post(
                "/apps",
                JsonObject.builder()
                    .put("name", form.first("name").orElse(""))
                    .put("description", visit.frame().say("people.description"))
                    .put("credential", INVITATION)
                    .put("grants", new JsonArray(grants))
                    .build());
    return visit.page("invited.jte", new Invited(made.text("name"), made.text("invitation_url")));
  }

  private static Answer again(Visit visit) throws ApiRefused, NotFresh {
    visit.fresh();
    String id = visit.segment("id");
    Item made = visit.api().post(Urls.path("/apps/{}/credentials", id), INVITATION);
    Item person = visit.api().get(Urls.path("/apps/{}", id));
    return visit.page("invited.jte", new Invited(person.text("name"), made.text("invitation_url")));
  }
}
