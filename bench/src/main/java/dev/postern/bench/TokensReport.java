package dev.postern.bench;

import dev.postern.bench.load.Round;
import dev.postern.bench.load.Rounds;
import dev.postern.bench.process.Origin;
import dev.postern.bench.report.BarChart;
import dev.postern.bench.report.Figures;
import dev.postern.bench.report.Kind;
import dev.postern.bench.report.LatencyChart;
import dev.postern.bench.report.MarkdownTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The results of one algorithm as a page of Markdown, four charts, and every round as CSV. */
final class TokensReport {

  private static final String LOAD =
      "client_credentials, secret in the form body, JWT access token; one core, 32 keep-alive"
          + " connections";

  private final String algorithm;
  private final String file;
  private final List<TokenResult> results;
  private final List<Double> signatures;
  private final Origin origin;

  /**
   * A report.
   *
   * @param signatures signatures per second with nothing around them, one figure for each round
   * @param origin of all of it
   */
  TokensReport(
      String algorithm, List<TokenResult> results, List<Double> signatures, Origin origin) {
    this.algorithm = algorithm;
    this.file = "tokens-" + algorithm;
    this.results =
        results.stream()
            .sorted(Comparator.comparingDouble((TokenResult each) -> -each.rounds().rate()))
            .toList();
    this.signatures = List.copyOf(signatures);
    this.origin = origin;
  }

  void write(Ground ground) {
    ground.write(
        file + "-throughput.svg",
        bars(
            "Tokens per second, " + algorithm,
            LOAD + "; more is better",
            result -> result.rounds().rate(),
            result -> Figures.rate(result.rounds().rate())));
    ground.write(file + "-latency.svg", latency());
    ground.write(
        file + "-memory.svg",
        bars(
            "Memory after the run, " + algorithm,
            "resident MiB of the process and its children, with the heap that its README gives it; less is better",
            TokenResult::residentBytes,
            result -> Figures.mebibytes(result.residentBytes())));
    ground.write(
        file + "-start.svg",
        bars(
            "From start to the first token, " + algorithm,
            "seconds, one core, started again on what data it keeps; less is better",
            result -> result.oneCore().toMillis(),
            result -> Figures.seconds(result.oneCore())));
    ground.write(file + ".csv", rounds());
    ground.write(file + ".md", page());
  }

  private String bars(
      String title,
      String subtitle,
      ToDoubleFunction<TokenResult> value,
      Function<TokenResult, String> text) {
    return BarChart.drawn(
        title,
        subtitle,
        results.stream()
            .map(result ->
                new BarChart.Bar(
                    result.label(), value.applyAsDouble(result), text.apply(result), result.kind()))
            .toList());
  }

  private String latency() {
    return LatencyChart.drawn(
        "Latency at full load, " + algorithm,
        "milliseconds, p50 · p90 · p99 · p99.9 from left to right, logarithmic; less is better",
        results.stream()
            .map(result -> new LatencyChart.Row(result.label(), percentiles(result), result.kind()))
            .toList());
  }

  private static List<Duration> percentiles(TokenResult result) {
    return Stream.<Function<Round.Latency, Duration>>of(
            Round.Latency::p50, Round.Latency::p90, Round.Latency::p99, Round.Latency::p999)
        .map(result.rounds()::latency)
        .toList();
  }

  private String page() {
    return """
    # Tokens per second, %s

    %s. Every answer of every round was 200, and a token of each system was verified against its key set before and after. Medians over
    %d interleaved rounds; [how](../README.md), [machine](machine.md), [every round](%s.csv).
    %s

    ![throughput](%s-throughput.svg)

    %s
    The signature alone, with nothing around it: %s a second; Postern reaches %s of that.

    ![latency](%s-latency.svg)
    ![memory](%s-memory.svg)
    ![start](%s-start.svg)
    """
        .formatted(
            algorithm,
            LOAD,
            results.getFirst().rounds().all().size(),
            file,
            origin.sentence(),
            file,
            table(),
            Figures.rate(Rounds.median(signatures)),
            find(TokenResult.POSTERN)
                .map(postern -> Figures.ratio(postern.rounds().times(signatures)))
                .orElse("nothing"),
            file,
            file,
            file);
  }

  private MarkdownTable table() {
    MarkdownTable table =
        new MarkdownTable(
            "system",
            "tokens/s",
            "spread",
            "of bare Vert.x",
            "Postern is",
            "p50 ms",
            "p90 ms",
            "p99 ms",
            "p99.9 ms",
            "MiB",
            "first token, 1 core",
            "2 cores",
            "warm-up");
    for (TokenResult result : results) {
      List<String> cells = new ArrayList<>();
      cells.add(result.kind() == Kind.POSTERN ? "**" + result.label() + "**" : result.label());
      cells.add(Figures.rate(result.rounds().rate()));
      cells.add(percent(result.rounds().spread()));
      cells.add(
          find(TokenResult.VERTX)
              .map(vertx -> Figures.ratio(result.rounds().times(vertx.rounds())))
              .orElse(""));
      cells.add(
          find(TokenResult.POSTERN)
              .map(postern -> Figures.ratio(postern.rounds().times(result.rounds())) + " x")
              .orElse(""));
      percentiles(result).forEach(each -> cells.add(Figures.milliseconds(each)));
      cells.add(Figures.mebibytes(result.residentBytes()));
      cells.add(Figures.seconds(result.oneCore()) + " s");
      cells.add(Figures.seconds(result.twoCores()) + " s");
      cells.add(
          result.warmth().lasted().toSeconds()
              + " s"
              + (result.warmth().flat() ? "" : ", not flat"));
      table.row(cells);
    }
    return table;
  }

  private Optional<TokenResult> find(String name) {
    return results.stream().filter(result -> result.name().equals(name)).findFirst();
  }

  private String rounds() {
    StringBuilder csv =
        new StringBuilder("system,round,tokens_per_second,p50_us,p90_us,p99_us,p99.9_us,max_us\n");
    for (TokenResult result : results) {
      int number = 1;
      for (Round round : result.rounds().all()) {
        csv.append(
            String.format(
                Locale.ROOT,
                "%s,%d,%.1f,%d,%d,%d,%d,%d%n",
                result.name(),
                number,
                round.rate(),
                round.latency().p50().toNanos() / 1000,
                round.latency().p90().toNanos() / 1000,
                round.latency().p99().toNanos() / 1000,
                round.latency().p999().toNanos() / 1000,
                round.latency().max().toNanos() / 1000));
        number++;
      }
    }
    int number = 1;
    for (double rate : signatures) {
      csv.append(String.format(Locale.ROOT, "signature,%d,%.1f,,,,,%n", number, rate));
      number++;
    }
    return csv.toString();
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, "%.0f %%", part * 100);
  }
}
