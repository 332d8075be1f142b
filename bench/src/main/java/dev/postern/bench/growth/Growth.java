package dev.postern.bench.growth;

import dev.postern.bench.load.Round;
import dev.postern.bench.process.NotMeasured;
import dev.postern.bench.process.Origin;
import dev.postern.bench.process.Program;
import dev.postern.bench.report.Figures;
import dev.postern.bench.server.DataSets;
import dev.postern.bench.server.Operator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Measures how Postern bears many apps, live revocations and subscribers. */
public final class Growth {

  private static final int SUBSCRIBERS = 1_000;
  private static final int REVOCATIONS = 10_000;
  private static final Duration BUILD = Duration.ofMinutes(10);
  private static final Duration SYNC = Duration.ofMinutes(2);

  /** wrk reads its credentials first. */
  private static final Duration LOAD_BEGINS = Duration.ofSeconds(3);

  /** How much longer than the blocks should take the load goes on. */
  private static final Duration LOAD_GOES_ON = Duration.ofSeconds(12);

  private final Path bench;
  private final Path work;
  private final Effort effort;
  private final GrowthReport report;

  private Growth(Path bench, Effort effort, Origin origin) {
    this.bench = bench;
    this.work = bench.resolve("target").resolve("growth");
    this.effort = effort;
    this.report = new GrowthReport(effort, origin);
  }

  /**
   * Arguments: the folder {@code bench}, the folder of the results, {@code full} or {@code quick}.
   */
  public static void main(String[] arguments) throws IOException {
    Effort effort = arguments[2].equals("quick") ? Effort.QUICK : Effort.FULL;
    try {
      Path bench = Path.of(arguments[0]);
      Growth growth = new Growth(bench, effort, Origin.of(bench));
      growth.measure();
      growth.report.write(Path.of(arguments[1]));
    } catch (NotMeasured e) {
      System.err.println("Not measured: " + e.getMessage());
      System.exit(1);
    } catch (InterruptedException e) {
      System.exit(130);
    }
  }

  private void measure() throws NotMeasured, IOException, InterruptedException {
    Path home = bench.resolve("..").normalize();
    // Builds it where it must be built, so that no start is measured with that in it.
    Program.output(List.of(home.resolve("postern").toString(), "version"), Map.of(), BUILD);
    DataSets sets = new DataSets(work);
    List<SizedServer> servers = new ArrayList<>();
    try {
      Map<Size, Path> folders = folders(sets);
      for (Map.Entry<Size, Path> each : folders.entrySet()) {
        say("starting with " + each.getKey().label());
        TokenLoad load = TokenLoad.of(each.getKey().apps(), bench, work);
        servers.add(SizedServer.start(home, each.getKey(), each.getValue(), load, effort.starts()));
      }
      tokens(servers);
      feed(servers.getLast());
    } finally {
      servers.forEach(SizedServer::close);
    }
    sets.forget();
  }

  private Map<Size, Path> folders(DataSets sets)
      throws NotMeasured, IOException, InterruptedException {
    List<Size> sizes = new ArrayList<>();
    effort.sizes().forEach(apps -> sizes.add(new Size(apps, 0)));
    sizes.add(new Size(effort.sizes().getLast(), REVOCATIONS));
    Map<Size, Path> folders = new LinkedHashMap<>();
    for (Size size : sizes) {
      say("making " + size.label());
      folders.put(size, folder(sets, size));
    }
    // Else the disk would still be writing them while starts are measured.
    Program.output(List.of("sync"), Map.of(), SYNC);
    return folders;
  }

  private static Path folder(DataSets sets, Size size) throws IOException {
    String name = "apps-" + size.apps();
    Path copy =
        sets.copy(
            name,
            (folder, now) -> new Population(folder.store(), folder.pepper(), now).apps(size.apps()),
            name + "-revoked-" + size.revocations());
    if (size.revocations() > 0) {
      // Only now, because they must still be live when they are measured.
      sets.add(
          copy,
          (folder, now) ->
              new Population(folder.store(), folder.pepper(), now).revocations(size.revocations()));
    }
    return copy;
  }

  /** All are up, on one core, and take turns; all but one idle. */
  private void tokens(List<SizedServer> servers)
      throws NotMeasured, IOException, InterruptedException {
    for (SizedServer server : servers) {
      say("warming with " + server.size().label());
      server.warm(effort.slice(), effort.warmth());
    }
    for (int i = 1; i <= effort.rounds(); i++) {
      say("round %d of %d".formatted(i, effort.rounds()));
      for (SizedServer server : servers) {
        server.round(effort.slice());
      }
    }
    for (SizedServer server : servers) {
      report.add(server.row());
    }
  }

  /** Apps of the last numbers are blocked, and the load asks for tokens of all others. */
  private void feed(SizedServer server) throws NotMeasured, IOException, InterruptedException {
    int blocks = effort.blocks();
    int others = server.size().apps() - 2 * blocks;
    TokenLoad load = TokenLoad.of(others, bench, work);
    say("%d subscribers".formatted(SUBSCRIBERS));
    try (FeedCrowd crowd = new FeedCrowd(server.url(), SUBSCRIBERS)) {
      report.joined(crowd.join());
      FeedLatency latency = new FeedLatency(crowd, new Operator(server.data()));
      report.feed("nothing else", latency.measure(others, blocks));
      say("%d subscribers, and tokens".formatted(SUBSCRIBERS));
      Duration time = FeedLatency.time(blocks).plus(LOAD_BEGINS).plus(LOAD_GOES_ON);
      FutureTask<Round> tokens = new FutureTask<>(() -> load.run(server.url(), time));
      Thread.ofPlatform().daemon().name("token load").start(tokens);
      Thread.sleep(LOAD_BEGINS);
      FeedLatency.Seen seen = latency.measure(others + blocks, blocks);
      boolean tooEarly = tokens.isDone();
      Round round = outcome(tokens);
      if (tooEarly) {
        throw new NotMeasured("the load ended before the last block had arrived");
      }
      report.feed("tokens at full load, %s a second".formatted(Figures.rate(round.rate())), seen);
    }
  }

  private static Round outcome(FutureTask<Round> tokens) throws NotMeasured, InterruptedException {
    try {
      return tokens.get();
    } catch (ExecutionException e) {
      throw new NotMeasured("the load beside the feed: " + e.getCause());
    }
  }

  private static void say(String what) {
    System.out.println("growth: " + what);
  }
}
