package dev.postern.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that runs to its end. */
public final class Program {

  private Program() {}

  /**
   * What {@code command} prints on its standard output.
   *
   * @param environment is added to our own
   * @param limit after which it is ended
   * @throws NotMeasured if it fails or takes longer, with the last line of its standard error
   */
  public static String output(List<String> command, Map<String, String> environment, Duration limit)
      throws NotMeasured, InterruptedException {
    try {
      // Files, because a pipe that nobody empties stops whoever fills it.
      Path output = Files.createTempFile("bench", ".out");
      Path errors = Files.createTempFile("bench", ".err");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        int exit = ended(builder.start(), limit);
        if (exit != 0) {
          throw new NotMeasured(
              name(command) + " failed (" + exit + "): " + lastLine(Files.readString(errors)));
        }
        return Files.readString(output);
      } finally {
        Files.delete(output);
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The command that runs {@code command} on these cores alone, as {@code 0} or {@code 0,1}. */
  public static List<String> pinned(String cores, List<String> command) {
    List<String> all = new ArrayList<>(List.of("taskset", "-c", cores));
    all.addAll(command);
    return all;
  }

  /** Lets what this program has started so far, all of it, run on these cores. */
  public static void spread(String cores) throws NotMeasured, InterruptedException {
    for (ProcessHandle each : ProcessHandle.current().descendants().toList()) {
      try {
        output(
            List.of("taskset", "-acp", cores, Long.toString(each.pid())),
            Map.of(),
            Duration.ofSeconds(10));
      } catch (NotMeasured e) {
        // One that ended meanwhile runs nowhere.
        if (each.isAlive()) {
          throw e;
        }
      }
    }
  }

  private static int ended(Process process, Duration limit) throws InterruptedException {
    try {
      if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    return process.exitValue();
  }

  private static String name(List<String> command) {
    return String.join(" ", command.subList(0, Math.min(5, command.size())));
  }

  private static String lastLine(String text) {
    return text.lines().filter(line -> !line.isBlank()).reduce((a, b) -> b).orElse("no word");
  }
}
