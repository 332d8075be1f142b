package dev.postern.console.screen.audit;

import dev.postern.console.gate.Answer;
import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Item;
import dev.postern.console.web.Listed;
import dev.postern.console.web.Query;
import dev.postern.console.web.Room;
import dev.postern.console.web.Visit;
import dev.postern.protocol.admin.AuditRecord;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The audit log: searched, compared, verified. */
public final class AuditScreens {

  private static final int PART = 50;

  /** So many lines are verified in one request. */
  private static final int STEP = 5_000;

  private static final int MOST = 500;

  private AuditScreens() {}

  /**
   * A part of the log.
   *
   * @param events the newest first
   * @param query what was looked for
   */
  public record Shown(Listed events, Query query) {}

  /**
   * One line.
   *
   * @param event as the Admin API has it
   * @param changes what differs
   */
  public record Detail(Item event, List<Change> changes) {}

  /**
   * One member that differs.
   *
   * @param name the member
   * @param was as JSON; empty where there was nothing
   * @param is as JSON; empty where there is nothing
   */
  public record Change(String name, String was, String is) {}

  /**
   * How far the chain of hashes was recomputed.
   *
   * @param last the last line that fits
   * @param hash its hash
   * @param done whether that was the last line of all
   * @param fault which line does not fit; empty where all do so far
   */
  public record Verified(long last, String hash, boolean done, Optional<Long> fault) {}

  /** Its rooms. */
  public static List<Room> rooms() {
    return List.of(
        Room.get("/audit", AuditScreens::list),
        Room.get("/audit/verify", AuditScreens::verify),
        Room.get("/audit/{seq}", AuditScreens::detail));
  }

  private static Answer list(Visit visit) throws ApiRefused {
    Query query = visit.part(PART, "actor", "action", "target", "client_id").and("order", "newest");
    Query asked = visit.query();
    return visit.page(
        "audit.jte",
        new Shown(
            visit
                .api()
                .list("/audit", query.and("from", day(asked, "from")).and("to", day(asked, "to"))),
            asked));
  }

  /** A date of the form is the beginning of that day, in UTC. */
  private static Optional<String> day(Query query, String name) {
    return query
        .first(name)
        .filter(text -> text.matches("\\d{4}-\\d{2}-\\d{2}"))
        .map(text -> text + "T00:00:00Z");
  }

  private static Answer detail(Visit visit) throws ApiRefused {
    String seq = visit.segment("seq");
    Query one = Query.NONE.and("limit", "1");
    if (!seq.matches("[1-9][0-9]{0,17}")) {
      throw new ApiRefused(404, "not_found", "", List.of());
    }
    long number = Long.parseLong(seq);
    // The cursor of the log is a line's number.
    Query query = number == 1 ? one : one.and("cursor", Long.toString(number - 1));
    List<Item> found = visit.api().list("/audit", query).items();
    if (found.isEmpty() || found.getFirst().number("seq") != number) {
      throw new ApiRefused(404, "not_found", "", List.of());
    }
    Item event = found.getFirst();
    return visit.page("event.jte", new Detail(event, changes(event.json())));
  }

  private static List<Change> changes(JsonObject event) {
    JsonValue before = event.member("before").orElse(JsonNull.NULL);
    JsonValue after = event.member("after").orElse(JsonNull.NULL);
    TreeSet<String> names = new TreeSet<>();
    List<Change> changes = new ArrayList<>();
    for (JsonValue side : List.of(before, after)) {
      if (side instanceof JsonObject object) {
        names.addAll(object.members().keySet());
      } else if (side != JsonNull.NULL) {
        changes.add(new Change("", text(before), text(after)));
        return changes;
      }
    }
    for (String name : names) {
      String was = member(before, name);
      String is = member(after, name);
      if (!was.equals(is)) {
        changes.add(new Change(name, was, is));
      }
    }
    return changes;
  }

  private static String member(JsonValue side, String name) {
    return side instanceof JsonObject object
        ? object.member(name).map(AuditScreens::text).orElse("")
        : "";
  }

  private static String text(JsonValue value) {
    return value == JsonNull.NULL ? "" : value.text();
  }

  /** Recomputes some of the chain, and says where to go on: the page does so by itself. */
  private static Answer verify(Visit visit) throws ApiRefused {
    long last =
        visit
            .query()
            .first("after")
            .filter(text -> text.matches("[0-9]{1,18}"))
            .map(Long::parseLong)
            .orElse(0L);
    String hash =
        visit
            .query()
            .first("hash")
            .filter(text -> text.matches("[0-9a-f]{64}"))
            .orElse(AuditRecord.START);
    Verified verified = new Verified(last, hash, false, Optional.empty());
    for (int lines = 0; lines < STEP && !verified.done(); lines += MOST) {
      verified = further(visit, verified);
    }
    boolean fragment = visit.asked().header("HX-Request").isPresent();
    return visit.page(fragment ? "verified.jte" : "verify.jte", verified);
  }

  private static Verified further(Visit visit, Verified so) throws ApiRefused {
    Query query = Query.NONE.and("limit", Integer.toString(MOST));
    Listed part =
        visit
            .api()
            .list("/audit", so.last() == 0 ? query : query.and("cursor", Long.toString(so.last())));
    long last = so.last();
    String hash = so.hash();
    for (Item event : part.items()) {
      try {
        AuditRecord line = AuditRecord.read(event.json());
        String expected = line.hash(hash);
        if (line.seq() != last + 1 || !expected.equals(event.text("hash"))) {
          return new Verified(last, hash, true, Optional.of(last + 1));
        }
        last = line.seq();
        hash = expected;
      } catch (JsonFault e) {
        return new Verified(last, hash, true, Optional.of(last + 1));
      }
    }
    return new Verified(last, hash, part.next().isEmpty(), Optional.empty());
  }
}
