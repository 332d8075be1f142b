package dev.postern.checks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A process of ours, started with the classes that this test has. */
public final class Program implements AutoCloseable {

  private static final long LIMIT_SECONDS = 60;

  private final Process process;
  private final Path output;

  private Program(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts a main class in a folder. */
  static Program start(Path folder, String type, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), type));
    command.addAll(List.of(arguments));
    return start(folder, command);
  }

  /** Starts a command in a folder. */
  static Program start(Path folder, List<String> command) throws IOException {
    return start(folder, Map.of(), command);
  }

  /** Starts a command in a folder, with more variables in its environment. */
  public static Program start(Path folder, Map<String, String> environment, List<String> command)
      throws IOException {
    Path output = Files.createTempFile(folder, "output", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    return new Program(builder.start(), output);
  }

  /** All that it has said, on both of its outputs. */
  public String text() throws IOException {
    return Files.readString(output);
  }

  /** The whole lines of it. */
  List<String> lines() throws IOException {
    String text = text();
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  String awaitLine(String beginning) throws IOException, InterruptedException {
    return awaitLine(line -> line.startsWith(beginning));
  }

  String awaitLine(Predicate<String> wanted) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (true) {
      boolean over = !process.isAlive() || System.nanoTime() > end;
      Optional<String> line = lines().stream().filter(wanted).findFirst();
      if (line.isPresent()) {
        return line.get();
      }
      if (over) {
        throw new AssertionError("it did not say what was awaited, but:\n" + text());
      }
      Thread.sleep(20);
    }
  }

  public boolean alive() {
    return process.isAlive();
  }

  /** Its exit code. */
  public int awaitEnd() throws InterruptedException {
    return awaitEnd(LIMIT_SECONDS);
  }

  int awaitEnd(long seconds) throws InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new AssertionError("it has not ended in time");
    }
    return process.exitValue();
  }

  /** What it has started and is running. */
  List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  /**
   * Tells it to end, as Ctrl-C does; but that signal is deaf in what a script starts beside itself.
   */
  void terminate() {
    process.destroy();
  }

  /** Ends it, and whatever it has started. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
