package dev.postern.console.web;

import java.util.List;

/**
 * What was found in a list of the Admin API.
 *
 * @param items what was found
 * @param whole whether that is all: else the list was too long to be looked at to its end
 */
public record Searched(List<Item> items, boolean whole) {

  /** Copies the list. */
  public Searched {
    items = List.copyOf(items);
  }
}
