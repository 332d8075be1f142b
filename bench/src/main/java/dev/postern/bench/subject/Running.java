package dev.postern.bench.subject;

import dev.postern.bench.process.NotMeasured;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A system that was started; closing it ends it. */
public final class Running implements AutoCloseable {

  private static final Duration OPEN = Duration.ofMinutes(3);
  private static final Duration END = Duration.ofSeconds(30);
  private static final long LOOK_AGAIN_MILLIS = 5;

  private final String name;
  private final Process process;
  private final long started = System.nanoTime();

  Running(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  /** Waits until the port accepts connections. */
  public void awaitPort(int port) throws NotMeasured, InterruptedException {
    while (!accepts(port)) {
      goOn("no open port");
    }
  }

  /** Asks for a token until there is one; the time since the start. */
  public Duration firstToken(Http http, Invitation invitation)
      throws NotMeasured, InterruptedException {
    while (true) {
      try {
        if (http.form(invitation.url(), invitation.body()).statusCode() == 200) {
          return Duration.ofNanos(System.nanoTime() - started);
        }
      } catch (IOException e) {
        // Not there yet.
      }
      goOn("no token");
    }
  }

  private void goOn(String lacking) throws NotMeasured, InterruptedException {
    if (!process.isAlive()) {
      throw new NotMeasured(name + " ended by itself, with " + process.exitValue());
    }
    if (System.nanoTime() - started > OPEN.toNanos()) {
      throw new NotMeasured("%s: %s after %s".formatted(name, lacking, OPEN));
    }
    Thread.sleep(LOOK_AGAIN_MILLIS);
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** What it holds of memory, with its children, in bytes (VmRSS). */
  public long residentBytes() throws IOException {
    List<ProcessHandle> all =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    long bytes = 0;
    for (ProcessHandle each : all) {
      bytes += residentBytes(Files.readString(Path.of("/proc/" + each.pid() + "/status")));
    }
    return bytes;
  }

  /** The resident bytes that a {@code /proc/PID/status} tells. */
  static long residentBytes(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .sum();
  }

  /** SIGTERM, and what is still there half a minute later is ended at once. */
  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
