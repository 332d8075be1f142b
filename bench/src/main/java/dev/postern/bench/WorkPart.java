package dev.postern.bench;

import dev.postern.bench.load.Call;
import dev.postern.bench.load.Round;
import dev.postern.bench.load.Rounds;
import dev.postern.bench.process.NotMeasured;
import dev.postern.bench.process.Origin;
import dev.postern.bench.report.Figures;
import dev.postern.bench.report.MarkdownTable;
import dev.postern.bench.subject.Subject;
import dev.postern.bench.subject.Subject.Place;
import dev.postern.bench.subject.TlsFiles;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;

/**
 * Other work of Postern, beside bare Vert.x where that can do it: more and fewer connections, TLS,
 * accounts, administration. All with ES256.
 */
final class WorkPart {

  private static final String ALGORITHM = "ES256";
  private static final List<Integer> CONCURRENCY = List.of(1, 8, 32, 256, 1024);
  private static final int WRITERS = 8;
  // Apart from the ports of the other parts, so that each has data of its own.
  private static final int POSTERN_PORT = Ground.port(30);
  private static final int VERTX_PORT = Ground.port(31);

  private final Ground ground;
  private final Subject postern;
  private final Subject vertx;
  private final StringBuilder page = new StringBuilder();

  WorkPart(Ground ground, Subject postern, Subject vertx) {
    this.ground = ground;
    this.postern = postern;
    this.vertx = vertx;
  }

  /** Measures everything and writes {@code work.md}. */
  void run() throws NotMeasured, IOException, GeneralSecurityException, InterruptedException {
    page.append(
        """
        # More work, ES256

        %s beside %s, a system on one core, the load on the other; medians over %d rounds; [how](../README.md), [machine](machine.md).
        %s
        """
            .formatted(
                postern.prepare(),
                vertx.prepare(),
                ground.effort().rounds(),
                Origin.of(ground.bench()).sentence()));
    postern.forget(POSTERN_PORT);
    try (Contender first = start(postern, POSTERN_PORT, Optional.empty());
        Contender ceiling = start(vertx, VERTX_PORT, Optional.empty())) {
      concurrency(List.of(first, ceiling));
      PosternApis apis = PosternApis.open(first, postern.data(POSTERN_PORT));
      others(first, apis);
    }
    TlsFiles tls = TlsFiles.make(ground.bench().resolve("target").resolve("tls"));
    try (Contender first = start(postern, POSTERN_PORT, Optional.of(tls));
        Contender ceiling = start(vertx, VERTX_PORT, Optional.of(tls))) {
      tls(List.of(first, ceiling));
    }
    ground.write("work.md", page.toString());
  }

  private Contender start(Subject subject, int port, Optional<TlsFiles> tls)
      throws NotMeasured, IOException, InterruptedException {
    ground.say("work: starting and warming " + subject.name());
    return Contender.warm(ground, subject, new Place(port, ALGORITHM, Ground.SERVER_CORE, tls));
  }

  private void concurrency(List<Contender> both) throws NotMeasured, InterruptedException {
    MarkdownTable table =
        new MarkdownTable(
            "connections", "tokens/s", "of bare Vert.x", "p50 ms", "p99 ms", "Vert.x p99 ms");
    for (int connections : CONCURRENCY) {
      ground.say("work: %d connections".formatted(connections));
      List<Rounds> rounds = inTurns(both, Contender::call, connections);
      Rounds first = rounds.getFirst();
      Rounds ceiling = rounds.getLast();
      table.row(
          List.of(
              Integer.toString(connections),
              Figures.rate(first.rate()),
              Figures.ratio(first.times(ceiling)),
              Figures.milliseconds(first.latency(Round.Latency::p50)),
              Figures.milliseconds(first.latency(Round.Latency::p99)),
              Figures.milliseconds(ceiling.latency(Round.Latency::p99))));
    }
    section("Connections", "Closed loop, keep-alive.", table);
  }

  private void others(Contender first, PosternApis apis) throws NotMeasured, InterruptedException {
    ground.say("work: accounts and administration");
    MarkdownTable table =
        new MarkdownTable("work", "connections", "per second", "p50 ms", "p99 ms");
    one(table, first, "read an account", apis.readAccount(), Ground.CONNECTIONS);
    one(table, first, "change an app, committed", apis.renameApp(), 1);
    one(table, first, "change an app, committed", apis.renameApp(), WRITERS);
    section(
        "Accounts and administration",
        "Every request carries an access token. A change is one transaction on disk, with its line of"
            + " the audit log.",
        table);
  }

  private void one(MarkdownTable table, Contender system, String work, Call call, int connections)
      throws NotMeasured, InterruptedException {
    // Not until it is flat: what waits for a disk never is.
    system.round(call, connections, ground.effort().slice());
    Rounds rounds = inTurns(List.of(system), each -> call, connections).getFirst();
    table.row(
        List.of(
            work,
            Integer.toString(connections),
            Figures.rate(rounds.rate()),
            Figures.milliseconds(rounds.latency(Round.Latency::p50)),
            Figures.milliseconds(rounds.latency(Round.Latency::p99))));
  }

  private void tls(List<Contender> both) throws NotMeasured, InterruptedException {
    ground.say("work: TLS");
    MarkdownTable table =
        new MarkdownTable("TLS 1.3", "tokens/s", "of bare Vert.x", "p50 ms", "p99 ms");
    tlsRow(table, "keep-alive", inTurns(both, Contender::call, Ground.CONNECTIONS));
    for (Contender each : both) {
      each.warm(each.call().closing());
    }
    tlsRow(
        table,
        "a new connection each",
        inTurns(both, each -> each.call().closing(), Ground.CONNECTIONS));
    section("TLS", "32 connections, certificate on P-256, no resumption.", table);
  }

  private static void tlsRow(MarkdownTable table, String name, List<Rounds> rounds) {
    Rounds first = rounds.getFirst();
    table.row(
        List.of(
            name,
            Figures.rate(first.rate()),
            Figures.ratio(first.times(rounds.getLast())),
            Figures.milliseconds(first.latency(Round.Latency::p50)),
            Figures.milliseconds(first.latency(Round.Latency::p99))));
  }

  private interface Calls {
    Call of(Contender contender);
  }

  private List<Rounds> inTurns(List<Contender> systems, Calls calls, int connections)
      throws NotMeasured, InterruptedException {
    return Contender.inTurns(
        systems,
        ground.effort().rounds(),
        each -> each.round(calls.of(each), connections, ground.effort().round()));
  }

  private void section(String title, String text, MarkdownTable table) {
    page.append("\n## %s\n\n%s\n\n%s".formatted(title, text, table));
  }
}
