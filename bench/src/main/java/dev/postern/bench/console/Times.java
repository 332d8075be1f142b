package dev.postern.bench.console;

import dev.postern.bench.load.Rounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** How long one page took, each time. */
final class Times {

  private final Screen screen;
  private final Shown cold;
  private final List<Shown> shown = new ArrayList<>();

  /** A page that was first shown as {@code cold}, by a server that had shown nothing yet. */
  Times(Screen screen, Shown cold) {
    this.screen = screen;
    this.cold = cold;
  }

  void add(Shown again) {
    shown.add(again);
  }

  Screen screen() {
    return screen;
  }

  Duration cold() {
    return cold.server();
  }

  /** The middle one of the times that the server says. */
  Duration median() {
    return median(Shown::server);
  }

  /** The middle one of the times until all was read. */
  Duration wholeMedian() {
    return median(Shown::whole);
  }

  /** The server's time that 95 of 100 do not exceed. */
  Duration p95() {
    return sorted().get((int) Math.ceil(0.95 * shown.size()) - 1);
  }

  /** The server's longest time. */
  Duration longest() {
    return sorted().getLast();
  }

  /** The characters of the page. */
  int size() {
    return cold.html().length();
  }

  private List<Duration> sorted() {
    return shown.stream().map(Shown::server).sorted().toList();
  }

  private Duration median(Function<Shown, Duration> time) {
    List<Double> nanos = shown.stream().map(each -> (double) time.apply(each).toNanos()).toList();
    return Duration.ofNanos((long) Rounds.median(nanos));
  }
}
