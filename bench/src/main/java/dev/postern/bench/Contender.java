package dev.postern.bench;

import dev.postern.bench.load.Call;
import dev.postern.bench.load.Round;
import dev.postern.bench.load.Rounds;
import dev.postern.bench.process.NotMeasured;
import dev.postern.bench.subject.Http;
import dev.postern.bench.subject.Invitation;
import dev.postern.bench.subject.Running;
import dev.postern.bench.subject.Subject;
import dev.postern.bench.subject.Subject.Place;
import dev.postern.bench.subject.TokenProof;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A system that is up and has proven that it gives tokens; closing it ends it. */
final class Contender implements AutoCloseable {

  private final Ground ground;
  private final Subject subject;
  private final Place place;
  private final Running running;
  private final Http http;
  private final Invitation invitation;

  private Contender(Ground ground, Subject subject, Place place, Running running)
      throws NotMeasured, InterruptedException {
    this.ground = ground;
    this.subject = subject;
    this.place = place;
    this.running = running;
    this.http = new Http(place.tls().map(files -> files.trust()));
    running.awaitPort(place.port());
    this.invitation = subject.invitation(place);
    running.firstToken(http, invitation);
    prove();
  }

  /** Starts a system and has it prove itself. */
  static Contender start(Ground ground, Subject subject, Place place)
      throws NotMeasured, IOException, InterruptedException {
    Running running = subject.start(place);
    try {
      return new Contender(ground, subject, place, running);
    } catch (NotMeasured | InterruptedException | RuntimeException e) {
      running.close();
      throw e;
    }
  }

  /** Starts a system, has it prove itself, and sends token requests until their rate is flat. */
  static Contender warm(Ground ground, Subject subject, Place place)
      throws NotMeasured, IOException, InterruptedException {
    Contender contender = start(ground, subject, place);
    try {
      contender.warm(contender.call());
      return contender;
    } catch (NotMeasured | InterruptedException | RuntimeException e) {
      contender.close();
      throw e;
    }
  }

  /** What is measured in a round. */
  interface Work {
    Round round(Contender contender) throws NotMeasured, InterruptedException;
  }

  /** Rounds A B C A B C; what came of each system, in their order. */
  static List<Rounds> inTurns(List<Contender> systems, int turns, Work work)
      throws NotMeasured, InterruptedException {
    List<List<Round>> taken = systems.stream().<List<Round>>map(each -> new ArrayList<>()).toList();
    for (int turn = 0; turn < turns; turn++) {
      for (int i = 0; i < systems.size(); i++) {
        taken.get(i).add(work.round(systems.get(i)));
      }
    }
    return taken.stream().map(Rounds::new).toList();
  }

  String name() {
    return subject.name();
  }

  Http http() {
    return http;
  }

  Invitation invitation() {
    return invitation;
  }

  /** A token request. */
  Call call() {
    return Call.form(invitation.url(), invitation.body());
  }

  /** Gets a token and verifies it. */
  void prove() throws NotMeasured, InterruptedException {
    TokenProof.demand(subject.name(), http, invitation, place.algorithm());
  }

  /**
   * Sends {@code call} until its rate is flat.
   *
   * @return how long that took, and whether it was flat at the end
   */
  Warmth warm(Call call) throws NotMeasured, InterruptedException {
    Duration least = ground.effort().least(invitation.warmup());
    Duration most = ground.effort().most(invitation.warmup());
    List<Double> rates = new ArrayList<>();
    Duration spent = Duration.ZERO;
    while (spent.compareTo(least) < 0 || (!Rounds.flat(rates) && spent.compareTo(most) < 0)) {
      rates.add(round(call, Ground.CONNECTIONS, ground.effort().slice()).rate());
      spent = spent.plus(ground.effort().slice());
    }
    return new Warmth(spent, Rounds.flat(rates));
  }

  /** What the warm-up came to. */
  record Warmth(Duration lasted, boolean flat) {}

  /** One round, every answer of which was 200. */
  Round round(Call call, int connections, Duration time) throws NotMeasured, InterruptedException {
    return ground.wrk().run(call, connections, time).clean(subject.name());
  }

  long residentBytes() throws IOException {
    return running.residentBytes();
  }

  /** Starts it anew on the data that it left, on these cores: the time to the first token. */
  Duration startAgain(String cores) throws NotMeasured, IOException, InterruptedException {
    try (Running again = subject.start(place.on(cores))) {
      return again.firstToken(http, invitation);
    }
  }

  @Override
  public void close() {
    running.close();
  }
}
