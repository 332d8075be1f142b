package dev.postern.console.screen.apps;

import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Frame;
import dev.postern.console.web.Item;
import dev.postern.console.web.Query;
import dev.postern.console.web.Urls;
import dev.postern.console.web.Usage;
import dev.postern.console.web.Visit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What would be refused from now on. What the person may not know is empty, and not said.
 *
 * @param sessions grants in force, each by each credential that is good
 * @param tokens about so many tokens that are out: those issued in the last day; empty also where
 *     that is not known now
 * @param subscribers who hears of it at once
 */
public record Effect(OptionalLong sessions, OptionalLong tokens, OptionalLong subscribers) {

  private static final Query ALL = Query.NONE.and("limit", "500");
  private static final int MOST = 500;

  /** It in words. */
  public String words(Frame frame) {
    boolean known = sessions.isPresent() && subscribers.isPresent();
    if (tokens.isEmpty()) {
      return known
          ? frame.say("apps.effect.busy", sessions.getAsLong(), subscribers.getAsLong())
          : frame.say("apps.effect.uncounted");
    }
    return known
        ? frame.say(
            "apps.effect", sessions.getAsLong(), tokens.getAsLong(), subscribers.getAsLong())
        : frame.say("apps.effect.tokens", tokens.getAsLong());
  }

  /**
   * The effect of an end of these grants of an app.
   *
   * @param apis where they are; empty: everywhere
   */
  static Effect of(Visit visit, String app, List<Item> grants, Optional<Set<String>> apis)
      throws ApiRefused {
    List<Item> credentials =
        visit.frame().limited()
            ? List.of()
            : visit.api().list(Urls.path("/apps/{}/credentials", app), ALL).items();
    return of(visit, credentials, grants, tokens(visit, app, apis));
  }

  /** The same where the app's credentials are known, and how many tokens are out. */
  static Effect of(Visit visit, List<Item> credentials, List<Item> grants, OptionalLong tokens)
      throws ApiRefused {
    if (visit.frame().limited()) {
      return new Effect(OptionalLong.empty(), tokens, OptionalLong.empty());
    }
    Instant now = visit.now();
    long good =
        credentials.stream()
            .filter(each -> !each.text("type").equals("invitation"))
            .filter(each -> each.instant("expires_at").map(now::isBefore).orElse(true))
            .count();
    long inForce = grants.stream().filter(each -> each.text("status").equals("active")).count();
    return new Effect(
        OptionalLong.of(good * inForce),
        tokens,
        visit.may("usage:read") ? OptionalLong.of(subscribers(visit)) : OptionalLong.empty());
  }

  /** What it names is a sum of what was counted; empty also while the server is busy. */
  private static OptionalLong tokens(Visit visit, String app, Optional<Set<String>> apis)
      throws ApiRefused {
    if (!visit.may("usage:read")) {
      return OptionalLong.empty();
    }
    Query issued =
        Query.NONE
            .and("client_id", app)
            .and("outcome", Usage.ISSUED)
            .and("grain", "hour")
            .and("from", visit.now().minus(Duration.ofHours(24)).toString());
    String by = apis.isPresent() ? "api" : "outcome";
    return Usage.unlessBusy(() -> Usage.largest(visit, issued, by, MOST))
        .map(sums -> OptionalLong.of(sum(sums, apis)))
        .orElse(OptionalLong.empty());
  }

  private static long sum(List<Usage.Sum> sums, Optional<Set<String>> apis) {
    return sums.stream()
        .filter(sum -> apis.map(chosen -> chosen.contains(sum.name())).orElse(true))
        .mapToLong(Usage.Sum::count)
        .sum();
  }

  /** None that he is told of where the person is limited to chosen APIs. */
  static long subscribers(Visit visit) throws ApiRefused {
    return visit.frame().limited() ? 0 : visit.api().get("/status").number("subscribers");
  }
}
