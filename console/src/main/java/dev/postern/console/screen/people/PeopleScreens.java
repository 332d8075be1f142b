package dev.postern.console.screen.people;

import dev.postern.console.gate.Answer;
import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Item;
import dev.postern.console.web.NotFresh;
import dev.postern.console.web.Query;
import dev.postern.console.web.Room;
import dev.postern.console.web.Searched;
import dev.postern.console.web.Urls;
import dev.postern.console.web.Visit;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who may come into the console, and as what. */
public final class PeopleScreens {

  private static final long SESSION = Duration.ofHours(8).toSeconds();
  private static final long ACCOUNTS = Duration.ofMinutes(15).toSeconds();
  private static final String OF_CHOSEN_APIS = "apis";
  private static final int PART = 25;
  private static final int FOUND = 10_000;

  /** What there is to do for who administers chosen APIs; all else is refused to him. */
  private static final Set<String> CHOSEN =
      Set.of(
          "apis:read", "apis:write", "apps:read", "apps:write", "usage:read", "revocations:write");

  private static final JsonObject INVITATION =
      JsonObject.builder().put("type", "invitation").build();

  private PeopleScreens() {}

  /**
   * A person.
   *
   * @param id his client id
   * @param name his name
   * @param passkeys how many he has
   * @param openId whether the OpenID provider vouches for him
   * @param lastUsed when he last signed in
   * @param invitedUntil until when he may still come by an invitation
   * @param standing what he is here; empty until it was looked up
   */
  public record Person(
      String id,
      String name,
      int passkeys,
      boolean openId,
      Optional<Instant> lastUsed,
      Optional<Instant> invitedUntil,
      Optional<Standing> standing) {

    /** Whether he is let in nowhere. */
    public boolean blocked() {
      return standing.map(Standing::blocked).orElse(false);
    }

    private Person standing(Optional<Standing> found) {
      return new Person(id, name, passkeys, openId, lastUsed, invitedUntil, found);
    }
  }

  /**
   * A part of the people, in the order of their client ids.
   *
   * @param people who may come in
   * @param query where the part begins
   * @param next the same of the next part; empty on the last
   */
  public record Part(List<Person> people, Query query, Optional<String> next) {}

  /**
   * What the page shows.
   *
   * @param part who may come in
   * @param whole whether these are all: else there are more than the list was looked through for
   * @param apis what an admin of chosen APIs can be limited to; empty where the person may not know
   * @param form what was filled in
   * @param noneChosen whether no API was chosen for who was to be limited
   */
  public record Shown(Part part, boolean whole, List<Item> apis, Query form, boolean noneChosen) {}

  /**
   * An invitation that is shown this once.
   *
   * @param name whom it is for
   * @param link where he makes his passkey; empty where it was shown already
   */
  public record Invited(String name, Optional<String> link) {

    static Invited of(String name, Item made) {
      return new Invited(name, made.optional("invitation_url"));
    }

    /** Without the link, which lets in whoever has it. */
    @Override
    public String toString() {
      return name;
    }
  }

  /** Its rooms. */
  public static List<Room> rooms() {
    return List.of(
        Room.get("/people", PeopleScreens::page),
        Room.post("/people", PeopleScreens::invite),
        Room.post("/people/{id}/again", PeopleScreens::again));
  }

  private static Answer page(Visit visit) throws ApiRefused {
    return page(visit, 200, Query.NONE, false);
  }

  private static Answer page(Visit visit, int status, Query form, boolean noneChosen)
      throws ApiRefused {
    Map<String, Person> people = new TreeMap<>();
    boolean whole = true;
    for (String type : List.of("passkey", "invitation", "openid")) {
      Searched found = visit.api().search("/credentials", Query.NONE.and("type", type), FOUND);
      whole &= found.whole();
      for (Item item : found.items()) {
        Item credential = item.item("credential").orElseThrow();
        people.merge(item.text("client_id"), person(item, credential), PeopleScreens::together);
      }
    }
    List<Item> all = visit.may("apis:read") ? apis(visit) : List.of();
    List<Item> apis = all.stream().filter(api -> !api.flag("built_in")).toList();
    return visit.page(
        status, "people.jte", new Shown(part(visit, people, all), whole, apis, form, noneChosen));
  }

  /** Of each person in it two things are looked up, so it is not long. */
  private static Part part(Visit visit, Map<String, Person> people, List<Item> apis)
      throws ApiRefused {
    Optional<String> from = visit.query().first("cursor");
    List<Person> after =
        people.values().stream()
            .filter(person -> from.map(id -> person.id().compareTo(id) > 0).orElse(true))
            .toList();
    List<Person> part = new ArrayList<>();
    for (Person person : after.subList(0, Math.min(PART, after.size()))) {
      part.add(person.standing(Standing.of(visit, person.id(), apis)));
    }
    return new Part(
        part,
        Query.NONE.and("cursor", from),
        after.size() > PART ? Optional.of(part.getLast().id()) : Optional.empty());
  }

  private static List<Item> apis(Visit visit) throws ApiRefused {
    return visit.api().list("/apis", Query.NONE.and("limit", "500")).items();
  }

  private static Person person(Item item, Item credential) {
    boolean passkey = credential.text("type").equals("passkey");
    boolean openId = credential.text("type").equals("openid");
    return new Person(
        item.text("client_id"),
        item.text("app_name"),
        passkey ? 1 : 0,
        openId,
        passkey || openId ? credential.instant("last_used_at") : Optional.empty(),
        passkey || openId ? Optional.empty() : credential.instant("expires_at"),
        Optional.empty());
  }

  private static Person together(Person one, Person other) {
    return new Person(
        one.id(),
        one.name(),
        one.passkeys() + other.passkeys(),
        one.openId() || other.openId(),
        later(one.lastUsed(), other.lastUsed()),
        later(one.invitedUntil(), other.invitedUntil()),
        Optional.empty());
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
    String role = form.raw("role");
    List<String> only = role.equals(OF_CHOSEN_APIS) ? form.all("only") : List.of();
    if (role.equals(OF_CHOSEN_APIS) && only.isEmpty()) {
      return page(visit, 400, form, true);
    }
    Item made =
        once(
            visit,
            "/apps",
            JsonObject.builder()
                .put("name", form.first("name").orElse(""))
                .put("description", visit.frame().say("people.description"))
                .put("credential", INVITATION)
                .put("grants", grants(visit, role, only))
                .build());
    return visit.page("invited.jte", Invited.of(made.text("name"), made));
  }

  /**
   * Makes it once, however often the form is sent. Whoever goes back to it and fills in something
   * else wants something else.
   */
  private static Item once(Visit visit, String path, JsonObject body) throws ApiRefused {
    try {
      return visit.api().post(path, body, visit.once());
    } catch (ApiRefused refused) {
      if (!refused.code().equals("key_reused")) {
        throw refused;
      }
      return visit.api().post(path, body);
    }
  }

  private static JsonArray grants(Visit visit, String role, List<String> only) throws ApiRefused {
    List<JsonValue> grants = new ArrayList<>();
    for (Item api : apis(visit)) {
      boolean administration = api.text("identifier").endsWith("admin/v1");
      TreeSet<String> scopes = new TreeSet<>();
      for (Item scope : api.items("scopes")) {
        String name = scope.text("name");
        if (has(role, administration, name)) {
          scopes.add(name);
        }
      }
      if (api.flag("built_in") && !scopes.isEmpty()) {
        JsonObject.Builder grant =
            JsonObject.builder()
                .put("api_id", api.text("id"))
                .put("scopes", JsonArray.ofStrings(scopes))
                .put("token_lifetime_seconds", administration ? SESSION : ACCOUNTS);
        if (role.equals(OF_CHOSEN_APIS)) {
          grant.put("only_apis", JsonArray.ofStrings(only));
        }
        grants.add(grant.build());
      }
    }
    return new JsonArray(grants);
  }

  static boolean has(String role, boolean administration, String scope) {
    return switch (role) {
      case "admin" -> true;
      case OF_CHOSEN_APIS -> administration && CHOSEN.contains(scope);
      default -> administration && scope.endsWith(":read");
    };
  }

  private static Answer again(Visit visit) throws ApiRefused, NotFresh {
    visit.fresh();
    String id = visit.segment("id");
    Item made = once(visit, Urls.path("/apps/{}/credentials", id), INVITATION);
    Item person = visit.api().get(Urls.path("/apps/{}", id));
    return visit.page("invited.jte", Invited.of(person.text("name"), made));
  }
}
