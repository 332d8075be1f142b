package dev.postern.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code postern} in a process of its own, to be told to stop, or killed. */
final class OtherProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;
  private final Path errors;

  private OtherProcess(Process process, Path errors) {
    this.process = process;
    this.output = process.inputReader();
    this.errors = errors;
  }

  /** {@code postern start} on free ports; {@code temporary} holds what it leaves behind. */
  static OtherProcess start(Path data, Path temporary) throws IOException {
    Path errors = Files.createTempFile(temporary, "errors", ".log");
    List<String> command = new ArrayList<>(interruptible());
    command.addAll(
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:TieredStopAtLevel=1",
            "-Dorg.sqlite.tmpdir=" + temporary,
            "-cp",
            ManagementFactory.getRuntimeMXBean().getClassPath(),
            Main.class.getName(),
            "start"));
    command.addAll(List.of("--data", data.toString(), "--port", "0", "--management-port", "0"));
    return new OtherProcess(
        new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
  }

  /**
   * A shell starts what is in the background with SIGINT ignored, that is inherited, and a JVM
   * leaves it so. Where these tests themselves run in the background, their processes must not.
   */
  private static List<String> interruptible() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return List.of();
    }
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElseThrow()
            .substring("SigIgn:".length())
            .strip();
    // Bit n - 1 stands for signal n; SIGINT is 2.
    return (Long.parseUnsignedLong(ignored, 16) & 2) == 0
        ? List.of()
        : List.of("env", "--default-signal=INT");
  }

  /** The next line of its standard output; empty where it has ended. */
  String line() throws IOException {
    String line = output.readLine();
    return line == null ? "" : line;
  }

  /** Waits until it has made {@code file}, or is gone. */
  void awaitFile(Path file) throws InterruptedException {
    while (process.isAlive() && !Files.exists(file)) {
      Thread.sleep(1);
    }
  }

  void signal(String name) throws IOException, InterruptedException {
    int outcome =
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
            .redirectErrorStream(true)
            .start()
            .waitFor();
    if (outcome != 0) {
      throw new IOException("the process could not be sent " + name);
    }
  }

  /** Its exit code, within a time that no orderly stop takes. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the process does not end");
    }
    return process.exitValue();
  }

  String errors() throws IOException {
    return Files.readString(errors);
  }

  /** Kills it as {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
