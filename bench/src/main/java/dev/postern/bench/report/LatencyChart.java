package dev.postern.bench.report;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Percentiles of latency: a row for each system, four dots on a logarithmic scale of time. */
public final class LatencyChart {

  private static final int LABELS = 300;
  // Beside each end of a row there is room for its number.
  private static final int LEFT = LABELS + 38;
  private static final int LONGEST = 454;
  private static final int BESIDE = 11;
  private static final int TOP = 84;
  private static final int ROW = 32;
  private static final List<String> NAMES = List.of("p50", "p90", "p99", "p99.9");

  private LatencyChart() {}

  /**
   * One row.
   *
   * @param percentiles p50, p90, p99 and p99.9, each more than nothing
   */
  public record Row(String label, List<Duration> percentiles, Kind kind) {
    public Row {
      percentiles = List.copyOf(percentiles);
      if (percentiles.size() != NAMES.size()) {
        throw new IllegalArgumentException("a row has " + NAMES);
      }
    }
  }

  /** The chart as SVG. */
  public static String drawn(String title, String subtitle, List<Row> rows) {
    Svg svg = new Svg(title, subtitle);
    Scale scale = Scale.around(rows);
    double bottom = TOP + rows.size() * (double) ROW;
    for (int power = scale.from(); power <= scale.to(); power++) {
      double x = LEFT + scale.at(Math.pow(10, power));
      svg.line(x, TOP - 8, x, bottom, "grid");
      svg.text(x, bottom + 18, "quiet", "middle", plain(Math.pow(10, power)) + " ms");
    }
    double y = TOP + 12;
    for (Row row : rows) {
      svg.text(
          LABELS - 10.0, y + 5, row.kind() == Kind.POSTERN ? "strong" : "", "end", row.label());
      List<Double> places =
          row.percentiles().stream().map(each -> LEFT + scale.at(milliseconds(each))).toList();
      svg.line(places.getFirst(), y, places.getLast(), y, row.kind().style());
      for (int i = 0; i < places.size(); i++) {
        svg.dot(places.get(i), y, 6.5 - i, row.kind());
      }
      svg.text(
          places.getFirst() - BESIDE, y + 4, "quiet", "end", number(row.percentiles().getFirst()));
      svg.text(places.getLast() + BESIDE, y + 4, "quiet", number(row.percentiles().getLast()));
      y += ROW;
    }
    return svg.drawn((int) bottom + 34);
  }

  /** Powers of ten of a millisecond, from one that is below every value to one that is above. */
  private record Scale(int from, int to) {

    static Scale around(List<Row> rows) {
      double smallest =
          rows.stream()
              .mapToDouble(row -> milliseconds(row.percentiles().getFirst()))
              .min()
              .orElse(1);
      double largest =
          rows.stream()
              .mapToDouble(row -> milliseconds(row.percentiles().getLast()))
              .max()
              .orElse(1);
      int from = (int) Math.floor(Math.log10(smallest));
      return new Scale(from, Math.max(from + 1, (int) Math.ceil(Math.log10(largest))));
    }

    double at(double milliseconds) {
      return LONGEST * (Math.log10(milliseconds) - from) / (to - from);
    }
  }

  private static double milliseconds(Duration time) {
    return Math.max(1, time.toNanos() / 1000) / 1000.0;
  }

  /** As few digits as tell it apart: 0.48, 3.1, 412. */
  private static String number(Duration time) {
    double value = milliseconds(time);
    return String.format(Locale.ROOT, value < 1 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
  }

  private static String plain(double power) {
    return power < 1 ? String.format(Locale.ROOT, "%s", power) : String.format("%.0f", power);
  }
}
