package dev.postern.bench;

import dev.postern.bench.load.Rounds;
import dev.postern.bench.report.Kind;
import java.time.Duration;

/**
 * All that was measured of one system and one algorithm.
 *
 * @param name of its folder
 * @param label for people, with the version
 * @param rounds interleaved with those of the others
 * @param residentBytes after the last round
 * @param warmth what the warm-up came to
 * @param oneCore from the start to the first token on one core, on data that it has made before
 * @param twoCores the same on two
 */
record TokenResult(
    String name,
    String label,
    Rounds rounds,
    long residentBytes,
    Contender.Warmth warmth,
    Duration oneCore,
    Duration twoCores) {

  static final String POSTERN = "postern";
  static final String VERTX = "vertx";
  static final String NETTY = "netty";

  Kind kind() {
    return switch (name) {
      case POSTERN -> Kind.POSTERN;
      case VERTX, NETTY -> Kind.CEILING;
      default -> Kind.PEER;
    };
  }
}
