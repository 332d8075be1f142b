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
import java.util.Optional;

/** Signing keys and their lives. */
public final class KeyScreens {

  private static final Duration BEFORE = Duration.ofDays(30);
  private static final Duration AFTER = Duration.ofDays(120);

  /** How long the line is, in its own units. */
  private static final long LINE = 1000;

  /** What is there is seen, however little of the line it is. */
  private static final long LEAST = 20;

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
  public record Life(Item key, long from, long since, long until) {

    /** How much of the line its present state takes. */
    public long present() {
      return Math.max(LEAST, until - since);
    }

    /** Where that begins. */
    public long presentAt() {
      return Math.min(since, LINE - present());
    }

    /** How much of the line is behind it; nothing for a key that is in its first state. */
    public long past() {
      return key.instant("created_at").equals(key.instant("state_since"))
          ? 0
          : Math.min(presentAt(), Math.max(LEAST, since - from));
    }

    /** Where that begins. */
    public long pastAt() {
      return presentAt() - past();
    }

    private boolean waits() {
      return key.text("state").equals("published");
    }

    /** When it begins to sign, for one that does not sign yet. */
    public Optional<Instant> starts() {
      return waits() ? key.instant("state_until") : Optional.empty();
    }

    /** When it is over with what it does now, as far as that is known. */
    public Optional<Instant> ends() {
      return waits() ? Optional.empty() : key.instant("state_until");
    }
  }

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
    return Math.round(Math.clamp(part, 0, 1) * LINE);
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
