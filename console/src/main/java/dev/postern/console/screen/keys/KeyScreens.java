package dev.postern.console.screen.keys;

import dev.postern.console.gate.Answer;
import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Item;
import dev.postern.console.web.NotFresh;
import dev.postern.console.web.Query;
import dev.postern.console.web.Room;
import dev.postern.console.web.Visit;
import dev.postern.protocol.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Signing keys and their lives. */
public final class KeyScreens {

  private static final Duration BEFORE = Duration.ofDays(30);
  private static final Duration AFTER = Duration.ofDays(120);

  private KeyScreens() {}

  /**
   * All keys on one line of time.
   *
   * @param lives one for each
   * @param begin where the line begins
   * @param end where it ends
   * @param now where now is on it, in thousandths
   */
  public record Shown(List<Life> lives, Instant begin, Instant end, long now) {}

  /**
   * One key.
   *
   * @param key as the Admin API has it
   * @param from where its life begins on the line, in thousandths
   * @param since where its present state begins
   * @param until where that ends, as far as it is known
   */
  public record Life(Item key, long from, long since, long until) {}

  /** Its rooms. */
  public static List<Room> rooms() {
    return List.of(
        Room.get("/keys", KeyScreens::page), Room.post("/keys/rotate", KeyScreens::rotate));
  }

  private static Answer page(Visit visit) throws ApiRefused {
    List<Item> keys =
        new ArrayList<>(visit.api().list("/keys", Query.NONE.and("limit", "500")).items());
    keys.sort(
        Comparator.comparing((Item key) -> key.text("use"), Comparator.reverseOrder())
            .thenComparing(key -> key.text("algorithm"))
            .thenComparing(key -> key.text("created_at")));
    Instant begin = visit.now().minus(BEFORE);
    Instant end = visit.now().plus(AFTER);
    List<Life> lives = new ArrayList<>();
    for (Item key : keys) {
      lives.add(
          new Life(
              key,
              place(key.instant("created_at").orElse(begin), begin, end),
              place(key.instant("state_since").orElse(begin), begin, end),
              place(key.instant("state_until").orElse(end), begin, end)));
    }
    return visit.page("keys.jte", new Shown(lives, begin, end, place(visit.now(), begin, end)));
  }

  private static long place(Instant at, Instant begin, Instant end) {
    double part =
        (double) Duration.between(begin, at).toMillis() / Duration.between(begin, end).toMillis();
    return Math.round(Math.clamp(part, 0, 1) * 1000);
  }

  private static Answer rotate(Visit visit) throws ApiRefused, NotFresh {
    visit.fresh();
    JsonObject.Builder body = JsonObject.builder();
    visit.form().first("algorithm").ifPresent(name -> body.put("algorithm", name));
    visit.form().first("use").ifPresent(name -> body.put("use", name));
    visit.api().post("/keys/rotate", body.build());
    return visit.to("/keys", "rotated");
  }
}
