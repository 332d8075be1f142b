package dev.postern.console.screen.people;

import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Item;
import dev.postern.console.web.Query;
import dev.postern.console.web.Urls;
import dev.postern.console.web.Visit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a person is in the console: his grants at the built-in APIs, which have a name where they
 * are those that an invitation gives.
 *
 * @param blocked whether he is let in nowhere
 * @param role what his grants are called; empty where the viewer may not know what there is
 * @param apis the APIs that he is limited to, by their names
 */
public record Standing(boolean blocked, Optional<Role> role, List<String> apis) {

  private static final Query ALL = Query.NONE.and("limit", "500");

  /** The sets of grants that have a name. */
  public enum Role {
    /** May do everything. */
    ADMIN("people.is.admin"),
    /** Sees everything but accounts. */
    VIEWER("people.is.viewer"),
    /** Administers these and nothing else. */
    CHOSEN_APIS("people.is.apis"),
    /** Any other set. */
    OTHER("people.is.other");

    private final String text;

    Role(String text) {
      this.text = text;
    }

    /** The name of its text. */
    public String text() {
      return text;
    }
  }

  /** What that person is; empty where he is gone meanwhile. */
  static Optional<Standing> of(Visit visit, String id, List<Item> apis) throws ApiRefused {
    Optional<Item> app = visit.find(Urls.path("/apps/{}", id));
    if (app.isEmpty()) {
      return Optional.empty();
    }
    Instant now = visit.now();
    List<Item> grants =
        visit.api().list(Urls.path("/apps/{}/grants", id), ALL).items().stream()
            .filter(grant -> grant.text("status").equals("active"))
            .filter(grant -> grant.instant("expires_at").map(now::isBefore).orElse(true))
            .toList();
    return Optional.of(
        new Standing(
            app.get().text("status").equals("blocked"),
            apis.isEmpty() ? Optional.empty() : Optional.of(role(grants, apis)),
            chosen(grants, apis)));
  }

  private static Role role(List<Item> grants, List<Item> apis) {
    if (grants.stream().anyMatch(grant -> grant.has("only_apis"))) {
      return Role.CHOSEN_APIS;
    }
    Map<String, Set<String>> held = new HashMap<>();
    for (Item grant : grants) {
      if (apis.stream().anyMatch(api -> api.flag("built_in") && id(api).equals(at(grant)))) {
        held.put(at(grant), new TreeSet<>(grant.texts("scopes")));
      }
    }
    return held.equals(given("admin", apis))
        ? Role.ADMIN
        : held.equals(given("viewer", apis)) ? Role.VIEWER : Role.OTHER;
  }

  private static String id(Item api) {
    return api.text("id");
  }

  private static String at(Item grant) {
    return grant.text("api_id");
  }

  /** What an invitation for that role gives. */
  private static Map<String, Set<String>> given(String role, List<Item> apis) {
    Map<String, Set<String>> given = new HashMap<>();
    for (Item api : apis) {
      boolean administration = api.text("identifier").endsWith("admin/v1");
      Set<String> scopes = new TreeSet<>();
      for (Item scope : api.items("scopes")) {
        if (api.flag("built_in") && PeopleScreens.has(role, administration, scope.text("name"))) {
          scopes.add(scope.text("name"));
        }
      }
      if (!scopes.isEmpty()) {
        given.put(id(api), scopes);
      }
    }
    return given;
  }

  private static List<String> chosen(List<Item> grants, List<Item> apis) {
    List<String> names = new ArrayList<>();
    for (Item grant : grants) {
      for (String only : grant.texts("only_apis")) {
        names.add(
            apis.stream()
                .filter(api -> id(api).equals(only))
                .map(api -> api.text("name"))
                .findFirst()
                .orElse(only));
      }
    }
    return names;
  }
}
