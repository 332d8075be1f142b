package dev.postern.bench.console;

import java.util.Locale;

/**
 * How much is made and how often it is looked at.
 *
 * @param apps how many apps there are, and as many accounts
 * @param lines how many lines the audit log has
 * @param rounds how often each page is asked for, in turns
 * @param paints how often each page is painted without, and as often with what the browser kept
 */
record Effort(int apps, int lines, int rounds, int paints) {

  /** Figures that may be published: what the console was asked to bear. */
  static final Effort FULL = new Effort(10_000, 1_000_000, 50, 20);

  /** To see that everything works. */
  static final Effort QUICK = new Effort(1_000, 20_000, 5, 2);

  /** What the data folder of this size is called. */
  String name() {
    return "apps-" + apps + "-lines-" + lines;
  }

  /** The size in words. */
  String size() {
    return String.format(Locale.ROOT, "%,d apps and %,d lines of the audit log", apps, lines);
  }
}
