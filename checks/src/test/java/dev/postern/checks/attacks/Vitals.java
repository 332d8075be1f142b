package dev.postern.checks.attacks;

import dev.postern.checks.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What the process of a server holds, as Linux and its JVM count it.
 *
 * @param threads of the operating system's
 * @param descriptors open files and connections
 * @param heap bytes of all that is alive, after a full collection
 */
record Vitals(int threads, int descriptors, long heap) {

  static Vitals of(ServerProcess server) {
    Path process = Path.of("/proc", Long.toString(server.pid()));
    try {
      return new Vitals(
          count(process.resolve("task")), count(process.resolve("fd")), heap(server.pid()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int count(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return (int) entries.count();
    }
  }

  /** A histogram collects before it counts, and its last line is the total. */
  private static long heap(long pid) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process asked =
        new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String told = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String[] total =
        told.lines()
            .filter(line -> line.startsWith("Total"))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no histogram: " + told))
            .split(" +", -1);
    return Long.parseLong(total[2]);
  }

  /** Whether it holds no more threads and descriptors than {@code other}, but so many. */
  boolean within(Vitals other, int more) {
    return threads <= other.threads + more && descriptors <= other.descriptors + more;
  }
}
