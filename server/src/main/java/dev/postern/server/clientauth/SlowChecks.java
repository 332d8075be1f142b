package dev.postern.server.clientauth;

import dev.postern.protocol.ClientId;
import dev.postern.server.clientauth.CheckedSecrets.Pair;
import dev.postern.server.config.AddressRange;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.server.refusal.TooMany;
import dev.postern.store.TenantName;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where secrets are compared with slow hashes: on a few threads of its own, for this takes a core
 * for tens of milliseconds up to a second, and with Argon2id up to 64 MiB each. Neither the event
 * loops nor the threads that carry the virtual ones do it.
 *
 * <p>Whoever asks waits, for {@link #LONGEST_WAIT} at most. What runs or waits is limited
 * altogether, for each tenant, app and host, so that wrong secrets for one app leave room for the
 * others. The same pair asked for many times at once is compared once.
 */
final class SlowChecks {

  private static final Logger LOG = LoggerFactory.getLogger(SlowChecks.class);

  /** How many compare, run or wait, at once. */
  static final int MOST = 32;

  /** How many of one app. */
  static final int MOST_OF_APP = 2;

  /** How many of one tenant: another's always find room. */
  static final int MOST_OF_TENANT = 16;

  /** How many from one host. */
  static final int MOST_OF_HOST = 8;

  /** How long a caller waits. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  private static final int MOST_THREADS = 2;
  private static final long IDLE_SECONDS = 10;

  private final Map<Pair, Flight> flights = new LinkedHashMap<>();
  private final ThreadPoolExecutor threads;
  private final Duration wait;

  private record Flight(Asker asker, CompletableFuture<Boolean> result) {}

  /**
   * Whose check it is.
   *
   * @param tenant the app's tenant
   * @param app the app
   * @param host where the request comes from: all addresses of one host are one
   */
  record Asker(TenantName tenant, ClientId app, InetAddress host) {

    Asker {
      host = AddressRange.host(host);
    }

    private boolean sameApp(Asker other) {
      return tenant.equals(other.tenant) && app.equals(other.app);
    }
  }

  SlowChecks() {
    // Half of the cores at most: the other half goes on issuing tokens.
    this(Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, MOST_THREADS), LONGEST_WAIT);
  }

  SlowChecks(int threads, Duration wait) {
    this.wait = wait;
    this.threads =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("postern-secrets-", 0).daemon().factory());
    // Without secrets to check there are no threads, so nobody has to close this.
    this.threads.allowCoreThreadTimeOut(true);
  }

  /** Until when a caller waits who comes now, however much he has checked; by the running clock. */
  long latest() {
    return System.nanoTime() + wait.toNanos();
  }

  /**
   * Whether a pair matches, by {@code comparison}, which a thread of the pool calls at most once.
   * What it finds is not lost where the caller gives up: it goes on.
   *
   * @param latest until when the caller waits, as {@link #latest} had it when he came
   */
  boolean matches(Pair pair, Asker asker, BooleanSupplier comparison, long latest) throws Refusal {
    CompletableFuture<Boolean> result = begun(pair, asker, comparison);
    try {
      return result.get(latest - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new Refusal(TokenReason.SECRET_UNCHECKED);
    } catch (ExecutionException e) {
      LOG.warn("a secret could not be checked: {}", String.valueOf(e.getCause()));
      throw new Refusal(TokenReason.SECRET_UNCHECKED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal(TokenReason.SECRET_UNCHECKED);
    }
  }

  private CompletableFuture<Boolean> begun(Pair pair, Asker asker, BooleanSupplier comparison)
      throws Refusal {
    synchronized (flights) {
      @Nullable Flight same = flights.get(pair);
      if (same != null) {
        return same.result();
      }
      if (flights.size() >= MOST) {
        throw new Refusal(TokenReason.SECRET_UNCHECKED);
      }
      if (count(asker::sameApp) >= MOST_OF_APP
          || count(each -> each.host().equals(asker.host())) >= MOST_OF_HOST
          || count(each -> each.tenant().equals(asker.tenant())) >= MOST_OF_TENANT) {
        throw new Refusal(new TooMany(wait));
      }
      Flight flight = new Flight(asker, new CompletableFuture<>());
      flights.put(pair, flight);
      try {
        threads.execute(() -> compare(pair, flight, comparison));
      } catch (OutOfMemoryError e) {
        // There is no thread to be had; its place must not be lost for that.
        flights.remove(pair);
        throw e;
      }
      return flight.result();
    }
  }

  private long count(Predicate<Asker> which) {
    return flights.values().stream().map(Flight::asker).filter(which).count();
  }

  private void compare(Pair pair, Flight flight, BooleanSupplier comparison) {
    try {
      boolean matches = comparison.getAsBoolean();
      land(pair);
      flight.result().complete(matches);
    } catch (Throwable e) {
      // Also where the memory was too little: whoever waits is told, and the thread goes on.
      land(pair);
      flight.result().completeExceptionally(e);
    }
  }

  private void land(Pair pair) {
    synchronized (flights) {
      flights.remove(pair);
    }
  }
}
