package dev.postern.console.web;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How numbers and times are written where no script has touched them. */
public final class Words {

  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm 'UTC'", Locale.UK).withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss 'UTC'", Locale.UK).withZone(ZoneOffset.UTC);

  private Words() {}

  /** A moment in UTC. */
  public static String utc(Instant at) {
    return UTC.format(at);
  }

  /** A moment in UTC, to the second. */
  public static String exact(Instant at) {
    return EXACT.format(at);
  }

  /** A count with thousands apart. */
  public static String count(long number) {
    return String.format(Locale.UK, "%,d", number);
  }
}
