package dev.postern.bench.growth;

import dev.postern.bench.load.Round;
import dev.postern.bench.load.Rounds;
import dev.postern.bench.process.NotMeasured;
import dev.postern.bench.server.RunningServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Postern on data of one size, up on core 0: what its start cost, and what it gives under load. */
final class SizedServer implements AutoCloseable {

  private static final String ONE_CORE = "0";
  private static final String TWO_CORES = "0,1";

  private final Size size;
  private final Path data;
  private final Starts starts;
  private final RunningServer server;
  private final TokenLoad load;
  private final List<Double> warming = new ArrayList<>();
  private final List<Round> rounds = new ArrayList<>();

  /**
   * What starting took.
   *
   * @param oneCore until it was ready, the median of several starts
   * @param twoCores the same where it has two
   * @param heap bytes of all objects after a full garbage collection, before any request
   */
  record Starts(Duration oneCore, Duration twoCores, long heap) {}

  private SizedServer(Size size, Path data, Starts starts, RunningServer server, TokenLoad load) {
    this.size = size;
    this.data = data;
    this.starts = starts;
    this.server = server;
    this.load = load;
  }

  /** Starts it several times to measure that, and then once to stay. */
  static SizedServer start(Path home, Size size, Path data, TokenLoad load, int times)
      throws NotMeasured, IOException, InterruptedException {
    double[] one = new double[times];
    double[] two = new double[times];
    for (int i = 0; i < times; i++) {
      one[i] = ready(home, data, ONE_CORE);
      two[i] = ready(home, data, TWO_CORES);
    }
    RunningServer server = RunningServer.start(home, data, ONE_CORE);
    try {
      Starts starts = new Starts(median(one), median(two), server.liveHeap());
      return new SizedServer(size, data, starts, server, load);
    } catch (NotMeasured | IOException | InterruptedException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private static double ready(Path home, Path data, String cores) throws NotMeasured, IOException {
    try (RunningServer server = RunningServer.start(home, data, cores)) {
      return server.startTime().toNanos();
    }
  }

  private static Duration median(double[] nanos) {
    return Duration.ofNanos((long) Rounds.median(nanos));
  }

  /** Loads it in slices until the rate is flat, or so many times. */
  void warm(Duration slice, int most) throws NotMeasured, InterruptedException {
    while (!Rounds.flat(warming) && warming.size() < most) {
      warming.add(load.run(url(), slice).rate());
    }
  }

  void round(Duration time) throws NotMeasured, InterruptedException {
    rounds.add(load.run(url(), time));
  }

  /** What was measured so far. */
  GrowthReport.Row row() throws IOException {
    return new GrowthReport.Row(
        size, starts, server.resident(), new Rounds(rounds), Rounds.flat(warming));
  }

  Size size() {
    return size;
  }

  Path data() {
    return data;
  }

  URI url() {
    return server.url();
  }

  @Override
  public void close() {
    server.close();
  }
}
