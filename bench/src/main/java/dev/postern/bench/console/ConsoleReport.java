package dev.postern.bench.console;

import dev.postern.bench.process.Origin;
import dev.postern.bench.report.Figures;
import dev.postern.bench.report.MarkdownTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * What was measured, as {@code console.md}.
 *
 * @param origin when, and of which sources
 * @param effort how much there was, and how often it was looked at
 * @param times of every page
 * @param painted of some
 * @param empty what the same browser takes for a page of one word
 * @param chain the whole log, verified
 */
record ConsoleReport(
    Origin origin,
    Effort effort,
    List<Times> times,
    List<Painted> painted,
    Painted empty,
    Chain chain) {

  private static final Duration PAINT = Duration.ofMillis(200);
  private static final Duration LIST = Duration.ofMillis(100);

  void write(Path folder) throws IOException {
    Files.writeString(folder.resolve("console.md"), markdown());
  }

  private String markdown() {
    return String.format(
        Locale.ROOT,
        """
        # The console in a large house

        One tenant in SQLite with %s, each line a change of its own; %d APIs, 20 people, as many accounts as apps, and a day in which every app
        asked for tokens in every hour. Postern as `./postern start` starts it, on one core; whoever looks on the other; [how](../README.md).
        %s%s

        ## Server time

        What the header `Server-Timing` says: all that it takes to make the page, without reading the request and sending the answer. *Cold* is
        the first page that a server shows after its start. The others are %d times each, in turns, by a server that was not warmed before: its
        first pages are among them. *All* is the median until whoever asked has read everything.

        %s
        Wanted: lists within 100 ms. %s

        The whole log was verified by the console's own page, %d requests of 5,000 lines one after another: %s s.

        ## First paint

        First contentful paint in Debian's Chromium without a window, from the address bar on, over loopback; browser and server share two cores.
        *Cold* is the first page of a server after its start, in a new window; *new* %d new windows, each with nothing kept; *again* the same
        page once more in each of them, when the first asks for nothing more. Bytes and requests are those of a new window, styles, scripts and
        icons included. The last row is what the browser itself takes: a page without style and scripts, from a server that has nothing to do.

        %s
        Wanted: within 200 ms. %s
        """,
        effort.size(),
        HouseApp.APIS,
        origin.sentence(),
        effort.equals(Effort.QUICK) ? " **Quick: not to be believed.**" : "",
        effort.rounds(),
        pages(),
        lists(),
        chain.parts(),
        Figures.seconds(chain.lasted()),
        effort.paints(),
        paints(),
        firstPaints());
  }

  private MarkdownTable pages() {
    MarkdownTable table =
        new MarkdownTable(
            "page", "list", "cold ms", "median ms", "p95 ms", "longest ms", "all ms", "KiB");
    for (Times each : times) {
      table.row(
          List.of(
              each.screen().name(),
              each.screen().list() ? "yes" : "",
              milliseconds(each.cold()),
              milliseconds(each.median()),
              milliseconds(each.p95()),
              milliseconds(each.longest()),
              milliseconds(each.wholeMedian()),
              kibibytes(each.size())));
    }
    return table;
  }

  private String lists() {
    List<Times> lists = times.stream().filter(each -> each.screen().list()).toList();
    return "Of %d lists by the median %s; at least once %s; cold %s."
        .formatted(
            lists.size(),
            missed(slow(lists, Times::median), lists.size()),
            missed(slow(lists, Times::longest), lists.size()),
            missed(slow(lists, Times::cold), lists.size()));
  }

  private static List<String> slow(List<Times> lists, Function<Times, Duration> time) {
    return lists.stream()
        .filter(each -> time.apply(each).compareTo(LIST) > 0)
        .map(each -> each.screen().name())
        .toList();
  }

  private MarkdownTable paints() {
    MarkdownTable table =
        new MarkdownTable(
            "page", "cold ms", "new ms", "latest ms", "again ms", "latest ms", "KiB", "requests");
    painted.forEach(each -> paint(table, each));
    paint(table, empty);
    return table;
  }

  private static void paint(MarkdownTable table, Painted page) {
    table.row(
        List.of(
            page.name(),
            milliseconds(page.cold().first()),
            milliseconds(Painted.median(page.bare())),
            milliseconds(Painted.latest(page.bare())),
            milliseconds(Painted.median(page.again())),
            milliseconds(Painted.latest(page.again())),
            kibibytes(page.bare().getFirst().bytes()),
            Integer.toString(page.bare().getFirst().requests())));
  }

  private String firstPaints() {
    return "By the median of new windows %s; at least once %s; cold %s."
        .formatted(
            missed(late(each -> Painted.median(each.bare())), painted.size()),
            missed(late(each -> Painted.latest(each.bare())), painted.size()),
            missed(late(each -> each.cold().first()), painted.size()));
  }

  private List<String> late(Function<Painted, Duration> time) {
    return painted.stream()
        .filter(each -> time.apply(each).compareTo(PAINT) > 0)
        .map(Painted::name)
        .toList();
  }

  private static String missed(List<String> names, int all) {
    return names.isEmpty()
        ? "**all held**"
        : "**missed by** " + (names.size() == all ? "all" : String.join("; ", names));
  }

  private static String milliseconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f", time.toNanos() / 1e6);
  }

  private static String kibibytes(long bytes) {
    return Long.toString(Math.round(bytes / 1024.0));
  }
}
