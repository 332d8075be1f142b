package dev.postern.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a search found in a list. It looks at {@value #SCAN} things at most, so that a search for
 * what is rare takes no longer than one for what is common: who wants more goes on where it
 * stopped.
 *
 * @param items what was found, in the order of the list
 * @param stoppedAt the id of the last thing looked at where the search stopped before it had found
 *     enough, or null where the list ended or enough was found
 */
public record Found<T>(List<T> items, @Nullable String stoppedAt) {

  /** The most things that one search looks at. */
  public static final int SCAN = 10_000;

  /** Copies the list. */
  public Found {
    items = List.copyOf(items);
  }

  /** The same things as something else. */
  public <R> Found<R> map(Function<T, R> change) {
    return new Found<>(items.stream().map(change).toList(), stoppedAt);
  }

  /**
   * Searches a list that is read page by page.
   *
   * @param page where to start, and how many things are enough
   * @param list a page of the whole list
   * @param wanted whether a thing is looked for
   * @param id what the list is ordered by
   */
  static <T> Found<T> in(
      Page page, Function<Page, List<T>> list, Predicate<T> wanted, Function<T, String> id) {
    List<T> found = new ArrayList<>();
    String after = page.after();
    // Where everything is wanted, no more is read than is wanted.
    int size = page.limit();
    for (int looked = 0; looked < SCAN; looked += size) {
      size = Math.min(looked == 0 ? page.limit() : Page.LIMIT, SCAN - looked);
      List<T> part = list.apply(new Page(after, size));
      for (T each : part) {
        if (wanted.test(each)) {
          found.add(each);
        }
        if (found.size() == page.limit()) {
          return new Found<>(found, null);
        }
      }
      if (part.size() < size) {
        return new Found<>(found, null);
      }
      after = id.apply(part.getLast());
    }
    return new Found<>(found, after);
  }

  /**
   * The same in a list that is at hand whole.
   *
   * @param list what follows the place to start at
   */
  static <T> Found<T> in(List<T> list, int limit, Predicate<T> wanted, Function<T, String> id) {
    List<T> looked = list.size() < SCAN ? list : list.subList(0, SCAN);
    List<T> found = looked.stream().filter(wanted).limit(limit).toList();
    boolean stopped = found.size() < limit && looked.size() == SCAN;
    return new Found<>(found, stopped ? id.apply(looked.getLast()) : null);
  }
}
