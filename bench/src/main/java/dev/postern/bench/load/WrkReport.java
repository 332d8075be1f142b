package dev.postern.bench.load;

import dev.postern.bench.process.NotMeasured;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/** What the script {@code load.lua} prints at the end of a run of wrk: lines {@code key=number}. */
final class WrkReport {

  private final Map<String, Long> numbers = new HashMap<>();

  private WrkReport() {}

  /**
   * Reads everything that wrk printed; what it prints by itself is passed over.
   *
   * @throws NotMeasured if a number is missing
   */
  static Round read(String output) throws NotMeasured {
    WrkReport report = new WrkReport();
    for (String line : output.lines().toList()) {
      int equals = line.indexOf('=');
      String value = line.substring(equals + 1);
      if (equals > 0 && !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
        report.numbers.put(line.substring(0, equals), Long.valueOf(value));
      }
    }
    return new Round(
        report.number("requests"),
        report.time("duration_us"),
        new Round.Latency(
            report.time("p50_us"),
            report.time("p90_us"),
            report.time("p99_us"),
            report.time("p99.9_us"),
            report.time("max_us")),
        new Round.Faults(
            report.number("not_200"), report.number("socket_errors"), report.number("timeouts")));
  }

  private long number(String name) throws NotMeasured {
    Long number = numbers.get(name);
    if (number == null) {
      throw new NotMeasured("wrk did not say " + name);
    }
    return number;
  }

  private Duration time(String name) throws NotMeasured {
    return Duration.of(number(name), ChronoUnit.MICROS);
  }
}
