package dev.postern.bench;

import dev.postern.bench.load.Call;
import dev.postern.bench.load.Round;
import dev.postern.bench.load.Rounds;
import dev.postern.bench.process.NotMeasured;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Different work of one system in turns, so that a ratio of two rates is of rounds that were taken
 * beside each other. The warm-up goes in turns, too.
 */
final class InterleavedWork {

  private final Contender system;
  private final Effort effort;
  private final List<Kind> kinds;

  /** What is asked: a request that may have to be made for each round. */
  interface Source {

    /**
     * The next round's request.
     *
     * @param first how many answers the first kind of work got in the same turn; 0 for itself
     */
    Call next(long first) throws NotMeasured, IOException;

    /** Removes what was made for the round. */
    default void over() throws IOException {}
  }

  /** One kind of work. */
  record Kind(String name, Source source) {}

  /**
   * What came of one.
   *
   * @param flat whether its rate was flat before the rounds
   */
  record Outcome(String name, Rounds rounds, boolean flat) {}

  InterleavedWork(Contender system, Effort effort, List<Kind> kinds) {
    this.system = system;
    this.effort = effort;
    this.kinds = List.copyOf(kinds);
  }

  /** Warms all until every rate is flat, and measures; outcomes in the order of the kinds. */
  List<Outcome> measured() throws NotMeasured, IOException, InterruptedException {
    Duration warmup = system.invitation().warmup();
    List<List<Round>> slices = empty();
    Duration spent = Duration.ZERO;
    while (spent.compareTo(effort.least(warmup)) < 0
        || (!slices.stream().allMatch(InterleavedWork::flat)
            && spent.compareTo(effort.most(warmup)) < 0)) {
      turn(effort.slice(), slices);
      spent = spent.plus(effort.slice());
    }
    List<List<Round>> rounds = empty();
    for (int i = 0; i < effort.rounds(); i++) {
      turn(effort.round(), rounds);
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      outcomes.add(
          new Outcome(kinds.get(i).name(), new Rounds(rounds.get(i)), flat(slices.get(i))));
    }
    return outcomes;
  }

  private List<List<Round>> empty() {
    return kinds.stream().<List<Round>>map(kind -> new ArrayList<>()).toList();
  }

  private void turn(Duration time, List<List<Round>> taken)
      throws NotMeasured, IOException, InterruptedException {
    long first = 0;
    for (int i = 0; i < kinds.size(); i++) {
      Source source = kinds.get(i).source();
      Call call = source.next(first);
      try {
        Round round = system.round(call, Ground.CONNECTIONS, time);
        taken.get(i).add(round);
        first = i == 0 ? round.requests() : first;
      } finally {
        source.over();
      }
    }
  }

  private static boolean flat(List<Round> slices) {
    return Rounds.flat(slices.stream().map(Round::rate).toList());
  }
}
