package dev.postern.store;

/**
 * Which part of a list is wanted. Lists are ordered by id; ids start with their time of making.
 *
 * @param after the last id of the page before, empty for the first page
 * @param limit the most items, 1 to {@value #LIMIT}
 */
public record Page(String after, int limit) {

  /** The longest page. */
  public static final int LIMIT = 1000;

  /** Refuses a limit out of range. */
  public Page {
    if (limit < 1 || limit > LIMIT) {
      throw new IllegalArgumentException("a page has 1 to " + LIMIT + " items");
    }
  }
}
