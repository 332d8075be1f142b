package dev.postern.server.keysets;

import dev.postern.protocol.token.PublicJwkSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One key set in memory. What is known is swapped as a whole and read without a lock; the lock is
 * for who sets out to fetch, and is never held while anybody waits.
 */
final class KeySet {

  /** After a fetch nobody asks again for so long, whatever name of a key turns up. */
  static final Duration REST = Duration.ofMinutes(1);

  /** The same after one that failed. */
  static final Duration RETRY = Duration.ofSeconds(10);

  /** For so long the last good set is used where no other is to be had. */
  static final Duration LAST_GOOD = Duration.ofHours(24);

  /**
   * The same where the host says that there is none: as long as a set may be fresh, and be used
   * without anybody asking.
   */
  static final Duration NOT_THERE = Freshness.MOST;

  /**
   * A fetch that takes longer (it has to wait for its turn, say) holds up nobody who has a good
   * set; less than a request waits.
   */
  static final Duration OVERDUE = Duration.ofSeconds(2);

  /** Threads have their times from different readings of a clock that may be set back a little. */
  private static final Duration TOLERANCE = Duration.ofMinutes(1);

  private record Good(PublicJwkSet set, Instant at, Duration freshFor) {}

  /**
   * Why a fetch brought nothing.
   *
   * @param fault in words
   * @param kept for how long what was there before is used all the same
   */
  record Failure(String fault, Duration kept) {

    /** One that says nothing about the keys. */
    static Failure outage(String fault) {
      return new Failure(fault, LAST_GOOD);
    }
  }

  private record State(Optional<Good> good, Instant triedAt, Duration rest, Failure last) {

    /** What was had last, if it may still be used. */
    private Optional<Good> good(Instant now) {
      return good.filter(each -> within(now, each.at(), last.kept()));
    }
  }

  private static final Failure NONE = Failure.outage("");

  private volatile State state = new State(Optional.empty(), Instant.EPOCH, Duration.ZERO, NONE);
  private volatile Instant usedAt;
  private @Nullable Flight flight;
  private volatile @Nullable Instant setOutAt;

  KeySet(Instant now) {
    this.usedAt = now;
  }

  Known known(Instant now) {
    usedAt = now;
    State seen = state;
    Optional<Good> good = seen.good(now);
    boolean resting = within(now, seen.triedAt(), seen.rest());
    boolean fresh = good.filter(each -> within(now, each.at(), each.freshFor())).isPresent();
    // Stale keys are good enough where it was just tried, or is tried too long, to get newer ones.
    boolean enough = fresh || (good.isPresent() && (resting || overdue(now)));
    return new Known(good.map(Good::set), enough, resting);
  }

  /** Whether less than a quarter of the time is left in which it is fresh. */
  boolean aging(Instant now) {
    return state
        .good()
        .filter(each -> !within(now, each.at(), each.freshFor().multipliedBy(3).dividedBy(4)))
        .isPresent();
  }

  private boolean overdue(Instant now) {
    @Nullable Instant began = setOutAt;
    return began != null && !now.isBefore(began.plus(OVERDUE));
  }

  Instant usedAt() {
    return usedAt;
  }

  private static boolean within(Instant now, Instant from, Duration time) {
    return !now.isBefore(from.minus(TOLERANCE)) && now.isBefore(from.plus(time));
  }

  /** The fetch that is under way, or empty: then {@code next} is, since {@code now}. */
  synchronized Optional<Flight> join(Flight next, Instant now) {
    Optional<Flight> present = Optional.ofNullable(flight);
    if (present.isEmpty()) {
      flight = next;
      setOutAt = now;
    }
    return present;
  }

  /**
   * A fetch that set out at {@code at} brought this.
   *
   * @return whether there were keys before and are none now
   */
  synchronized boolean fetched(Fetching.Fetched fetched, Instant at) {
    boolean had = state.good().filter(each -> !each.set().keys().isEmpty()).isPresent();
    Good good = new Good(fetched.set(), at, fetched.freshFor());
    state = new State(Optional.of(good), at, REST, NONE);
    landed();
    return had && good.set().keys().isEmpty();
  }

  /**
   * A fetch brought nothing, as was known at {@code at}. What the host once said of the last good
   * set holds on: an outage behind it makes that no better.
   *
   * @return whether the last one did not fail in the same way
   */
  synchronized boolean failed(Failure failure, Instant at) {
    Failure before = state.last();
    boolean shorter = before.kept().compareTo(failure.kept()) < 0;
    Failure told = shorter ? new Failure(failure.fault(), before.kept()) : failure;
    state = new State(state.good(), at, RETRY, told);
    landed();
    return !before.fault().equals(failure.fault());
  }

  private void landed() {
    flight = null;
    setOutAt = null;
  }
}
