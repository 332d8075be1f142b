package dev.postern.examples.storage.play;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Stream;

/**
 * A temporary folder with all that the play makes, and all processes that it starts. However the
 * play ends, {@link #close} ends them.
 */
final class Stage implements AutoCloseable {

  private final Path home;
  private final Path folder;
  private final Path logs;
  private final Deque<Child> children = new ConcurrentLinkedDeque<>();
  private boolean closed;
  private int started;

  /**
   * An empty stage.
   *
   * @param home with the folders {@code lib} (server and command line) and {@code examples}
   */
  Stage(Path home) throws IOException {
    this.home = home;
    this.folder = Files.createTempDirectory("postern-demo-");
    this.logs = Files.createDirectory(folder.resolve("logs"));
  }

  Path folder() {
    return folder;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** The class path of the server and of the command line. */
  String serverClasses() {
    return home.resolve("lib") + "/*";
  }

  /** The class path of the examples, which know the libraries alone. */
  String exampleClasses() {
    return serverClasses() + ":" + home.resolve("examples") + "/*";
  }

  /** Starts {@code postern ARGUMENT…}: the server, with the options that we were started with. */
  Child server(List<String> arguments) throws IOException {
    List<String> options = ManagementFactory.getRuntimeMXBean().getInputArguments();
    return start("server", command(options, serverClasses(), "dev.postern.app.Main", arguments));
  }

  /** Starts {@code postern ARGUMENT…}: a command, which is over before compiling would pay. */
  Child postern(List<String> arguments) throws IOException {
    List<String> options = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    return start("postern", command(options, serverClasses(), "dev.postern.app.Main", arguments));
  }

  /** Starts one of the three of the story. */
  Child example(String type, List<String> arguments) throws IOException {
    String name = "dev.postern.examples.storage." + type;
    return start(type, command(List.of("-XX:+UseSerialGC"), exampleClasses(), name, arguments));
  }

  private static List<String> command(
      List<String> options, String classes, String type, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classes, type));
    command.addAll(arguments);
    return command;
  }

  private synchronized Child start(String name, List<String> command) throws IOException {
    if (closed) {
      throw new IOException("the play is over");
    }
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    // What its user has set up for himself is no part of the play.
    environment.keySet().removeIf(variable -> variable.startsWith("POSTERN_"));
    environment.put("XDG_CONFIG_HOME", file("config").toString());
    environment.put("XDG_CACHE_HOME", file("cache").toString());
    String log = "%02d-%s".formatted(++started, name);
    Child child = new Child(name, builder, logs.resolve(log + ".out"), logs.resolve(log + ".err"));
    children.push(child);
    return child;
  }

  /** The last lines of every log that has any. */
  List<String> logTails(int lines) throws IOException {
    List<String> tails = new ArrayList<>();
    try (Stream<Path> files = Files.list(logs)) {
      for (Path file : files.sorted().toList()) {
        List<String> all = Child.text(file).lines().toList();
        if (!all.isEmpty()) {
          tails.add(file.toString());
          all.subList(Math.max(0, all.size() - lines), all.size())
              .forEach(line -> tails.add("    " + line));
        }
      }
    }
    return tails;
  }

  /** Ends every process, the youngest first. */
  @Override
  public void close() {
    Deque<Child> left;
    synchronized (this) {
      closed = true;
      left = new ArrayDeque<>(children);
      children.clear();
    }
    left.forEach(Child::end);
  }

  /** Deletes the folder. */
  void clear() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(Stage::delete);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
