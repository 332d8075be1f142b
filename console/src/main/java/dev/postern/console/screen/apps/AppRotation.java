package dev.postern.console.screen.apps;

import dev.postern.console.gate.Answer;
import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Frame;
import dev.postern.console.web.Item;
import dev.postern.console.web.NotFresh;
import dev.postern.console.web.Option;
import dev.postern.console.web.Urls;
import dev.postern.console.web.Visit;
import dev.postern.console.web.Words;
import dev.postern.protocol.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** A secret takes the place of another; for a while both are good, so that nothing fails. */
public final class AppRotation {

  private static final List<Duration> SPANS =
      List.of(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(7), Duration.ofDays(30));

  private static final Duration USUAL = Duration.ofDays(7);

  private AppRotation() {}

  /** For how long the old secret can go on. */
  public static List<Option> choices(Frame frame) {
    return SPANS.stream()
        .map(span -> new Option(span.toString(), frame.texts().span(span)))
        .toList();
  }

  /** The choice that is made beforehand. */
  public static String usual() {
    return USUAL.toString();
  }

  /** The new secret first, and then an end for the old one. */
  static Answer rotate(Visit visit) throws ApiRefused, NotFresh {
    visit.demandAll("apps:write");
    visit.fresh();
    String id = visit.segment("client_id");
    String old = Urls.path("/apps/{}/credentials/{}", id, visit.segment("id"));
    Item before = visit.api().get(old);
    if (!before.text("type").equals("client_secret")) {
      throw new ApiRefused(409, "no_secret", "", List.of());
    }
    Item made =
        visit.api().post(Urls.path("/apps/{}/credentials", id), JsonObject.EMPTY, visit.once());
    String says = end(visit, old, before);
    Item app = visit.api().get(Urls.path("/apps/{}", id));
    return AppScreens.made(visit, app, made.optional("client_secret"), Optional.of(says));
  }

  /**
   * Sets the end of the old one, unless a nearer one is set; what comes of it in words. The new one
   * is there by now and has to be shown whatever becomes of the old one.
   */
  private static String end(Visit visit, String old, Item before) {
    String chosen = visit.form().raw("keep");
    Duration span =
        SPANS.stream().filter(each -> each.toString().equals(chosen)).findFirst().orElse(USUAL);
    Instant end = visit.now().plus(span).truncatedTo(ChronoUnit.SECONDS);
    Optional<Instant> nearer = before.instant("expires_at").filter(it -> !it.isAfter(end));
    if (nearer.isPresent()) {
      boolean over = !nearer.get().isAfter(visit.now());
      return visit
          .frame()
          .say(over ? "apps.rotate.over" : "apps.rotate.until", Words.utc(nearer.get()));
    }
    try {
      visit.api().patch(old, JsonObject.builder().put("expires_at", end.toString()).build());
      return visit.frame().say("apps.rotate.until", Words.utc(end));
    } catch (ApiRefused refused) {
      return visit.frame().say("apps.rotate.endless");
    }
  }
}
