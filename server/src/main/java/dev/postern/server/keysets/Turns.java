package dev.postern.server.keysets;

import dev.postern.store.TenantName;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Who fetches next: {@value #AT_ONCE} at once in all, {@value #OF_ONE} of them for one tenant,
 * tenants in turn. What one tenant's slow hosts keep waiting is that tenant's own.
 *
 * <p>On virtual threads: nothing in a fetch holds the thread that carries it, for names are looked
 * up elsewhere ({@link Lookups}).
 */
final class Turns implements AutoCloseable {

  static final int AT_ONCE = 64;
  static final int OF_ONE = 4;

  /** How many of one tenant wait for their turn. */
  static final int WAITING = 1_000;

  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("key-sets-", 0).factory());

  /** By tenant, whose turn is next first; only tenants that have something to fetch. */
  private final Map<TenantName, Line> lines = new LinkedHashMap<>();

  private int running;
  private boolean closed;

  private static final class Line {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;
  }

  /** Does {@code work} when it is its turn; false where too much is waiting already. */
  synchronized boolean take(TenantName tenant, Runnable work) {
    Line line = lines.computeIfAbsent(tenant, name -> new Line());
    if (closed || line.waiting.size() >= WAITING) {
      return false;
    }
    line.waiting.add(work);
    start();
    return true;
  }

  private void start() {
    while (running < AT_ONCE) {
      Map.@Nullable Entry<TenantName, Line> next = next();
      if (next == null) {
        return;
      }
      TenantName tenant = next.getKey();
      Line line = next.getValue();
      lines.remove(tenant);
      lines.put(tenant, line);
      Runnable work = line.waiting.remove();
      running++;
      line.running++;
      threads.execute(() -> {
        try {
          work.run();
        } finally {
          ended(tenant, line);
        }
      });
    }
  }

  private Map.@Nullable Entry<TenantName, Line> next() {
    for (Map.Entry<TenantName, Line> each : lines.entrySet()) {
      if (each.getValue().running < OF_ONE && !each.getValue().waiting.isEmpty()) {
        return each;
      }
    }
    return null;
  }

  private synchronized void ended(TenantName tenant, Line line) {
    running--;
    line.running--;
    if (line.running == 0 && line.waiting.isEmpty()) {
      lines.remove(tenant);
    }
    if (!closed) {
      start();
    }
  }

  /** Starts nothing more; what is under way ends by itself. */
  @Override
  public synchronized void close() {
    closed = true;
    threads.shutdown();
  }
}
