package dev.postern.server.http.engine;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Cuts a target in absolute form (RFC 9112 section 3.2.2) apart. */
final class AbsoluteForm {
  private AbsoluteForm() {}

  /** The authority, or null if the target is not an HTTP URI with a plain authority. */
  static @Nullable String authority(String target) {
    int from = start(target);
    if (from < 0) {
      return null;
    }
    String authority = target.substring(from, end(target, from));
    return Authority.valid(authority) ? authority : null;
  }

  /** Path and query of a target in either form. */
  static String pathAndQuery(String target) {
    int from = start(target);
    if (from < 0) {
      return target;
    }
    String rest = target.substring(end(target, from));
    return rest.startsWith("/") ? rest : "/" + rest;
  }

  private static int start(String target) {
    String lower = target.substring(0, Math.min(8, target.length())).toLowerCase(Locale.ROOT);
    return lower.startsWith("http://") ? 7 : lower.startsWith("https://") ? 8 : -1;
  }

  private static int end(String target, int from) {
    int end = from;
    while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
      end++;
    }
    return end;
  }
}
