package dev.postern.examples.storage.play;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A process of the play. What it says goes to two files, so that nothing has to be read in time.
 */
final class Child {

  private static final Duration GRACE = Duration.ofSeconds(10);

  private final String name;
  private final Process process;
  private final Path out;
  private final Path err;

  /**
   * Starts it.
   *
   * @param builder with command, folder and environment
   * @param out where its standard output goes
   * @param err where its standard error goes
   */
  Child(String name, ProcessBuilder builder, Path out, Path err) throws IOException {
    this.name = name;
    this.out = out;
    this.err = err;
    this.process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    process.getOutputStream().close();
  }

  List<String> said() throws IOException {
    return text(out).lines().toList();
  }

  List<String> complained() throws IOException {
    return text(err).lines().toList();
  }

  /** What a file holds; what is not UTF-8 becomes U+FFFD. */
  static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), UTF_8);
  }

  /** The first line of standard output that begins so. */
  String awaitSaying(String beginning, Duration limit) throws StepFailed {
    return await(out, beginning, limit);
  }

  /** The first line of standard error that begins so. */
  String awaitComplaint(String beginning, Duration limit) throws StepFailed {
    return await(err, beginning, limit);
  }

  private String await(Path file, String beginning, Duration limit) throws StepFailed {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      boolean over = !process.isAlive() || System.nanoTime() > end;
      Optional<String> line = find(file, beginning);
      if (line.isPresent()) {
        return line.get();
      }
      if (over) {
        throw new StepFailed(
            name
                + (process.isAlive() ? " has not said \"" : " ended without saying \"")
                + beginning
                + "…\" within "
                + limit.toSeconds()
                + " s");
      }
      Pauses.sleep(Duration.ofMillis(20));
    }
  }

  private static Optional<String> find(Path file, String beginning) throws StepFailed {
    try {
      String text = text(file);
      // Only whole lines: the rest of one may still come.
      String whole = text.substring(0, text.lastIndexOf('\n') + 1);
      return whole.lines().filter(line -> line.startsWith(beginning)).findFirst();
    } catch (IOException e) {
      throw new StepFailed("cannot read " + file);
    }
  }

  /** Its exit code; a time-out fails the step. */
  int awaitEnd(Duration limit) throws StepFailed {
    try {
      if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
    } catch (InterruptedException e) {
      throw Pauses.brokenOff();
    }
    throw new StepFailed(name + " has not ended within " + limit.toSeconds() + " s");
  }

  /** Asks it to end, as {@code kill} does. */
  void stop() {
    process.destroy();
  }

  /** Ends it in any case. */
  void end() {
    stop();
    try {
      if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
