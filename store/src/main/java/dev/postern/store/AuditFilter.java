package dev.postern.store;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.admin.AuditRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of the audit log are looked for: those of which all is true that is said here.
 *
 * @param actor who did it, or null
 * @param action what was done, or null; one that ends with {@code .} is the start of several
 * @param target to what, or null; one that ends with {@code /} is the start of several
 * @param app the app that it is about, or null
 * @param from not before this, or null
 * @param to before this, or null
 */
public record AuditFilter(
    @Nullable String actor,
    @Nullable String action,
    @Nullable String target,
    @Nullable ClientId app,
    @Nullable Instant from,
    @Nullable Instant to) {

  /** All lines. */
  public static final AuditFilter ALL = new AuditFilter(null, null, null, null, null, null);

  /**
   * Which part of the log is wanted.
   *
   * @param after the number that the part follows in its order, or null for the first part
   * @param limit the most lines, 1 to {@value dev.postern.store.Page#LIMIT}
   * @param order in which order
   */
  public record Part(@Nullable Long after, int limit, Order order) {

    /** The number that the part follows, one beyond all where it is the first. */
    public long start() {
      if (after != null) {
        return after;
      }
      return order == Order.OLDEST_FIRST ? 0 : Long.MAX_VALUE;
    }
  }

  /** In which order lines are read. */
  public enum Order {
    /** From the first on. */
    OLDEST_FIRST,
    /** From the last on. */
    NEWEST_FIRST
  }

  /** Whether the action is the start of several. */
  public boolean startsActions() {
    return action != null && action.endsWith(".");
  }

  /** Whether the target is the start of several. */
  public boolean startsTargets() {
    return target != null && target.endsWith("/");
  }

  /** The app that a line with that target is about: itself, a credential of it, or a grant. */
  public static Optional<String> app(String target) {
    List<String> parts = List.of(target.split("/", 3));
    return switch (parts.getFirst()) {
      case "app", "credential", "grant" ->
          parts.size() > 1 ? Optional.of(parts.get(1)) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** Whether {@code line} is looked for. */
  boolean wants(AuditRecord line) {
    return (actor == null || actor.equals(line.actor()))
        && (action == null || fits(line.action(), action, startsActions()))
        && (target == null || fits(line.target(), target, startsTargets()))
        && (app == null || app(line.target()).filter(app.text()::equals).isPresent())
        && (from == null || !line.at().isBefore(from))
        && (to == null || line.at().isBefore(to));
  }

  private static boolean fits(String text, String wanted, boolean start) {
    return start ? text.startsWith(wanted) : text.equals(wanted);
  }
}
