package dev.postern.jdbc;

import dev.postern.protocol.ClientId;
import dev.postern.store.AuditEvent;
import dev.postern.store.AuditFilter;
import dev.postern.store.AuditFilter.Order;
import dev.postern.store.Found;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A search of the audit log. The lines that are looked at, {@value dev.postern.store.Found#SCAN} at
 * most, are those of the one column whose index says most, else all; what else is looked for is
 * asked of these alone.
 *
 * @param looked which lines are looked at
 * @param wanted which of these are wanted
 * @param part which part of the list
 */
record AuditSearch(Conditions looked, Conditions wanted, AuditFilter.Part part) {

  /** The search for what {@code filter} says. */
  static AuditSearch of(AuditFilter filter, AuditFilter.Part part) {
    Conditions looked =
        switch (part.order()) {
          case OLDEST_FIRST -> new Conditions("seq > ?", part.start());
          case NEWEST_FIRST -> new Conditions("seq < ?", part.start());
        };
    Conditions wanted = new Conditions();
    @Nullable ClientId app = filter.app();
    @Nullable String target = filter.target();
    @Nullable String action = filter.action();
    boolean indexed = app != null;
    if (app != null) {
      looked.and("client_id = ?", app.text());
    }
    if (target != null && indexed && !filter.startsTargets()) {
      is(wanted, "target", target);
    } else if (target != null && filter.startsTargets()) {
      begins(wanted, "target", target);
    } else if (target != null) {
      looked.and("target = ?", target);
      indexed = true;
    }
    if (action != null && filter.startsActions()) {
      begins(wanted, "action", action);
    } else if (action != null) {
      if (indexed) {
        is(wanted, "action", action);
      } else {
        looked.and("action = ?", action);
      }
      indexed = true;
    }
    @Nullable String actor = filter.actor();
    if (actor != null && indexed) {
      is(wanted, "actor", actor);
    } else if (actor != null) {
      looked.and("actor = ?", actor);
    }
    if (filter.from() != null) {
      wanted.and("recorded_at >= ?", filter.from().toEpochMilli());
    }
    if (filter.to() != null) {
      wanted.and("recorded_at < ?", filter.to().toEpochMilli());
    }
    return new AuditSearch(looked, wanted, part);
  }

  /** Written so that no index answers it: what is looked at is settled by another. */
  private static void is(Conditions wanted, String column, String value) {
    wanted.and("(" + column + " || '') = ?", value);
  }

  /** Not by LIKE, which has signs of its own, and knows no case in SQLite. */
  private static void begins(Conditions wanted, String column, String start) {
    wanted.and("substr(" + column + ", 1, ?) = ?", start.codePointCount(0, start.length()), start);
  }

  Found<AuditEvent> in(Sql sql, String tenant) {
    boolean newestFirst = part.order() == Order.NEWEST_FIRST;
    String order = newestFirst ? " ORDER BY seq DESC LIMIT " : " ORDER BY seq LIMIT ";
    Conditions all = new Conditions("tenant = ?", tenant).and(looked);
    Optional<Long> last =
        sql.first(
            "SELECT seq FROM audit_event WHERE " + all.text() + order + "1 OFFSET ?",
            row -> row.getLong("seq"),
            all.arguments(Found.SCAN - 1));
    last.ifPresent(seq -> all.and(newestFirst ? "seq >= ?" : "seq <= ?", seq));
    all.and(wanted);
    List<AuditEvent> found =
        sql.list(
            "SELECT * FROM audit_event WHERE " + all.text() + order + "?",
            Rows::auditEvent,
            all.arguments(part.limit()));
    boolean enough = found.size() == part.limit();
    return new Found<>(found, enough ? null : last.map(seq -> Long.toString(seq)).orElse(null));
  }
}
