package dev.postern.console.screen.overview;

import dev.postern.console.chart.Bars;
import dev.postern.console.gate.Answer;
import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Item;
import dev.postern.console.web.NotFresh;
import dev.postern.console.web.Query;
import dev.postern.console.web.Room;
import dev.postern.console.web.Searched;
import dev.postern.console.web.Urls;
import dev.postern.console.web.Usage;
import dev.postern.console.web.Visit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How things stand at a glance. */
public final class Overview {

  private static final Duration SOON = Duration.ofDays(14);
  private static final Duration LONG = Duration.ofDays(90);
  private static final int SHOWN = 5;
  private static final int LISTED = 20;
  private static final int FOUND = 10_000;
  private static final int AGAIN = 3;

  private Overview() {}

  /**
   * One app and how many tokens it got.
   *
   * @param id the app; empty where requests named none that is there
   * @param name its name; empty where it is gone, or not this person's to see
   * @param count how many
   */
  public record Top(String id, Optional<String> name, long count) {}

  /**
   * What the page shows; what the person may not see is empty.
   *
   * @param status how the tenant stands
   * @param expiring credentials that end soon
   * @param unused credentials that nobody used for long
   * @param keys the signing keys
   */
  public record Shown(
      Optional<Item> status, Credentials expiring, Credentials unused, List<Item> keys) {}

  /**
   * Credentials of many apps.
   *
   * @param items so many as are shown
   * @param whole whether there are no others: else there are more, or not all were looked at
   */
  public record Credentials(List<Item> items, boolean whole) {

    private static final Credentials UNSEEN = new Credentials(List.of(), true);

    private static Credentials first(List<Item> found, boolean whole) {
      return new Credentials(
          found.subList(0, Math.min(LISTED, found.size())), whole && found.size() <= LISTED);
    }
  }

  /**
   * What is added up of very many requests: it comes when the page is there already.
   *
   * @param day tokens by the hour
   * @param refusals why requests were refused
   * @param apps who got most
   */
  public record Counted(Bars day, List<Usage.Sum> refusals, List<Top> apps) {}

  /**
   * The server adds up for somebody else.
   *
   * @param seconds when it is asked again
   */
  public record Later(int seconds) {}

  /** Its rooms. */
  public static List<Room> rooms() {
    return List.of(Room.get("", Overview::page), Room.glance("/overview/usage", Overview::counted));
  }

  private static Answer page(Visit visit) throws ApiRefused, NotFresh {
    boolean credentials = visit.mayAll("apps:read");
    return visit.page(
        "overview.jte",
        new Shown(
            visit.mayAll("usage:read") ? Optional.of(visit.api().get("/status")) : Optional.empty(),
            credentials ? expiring(visit) : Credentials.UNSEEN,
            credentials ? unused(visit) : Credentials.UNSEEN,
            visit.mayAll("keys:read") ? keys(visit) : List.of()));
  }

  private static Answer counted(Visit visit) throws ApiRefused {
    visit.demand("usage:read");
    Optional<Counted> sums = Usage.unlessBusy(() -> sums(visit));
    return sums.isPresent()
        ? visit.page("overviewusage.jte", sums.get())
        : visit.page("overviewlater.jte", new Later(AGAIN));
  }

  private static Counted sums(Visit visit) throws ApiRefused {
    Usage.Day day = Usage.day(visit, Query.NONE);
    return new Counted(
        day.bars(),
        day.refusals().subList(0, Math.min(SHOWN, day.refusals().size())),
        visit.may("apps:read") ? top(visit) : List.of());
  }

  private static List<Top> top(Visit visit) throws ApiRefused {
    List<Top> top = new ArrayList<>();
    Query issued = Query.NONE.and("outcome", Usage.ISSUED);
    for (Usage.Sum sum : Usage.largest(visit, issued, "app", SHOWN)) {
      Optional<String> name =
          Optional.of(sum.name())
              .filter(id -> !id.isEmpty())
              .flatMap(id -> visit.find(Urls.path("/apps/{}", id)))
              .map(app -> app.text("name"));
      top.add(new Top(sum.name(), name, sum.count()));
    }
    return top;
  }

  /** The next to end first, without what has ended already. */
  private static Credentials expiring(Visit visit) throws ApiRefused {
    Instant now = visit.now();
    Query query =
        Query.NONE
            // What ends in this instant has ended.
            .and("expires_after", now.plusMillis(1).toString())
            .and("expires_before", now.plus(SOON).toString());
    Searched found = visit.api().search("/credentials", query, FOUND);
    return Credentials.first(
        found.items().stream().sorted(Comparator.comparing(Overview::end)).toList(), found.whole());
  }

  private static Instant end(Item item) {
    return item.item("credential").flatMap(it -> it.instant("expires_at")).orElseThrow();
  }

  private static Credentials unused(Visit visit) throws ApiRefused {
    Query query = Query.NONE.and("unused_since", visit.now().minus(LONG).toString());
    Searched found = visit.api().search("/credentials", query, LISTED + 1);
    return Credentials.first(found.items(), found.whole());
  }

  private static List<Item> keys(Visit visit) throws ApiRefused {
    return visit.api().list("/keys", Query.NONE.and("limit", "100")).items().stream()
        .filter(key -> key.text("state").equals("active"))
        .toList();
  }
}
