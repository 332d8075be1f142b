package dev.postern.bench.growth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured, as {@code growth.md} and {@code growth.svg}. */
final class GrowthReport {

  private static final double MIB = 1024 * 1024;

  private final List<Row> rows = new ArrayList<>();
  private String feed = "";

  /**
   * One size.
   *
   * @param label what was in the database
   * @param start seconds to ready, the median of several starts on two cores
   * @param heap bytes after a full garbage collection
   * @param resident bytes of the process after the load
   * @param tokens the median round under load
   */
  record Row(String label, double start, long heap, long resident, TokenLoad.Seen tokens) {}

  void add(Row row) {
    rows.add(row);
  }

  void feed(int subscribers, int acts, String when, FeedLatency.Seen seen) {
    feed +=
        "| %,d | %d | %s | %s | %s |%n"
            .formatted(
                subscribers, acts, when, spread(seen.fromRequest()), spread(seen.fromAnswer()));
  }

  private static String spread(FeedLatency.Spread spread) {
    return "%.0f / %.0f / %.0f".formatted(spread.p50(), spread.p99(), spread.max());
  }

  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("growth.md"), markdown());
    Files.writeString(folder.resolve("growth.svg"), svg());
  }

  private String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # Growth

        One tenant in SQLite; each app has one credential and one grant. Start: from `./postern start` on two cores to
        "Postern ready", the median of its starts. Heap: all objects after a full garbage collection. Tokens: server on
        core 0; on core 1 wrk with 32 connections asks for tokens of apps chosen at random; rounds of all sizes take turns,
        the median round of each is shown, and its ratio is to the first line.

        | in the database | ready, s | heap, MiB | resident after load, MiB | tokens/s | ratio | p50 / p99, ms |
        |---|---|---|---|---|---|---|
        """);
    for (Row row : rows) {
      text.append(
          "| %s | %.1f | %.0f | %.0f | %,.0f | %.2f | %.1f / %.1f |%n"
              .formatted(
                  row.label(),
                  row.start(),
                  row.heap() / MIB,
                  row.resident() / MIB,
                  row.tokens().perSecond(),
                  row.tokens().perSecond() / rows.getFirst().tokens().perSecond(),
                  row.tokens().p50(),
                  row.tokens().p99()));
    }
    text.append(
        """

        ![Ready and heap](growth.svg)

        ## A revocation on its way

        Apps are blocked through the Admin API, ten a second, one node, default limits; each subscriber is a connection of
        its own. Milliseconds, p50 / p99 / max over all subscribers and blocks.

        | subscribers | blocks | meanwhile | from the operator's request | from its answer |
        |---|---|---|---|---|
        """);
    return text.append(feed).toString();
  }

  /** Two groups of bars: seconds to ready, and MiB of heap. */
  private String svg() {
    StringBuilder svg = new StringBuilder();
    int height = 40 + 44 * rows.size();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"760\" height=\"%d\" ".formatted(height)
            + "font-family=\"sans-serif\" font-size=\"13\">\n"
            + "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
            + "<text x=\"230\" y=\"22\">seconds to ready</text>"
            + "<text x=\"500\" y=\"22\">heap after full collection, MiB</text>\n");
    double slowest = rows.stream().mapToDouble(Row::start).max().orElse(1);
    double largest = rows.stream().mapToDouble(Row::heap).max().orElse(1);
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      int y = 40 + 44 * i;
      svg.append("<text x=\"10\" y=\"%d\">%s</text>%n".formatted(y + 18, row.label()));
      svg.append(
          bar(230, y, 190 * row.start() / slowest, "#3b6ea5", "%.1f".formatted(row.start())));
      svg.append(
          bar(500, y, 190 * row.heap() / largest, "#8a9a5b", "%.0f".formatted(row.heap() / MIB)));
    }
    return svg.append("</svg>\n").toString();
  }

  private static String bar(int x, int y, double width, String colour, String value) {
    return String.format(
        Locale.ROOT,
        "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"26\" fill=\"%s\"/>"
            + "<text x=\"%.1f\" y=\"%d\">%s</text>%n",
        x,
        y,
        width,
        colour,
        x + width + 6,
        y + 18,
        value);
  }
}
