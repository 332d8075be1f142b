package dev.postern.bench.growth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Measures how Postern bears many apps, live revocations and subscribers: {@code Growth RESULTS
 * [--quick] [--home REPOSITORY] [--work FOLDER]}.
 *
 * <p>The data is made in the work folder, a gigabyte for a million apps, and kept there: the next
 * run uses it again. Without one it is a temporary folder.
 */
public final class Growth {

  private static final int SUBSCRIBERS = 1_000;
  private static final int REVOCATIONS = 10_000;

  private final Path home;
  private final Path work;
  private final boolean quick;
  private final GrowthReport report = new GrowthReport();

  /** What is in one database. */
  private record Size(String label, int apps, int revocations) {}

  /** A size under measurement. */
  private record Subject(Size size, Path data, double start, long heap, RunningServer server) {}

  private Growth(Path home, Path work, boolean quick) {
    this.home = home;
    this.work = work;
    this.quick = quick;
  }

  /** Measures, and writes growth.md and growth.svg. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> given = List.of(arguments);
    Path home = Path.of(option(given, "--home", "")).toAbsolutePath();
    String work = option(given, "--work", "");
    Path folder =
        work.isEmpty()
            ? Files.createTempDirectory("postern-growth")
            : Path.of(work).toAbsolutePath();
    Growth growth = new Growth(home, folder, given.contains("--quick"));
    growth.measure();
    growth.report.write(Path.of(given.getFirst()));
  }

  private static String option(List<String> given, String name, String otherwise) {
    int at = given.indexOf(name);
    return at < 0 ? otherwise : given.get(at + 1);
  }

  private void measure() throws IOException, InterruptedException {
    int most = quick ? 20_000 : 1_000_000;
    List<Size> sizes = new ArrayList<>();
    sizes.add(new Size("1,000 apps", 1_000, 0));
    if (!quick) {
      sizes.add(new Size("100,000 apps", 100_000, 0));
    }
    sizes.add(new Size("%,d apps".formatted(most), most, 0));
    sizes.add(new Size("%,d apps, %,d revoked".formatted(most, REVOCATIONS), most, REVOCATIONS));
    List<Subject> subjects = new ArrayList<>();
    try {
      for (Size size : sizes) {
        subjects.add(start(size));
      }
      tokens(subjects);
      feed(subjects.getLast());
    } finally {
      subjects.forEach(subject -> subject.server().close());
    }
  }

  private Subject start(Size size) throws IOException, InterruptedException {
    Path data = data(size);
    List<Double> starts = new ArrayList<>();
    long heap = 0;
    for (int i = 0; i < (quick ? 1 : 3); i++) {
      try (RunningServer server = RunningServer.start(home, data, "0,1")) {
        starts.add(server.startTime().toMillis() / 1e3);
        heap = server.liveHeap();
      }
    }
    starts.sort(Comparator.naturalOrder());
    double start = starts.get(starts.size() / 2);
    return new Subject(size, data, start, heap, RunningServer.start(home, data, "0"));
  }

  private Path data(Size size) throws IOException {
    Path data = work.resolve("apps-" + size.apps() + "-revoked-" + size.revocations());
    Path done = work.resolve(data.getFileName() + ".done");
    if (!Files.exists(done)) {
      Clock clock = Clock.systemUTC();
      try (FoundedFolder folder = FoundedFolder.found(data, clock.instant())) {
        Population population = new Population(folder.store(), folder.pepper(), clock.instant());
        population.apps(size.apps());
        population.revocations(size.revocations());
      }
      Files.createFile(done);
    }
    return data;
  }

  private void tokens(List<Subject> subjects) throws IOException {
    List<TokenLoad> loads = new ArrayList<>();
    List<List<TokenLoad.Seen>> seen = new ArrayList<>();
    for (Subject subject : subjects) {
      TokenLoad load = TokenLoad.of(subject.size().apps() - blocks(), work);
      load.run(subject.server().url(), quick ? 3 : 30);
      loads.add(load);
      seen.add(new ArrayList<>());
    }
    for (int round = 0; round < (quick ? 1 : 5); round++) {
      for (int i = 0; i < loads.size(); i++) {
        seen.get(i).add(loads.get(i).run(subjects.get(i).server().url(), quick ? 3 : 10));
      }
    }
    for (int i = 0; i < loads.size(); i++) {
      Subject subject = subjects.get(i);
      List<TokenLoad.Seen> rounds = seen.get(i);
      rounds.sort(Comparator.comparingDouble(TokenLoad.Seen::perSecond));
      report.add(
          new GrowthReport.Row(
              subject.size().label(),
              subject.start(),
              subject.heap(),
              subject.server().resident(),
              rounds.get(rounds.size() / 2)));
    }
  }

  /** How many apps are blocked in one measurement of the feed; no load asks for their tokens. */
  private int blocks() {
    return quick ? 20 : 100;
  }

  private void feed(Subject subject) throws IOException, InterruptedException {
    Operator operator = new Operator(subject.data());
    int first = subject.size().apps() - blocks();
    int half = blocks() / 2;
    try (FeedLatency feed = new FeedLatency(subject.server().url(), SUBSCRIBERS)) {
      report.feed(SUBSCRIBERS, half, "nothing else", feed.measure(operator, first, half));
      TokenLoad load = TokenLoad.of(first, work);
      CompletableFuture<Void> tokens =
          CompletableFuture.runAsync(() -> {
            try {
              load.run(subject.server().url(), quick ? 8 : 30);
            } catch (IOException e) {
              throw new CompletionException(e);
            }
          });
      report.feed(
          SUBSCRIBERS,
          half,
          "tokens as fast as one core gives them",
          feed.measure(operator, first + half, half));
      tokens.join();
    }
  }
}
