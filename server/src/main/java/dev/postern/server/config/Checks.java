package dev.postern.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Gathers the problems of one record. */
final class Checks {

  private final List<Problem> problems = new ArrayList<>();

  /** {@code text} is a problem of {@code keys} unless {@code holds}. */
  Checks that(boolean holds, String text, String... keys) {
    if (!holds) {
      problems.add(new Problem(List.of(keys), text));
    }
    return this;
  }

  Checks range(String key, long value, long least, long most) {
    return that(
        value >= least && value <= most,
        "a number from " + least + " to " + most + " is wanted",
        key);
  }

  Checks range(String key, Duration value, Duration least, Duration most) {
    return that(
        value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
        "a time from " + text(least) + " to " + text(most) + " is wanted",
        key);
  }

  private static String text(Duration duration) {
    return duration.toMinutes() > 0 ? duration.toMinutes() + "m" : duration.toSeconds() + "s";
  }

  /** Ends the checks: throws if there is any problem. */
  void done() {
    if (!problems.isEmpty()) {
      throw new InvalidConfig(problems);
    }
  }
}
