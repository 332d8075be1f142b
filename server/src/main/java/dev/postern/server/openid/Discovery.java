package dev.postern.server.openid;

import dev.postern.server.config.OpenIdConfig;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who the provider is. One asks it for all; whoever comes meanwhile waits for the same answer, or
 * goes by the one of before.
 */
final class Discovery {

  /** How long what it says of itself is believed. */
  private static final Duration FRESH = Duration.ofHours(1);

  /** How long what it said goes on counting where it cannot be asked once more. */
  private static final Duration STALE = Duration.ofHours(23);

  /** How long it is left alone when it could not be asked: anybody may begin to sign in. */
  private static final Duration REST = Duration.ofSeconds(2);

  /** So many may wait for the first answer; whoever is one more is to try again. */
  static final int WAITING = 64;

  private final OpenIdConfig config;
  private final ProviderCalls calls;
  private final InstantSource clock;
  private final Semaphore waiting = new Semaphore(WAITING);
  private final ReentrantLock asking = new ReentrantLock();
  private volatile @Nullable Known known;
  private volatile Instant restsUntil = Instant.EPOCH;

  /** It was not asked itself, so there is nothing new to be said of it. */
  static final class NotAsked extends IOException {
    private static final long serialVersionUID = 1L;

    private NotAsked(String why) {
      super(why);
    }
  }

  private record Known(Provider provider, Instant until) {}

  Discovery(OpenIdConfig config, ProviderCalls calls, InstantSource clock) {
    this.config = config;
    this.calls = calls;
    this.clock = clock;
  }

  /**
   * The provider; waits only where nothing is known of it yet, or as the one who asks anew.
   *
   * @throws IOException where it cannot be asked, or could not just now
   */
  Provider provider() throws IOException {
    @Nullable Known present = known;
    if (present != null && clock.instant().isBefore(present.until())) {
      return present.provider();
    }
    if (present == null) {
      return first();
    }
    if (!asking.tryLock()) {
      return present.provider();
    }
    try {
      return asked();
    } catch (IOException e) {
      if (clock.instant().isBefore(present.until().plus(STALE))) {
        return present.provider();
      }
      throw e;
    } finally {
      asking.unlock();
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
    if (now.isBefore(restsUntil)) {
      throw new NotAsked("it could not be asked just now");
    }
    try {
      Provider found = Provider.discover(config.issuer(), config.client().id(), calls);
      known = new Known(found, now.plus(FRESH));
      return found;
    } catch (IOException e) {
      restsUntil = clock.instant().plus(REST);
      throw e;
    }
  }
}
