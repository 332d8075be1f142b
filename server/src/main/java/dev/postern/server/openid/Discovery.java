package dev.postern.server.openid;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who the provider is. One asks it for all; whoever comes meanwhile waits for the same answer, or
 * goes by the one of before.
 */
final class Discovery {

  private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

  /** How long what it says of itself is believed. */
  private static final Duration FRESH = Duration.ofHours(1);

  /** How long what it said goes on counting where it cannot be asked once more. */
  private static final Duration STALE = Duration.ofHours(23);

  /** How long it is left alone when it could not be asked: anybody may begin to sign in. */
  static final Duration REST = Duration.ofSeconds(2);

  /** So many may wait for the first answer; whoever is one more is to try again. */
  static final int WAITING = 64;

  private final Asking question;
  private final InstantSource clock;
  private final Semaphore waiting = new Semaphore(WAITING);
  private final ReentrantLock asking = new ReentrantLock();
  private volatile @Nullable Known known;
  private volatile Instant restsUntil = Instant.EPOCH;

  /** When the log is to hear again that it cannot be asked; null while it can. */
  private @Nullable Instant tellAgainAt;

  /** Asks the provider who it is. */
  @FunctionalInterface
  interface Asking {
    /** What it says; may wait. */
    Provider ask() throws IOException;
  }

  /** It was not asked itself, so there is nothing new to be said of it. */
  static final class NotAsked extends IOException {
    private static final long serialVersionUID = 1L;

    private NotAsked(String why) {
      super(why);
    }
  }

  private record Known(Provider provider, Instant until) {}

  Discovery(Asking question, InstantSource clock) {
    this.question = question;
    this.clock = clock;
  }

  /**
   * The provider; waits only where nothing is known of it that still counts, or as the one who asks
   * anew.
   *
   * @throws IOException where it cannot be asked, or could not just now
   */
  Provider provider() throws IOException {
    @Nullable Known present = known;
    if (present != null && clock.instant().isBefore(present.until())) {
      return present.provider();
    }
    if (present == null || !counts(present)) {
      return first();
    }
    if (!asking.tryLock()) {
      return present.provider();
    }
    try {
      return asked();
    } catch (NotAsked e) {
      return present.provider();
    } catch (IOException e) {
      if (counts(present)) {
        tell(present, e);
        return present.provider();
      }
      throw e;
    } finally {
      asking.unlock();
    }
  }

  /** Whether what it said may be gone by while it cannot be asked, however old that is. */
  private boolean counts(Known present) {
    return clock.instant().isBefore(present.until().plus(STALE));
  }

  /**
   * Says in the log that it goes by what it knows, at first and once an hour: nobody notices
   * otherwise, until nobody can sign in. By the one who has the lock.
   */
  private void tell(Known present, IOException trouble) {
    Instant now = clock.instant();
    @Nullable Instant next = tellAgainAt;
    if (next == null || !now.isBefore(next)) {
      tellAgainAt = now.plus(FRESH);
      LOG.warn(
          "the OpenID provider cannot be asked who it is: {}; what it said before counts until {},"
              + " then nobody can sign in by it",
          LogText.of(trouble),
          present.until().plus(STALE));
    }
  }

  private Provider first() throws IOException {
    if (!waiting.tryAcquire()) {
      throw new NotAsked("too many wait for it");
    }
    try {
      if (!asking.tryLock(2 * ProviderCalls.TIME.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new NotAsked("it takes too long");
      }
      try {
        return asked();
      } finally {
        asking.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the server stops");
    } finally {
      waiting.release();
    }
  }

  /** By the one who has the lock; somebody may have asked while he waited for it. */
  private Provider asked() throws IOException {
    @Nullable Known present = known;
    Instant now = clock.instant();
    if (present != null && now.isBefore(present.until())) {
      return present.provider();
    }
    Duration left = Duration.between(now, restsUntil);
    // More than that is left where the clock went back.
    if (left.isPositive() && left.compareTo(REST) <= 0) {
      throw new NotAsked("it could not be asked just now");
    }
    boolean answered = false;
    try {
      Provider found = question.ask();
      known = new Known(found, now.plus(FRESH));
      answered = true;
      if (tellAgainAt != null) {
        tellAgainAt = null;
        LOG.info("the OpenID provider can be asked again who it is");
      }
      return found;
    } catch (RuntimeException e) {
      throw new IOException("what it says of itself is of no use", e);
    } finally {
      if (!answered) {
        restsUntil = clock.instant().plus(REST);
      }
    }
  }
}
