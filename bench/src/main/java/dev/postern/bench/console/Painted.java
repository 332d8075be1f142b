package dev.postern.bench.console;

import dev.postern.bench.load.Rounds;
import dev.postern.bench.process.NotMeasured;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** When one page was first painted, each time. */
final class Painted {

  private final String name;
  private final Painter.Paint cold;
  private final List<Painter.Paint> bare = new ArrayList<>();
  private final List<Painter.Paint> again = new ArrayList<>();

  /** A page whose paint by a server that had shown nothing yet was {@code cold}. */
  Painted(String name, Painter.Paint cold) {
    this.name = name;
    this.cold = cold;
  }

  /** Paints it in a new window, and once more in the same. */
  void paint(Painter.Window opened, String url) throws NotMeasured {
    try (Painter.Window window = opened) {
      bare.add(window.paint(url));
      again.add(window.paint(url));
    }
  }

  /** What the page is. */
  String name() {
    return name;
  }

  Painter.Paint cold() {
    return cold;
  }

  /** By browsers that had kept nothing. */
  List<Painter.Paint> bare() {
    return bare;
  }

  /** By those that had shown the page before. */
  List<Painter.Paint> again() {
    return again;
  }

  /** The middle one of the first paints. */
  static Duration median(List<Painter.Paint> paints) {
    List<Double> nanos = paints.stream().map(each -> (double) each.first().toNanos()).toList();
    return Duration.ofNanos((long) Rounds.median(nanos));
  }

  /** The latest of the first paints. */
  static Duration latest(List<Painter.Paint> paints) {
    return paints.stream().map(Painter.Paint::first).sorted().toList().getLast();
  }
}
