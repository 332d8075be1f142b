package dev.postern.bench.growth;

import java.util.Locale;

/** What is in one database: apps with one credential and one grant each, and live revocations. */
record Size(int apps, int revocations) {

  String label() {
    return revocations == 0
        ? String.format(Locale.ROOT, "%,d apps", apps)
        : String.format(Locale.ROOT, "%,d apps, %,d revocations", apps, revocations);
  }
}
