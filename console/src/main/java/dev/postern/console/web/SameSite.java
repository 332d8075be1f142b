package dev.postern.console.web;

import dev.postern.console.gate.Asked;
import java.util.Optional;

/**
 * Tells what our own pages send from what others make a browser send. All of these must hold for
 * whatever changes something: where the browser says where a request began, it began here; the
 * origin, where it is told, is ours; at least one of the two is told; and what changes something by
 * a form carries the form's token.
 */
public final class SameSite {

  private SameSite() {}

  /** Whether a request that changes something comes from a page of ours. */
  public static boolean ours(Asked asked) {
    Optional<String> site = asked.header("Sec-Fetch-Site");
    Optional<String> origin = asked.header("Origin");
    return (site.isPresent() || origin.isPresent())
        && asked.headers("Sec-Fetch-Site").size() <= 1
        && asked.headers("Origin").size() <= 1
        && site.map("same-origin"::equals).orElse(true)
        && origin.map(asked.origin()::equals).orElse(true);
  }
}
