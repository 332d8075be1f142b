package dev.postern.server.keysets;

import dev.postern.store.TenantName;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Looks names up. The platform's look-up cannot be broken off, and a name server that does not
 * answer holds it for half a minute: so it is done by threads of its own, not by those that carry
 * the virtual ones, and whoever asks waits for {@link #LONGEST_WAIT} at most.
 *
 * <p>What goes on behind that is bounded: {@value #AT_ONCE} at once in all, {@value #OF_ONE} for
 * one tenant, and half of them are for tenants that have none under way. Twice as many as fetch, so
 * that what outlives its fetch takes no place of one that has just begun.
 */
final class Lookups {

  /** Who looks a name up; the platform, outside of tests. */
  @FunctionalInterface
  interface Names {
    InetAddress[] lookUp(String name) throws IOException;
  }

  static final int AT_ONCE = 2 * Turns.AT_ONCE;
  static final int OF_ONE = 2 * Turns.OF_ONE;

  /** A fetch that has waited so long for a name still has time to be made. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  private static final long IDLE_SECONDS = 10;

  private final Names names;
  private final Duration wait;
  private final ThreadPoolExecutor threads;
  private final Map<Question, CompletableFuture<InetAddress[]>> underWay = new HashMap<>();

  private record Question(TenantName tenant, String name) {}

  Lookups(Names names) {
    this(names, LONGEST_WAIT);
  }

  Lookups(Names names, Duration wait) {
    this.names = names;
    this.wait = wait;
    this.threads =
        new ThreadPoolExecutor(
            AT_ONCE,
            AT_ONCE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("postern-names-", 0).daemon().factory());
    // Without names to look up there are no threads, so nobody has to close this.
    this.threads.allowCoreThreadTimeOut(true);
  }

  /**
   * The addresses of a name, for one of {@code tenant}'s hosts.
   *
   * @throws IOException where it has none, or none are found in time, or too much is looked up
   */
  InetAddress[] of(TenantName tenant, String name) throws IOException {
    try {
      return begun(new Question(tenant, name)).get(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("its host is not looked up in time");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException told) {
        throw told;
      }
      throw new IOException("its host cannot be looked up", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("its host is not looked up to the end");
    }
  }

  /** The look-up that is under way, or one that begins now. */
  private CompletableFuture<InetAddress[]> begun(Question question) throws IOException {
    synchronized (underWay) {
      @Nullable CompletableFuture<InetAddress[]> same = underWay.get(question);
      if (same != null) {
        return same;
      }
      long own =
          underWay.keySet().stream()
              .filter(each -> each.tenant().equals(question.tenant()))
              .count();
      if (own >= OF_ONE || underWay.size() >= (own == 0 ? AT_ONCE : AT_ONCE / 2)) {
        throw new IOException("too many hosts are being looked up");
      }
      CompletableFuture<InetAddress[]> answer = new CompletableFuture<>();
      underWay.put(question, answer);
      try {
        threads.execute(() -> lookUp(question, answer));
      } catch (OutOfMemoryError e) {
        // There is no thread to be had; its place must not be lost for that.
        underWay.remove(question);
        throw e;
      }
      return answer;
    }
  }

  private void lookUp(Question question, CompletableFuture<InetAddress[]> answer) {
    try {
      InetAddress[] found = names.lookUp(question.name());
      ended(question);
      answer.complete(found);
    } catch (Throwable e) {
      ended(question);
      answer.completeExceptionally(e);
    }
  }

  private void ended(Question question) {
    synchronized (underWay) {
      underWay.remove(question);
    }
  }
}
