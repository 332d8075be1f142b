package dev.postern.bench;

import dev.postern.bench.load.OpenLoop;
import dev.postern.bench.load.Round;
import dev.postern.bench.load.Rounds;
import dev.postern.bench.process.NotMeasured;
import dev.postern.bench.process.Origin;
import dev.postern.bench.report.Figures;
import dev.postern.bench.report.MarkdownTable;
import dev.postern.bench.subject.Subject;
import dev.postern.bench.subject.Subject.Place;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Latency of token requests that come at a constant rate, Postern and bare Vert.x in turns: what a
 * user sees of a server that is not at its limit.
 */
final class OpenPart {

  private static final String ALGORITHM = "ES256";
  private static final List<Double> LOADS = List.of(0.5, 0.8);
  // Apart from the ports of the other parts, so that each has data of its own.
  private static final int POSTERN_PORT = Ground.port(40);
  private static final int VERTX_PORT = Ground.port(41);

  private final Ground ground;
  private final MarkdownTable table =
      new MarkdownTable(
          "of its peak",
          "system",
          "asked/s",
          "answered/s",
          "p50 ms",
          "p99 ms",
          "p99 of each round",
          "p99.9 ms",
          "longest ms");

  OpenPart(Ground ground) {
    this.ground = ground;
  }

  /** Measures, and writes {@code open.md}. */
  void run(Subject postern, Subject vertx) throws NotMeasured, IOException, InterruptedException {
    String systems = "%s beside %s".formatted(postern.prepare(), vertx.prepare());
    postern.forget(POSTERN_PORT);
    try (Contender first = warm(postern, POSTERN_PORT);
        Contender ceiling = warm(vertx, VERTX_PORT)) {
      List<Contender> both = List.of(first, ceiling);
      ground.say("open: what each reaches");
      List<Rounds> peaks =
          Contender.inTurns(
              both,
              ground.effort().rounds(),
              each -> each.round(each.call(), Ground.CONNECTIONS, ground.effort().round()));
      for (double load : LOADS) {
        ground.say("open: at %.0f %% of that".formatted(load * 100));
        measure(both, peaks, load);
      }
    }
    ground.write(
        "open.md",
        """
        # Latency at a constant rate, ES256

        %s, a system on one core, the load on the other; medians over %d rounds of %d s in turns; [how](../README.md), [machine](machine.md).
        %s

        Requests come at a constant rate on %d connections; latency counts from the moment at which a request was due, so nothing is hidden by
        waiting. The peak is the rate of each system with as many connections that wait for their answers.

        %s\
        """
            .formatted(
                systems,
                ground.effort().rounds(),
                ground.effort().open().toSeconds(),
                Origin.of(ground.bench()).sentence(),
                Ground.CONNECTIONS,
                table));
  }

  private Contender warm(Subject subject, int port)
      throws NotMeasured, IOException, InterruptedException {
    ground.say("open: starting and warming " + subject.name());
    return Contender.warm(
        ground, subject, new Place(port, ALGORITHM, Ground.SERVER_CORE, Optional.empty()));
  }

  private void measure(List<Contender> both, List<Rounds> peaks, double load)
      throws NotMeasured, InterruptedException {
    List<Rounds> outcomes =
        Contender.inTurns(
            both,
            ground.effort().rounds(),
            each ->
                new OpenLoop(each.call(), peaks.get(both.indexOf(each)).rate() * load)
                    .run(Ground.CONNECTIONS, ground.effort().open())
                    .clean(each.name()));
    for (int i = 0; i < both.size(); i++) {
      Rounds rounds = outcomes.get(i);
      table.row(
          List.of(
              "%.0f %%".formatted(load * 100),
              both.get(i).name(),
              Figures.rate(peaks.get(i).rate() * load),
              Figures.rate(rounds.rate()),
              Figures.milliseconds(rounds.latency(Round.Latency::p50)),
              Figures.milliseconds(rounds.latency(Round.Latency::p99)),
              each(rounds),
              Figures.milliseconds(rounds.latency(Round.Latency::p999)),
              Figures.milliseconds(rounds.latency(Round.Latency::max))));
    }
  }

  private static String each(Rounds rounds) {
    List<Duration> sorted =
        rounds.all().stream().map(round -> round.latency().p99()).sorted().toList();
    return "%s to %s"
        .formatted(Figures.milliseconds(sorted.getFirst()), Figures.milliseconds(sorted.getLast()));
  }
}
