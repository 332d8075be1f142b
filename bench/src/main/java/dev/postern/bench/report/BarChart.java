package dev.postern.bench.report;

import java.util.List;

/** One figure of several systems, as bars from zero, so that twice as long is twice as much. */
public final class BarChart {

  private static final int LABELS = 300;
  private static final int LONGEST = 380;
  private static final int TOP = 76;
  private static final int ROW = 32;
  private static final int THICK = 20;

  private BarChart() {}

  /**
   * One row.
   *
   * @param label on its left
   * @param value its length, zero or more
   * @param text behind the bar
   */
  public record Bar(String label, double value, String text, Kind kind) {}

  /** The chart as SVG. */
  public static String drawn(String title, String subtitle, List<Bar> bars) {
    Svg svg = new Svg(title, subtitle);
    double largest = bars.stream().mapToDouble(Bar::value).max().orElse(1);
    double scale = largest > 0 ? LONGEST / largest : 0;
    double y = TOP;
    svg.line(LABELS, TOP - 4, LABELS, TOP + bars.size() * ROW - 8.0, "grid");
    for (Bar bar : bars) {
      double width = Math.max(1, bar.value() * scale);
      String style = bar.kind() == Kind.POSTERN ? "strong" : "";
      svg.text(LABELS - 10.0, y + 15, style, "end", bar.label());
      svg.bar(LABELS, y, width, THICK, bar.kind());
      svg.text(LABELS + width + 8, y + 15, style, bar.text());
      y += ROW;
    }
    return svg.drawn((int) y + 12);
  }
}
