package dev.postern.console.screen.apps;

import dev.postern.console.gate.Answer;
import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Grants;
import dev.postern.console.web.Item;
import dev.postern.console.web.Matrix;
import dev.postern.console.web.Query;
import dev.postern.console.web.Trouble;
import dev.postern.console.web.Urls;
import dev.postern.console.web.Visit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an app may do, changed by what a form has otherwise than when it was drawn: what others
 * changed since, and what the form did not show, stays. What only gives is done at once; what takes
 * something away says first what that ends, and is done when it is sent again with that.
 */
public final class AppGrants {

  /** The field that says what was told to be taken. */
  public static final String TOLD = "taken";

  private AppGrants() {}

  /**
   * What is asked before something is taken away.
   *
   * @param app whose it is
   * @param changes what it loses, and what it gets by the same form
   * @param form what was sent
   * @param effect what is refused then
   */
  public record Narrowing(Item app, List<GrantChange> changes, Query form, Effect effect) {

    /** Where it loses something. */
    public List<GrantChange> taken() {
      return changes.stream().filter(GrantChange::takes).toList();
    }

    /** Where it gets something. */
    public List<GrantChange> given() {
      return changes.stream().filter(GrantChange::gives).toList();
    }

    /** Whether it has anything left where it loses something. */
    public boolean left() {
      return taken().stream().anyMatch(change -> !change.after().isEmpty());
    }

    /** What it loses, as the form has it. */
    public String told() {
      return Matrix.text(AppGrants.taken(changes));
    }

    /** What a field of the form had, in one value. */
    public String sent(String field) {
      return Matrix.text(Matrix.sent(form, field));
    }
  }

  /**
   * What is said where not all could be saved.
   *
   * @param app whose it is
   * @param name its name
   * @param saved what was saved
   * @param left what was not
   * @param why why the first of these was not
   */
  public record Half(
      String app, String name, List<GrantChange> saved, List<GrantChange> left, Trouble why) {}

  /** Saves what a form changes. */
  static Answer save(Visit visit) throws ApiRefused {
    visit.demand("apps:write");
    List<GrantChange> changes = GrantChange.of(visit, visit.segment("client_id"));
    if (!confirmed(visit.form(), taken(changes))) {
      return ask(visit, changes);
    }
    List<GrantChange> saved = new ArrayList<>();
    for (GrantChange change : changes) {
      try {
        change.put(visit);
      } catch (ApiRefused refused) {
        if (saved.isEmpty()) {
          throw refused;
        }
        return half(visit, saved, changes.subList(saved.size(), changes.size()), refused);
      }
      saved.add(change);
    }
    return done(visit, changes);
  }

  private static Map<String, Set<String>> taken(List<GrantChange> changes) {
    Map<String, Set<String>> taken = new LinkedHashMap<>();
    changes.stream()
        .filter(GrantChange::takes)
        .forEach(change -> taken.put(change.id(), change.taken()));
    return taken;
  }

  /** Whether nothing is taken but what the person was told. */
  private static boolean confirmed(Query form, Map<String, Set<String>> taken) {
    return taken.isEmpty()
        || (form.raw("confirmed").equals("yes")
            && Matrix.less(taken, Matrix.sent(form, TOLD)).isEmpty());
  }

  private static Answer ask(Visit visit, List<GrantChange> changes) throws ApiRefused {
    String id = visit.segment("client_id");
    List<Item> touched =
        changes.stream()
            .filter(GrantChange::takes)
            .flatMap(change -> change.before().item().stream())
            .toList();
    return visit.page(
        "appnarrow.jte",
        new Narrowing(
            visit.api().get(Urls.path("/apps/{}", id)),
            changes,
            visit.form(),
            Effect.of(visit, id, touched, Optional.of(taken(changes).keySet()))));
  }

  private static Answer half(
      Visit visit, List<GrantChange> saved, List<GrantChange> left, ApiRefused refused) {
    String id = visit.segment("client_id");
    String name = visit.find(Urls.path("/apps/{}", id)).map(app -> app.text("name")).orElse(id);
    return visit.page(
        refused.status(),
        "apphalf.jte",
        new Half(id, name, saved, left, Trouble.of(refused, visit.frame().limited())));
  }

  private static Answer done(Visit visit, List<GrantChange> changes) {
    String id = visit.segment("client_id");
    String path = Urls.path("/apps/{}", id);
    boolean blocked;
    boolean overtaken;
    try {
      blocked = visit.api().get(path).text("status").equals("blocked");
      Map<String, Set<String>> now = Matrix.granted(Grants.all(visit, id));
      overtaken = !Matrix.less(Matrix.sent(visit.form()), now).isEmpty();
    } catch (ApiRefused refused) {
      // Whoever is limited to chosen APIs sees the apps that have something there, and no other.
      return visit.frame().limited() && refused.status() == 404
          ? visit.to("/apps", "grants-gone")
          : visit.to(path, "grants");
    }
    if (overtaken) {
      return visit.to(path, "grants-meanwhile");
    }
    List<GrantChange> given = changes.stream().filter(GrantChange::gives).toList();
    if (blocked && !given.isEmpty()) {
      return visit.to(path, "grants-blocked");
    }
    boolean idle = given.stream().anyMatch(change -> change.idle(visit.now()));
    return visit.to(path, idle ? "grants-idle" : "grants");
  }
}
