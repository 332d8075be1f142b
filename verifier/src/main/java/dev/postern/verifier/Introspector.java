package dev.postern.verifier;

import dev.postern.protocol.token.AccessToken;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Asks the server about tokens while the view of revocations is stale, for a policy that may not go
 * by an old one.
 *
 * <p>However many requests come, what the server sees is bounded: one question about a token at a
 * time, {@value #AT_ONCE} in all, a little queue behind them, and after a question without an
 * answer none for a moment, then one at a time until there is one. What was answered is gone by
 * while it is not older than a view may be.
 */
final class Introspector implements AutoCloseable {

  /** What is known of a token afterwards. */
  enum Outcome {
    /** It stands. */
    ACTIVE,
    /** It does not. */
    INACTIVE,
    /** The server gave no word on it in time. */
    UNKNOWN
  }

  static final int AT_ONCE = 16;
  static final int WAITING = 1_000;

  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final Word NOT_ASKED = new Word.Nothing(Duration.ZERO, "it was not asked");
  private static final Word.Nothing BROKEN =
      new Word.Nothing(Duration.ofSeconds(1), "a fault of ours");
  private static final Word.Nothing OLD =
      new Word.Nothing(Duration.ofSeconds(1), "the answer speaks of an old state");
  private static final Logger LOG = System.getLogger("dev.postern.verifier");

  private final IntrospectionCall call;
  private final Duration limit;
  private final Clock clock;
  private final Duration patience;
  private final RecentTokens<Word.Said> said;
  private final Map<String, CompletableFuture<Word>> flights = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          AT_ONCE,
          AT_ONCE,
          IDLE.toMillis(),
          TimeUnit.MILLISECONDS,
          new LinkedBlockingQueue<>(WAITING),
          Introspector::daemon);
  private final LongAdder active = new LongAdder();
  private final LongAdder inactive = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private volatile boolean failing;
  private final AtomicBoolean probing = new AtomicBoolean();
  private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

  /**
   * One that asks by {@code call}.
   *
   * @param limit how old an answer may be
   * @param patience how long a request may wait for one
   * @param kept how many answers are remembered
   */
  Introspector(IntrospectionCall call, Duration limit, Clock clock, Duration patience, int kept) {
    this.call = call;
    this.limit = limit;
    this.clock = clock;
    this.patience = patience;
    this.said = new RecentTokens<>(kept);
    threads.allowCoreThreadTimeOut(true);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "postern-introspection");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * The server's word on {@code token}, which says {@code checked}; by an earlier answer if any.
   */
  Outcome outcome(String token, AccessToken checked) {
    Word.Said known = remembered(token, checked);
    if (known != null) {
      return outcome(known);
    }
    Word word = quiet() ? NOT_ASKED : await(flight(token, checked));
    return word instanceof Word.Said heard && heard.within(limit, clock.instant())
        ? outcome(heard)
        : Outcome.UNKNOWN;
  }

  private static Outcome outcome(Word.Said word) {
    return word.active() ? Outcome.ACTIVE : Outcome.INACTIVE;
  }

  private Word.@Nullable Said remembered(String token, AccessToken checked) {
    Word.Said known = said.find(token);
    Instant now = clock.instant();
    // RFC 7662 4: not past the token's end, which the server may see before we do.
    boolean good =
        known != null
            && known.within(limit, now)
            && (!known.active() || now.isBefore(checked.expiresAt()));
    return good ? known : null;
  }

  private boolean quiet() {
    return System.nanoTime() - quietUntil.get() < 0;
  }

  /** The question about this token that is under way, or a new one. */
  private CompletableFuture<Word> flight(String token, AccessToken checked) {
    CompletableFuture<Word> mine = new CompletableFuture<>();
    CompletableFuture<Word> running = flights.putIfAbsent(token, mine);
    if (running != null) {
      return running;
    }
    try {
      threads.execute(() -> ask(token, checked, mine));
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // Too many wait already, there is no thread left, or the verifier was closed.
      land(token, NOT_ASKED, mine);
    }
    return mine;
  }

  private void ask(String token, AccessToken checked, CompletableFuture<Word> flight) {
    Word word = BROKEN;
    boolean probe = false;
    try {
      // One that had landed when this one took off.
      Word.Said known = remembered(token, checked);
      boolean suspect = failing;
      // A server that fails is not asked by everybody at once whether it still does.
      probe = known == null && suspect && probing.compareAndSet(false, true);
      if (known != null) {
        word = known;
      } else if (quiet() || (suspect && !probe)) {
        word = NOT_ASKED;
      } else {
        word = noted(current(call.ask(token, checked.id())));
      }
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "a fault in asking the server about a token", e);
      failed(BROKEN);
    } finally {
      land(token, word, flight);
      if (probe) {
        probing.set(false);
      }
    }
  }

  /** What is older than a view may be is no answer, whatever it says. */
  private Word current(Word word) {
    return word instanceof Word.Said heard && !heard.within(limit, clock.instant()) ? OLD : word;
  }

  private Word noted(Word word) {
    if (word instanceof Word.Said heard) {
      (heard.active() ? active : inactive).increment();
      failing = false;
    } else if (word instanceof Word.Nothing nothing) {
      Level level = failing ? Level.DEBUG : Level.WARNING;
      LOG.log(level, "asked the server about a token, without an answer: {0}", nothing.why());
      failed(nothing);
    }
    return word;
  }

  /** Of several questions that failed the one that wants the longest quiet counts. */
  private void failed(Word.Nothing nothing) {
    failed.increment();
    long until = System.nanoTime() + nothing.pause().toNanos();
    quietUntil.accumulateAndGet(until, (one, other) -> one - other > 0 ? one : other);
    failing = true;
  }

  private void land(String token, Word word, CompletableFuture<Word> flight) {
    if (word instanceof Word.Said heard) {
      said.keep(token, heard);
    }
    flights.remove(token, flight);
    flight.complete(word);
  }

  private Word await(CompletableFuture<Word> flight) {
    try {
      return flight.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // The answer may still come, for whoever asks next.
      LOG.log(Level.DEBUG, "did not wait longer for the word of the server on a token");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return NOT_ASKED;
  }

  /** How it went so far; {@code needed} is whether answers are needed now. */
  Introspections soFar(boolean needed) {
    return new Introspections(needed && failing, active.sum(), inactive.sum(), failed.sum());
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
