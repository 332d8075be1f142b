package dev.postern.console.web;

import java.util.List;
import java.util.Optional;

/**
 * One part of a list of the Admin API.
 *
 * @param items its items
 * @param next the cursor of the part behind it, or empty on the last
 */
public record Listed(List<Item> items, Optional<String> next) {

  static Listed of(Item answer) {
    return new Listed(answer.items("items"), answer.optional("next"));
  }
}
