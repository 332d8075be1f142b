package dev.postern.checks;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A server in a process of its own, started by {@code ./postern start} on free ports as a user
 * starts one. What it says goes to two files, which later starts on the same folder append to.
 */
public final class ServerProcess implements AutoCloseable {

  /** Longer than any start; if somebody runs a test by hand, the first builds Postern before. */
  private static final Duration START = Duration.ofMinutes(8);

  private static final Duration STOP = Duration.ofSeconds(40);
  private static final JsonReader JSON = new JsonReader(JsonLimits.REQUEST);

  private final Process process;
  private final Path data;
  private final URI url;
  private final URI management;

  private ServerProcess(Process process, Path data, URI url, URI management) {
    this.process = process;
    this.data = data;
    this.url = url;
    this.management = management;
  }

  /**
   * Starts a server and waits until it says that it is ready.
   *
   * @param folder holds the data folder, and what the server says
   * @param options more options of {@code postern start}
   */
  public static ServerProcess start(Path folder, String... options) throws IOException {
    long before = size(out(folder));
    return ready(folder, before, launch(folder, options), folder.resolve("data"));
  }

  /** Starts a server on the port that an earlier one on this folder had: its tokens stand again. */
  public static ServerProcess startAgain(Path folder, int port) throws IOException {
    long before = size(out(folder));
    return ready(folder, before, launch(folder, command(folder, port)), folder.resolve("data"));
  }

  /** Starts a server on this port that the world reaches elsewhere: something stands between. */
  public static ServerProcess startBehind(Path folder, int port, URI publicUrl) throws IOException {
    long before = size(out(folder));
    List<String> command = new ArrayList<>(command(folder, port));
    command.addAll(List.of("--public-url", publicUrl.toString()));
    return ready(folder, before, launch(folder, command), folder.resolve("data"));
  }

  /**
   * Starts a server whose data folder is a file system of so many megabytes, which is gone with it.
   * It stands in a mount namespace of the process; {@link #data()} leads into that.
   */
  public static ServerProcess startOnSmallDisk(Path folder, int megabytes) throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    long before = size(out(folder));
    List<String> command =
        new ArrayList<>(
            List.of(
                "unshare",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o mode=700,size=\"$1\"m tmpfs \"$2\" && shift 2 && exec \"$@\"",
                "sh",
                Integer.toString(megabytes),
                data.toString()));
    command.addAll(command(folder));
    Process process = launch(folder, command);
    Path inside = Path.of("/proc", Long.toString(process.pid()), "root" + data);
    return ready(folder, before, process, inside);
  }

  /** Starts a server whose machine speaks some language. */
  public static ServerProcess startIn(Path folder, Locale locale) throws IOException {
    long before = size(out(folder));
    String jvm =
        "-Duser.language=%s -Duser.country=%s".formatted(locale.getLanguage(), locale.getCountry());
    Process process = launch(folder, command(folder), Map.of("POSTERN_JVM", jvm));
    return ready(folder, before, process, folder.resolve("data"));
  }

  private static ServerProcess ready(Path folder, long before, Process process, Path data)
      throws IOException {
    long end = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < end) {
      List<String> said = said(out(folder), before);
      if (said.size() >= 2) {
        return new ServerProcess(
            process,
            data,
            URI.create(after(said.get(0), "Postern ready: ")),
            URI.create(after(said.get(1), "Management: ")));
      }
      if (!process.isAlive()) {
        throw new IOException("the server ended: " + Files.readString(err(folder)));
      }
      pause(Duration.ofMillis(5));
    }
    process.destroyForcibly();
    throw new IOException("the server did not say that it is ready");
  }

  /** Starts a server and waits for nothing: it may refuse. */
  public static Process launch(Path folder, String... options) throws IOException {
    List<String> command = new ArrayList<>(command(folder));
    command.addAll(List.of(options));
    return launch(folder, command);
  }

  private static List<String> command(Path folder) {
    return command(folder, 0);
  }

  private static List<String> command(Path folder, int port) {
    return List.of(
        root().resolve("postern").toString(),
        "start",
        "--data",
        folder.resolve("data").toString(),
        "--port",
        Integer.toString(port),
        "--management-port",
        "0");
  }

  private static Process launch(Path folder, List<String> command) throws IOException {
    return launch(folder, command, Map.of());
  }

  private static Process launch(Path folder, List<String> command, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process =
        builder
            .directory(folder.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(out(folder).toFile()))
            .redirectError(ProcessBuilder.Redirect.appendTo(err(folder).toFile()))
            .start();
    // Nothing of ours outlives the tests, however they end.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return process;
  }

  /** The root of the repository. */
  public static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve(".mvn"))) {
      folder = folder.resolveSibling("").normalize();
    }
    return folder;
  }

  /** What the servers of this folder have said on standard output. */
  public static Path out(Path folder) {
    return folder.resolve("stdout.log");
  }

  /** What the servers of this folder have said on standard error: their logs. */
  public static Path err(Path folder) {
    return folder.resolve("stderr.log");
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  /** The whole lines that a file has behind a position. */
  private static List<String> said(Path file, long from) throws IOException {
    String text = Files.readString(file).substring((int) from);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  private static String after(String line, String start) {
    if (!line.startsWith(start)) {
      throw new AssertionError("said \"" + line + "\" instead of \"" + start + "…\"");
    }
    return line.substring(start.length());
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The public URL, without a slash at its end. */
  public URI url() {
    return url;
  }

  /** Where health and metrics are. */
  public URI management() {
    return management;
  }

  public Path data() {
    return data;
  }

  /** The id of its process. */
  public long pid() {
    return process.pid();
  }

  /** The app that every new data folder has, with its secret. */
  public Caller operator() {
    try {
      JsonObject file = JSON.object(Files.readAllBytes(data.resolve("operator.json")));
      return new Caller(url + "/", file.string("client_id"), file.string("client_secret"));
    } catch (IOException | JsonFault e) {
      throw new AssertionError("operator.json cannot be read", e);
    }
  }

  /** Ends it as a power cut would: SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Asks it to end: SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** Waits until it has ended; its exit code. */
  public int awaitEnd() {
    try {
      if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the server did not end within " + STOP);
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public boolean alive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    terminate();
    awaitEnd();
  }
}
