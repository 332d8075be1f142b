package dev.postern.console.screen.apps;

import dev.postern.console.chart.Bars;
import dev.postern.console.gate.Answer;
import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Item;
import dev.postern.console.web.Matrix;
import dev.postern.console.web.Option;
import dev.postern.console.web.Query;
import dev.postern.console.web.Room;
import dev.postern.console.web.Urls;
import dev.postern.console.web.Usage;
import dev.postern.console.web.Visit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One app from all sides. */
public final class AppDetail {

  private static final Query ALL = Query.NONE.and("limit", "500");

  private AppDetail() {}

  /**
   * What the page shows; what the person may not see is empty.
   *
   * @param app the app
   * @param credentials its ways to prove itself
   * @param matrix what it may do
   * @param grants its grants
   * @param day its tokens by the hour
   * @param refusals why its requests were refused
   * @param log what was done to it
   * @param effect what a block would end
   * @param only the APIs that it is limited to at the Admin API, by their names; empty where it is
   *     not
   */
  public record Shown(
      Item app,
      List<Item> credentials,
      Matrix matrix,
      List<Item> grants,
      Optional<Bars> day,
      List<Usage.Sum> refusals,
      List<Item> log,
      Effect effect,
      List<Option> only) {

    /** Whether it may have tokens. */
    public boolean active() {
      return app.text("status").equals("active");
    }

    /** Whether it is a person, who signs in with passkeys. */
    public boolean person() {
      return credentials.stream()
          .anyMatch(each -> List.of("passkey", "invitation", "openid").contains(each.text("type")));
    }
  }

  /**
   * What would be refused from now on.
   *
   * @param sessions grants in force, each by each credential that is good
   * @param tokens about so many tokens that are out: those issued within the longest lifetime
   * @param subscribers who hears of it at once
   */
  public record Effect(long sessions, long tokens, long subscribers) {}

  /**
   * What goes on with an app now.
   *
   * @param app the app
   * @param issued tokens of the last two minutes
   * @param refused refused requests of the last two minutes
   * @param subscribers who is connected to the revocation feed
   */
  public record Now(Item app, long issued, long refused, long subscribers) {

    /** Whether it may have tokens. */
    public boolean active() {
      return app.text("status").equals("active");
    }
  }

  static List<Room> rooms() {
    return List.of(
        Room.get(AppScreens.APP, AppDetail::page),
        Room.glance(AppScreens.APP + "/now", AppDetail::now));
  }

  private static Answer page(Visit visit) throws ApiRefused {
    String id = visit.segment("client_id");
    Item app = visit.api().get(Urls.path("/apps/{}", id));
    List<Item> credentials =
        visit.frame().limited()
            ? List.of()
            : visit.api().list(Urls.path("/apps/{}/credentials", id), ALL).items();
    List<Item> grants = visit.api().list(Urls.path("/apps/{}/grants", id), ALL).items();
    boolean usage = visit.may("usage:read");
    Query its = Query.NONE.and("client_id", id);
    return visit.page(
        "app.jte",
        new Shown(
            app,
            credentials,
            visit.may("apis:read")
                ? Matrix.of(visit, Matrix.granted(grants))
                : new Matrix(List.of()),
            grants,
            usage ? Optional.of(Usage.day(visit, its).bars()) : Optional.empty(),
            usage ? refusals(visit, its) : List.of(),
            visit.mayAll("audit:read") ? log(visit, id) : List.of(),
            effect(visit, its, credentials, grants),
            only(visit, grants)));
  }

  private static List<Option> only(Visit visit, List<Item> grants) {
    List<Option> only = new ArrayList<>();
    for (Item grant : grants) {
      for (String api : grant.texts("only_apis")) {
        Optional<Item> found = visit.find(Urls.path("/apis/{}", api));
        only.add(new Option(api, found.map(it -> it.text("name")).orElse(api)));
      }
    }
    return only;
  }

  private static List<Usage.Sum> refusals(Visit visit, Query its) throws ApiRefused {
    return Usage.largest(visit, its, "outcome", 20).stream()
        .filter(sum -> !sum.name().equals(Usage.ISSUED))
        .toList();
  }

  private static List<Item> log(Visit visit, String id) throws ApiRefused {
    return visit
        .api()
        .list("/audit", Query.NONE.and("limit", "10").and("order", "newest").and("client_id", id))
        .items();
  }

  /** What a block ends, as far as it can be told: what it names is a sum of what was counted. */
  static Effect effect(Visit visit, Query its, List<Item> credentials, List<Item> grants)
      throws ApiRefused {
    Instant now = visit.now();
    long good =
        credentials.stream()
            .filter(each -> !each.text("type").equals("invitation"))
            .filter(each -> each.instant("expires_at").map(now::isBefore).orElse(true))
            .count();
    long inForce = grants.stream().filter(each -> each.text("status").equals("active")).count();
    if (!visit.may("usage:read")) {
      return new Effect(good * inForce, 0, 0);
    }
    Query issued =
        its.and("outcome", Usage.ISSUED)
            .and("grain", "hour")
            .and("from", now.minus(Duration.ofHours(24)).toString());
    long tokens =
        Usage.largest(visit, issued, "outcome", 1).stream().mapToLong(Usage.Sum::count).sum();
    return new Effect(good * inForce, tokens, subscribers(visit));
  }

  /** A part of the page that looks again every few seconds. */
  private static Answer now(Visit visit) throws ApiRefused {
    String id = visit.segment("client_id");
    Query lately =
        Query.NONE
            .and("client_id", id)
            .and("grain", "minute")
            .and("from", visit.now().minus(Duration.ofMinutes(2)).toString());
    long issued = 0;
    long refused = 0;
    for (Usage.Sum sum : Usage.largest(visit, lately, "outcome", 100)) {
      if (sum.name().equals(Usage.ISSUED)) {
        issued += sum.count();
      } else {
        refused += sum.count();
      }
    }
    return visit.page(
        "appnow.jte",
        new Now(visit.api().get(Urls.path("/apps/{}", id)), issued, refused, subscribers(visit)));
  }

  /** None that he is told of where the person is limited to chosen APIs. */
  private static long subscribers(Visit visit) throws ApiRefused {
    return visit.frame().limited() ? 0 : visit.api().get("/status").number("subscribers");
  }
}
