package dev.postern.console.web;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How numbers and times are written where no script has touched them. */
public final class Words {

  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm 'UTC'", Locale.UK).withZone(ZoneOffset.UTC);

  private Words() {}

  /** A moment in UTC. */
  public static String utc(Instant at) {
    return UTC.format(at);
  }

  /** A count with thousands apart. */
  public static String count(long number) {
    return String.format(Locale.UK, "%,d", number);
  }

  /** A duration in its two largest units. */
  public static String span(Duration span) {
    long seconds = Math.abs(span.toSeconds());
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < 7_200) {
      return seconds / 60 + " min";
    }
    return seconds < 172_800 ? seconds / 3_600 + " h" : seconds / 86_400 + " days";
  }
}
