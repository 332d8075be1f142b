package dev.postern.console.screen.apis;

import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Item;
import dev.postern.console.web.Listed;
import dev.postern.console.web.Query;
import dev.postern.console.web.Visit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * What is asked before an API loses scopes.
 *
 * @param api the API
 * @param form its settings as they were sent
 * @param taken the scopes that it had and would not have any more
 */
public record ApiNarrowing(Item api, Query form, List<Taken> taken) {

  private static final int MOST = 500;

  /** Of how many scopes it is counted who has them. */
  private static final int COUNTED = 20;

  /** How many parts of lists are read to count them all. */
  private static final int PARTS = 40;

  /**
   * A scope that goes.
   *
   * @param scope its name
   * @param apps how many apps were found that have it; empty where that is not known
   * @param more whether there may be more than that
   */
  public record Taken(String scope, Optional<Integer> apps, boolean more) {}

  /** What the form would take from the API and has not said so; empty where there is nothing. */
  static Optional<ApiNarrowing> of(Visit visit, Item api, List<String> kept) throws ApiRefused {
    Query form = visit.form();
    List<String> gone =
        new ArrayList<>(api.items("scopes").stream().map(it -> it.text("name")).toList());
    gone.removeAll(new HashSet<>(kept));
    if (gone.isEmpty() || form.raw("confirmed").equals("yes")) {
      return Optional.empty();
    }
    int parts = Math.max(1, PARTS / Math.min(gone.size(), COUNTED));
    List<Taken> taken = new ArrayList<>();
    for (String scope : gone) {
      taken.add(
          visit.may("apps:read") && taken.size() < COUNTED
              ? counted(visit, api, scope, parts)
              : new Taken(scope, Optional.empty(), false));
    }
    return Optional.of(new ApiNarrowing(api, form, taken));
  }

  private static Taken counted(Visit visit, Item api, String scope, int parts) throws ApiRefused {
    Query query =
        Query.NONE
            .and("api_id", api.text("id"))
            .and("scope", scope)
            .and("limit", Integer.toString(MOST));
    Listed apps = visit.api().list("/apps", query, parts);
    return new Taken(scope, Optional.of(apps.items().size()), apps.next().isPresent());
  }
}
