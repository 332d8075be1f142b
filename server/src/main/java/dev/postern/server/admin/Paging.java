package dev.postern.server.admin;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.store.Found;
import dev.postern.store.Page;
import java.util.List;
import java.util.function.Function;

/**
 * Which part of a list is wanted.
 *
 * @param after the cursor that the part before ended with, empty for the first
 * @param limit the most items, 1 to {@value #LONGEST}
 */
public record Paging(String after, int limit) {

  /** How many items a part has where the caller does not say. */
  public static final int USUAL = 100;

  /** The most items of one part. */
  public static final int LONGEST = 500;

  /** What to ask the store for: one more than is shown tells whether there is more. */
  Page page() {
    return new Page(after, limit + 1);
  }

  /**
   * {@code {"items","next"}}.
   *
   * @param found what the store gave for {@link #page}
   */
  <T> JsonObject shown(List<T> found, Function<T, JsonObject> view, Function<T, String> cursor) {
    List<T> items = found.subList(0, Math.min(limit, found.size()));
    return JsonObject.builder()
        .put("items", new JsonArray(List.copyOf(items.stream().map(view).toList())))
        .put("next", found.size() > limit ? cursor.apply(items.getLast()) : null)
        .build();
  }

  /**
   * The same for what a search found. One that stopped early goes on where it stopped, though the
   * part is short or empty.
   */
  <T> JsonObject shown(Found<T> found, Function<T, JsonObject> view, Function<T, String> cursor) {
    JsonObject shown = shown(found.items(), view, cursor);
    return found.stoppedAt() == null
        ? shown
        : JsonObject.builder().putAll(shown).put("next", found.stoppedAt()).build();
  }

  /** The same for a list that is short enough to be at hand whole, in the order of its cursors. */
  <T> JsonObject cut(List<T> all, Function<T, JsonObject> view, Function<T, String> cursor) {
    List<T> rest =
        all.stream()
            .filter(item -> cursor.apply(item).compareTo(after) > 0)
            .limit(limit + 1L)
            .toList();
    return shown(rest, view, cursor);
  }
}
