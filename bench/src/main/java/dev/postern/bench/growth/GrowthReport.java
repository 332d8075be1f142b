package dev.postern.bench.growth;

import dev.postern.bench.load.Round;
import dev.postern.bench.load.Rounds;
import dev.postern.bench.process.Origin;
import dev.postern.bench.report.BarChart;
import dev.postern.bench.report.Figures;
import dev.postern.bench.report.Kind;
import dev.postern.bench.report.MarkdownTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What was measured, as {@code growth.md} and two charts. */
final class GrowthReport {

  private final Effort effort;
  private final Origin origin;
  private final List<Row> rows = new ArrayList<>();
  private final MarkdownTable blocks =
      new MarkdownTable(
          "meanwhile",
          "blocks",
          "from the request: p50 ms",
          "p99 ms",
          "longest ms",
          "from the answer: p50 ms",
          "p99 ms",
          "longest ms",
          "let go");
  private String joined = "";

  /**
   * One size.
   *
   * @param size what was in the database
   * @param starts what its start cost
   * @param resident bytes of the process after the rounds
   * @param rounds under load
   * @param flat whether its rate was flat before them
   */
  record Row(Size size, SizedServer.Starts starts, long resident, Rounds rounds, boolean flat) {}

  GrowthReport(Effort effort, Origin origin) {
    this.effort = effort;
    this.origin = origin;
  }

  void add(Row row) {
    rows.add(row);
  }

  void joined(FeedCrowd.Joined all) {
    joined =
        all.letGo() == 0
            ? "All %,d subscribed in one moment. %s s later all had read their snapshot, and none was let go on the way."
                .formatted(all.subscribers(), Figures.seconds(all.lasted()))
            : """
            All %,d subscribed in one moment. The server let %,d of them go at first, %,d times in all, as its limits have it; they came
            back as verifiers do, and %s s after the first connection all had read their snapshot.\
            """
                .formatted(
                    all.subscribers(),
                    all.letGo(),
                    all.departures(),
                    Figures.seconds(all.lasted()));
  }

  void feed(String meanwhile, FeedLatency.Seen seen) {
    List<String> cells = new ArrayList<>(List.of(meanwhile, Integer.toString(seen.blocks())));
    for (FeedLatency.Spread spread : List.of(seen.fromRequest(), seen.fromAnswer())) {
      cells.add(Figures.milliseconds(spread.p50()));
      cells.add(Figures.milliseconds(spread.p99()));
      cells.add(Figures.milliseconds(spread.max()));
    }
    cells.add(Integer.toString(seen.departures()));
    blocks.row(cells);
  }

  void write(Path folder) throws IOException {
    Files.writeString(folder.resolve("growth.md"), markdown());
    Files.writeString(
        folder.resolve("growth-ready.svg"),
        chart(
            "Seconds until ready",
            "one core, files in the page cache; less is better",
            row -> row.starts().oneCore().toNanos(),
            row -> Figures.seconds(row.starts().oneCore())));
    Files.writeString(
        folder.resolve("growth-heap.svg"),
        chart(
            "Heap after a full garbage collection",
            "MiB of all objects after the start; less is better",
            row -> row.starts().heap(),
            row -> Figures.mebibytes(row.starts().heap())));
  }

  private String markdown() {
    return """
    # Growth

    One tenant in SQLite, ES256; each app has one credential and one grant. Postern as `./postern start` starts it, on one core; the load on the
    other, from apps chosen at random. Medians over %d rounds in turns, the ratio that of the rates within a round; starts are medians of %d;
    [how](../README.md). %s%s

    %s
    Wanted: with 1,000,000 apps 0.90 of the tokens with 1,000, and ready within 10 s.

    ![ready](growth-ready.svg)
    ![heap](growth-heap.svg)

    ## A revocation on its way

    %s

    On %s, on one node, apps are blocked through the Admin API, ten a second. Times are from when the operator's request is sent, and from
    its answer, until a subscriber has read the message whole, over all subscribers and blocks.

    %s
    Wanted: within 1 s for 99 of 100.
    """
        .formatted(
            effort.rounds(),
            effort.starts(),
            origin.sentence(),
            effort.equals(Effort.QUICK) ? " **Quick: not to be believed.**" : "",
            sizes(),
            joined,
            rows.getLast().size().label(),
            blocks);
  }

  private MarkdownTable sizes() {
    MarkdownTable table =
        new MarkdownTable(
            "in the database",
            "ready, 1 core",
            "2 cores",
            "heap MiB",
            "resident MiB after load",
            "tokens/s",
            "spread",
            "of the first",
            "p50 ms",
            "p99 ms",
            "warm");
    for (Row row : rows) {
      table.row(
          List.of(
              row.size().label(),
              Figures.seconds(row.starts().oneCore()) + " s",
              Figures.seconds(row.starts().twoCores()) + " s",
              Figures.mebibytes(row.starts().heap()),
              Figures.mebibytes(row.resident()),
              Figures.rate(row.rounds().rate()),
              "%.0f %%".formatted(row.rounds().spread() * 100),
              Figures.ratio(row.rounds().times(rows.getFirst().rounds())),
              Figures.milliseconds(row.rounds().latency(Round.Latency::p50)),
              Figures.milliseconds(row.rounds().latency(Round.Latency::p99)),
              row.flat() ? "flat" : "not flat"));
    }
    return table;
  }

  private String chart(
      String title, String subtitle, ToDoubleFunction<Row> value, Function<Row, String> text) {
    List<BarChart.Bar> bars = new ArrayList<>();
    for (Row row : rows) {
      bars.add(
          new BarChart.Bar(
              row.size().label(), value.applyAsDouble(row), text.apply(row), Kind.POSTERN));
    }
    return BarChart.drawn(title, subtitle, bars);
  }
}
