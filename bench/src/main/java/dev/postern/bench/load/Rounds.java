package dev.postern.bench.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Several rounds of the same call; every figure of them is a median. */
public record Rounds(List<Round> all) {

  private static final int LOOKED_AT = 3;
  private static final double FLAT = 0.05;
  private static final double CLIMB = 0.03;

  public Rounds {
    if (all.isEmpty()) {
      throw new IllegalArgumentException("no rounds");
    }
    all = List.copyOf(all);
  }

  /** Answers per second. */
  public double rate() {
    return median(Round::rate);
  }

  /** The median of one figure of each round. */
  public double median(ToDoubleFunction<Round> figure) {
    return median(all.stream().mapToDouble(figure).toArray());
  }

  /** The median of one percentile of latency. */
  public Duration latency(Function<Round.Latency, Duration> percentile) {
    return Duration.ofNanos((long) median(round -> percentile.apply(round.latency()).toNanos()));
  }

  /** How far apart the rates are: the largest less the smallest, in parts of the median. */
  public double spread() {
    double[] sorted = all.stream().mapToDouble(Round::rate).sorted().toArray();
    return (sorted[sorted.length - 1] - sorted[0]) / rate();
  }

  /**
   * How many times as fast as {@code other} this is: the median over the rounds, each compared with
   * the round of the other that was taken beside it.
   */
  public double times(Rounds other) {
    return times(other.all.stream().map(Round::rate).toList());
  }

  /** The same for rates that were taken beside each round. */
  public double times(List<Double> others) {
    double[] ratios = new double[Math.min(all.size(), others.size())];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = all.get(i).rate() / others.get(i);
    }
    return median(ratios);
  }

  /** The middle one, or the mean of the two in the middle. */
  public static double median(List<Double> values) {
    return median(values.stream().mapToDouble(value -> value).toArray());
  }

  /** The middle one, or the mean of the two in the middle. */
  public static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /**
   * Whether a system is warm: the last three rates lie within 5 % of the largest of them, and on
   * the average no more than 3 % above the three before.
   */
  public static boolean flat(List<Double> rates) {
    if (rates.size() < 2 * LOOKED_AT) {
      return false;
    }
    List<Double> last = rates.subList(rates.size() - LOOKED_AT, rates.size());
    List<Double> before = rates.subList(rates.size() - 2 * LOOKED_AT, rates.size() - LOOKED_AT);
    double largest = last.stream().mapToDouble(rate -> rate).max().orElseThrow();
    double smallest = last.stream().mapToDouble(rate -> rate).min().orElseThrow();
    return largest - smallest <= FLAT * largest && sum(last) <= (1 + CLIMB) * sum(before);
  }

  private static double sum(List<Double> rates) {
    return rates.stream().mapToDouble(rate -> rate).sum();
  }
}
