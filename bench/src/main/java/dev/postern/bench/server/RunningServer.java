package dev.postern.bench.server;

import dev.postern.bench.process.NotMeasured;
import dev.postern.bench.process.Program;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A server that was started as a user starts it, on ports of its own choice. */
public final class RunningServer implements AutoCloseable {

  private static final String READY = "Postern ready: ";
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Process process;
  private final URI url;
  private final Duration start;

  private RunningServer(Process process, URI url, Duration start) {
    this.process = process;
    this.url = url;
    this.start = start;
  }

  /**
   * Starts {@code ./postern start} and waits until it says that it is ready.
   *
   * @param home the repository's root
   * @param cores which it may run on, as taskset takes them
   */
  public static RunningServer start(Path home, Path data, String cores)
      throws NotMeasured, IOException {
    List<String> command =
        List.of(
            home.resolve("postern").toString(),
            "start",
            "--data",
            data.toString(),
            "--port",
            "0",
            "--management-port",
            "0");
    ProcessBuilder builder =
        new ProcessBuilder(Program.pinned(cores, command))
            .redirectError(data.resolve("server.log").toFile());
    // A server refuses every variable of this kind that is no setting of its own.
    builder.environment().remove("POSTERN_HOME");
    long began = System.nanoTime();
    Process process = builder.start();
    CompletableFuture<Void> limit =
        CompletableFuture.runAsync(
            process::destroyForcibly,
            CompletableFuture.delayedExecutor(LIMIT.toSeconds(), TimeUnit.SECONDS));
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(READY)) {
        Duration start = Duration.ofNanos(System.nanoTime() - began);
        limit.cancel(false);
        return new RunningServer(process, URI.create(line.substring(READY.length())), start);
      }
    }
    limit.cancel(false);
    throw new NotMeasured("Postern did not start: see " + data.resolve("server.log"));
  }

  /** Where it is. */
  public URI url() {
    return url;
  }

  /** From the command to its saying that it is ready. */
  public Duration startTime() {
    return start;
  }

  /** The bytes of all objects that are left after a full garbage collection. */
  public long liveHeap() throws NotMeasured, IOException, InterruptedException {
    String jcmd =
        ProcessHandle.current().info().command().orElse("java").replaceFirst("java$", "jcmd");
    Process histogram =
        new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.class_histogram").start();
    try (BufferedReader lines = histogram.inputReader(StandardCharsets.UTF_8)) {
      List<String> total = lines.lines().filter(line -> line.startsWith("Total")).toList();
      if (total.size() != 1 || histogram.waitFor() != 0) {
        throw new NotMeasured("jcmd gave no histogram");
      }
      return Long.parseLong(total.getFirst().trim().split(" +", -1)[2]);
    }
  }

  /** The resident memory in bytes. */
  public long resident() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    throw new IOException("the process has no resident memory");
  }

  /** Ends it as an operator does. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
