package dev.postern.server.config;

import java.util.List;

/**
 * Something wrong with what was chosen.
 *
 * @param keys the settings that it is about, the one that is to blame first
 * @param text what is wanted, in words that do not repeat what was given
 */
public record Problem(List<String> keys, String text) {

  /** Copies the keys. */
  public Problem {
    keys = List.copyOf(keys);
  }
}
