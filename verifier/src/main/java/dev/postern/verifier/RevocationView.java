package dev.postern.verifier;

import dev.postern.protocol.feed.FeedEntry;
import dev.postern.protocol.feed.FeedMessage;
import dev.postern.protocol.feed.RevokedSet;
import dev.postern.protocol.token.AccessToken;
import dev.postern.protocol.token.TokenCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is known of revocations, and how old that knowledge is. Any thread may ask; one thread, the
 * feed's, tells.
 *
 * <p>Old messages are worth nothing to whoever plays them again: within a generation the number
 * never falls, another generation is taken only if it is not older than what is known, and the age
 * is that of the newest signed {@code as_of}, however often an older one is heard.
 */
final class RevocationView {

  /** What came of a message. */
  enum Effect {
    /** It is in the view now. */
    APPLIED,
    /** It was older than the view. */
    IGNORED,
    /** Something before it was missed: a snapshot is needed. */
    GAP
  }

  /**
   * @param heard when the newest {@code as_of} was heard, in monotonic nanoseconds
   * @param understood whether every entry that must be known is of a known kind
   */
  private record State(
      String generation,
      long seq,
      long asOfMillis,
      long heard,
      RevokedSet revoked,
      boolean understood) {}

  private final CountDownLatch first = new CountDownLatch(1);
  private volatile @Nullable State state;

  Effect apply(FeedMessage message) {
    State now = state;
    if (message.snapshot()) {
      return replace(now, message);
    }
    if (now == null || !now.generation().equals(message.generation())) {
      return Effect.GAP;
    }
    if (message.seq() < now.seq()) {
      return Effect.IGNORED;
    }
    if (message.prev().orElseThrow() != now.seq()) {
      // The last news once more is no gap.
      return message.seq() == now.seq() ? Effect.IGNORED : Effect.GAP;
    }
    now.revoked().addAll(message.entries());
    boolean understood = now.understood() && understood(message);
    state = next(now, message, now.revoked(), understood);
    return Effect.APPLIED;
  }

  private Effect replace(@Nullable State now, FeedMessage snapshot) {
    if (now != null) {
      boolean same = now.generation().equals(snapshot.generation());
      Instant oldest = Instant.ofEpochMilli(now.asOfMillis()).minus(TokenCheck.TOLERANCE);
      if (same ? snapshot.seq() < now.seq() : snapshot.asOf().isBefore(oldest)) {
        return Effect.IGNORED;
      }
    }
    state = next(now, snapshot, new RevokedSet(snapshot.entries()), understood(snapshot));
    first.countDown();
    return Effect.APPLIED;
  }

  private static State next(
      @Nullable State now, FeedMessage message, RevokedSet revoked, boolean understood) {
    long asOf = message.asOf().toEpochMilli();
    long heard = System.nanoTime();
    if (now != null && asOf <= now.asOfMillis()) {
      asOf = now.asOfMillis();
      heard = now.heard();
    }
    return new State(message.generation(), message.seq(), asOf, heard, revoked, understood);
  }

  private static boolean understood(FeedMessage message) {
    return message.entries().stream().allMatch(entry -> entry.known() || entry.optional());
  }

  boolean refuses(AccessToken token) {
    State now = state;
    return now != null && now.revoked().refuses(token);
  }

  /** Whether there is no view, or none that is younger than {@code limit} and understood. */
  boolean stale(Duration limit, Instant at) {
    State now = state;
    return now == null || !now.understood() || ageMillis(now, at) > limit.toMillis();
  }

  /** The age of the view, empty while there is none. */
  Optional<Duration> age(Instant at) {
    State now = state;
    return now == null ? Optional.empty() : Optional.of(Duration.ofMillis(ageMillis(now, at)));
  }

  /**
   * The larger of two ages: by the server's clock against ours, and by what has passed here since
   * it was heard. So a clock of ours that is behind cannot make the view look young.
   */
  private static long ageMillis(State now, Instant at) {
    long heard = (System.nanoTime() - now.heard()) / 1_000_000;
    return Math.max(heard, at.toEpochMilli() - now.asOfMillis());
  }

  /** {@code <generation>:<seq>} of the view, from where the feed can go on, or empty. */
  Optional<String> position() {
    State now = state;
    return now == null ? Optional.empty() : Optional.of(now.generation() + ":" + now.seq());
  }

  /** Waits until there is a view, at most so long. */
  void awaitFirst(long nanos) {
    if (state == null && nanos > 0) {
      try {
        boolean there = first.await(nanos, TimeUnit.NANOSECONDS);
        assert !there || state != null;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Drops what no token can carry any more: {@link FeedEntry#until()}. */
  void prune(Instant at) {
    State now = state;
    if (now != null) {
      now.revoked().prune(at);
    }
  }

  int size() {
    State now = state;
    return now == null ? 0 : now.revoked().size();
  }
}
