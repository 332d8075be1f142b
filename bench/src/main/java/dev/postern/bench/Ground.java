package dev.postern.bench;

import dev.postern.bench.load.Wrk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What every part stands on.
 *
 * @param bench the folder {@code bench}
 * @param results where reports go
 * @param effort how much time is spent
 */
record Ground(Path bench, Path results, Effort effort) {

  /** The core of the system that is measured. */
  static final String SERVER_CORE = "0";

  /** The core of the load, and of this program. */
  static final String LOAD_CORE = "1";

  /** Both, for how a system starts where it has two. */
  static final String ALL_CORES = "0,1";

  /** The usual number of connections. */
  static final int CONNECTIONS = 32;

  private static final int FIRST_PORT = 18200;
  private static final int PORTS_EACH = 10;

  Wrk wrk() {
    return new Wrk(bench.resolve("load.lua"), LOAD_CORE);
  }

  /** The port of the system that stands {@code index}th in the order. */
  static int port(int index) {
    return FIRST_PORT + index * PORTS_EACH;
  }

  void write(String file, String content) {
    try {
      Files.writeString(results.resolve(file), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells whoever waits what is being done. */
  void say(String what) {
    System.out.println(what);
  }
}
