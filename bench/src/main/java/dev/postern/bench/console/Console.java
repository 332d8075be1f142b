package dev.postern.bench.console;

import dev.postern.bench.process.NotMeasured;
import dev.postern.bench.process.Origin;
import dev.postern.bench.process.Program;
import dev.postern.bench.server.DataSets;
import dev.postern.bench.server.RunningServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Measures how long the console's pages take in a large house. */
public final class Console {

  private static final Duration BUILD = Duration.ofMinutes(10);
  private static final Duration SYNC = Duration.ofMinutes(2);
  private static final String CORE = "0";

  private final Path home;
  private final Path data;
  private final Effort effort;

  private Console(Path home, Path data, Effort effort) {
    this.home = home;
    this.data = data;
    this.effort = effort;
  }

  /**
   * Arguments: the folder {@code bench}, the folder of the results, {@code full} or {@code quick}.
   */
  public static void main(String[] arguments) throws IOException {
    Effort effort = arguments[2].equals("quick") ? Effort.QUICK : Effort.FULL;
    try {
      Path bench = Path.of(arguments[0]);
      Origin origin = Origin.of(bench);
      DataSets sets = new DataSets(bench.resolve("target").resolve("console"));
      say("making " + effort.size());
      Path data = folder(sets, effort);
      // Else the disk would still be writing it while pages are measured.
      Program.output(List.of("sync"), Map.of(), SYNC);
      Path home = bench.resolve("..").normalize();
      // Builds it where it must be built.
      Program.output(List.of(home.resolve("postern").toString(), "version"), Map.of(), BUILD);
      new Console(home, data, effort).measure(origin).write(Path.of(arguments[1]));
      sets.forget();
    } catch (NotMeasured e) {
      System.err.println("Not measured: " + e.getMessage());
      System.exit(1);
    } catch (InterruptedException e) {
      System.exit(130);
    }
  }

  private static Path folder(DataSets sets, Effort effort) throws IOException {
    Path copy =
        sets.copy(
            effort.name(),
            (folder, now) -> new House(folder, now).furnish(effort.apps(), effort.lines()),
            effort.name());
    // Only now, because it must be of the last day when it is looked at.
    sets.add(copy, (folder, now) -> new House(folder, now).busyDay(effort.apps()));
    return copy;
  }

  private ConsoleReport measure(Origin origin)
      throws NotMeasured, IOException, InterruptedException {
    List<Times> times = new ArrayList<>();
    for (Screen screen : Screen.all(effort.apps(), effort.lines())) {
      say("cold: " + screen.name());
      times.add(new Times(screen, cold(screen)));
    }
    try (Painter painter = new Painter();
        EmptyPage page = new EmptyPage()) {
      List<Painted> painted = new ArrayList<>();
      for (Screen screen : Screen.PAINTED) {
        say("cold, painted: " + screen.name());
        painted.add(new Painted(screen.name(), cold(painter, screen)));
      }
      try (RunningServer server = RunningServer.start(home, data, CORE)) {
        Visitor visitor = Visitor.of(server, data);
        for (int i = 1; i <= effort.rounds(); i++) {
          say("round %d of %d".formatted(i, effort.rounds()));
          for (Times each : times) {
            each.add(visitor.open(each.screen().path()));
          }
        }
        say("verifying the log");
        Chain chain = Chain.verify(visitor);
        say("painting");
        Program.spread(Painter.CORES);
        Painted empty =
            new Painted("one word of another server", paint(painter, visitor, page.url()));
        for (int i = 0; i < effort.paints(); i++) {
          for (int n = 0; n < painted.size(); n++) {
            painted.get(n).paint(painter.window(visitor), visitor.url(Screen.PAINTED.get(n)));
          }
          empty.paint(painter.window(visitor), page.url());
        }
        return new ConsoleReport(origin, effort, times, painted, empty, chain);
      }
    }
  }

  /** The first page that a server shows after its start. */
  private Shown cold(Screen screen) throws NotMeasured, IOException, InterruptedException {
    try (RunningServer server = RunningServer.start(home, data, CORE)) {
      return Visitor.of(server, data).open(screen.path());
    }
  }

  private Painter.Paint cold(Painter painter, Screen screen)
      throws NotMeasured, IOException, InterruptedException {
    try (RunningServer server = RunningServer.start(home, data, Painter.CORES)) {
      Visitor visitor = Visitor.of(server, data);
      return paint(painter, visitor, visitor.url(screen));
    }
  }

  private static Painter.Paint paint(Painter painter, Visitor visitor, String url)
      throws NotMeasured {
    try (Painter.Window window = painter.window(visitor)) {
      return window.paint(url);
    }
  }

  private static void say(String what) {
    System.out.println("console: " + what);
  }
}
