package dev.postern.protocol.token;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonNumber;
import dev.postern.protocol.json.JsonObject;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times in the claims of others (RFC 7519 section 2): seconds since 1970, whole or decimal. */
public final class NumericDate {

  /** Without sign and exponent: nobody has to guess what 1e308 means. */
  private static final Pattern DECIMAL =
      Pattern.compile("(0|[1-9]\\d{0,11})(?:\\.(\\d{1,9})\\d{0,30})?");

  /** The end of the year 9999: later instants are nobody's honest claim. */
  private static final long LAST_SECOND = 253_402_300_799L;

  private NumericDate() {}

  /**
   * The instant {@code name}, to the nanosecond.
   *
   * @throws JsonFault where it is missing, no number, negative, written with an exponent, or after
   *     the year 9999
   */
  public static Instant read(JsonObject claims, String name) throws JsonFault {
    if (claims.member(name).orElse(null) instanceof JsonNumber number) {
      Matcher decimal = DECIMAL.matcher(number.literal());
      if (decimal.matches()) {
        long seconds = Long.parseLong(decimal.group(1));
        String fraction = decimal.group(2) == null ? "" : decimal.group(2);
        if (seconds <= LAST_SECOND) {
          return Instant.ofEpochSecond(
              seconds, Long.parseLong((fraction + "0".repeat(9)).substring(0, 9)));
        }
      }
    }
    throw new JsonFault(name + " is no time");
  }
}
