package dev.postern.bench.report;

import java.time.Duration;
import java.util.Locale;

/** How figures are written: no more digits than a measurement has. */
public final class Figures {

  private Figures() {}

  /** A rate per second: {@code 18,200}, {@code 421}, {@code 7.9}. */
  public static String rate(double perSecond) {
    if (perSecond < 100) {
      return String.format(Locale.ROOT, "%.1f", perSecond);
    }
    double unit = Math.pow(10, Math.floor(Math.log10(perSecond)) - 2);
    return String.format(Locale.ROOT, "%,.0f", Math.round(perSecond / unit) * unit);
  }

  /** A ratio: {@code 0.87}, {@code 9.4}, {@code 43}, {@code 1,900}. */
  public static String ratio(double ratio) {
    return ratio < 2
        ? String.format(Locale.ROOT, "%.2f", ratio)
        : ratio < 10 ? String.format(Locale.ROOT, "%.1f", ratio) : rate(ratio).replace(".0", "");
  }

  /** Milliseconds: {@code 1.42}, {@code 18}. */
  public static String milliseconds(Duration time) {
    double value = time.toNanos() / 1e6;
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
  }

  /** Seconds: {@code 1.24}, {@code 28.7}. */
  public static String seconds(Duration time) {
    double value = time.toMillis() / 1000.0;
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
  }

  /** Mebibytes, whole. */
  public static String mebibytes(long bytes) {
    return Long.toString(Math.round(bytes / 1048576.0));
  }
}
