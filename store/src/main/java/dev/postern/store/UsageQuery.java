package dev.postern.store;

import dev.postern.protocol.ClientId;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of the usage of a tenant.
 *
 * @param grain the steps of time
 * @param from the first instant; only steps that begin at it or behind it
 * @param to the first instant that is too late
 * @param only what is wanted alone
 * @param by what is told apart, at least one; over all else it is added up
 * @param order in which order the sums come
 */
public record UsageQuery(
    Grain grain, Instant from, Instant to, Only only, Set<Part> by, Order order) {

  /** Refuses sums over everything with {@link IllegalArgumentException}. */
  public UsageQuery {
    by = EnumSet.copyOf(by);
  }

  /** The same in the order of what is told apart. */
  public UsageQuery(Grain grain, Instant from, Instant to, Only only, Set<Part> by) {
    this(grain, from, to, only, by, Order.PARTS);
  }

  /** In which order sums come. */
  public enum Order {
    /** By what they are told apart by: a list that goes on behind any of them. */
    PARTS,
    /** The largest first, as a list of its own that nothing goes on behind. */
    LARGEST
  }

  /** What usage is told apart by, in the order of the sums. */
  public enum Part {
    /** The step of time. */
    TIME,
    /** The app. */
    APP,
    /** The API. */
    API,
    /** How the requests ended. */
    OUTCOME
  }

  /**
   * That app, those APIs, that outcome alone; null where any will do. Of no API at all, which an
   * empty set says, there is nothing.
   */
  public record Only(
      @Nullable ClientId client, @Nullable Set<ApiId> apis, @Nullable Outcome outcome) {

    /** All. */
    public static final Only ANY = new Only(null, null, null);

    /** Copies the set. */
    public Only {
      apis = apis == null ? null : Set.copyOf(apis);
    }

    /** Whether what was asked for {@code api}, or for none that is known (null), is wanted. */
    boolean wants(@Nullable ApiId api) {
      return apis == null || (api != null && apis.contains(api));
    }
  }
}
