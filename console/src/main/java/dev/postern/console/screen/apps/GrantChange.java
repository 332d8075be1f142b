package dev.postern.console.screen.apps;

import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Grants;
import dev.postern.console.web.Item;
import dev.postern.console.web.Matrix;
import dev.postern.console.web.Urls;
import dev.postern.console.web.Visit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a form changes at one API.
 *
 * @param id the API's id
 * @param api the API; empty where the person may not know
 * @param before what the app may do there so far
 * @param after the scopes that it has afterwards
 */
public record GrantChange(String id, Optional<Item> api, Grants.Held before, Set<String> after) {

  /** All that a form changes, in an order in which one change does not keep the next from work. */
  static List<GrantChange> of(Visit visit, String app) throws ApiRefused {
    Map<String, Set<String>> ticked = Matrix.sent(visit.form());
    Map<String, Set<String>> had = Matrix.sent(visit.form(), Matrix.HAD);
    Map<String, Set<String>> given = Matrix.less(ticked, had);
    Map<String, Set<String>> taken = Matrix.less(had, ticked);
    Set<String> touched = new TreeSet<>(given.keySet());
    touched.addAll(taken.keySet());
    List<GrantChange> changes = new ArrayList<>();
    for (String id : touched) {
      Grants.Held before = Grants.at(visit, app, id);
      if (had.containsKey(id) && before.item().isEmpty()) {
        // Taken away meanwhile, with its end and the APIs that it was limited to: a new one would
        // have neither.
        continue;
      }
      Set<String> after = before.scopes();
      after.addAll(given.getOrDefault(id, Set.of()));
      after.removeAll(taken.getOrDefault(id, Set.of()));
      if (!after.equals(before.scopes())) {
        changes.add(new GrantChange(id, visit.find(Urls.path("/apis/{}", id)), before, after));
      }
    }
    changes.sort(Comparator.comparingInt(GrantChange::turn));
    return changes;
  }

  /** What somebody takes from himself at the Admin API ends the session that does all of it. */
  private int turn() {
    boolean admin =
        api.filter(it -> it.flag("built_in"))
            .filter(it -> it.text("identifier").endsWith("/admin/v1"))
            .isPresent();
    return !takes() ? 0 : admin ? 2 : 1;
  }

  /** The API's name, or its id. */
  public String name() {
    return api.map(it -> it.text("name")).orElse(id);
  }

  /** Whether it takes anything. */
  public boolean takes() {
    return !taken().isEmpty();
  }

  /** Whether it gives anything. */
  public boolean gives() {
    return !given().isEmpty();
  }

  /** The scopes that the app loses. */
  public Set<String> taken() {
    Set<String> taken = before.scopes();
    taken.removeAll(after);
    return taken;
  }

  /** The scopes that it gets. */
  public Set<String> given() {
    Set<String> given = new TreeSet<>(after);
    given.removeAll(before.scopes());
    return given;
  }

  /** Whether the app gets no token there all the same. */
  boolean idle(Instant now) {
    return before
        .item()
        .filter(grant -> Grants.suspended(grant) || Grants.ended(grant, now))
        .isPresent();
  }

  /** Does it, unless somebody else has changed the same meanwhile. */
  void put(Visit visit) throws ApiRefused {
    if (after.isEmpty()) {
      before.delete(visit);
    } else {
      before.put(visit, after);
    }
  }
}
