package dev.postern.verifier;

import dev.postern.protocol.KeyId;
import dev.postern.protocol.ServerMetadata;
import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.token.VerificationKeys;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key set that the issuer publishes, kept fresh. Reading it is free; fetching happens in the
 * background, one at a time, and whoever sends tokens with made-up key names cannot make it happen
 * more often than every {@link #SPACING}. While the server is away the last good set stays.
 */
final class PublishedKeys {

  /** Between two fetches for an unknown key. */
  static final Duration SPACING = Duration.ofSeconds(5);

  private static final Duration QUICK = Duration.ofSeconds(1);
  private static final Duration USUAL_AGE = Duration.ofMinutes(5);
  private static final Duration LONGEST_AGE = Duration.ofHours(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Pattern MAX_AGE = Pattern.compile("(?:^|[,\\s])max-age=(\\d{1,8})");
  private static final Logger LOG = System.getLogger("dev.postern.verifier");

  private final Directory directory;
  private final Function<ServerMetadata, URI> where;
  private final Executor executor;
  private final AtomicReference<@Nullable CompletableFuture<Void>> flight = new AtomicReference<>();
  private volatile VerificationKeys keys = VerificationKeys.none();
  private volatile long lastStart = System.nanoTime() - LONGEST_AGE.toNanos();
  private volatile long due = System.nanoTime();
  private int failures; // Only the one fetch under way looks at it.

  PublishedKeys(Directory directory, Function<ServerMetadata, URI> where, Executor executor) {
    this.directory = directory;
    this.where = where;
    this.executor = executor;
  }

  VerificationKeys current() {
    return keys;
  }

  /** The keys, fetched anew first where {@code id} is not among them, within {@code wait}. */
  VerificationKeys knowing(KeyId id, Duration wait) {
    if (keys.key(id).isEmpty()) {
      await(fetch(keys.size() == 0 ? QUICK : SPACING), wait);
    }
    return keys;
  }

  /**
   * The server says that the set changed: it is fetched at once, because tokens by a new key may
   * come any moment. A fetch under way may have missed it, so there will be another.
   */
  void changed() {
    due = System.nanoTime();
    var unused = fetch(Duration.ZERO);
  }

  /** Fetches the set where it is time to. */
  void refresh() {
    if (System.nanoTime() - due >= 0) {
      var unused = fetch(QUICK);
    }
  }

  /** The fetch under way or a new one, or null where the last began less than that ago. */
  private @Nullable CompletableFuture<Void> fetch(Duration spacing) {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> running = flight.compareAndExchange(null, mine);
    if (running != null) {
      return running;
    }
    if (System.nanoTime() - lastStart < spacing.toNanos()) {
      flight.set(null);
      mine.complete(null);
      return null;
    }
    lastStart = System.nanoTime();
    // A change that is told from here on is not in what this fetch brings.
    due = lastStart + LONGEST_AGE.toNanos();
    try {
      executor.execute(() -> fetchNow(mine));
    } catch (RejectedExecutionException e) {
      flight.set(null); // Closed.
      mine.complete(null);
    }
    return mine;
  }

  private void fetchNow(CompletableFuture<Void> mine) {
    long planned = due;
    Duration next;
    try {
      HttpAnswer answer = directory.document(where.apply(directory.metadata()));
      VerificationKeys read = VerificationKeys.read(answer.body());
      if (read.size() == 0) {
        throw new JsonFault("the key set holds no key that can be used");
      }
      keys = read;
      failures = 0;
      next = age(answer);
    } catch (IOException | JsonFault e) {
      next = failed(e);
    } finally {
      flight.set(null);
      mine.complete(null);
    }
    if (due == planned) {
      due = System.nanoTime() + jittered(next).toNanos();
    } else {
      changed(); // It was told meanwhile.
    }
  }

  private Duration failed(Exception why) {
    directory.forget();
    int count = failures++;
    LOG.log(count == 0 ? Level.WARNING : Level.DEBUG, "no new key set: {0}", why.getMessage());
    Duration pause = QUICK.multipliedBy(1L << Math.min(count, 5));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  private static Duration age(HttpAnswer answer) {
    Matcher maxAge = MAX_AGE.matcher(answer.header("Cache-Control").orElse(""));
    if (!maxAge.find()) {
      return USUAL_AGE;
    }
    long seconds = Math.max(1, Long.parseLong(maxAge.group(1)));
    return Duration.ofSeconds(Math.min(seconds, LONGEST_AGE.toSeconds()));
  }

  /** Many verifiers that started together must not ask together for ever. */
  private static Duration jittered(Duration time) {
    return Duration.ofMillis(
        (long) (time.toMillis() * ThreadLocalRandom.current().nextDouble(0.8, 1)));
  }

  private static void await(@Nullable CompletableFuture<Void> fetch, Duration wait) {
    if (fetch == null) {
      return;
    }
    try {
      fetch.get(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // What is known by now has to do.
      LOG.log(Level.DEBUG, "did not wait longer for a key set");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
