package dev.postern.console.chart;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Stacked bars over steps of time: how much went well, and above it how much did not.
 *
 * @param bars one for each step, in order
 * @param top what the upper edge stands for
 */
public record Bars(List<Bar> bars, long top) {

  /** The width of the drawing, in its own units. */
  public static final int WIDTH = 1040;

  /** The height of the bars' ground. */
  public static final int HEIGHT = 160;

  /** What is there is seen, however little of the whole it is. */
  private static final double LEAST = 3;

  /** How much of a step stays empty. */
  private static final double GAP = 0.25;

  /**
   * One bar.
   *
   * @param at when its step begins
   * @param well how much went well
   * @param ill how much did not
   */
  public record Count(Instant at, long well, long ill) {

    /** Both. */
    long whole() {
      return well + ill;
    }
  }

  /**
   * A bar where it stands.
   *
   * @param count what it shows
   * @param x its left edge
   * @param width its width
   * @param wellHeight how high the lower part is
   * @param illHeight how high the upper part is
   */
  public record Bar(Count count, double x, double width, double wellHeight, double illHeight) {

    /** The upper edge of what went well. */
    public double wellTop() {
      return HEIGHT - wellHeight;
    }

    /** The upper edge of the whole. */
    public double illTop() {
      return HEIGHT - wellHeight - illHeight;
    }
  }

  /** Copies the list. */
  public Bars {
    bars = List.copyOf(bars);
  }

  /** The bars of what was counted. */
  public static Bars of(List<Count> counts) {
    long top = nice(counts.stream().mapToLong(Count::whole).max().orElse(0));
    double step = (double) WIDTH / Math.max(1, counts.size());
    List<Bar> bars = new ArrayList<>();
    for (int i = 0; i < counts.size(); i++) {
      Count count = counts.get(i);
      double ill = height(count.ill(), top);
      // The upper part is not to be pushed out of the drawing.
      double well = Math.min(height(count.well(), top), HEIGHT - ill);
      bars.add(
          new Bar(
              count,
              rounded(i * step + step * GAP / 2),
              rounded(step * (1 - GAP)),
              rounded(well),
              rounded(ill)));
    }
    return new Bars(bars, top);
  }

  private static double height(long count, long top) {
    return count == 0 ? 0 : Math.max(LEAST, (double) count / top * HEIGHT);
  }

  /**
   * Every step of {@code grain} from {@code from} to before {@code to}, those without a count as 0.
   */
  public static List<Count> steps(Instant from, Instant to, Duration grain, List<Count> known) {
    List<Count> steps = new ArrayList<>();
    int next = 0;
    for (Instant at = from; at.isBefore(to) && steps.size() < 3_000; at = at.plus(grain)) {
      while (next < known.size() && known.get(next).at().isBefore(at)) {
        next++;
      }
      boolean there = next < known.size() && known.get(next).at().equals(at);
      steps.add(there ? known.get(next) : new Count(at, 0, 0));
    }
    return steps;
  }

  /**
   * The smallest of 1, 2 and 5 times a power of ten that is no less than {@code most}; 1 at least.
   */
  static long nice(long most) {
    for (long power = 1; power <= Long.MAX_VALUE / 10; power *= 10) {
      for (long times : new long[] {1, 2, 5}) {
        if (power * times >= most) {
          return power * times;
        }
      }
    }
    return most;
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }

  /** Whether there is nothing to see. */
  public boolean nothing() {
    return bars.stream().allMatch(bar -> bar.count().whole() == 0);
  }

  /** What went well in all. */
  public long well() {
    return bars.stream().mapToLong(bar -> bar.count().well()).sum();
  }

  /** What did not in all. */
  public long ill() {
    return bars.stream().mapToLong(bar -> bar.count().ill()).sum();
  }
}
