package dev.postern.bench.load;

import dev.postern.bench.process.NotMeasured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Open-loop load: requests come at a constant rate, whether the answers do or not.
 *
 * <p>A closed loop asks a slow server less often, just when it would look worst. Here every request
 * has a moment at which it should be sent; where all connections are taken it waits, and its
 * latency still counts from that moment. One thread, which never sleeps: it has a core of its own.
 */
public final class OpenLoop {

  private static final long LONGEST_MICROS = 60_000_000;
  private static final long BACKLOG_NANOS = Duration.ofSeconds(10).toNanos();

  private final Call call;
  private final double perSecond;
  private final Histogram latencies = new Histogram(LONGEST_MICROS, 3);
  private final ArrayDeque<OpenConnection> idle = new ArrayDeque<>();
  private long not200;

  /** Sends {@code call}, which is the same each time, so often a second. */
  public OpenLoop(Call call, double perSecond) {
    if (call.lines().isPresent()) {
      throw new IllegalArgumentException("open-loop load is of one request alone");
    }
    this.call = call;
    this.perSecond = perSecond;
  }

  /**
   * Sends for {@code time} and waits for the last answer.
   *
   * @throws NotMeasured if a connection fails, or requests wait for more than ten seconds
   */
  public Round run(int connections, Duration time) throws NotMeasured {
    List<OpenConnection> all = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      InetSocketAddress server =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), call.url().getPort());
      for (int i = 0; i < connections; i++) {
        OpenConnection connection = OpenConnection.open(server, selector, call);
        all.add(connection);
        idle.add(connection);
      }
      return sent(selector, connections, time.toNanos());
    } catch (IOException | UncheckedIOException e) {
      throw new NotMeasured("a connection failed under open-loop load: " + e.getMessage());
    } finally {
      all.forEach(OpenConnection::close);
    }
  }

  private Round sent(Selector selector, int connections, long time)
      throws IOException, NotMeasured {
    double interval = 1e9 / perSecond;
    long requests = (long) (time / interval);
    long start = System.nanoTime();
    long next = 0;
    while (next < requests || idle.size() < connections) {
      long now = System.nanoTime() - start;
      while (next < requests && !idle.isEmpty() && next * interval <= now) {
        idle.remove().send(start + (long) (next * interval));
        next++;
      }
      if (now - next * interval > BACKLOG_NANOS) {
        throw new NotMeasured("%.0f requests a second are too many".formatted(perSecond));
      }
      selector.selectNow(this::receive);
    }
    return new Round(
        requests,
        Duration.ofNanos(System.nanoTime() - start),
        new Round.Latency(at(50), at(90), at(99), at(99.9), at(100)),
        new Round.Faults(not200, 0, 0));
  }

  private void receive(SelectionKey key) {
    OpenConnection connection = (OpenConnection) key.attachment();
    if (connection.answered()) {
      long micros = (System.nanoTime() - connection.due()) / 1000;
      latencies.recordValue(Math.clamp(micros, 1, LONGEST_MICROS));
      not200 += connection.ok() ? 0 : 1;
      idle.add(connection);
    }
  }

  private Duration at(double percentile) {
    return Duration.ofNanos(latencies.getValueAtPercentile(percentile) * 1000);
  }
}
