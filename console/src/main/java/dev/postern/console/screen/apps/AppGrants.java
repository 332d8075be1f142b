package dev.postern.console.screen.apps;

import dev.postern.console.gate.Answer;
import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Grants;
import dev.postern.console.web.Item;
import dev.postern.console.web.Matrix;
import dev.postern.console.web.Query;
import dev.postern.console.web.Urls;
import dev.postern.console.web.Visit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What an app may do, changed. What only gives is done at once; what takes something away says
 * first what that ends, and is done when it is sent again with that.
 */
public final class AppGrants {

  /** The field that says what was told to be taken. */
  public static final String TOLD = "taken";

  private static final Query ALL = Query.NONE.and("limit", "500");

  private AppGrants() {}

  /**
   * What is taken from an app, or given to it, at one API.
   *
   * @param api the API's name
   * @param scopes the scopes
   */
  public record Part(String api, List<String> scopes) {}

  /**
   * What is asked before something is taken away.
   *
   * @param app whose it is
   * @param taken what it loses
   * @param given what it gets by the same form
   * @param told what it loses, as the form has it
   * @param wanted what it may do afterwards, as the form has it
   * @param effect what is refused then
   */
  public record Narrowing(
      Item app,
      List<Part> taken,
      List<Part> given,
      List<String> told,
      List<String> wanted,
      Effect effect) {}

  /** Puts what was ticked into the place of what was granted; what is the same is left alone. */
  static Answer save(Visit visit) throws ApiRefused {
    visit.demand("apps:write");
    String id = visit.segment("client_id");
    Map<String, Set<String>> wanted = Matrix.sent(visit.form());
    List<Item> grants = visit.api().list(Urls.path("/apps/{}/grants", id), ALL).items();
    Map<String, Set<String>> before = Matrix.granted(grants);
    Map<String, Set<String>> taken = Matrix.less(before, wanted);
    if (!confirmed(visit.form(), taken)) {
      return ask(visit, wanted, grants, taken);
    }
    Set<String> touched = new TreeSet<>(before.keySet());
    touched.addAll(wanted.keySet());
    for (String api : touched) {
      String path = Urls.path("/apps/{}/grants/{}", id, api);
      Set<String> scopes = wanted.getOrDefault(api, Set.of());
      if (scopes.isEmpty()) {
        visit.api().delete(path);
      } else if (!scopes.equals(before.get(api))) {
        Optional<Item> grant =
            grants.stream().filter(each -> each.text("api_id").equals(api)).findFirst();
        visit.api().put(path, Grants.with(grant, scopes));
      }
    }
    // Whoever is limited to chosen APIs sees the apps that have something there, and no other.
    return visit.frame().limited() && visit.find(Urls.path("/apps/{}", id)).isEmpty()
        ? visit.to("/apps", "grants-gone")
        : visit.to(Urls.path("/apps/{}", id), "grants");
  }

  /** Whether nothing is taken but what the person was told: others change grants meanwhile. */
  private static boolean confirmed(Query form, Map<String, Set<String>> taken) {
    return taken.isEmpty()
        || (form.raw("confirmed").equals("yes")
            && Matrix.less(taken, Matrix.sent(form, TOLD)).isEmpty());
  }

  private static Answer ask(
      Visit visit,
      Map<String, Set<String>> wanted,
      List<Item> grants,
      Map<String, Set<String>> taken)
      throws ApiRefused {
    String id = visit.segment("client_id");
    List<Item> touched =
        grants.stream().filter(grant -> taken.containsKey(grant.text("api_id"))).toList();
    Map<String, String> names = names(visit);
    return visit.page(
        "appnarrow.jte",
        new Narrowing(
            visit.api().get(Urls.path("/apps/{}", id)),
            parts(taken, names),
            parts(Matrix.less(wanted, Matrix.granted(grants)), names),
            Matrix.values(taken),
            Matrix.values(wanted),
            Effect.of(visit, id, touched, Optional.of(taken.keySet()))));
  }

  private static Map<String, String> names(Visit visit) throws ApiRefused {
    return visit.may("apis:read")
        ? visit.api().list("/apis", ALL).items().stream()
            .collect(Collectors.toMap(api -> api.text("id"), api -> api.text("name")))
        : Map.of();
  }

  private static List<Part> parts(Map<String, Set<String>> scopes, Map<String, String> names) {
    List<Part> parts = new ArrayList<>();
    scopes.forEach(
        (api, each) -> parts.add(new Part(names.getOrDefault(api, api), List.copyOf(each))));
    return parts;
  }
}
