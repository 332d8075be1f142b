package dev.postern.console.screen.apps;

import dev.postern.console.chart.Bars;
import dev.postern.console.gate.Answer;
import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Grants;
import dev.postern.console.web.Item;
import dev.postern.console.web.Matrix;
import dev.postern.console.web.Option;
import dev.postern.console.web.Query;
import dev.postern.console.web.Room;
import dev.postern.console.web.Urls;
import dev.postern.console.web.Usage;
import dev.postern.console.web.Visit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

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
   * @param day its tokens by the hour; empty also where that is not known now
   * @param refusals why its requests were refused
   * @param log what was done to it
   * @param effect what a block would end
   * @param only the APIs that it is limited to at the Admin API, by their names; empty where it is
   *     not
   * @param settings what can be set
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
      List<Option> only,
      Settings settings) {

    /** Whether it may have tokens. */
    public boolean active() {
      return app.text("status").equals("active");
    }

    /** Whether it is a person, who signs in with passkeys. */
    public boolean person() {
      return credentials.stream().anyMatch(each -> AppScreens.PEOPLE.contains(each.text("type")));
    }
  }

  /**
   * The form of what can be set.
   *
   * @param form what it is filled with
   * @param refused what the Admin API says of what was sent; empty where nothing was
   */
  public record Settings(Query form, Optional<ApiRefused> refused) {

    /** What is wrong with one field; empty where nothing is. */
    public String wrong(String field) {
      return refused.map(it -> it.at(field)).orElse("");
    }

    static Settings of(Item app) {
      return new Settings(
          Query.NONE
              .and("name", app.text("name"))
              .and("description", app.text("description"))
              .and("allowed_ips", String.join(" ", app.texts("allowed_ips")))
              .and(
                  "tokens_per_minute",
                  app.item("limits")
                      .flatMap(limits -> limits.optionalNumber("tokens_per_minute"))
                      .map(String::valueOf)),
          Optional.empty());
    }
  }

  /**
   * What goes on with an app now.
   *
   * @param app the app
   * @param counts its requests of the last two minutes; empty where they are not known now
   * @param subscribers who is connected to the revocation feed
   */
  public record Now(Item app, Optional<Counts> counts, long subscribers) {

    /** Whether it may have tokens. */
    public boolean active() {
      return app.text("status").equals("active");
    }
  }

  /**
   * How requests ended.
   *
   * @param issued with a token
   * @param refused without one
   */
  public record Counts(long issued, long refused) {

    static Counts of(List<Usage.Sum> sums) {
      long issued = 0;
      long refused = 0;
      for (Usage.Sum sum : sums) {
        if (sum.name().equals(Usage.ISSUED)) {
          issued += sum.count();
        } else {
          refused += sum.count();
        }
      }
      return new Counts(issued, refused);
    }
  }

  static List<Room> rooms() {
    return List.of(
        Room.get(AppScreens.APP, AppDetail::page),
        Room.glance(AppScreens.APP + "/now", AppDetail::now));
  }

  private static Answer page(Visit visit) throws ApiRefused {
    return page(visit, 200, Optional.empty());
  }

  /** The page with the settings as they were sent, and what is wrong with them. */
  static Answer page(Visit visit, ApiRefused refused) throws ApiRefused {
    return page(visit, refused.status(), Optional.of(refused));
  }

  private static Answer page(Visit visit, int status, Optional<ApiRefused> refused)
      throws ApiRefused {
    String id = visit.segment("client_id");
    Item app = visit.api().get(Urls.path("/apps/{}", id));
    List<Item> credentials =
        visit.frame().limited()
            ? List.of()
            : visit.api().list(Urls.path("/apps/{}/credentials", id), ALL).items();
    List<Item> grants = Grants.all(visit, id);
    Query its = Query.NONE.and("client_id", id);
    Optional<Usage.Day> day =
        visit.may("usage:read") ? Usage.unlessBusy(() -> Usage.day(visit, its)) : Optional.empty();
    return visit.page(
        status,
        "app.jte",
        new Shown(
            app,
            credentials,
            visit.may("apis:read") ? Matrix.of(visit, grants) : new Matrix(List.of(), false, ""),
            grants,
            day.map(Usage.Day::bars),
            day.map(Usage.Day::refusals).orElse(List.of()),
            visit.mayAll("audit:read") ? log(visit, id) : List.of(),
            Effect.of(visit, credentials, grants, issued(day)),
            only(visit, grants),
            refused.isPresent() ? new Settings(visit.form(), refused) : Settings.of(app)));
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

  private static OptionalLong issued(Optional<Usage.Day> day) {
    return day.isPresent() ? OptionalLong.of(day.get().bars().well()) : OptionalLong.empty();
  }

  private static List<Item> log(Visit visit, String id) throws ApiRefused {
    return visit
        .api()
        .list("/audit", Query.NONE.and("limit", "10").and("order", "newest").and("client_id", id))
        .items();
  }

  /** A part of the page that looks again every few seconds. */
  private static Answer now(Visit visit) throws ApiRefused {
    String id = visit.segment("client_id");
    Query lately =
        Query.NONE
            .and("client_id", id)
            .and("grain", "minute")
            .and("from", visit.now().minus(Duration.ofMinutes(2)).toString());
    return visit.page(
        "appnow.jte",
        new Now(
            visit.api().get(Urls.path("/apps/{}", id)),
            Usage.unlessBusy(() -> Usage.largest(visit, lately, "outcome", 100)).map(Counts::of),
            Effect.subscribers(visit)));
  }
}
