package dev.postern.server.signing;

import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.VerificationKeys;
import dev.postern.store.Api;
import dev.postern.store.SealedKey;
import dev.postern.store.SealedKey.State;
import dev.postern.store.SealedKey.Use;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * When a key moves on in its life. It is published so long that everybody who verifies has it by
 * the first signature; then it signs, in place of the one before; that one stays published until
 * nothing that it signed can be in use any more; then it is removed. So nobody ever meets a
 * signature by a key that he cannot know, nor one by a key that has gone.
 *
 * <p>Pure: from the keys, the APIs and the time follows what is due. Deciding it again, here or on
 * another node, after it was done gives nothing.
 */
public final class KeyLife {

  /**
   * The most keys of one use in a key set that a rotation may add to. Verifiers take {@value
   * VerificationKeys#LIMIT}, and each further algorithm that comes into use needs a place.
   */
  public static final int MOST = VerificationKeys.LIMIT - (SignatureAlgorithm.values().length - 1);

  private final Duration publish;
  private final Duration rotateEvery;
  private final Duration aftermath;

  /**
   * The rules of a server.
   *
   * @param publish how long a key is published before it signs
   * @param rotateEvery for how long a key signs; zero: until somebody rotates
   * @param aftermath how long after a change another node may still sign as before, by whatever
   *     clock
   */
  public KeyLife(Duration publish, Duration rotateEvery, Duration aftermath) {
    this.publish = publish;
    this.rotateEvery = rotateEvery;
    this.aftermath = aftermath;
  }

  /** One thing that is due. */
  public sealed interface Step {

    /** A fresh key is published, to sign later. */
    record Publish(Use use, SignatureAlgorithm algorithm) implements Step {}

    /** A key comes into another state. */
    record Move(SealedKey key, State to) implements Step {}
  }

  /**
   * What is due at {@code now}, in the order in which it is to be done.
   *
   * @param keys all keys of a tenant
   * @param apis all its APIs
   */
  public List<Step> due(List<SealedKey> keys, Collection<Api> apis, Instant now) {
    List<Step> due = new ArrayList<>();
    for (SealedKey key : keys) {
      switch (key.state()) {
        case PUBLISHED -> {
          if (waiting(keys, key).equals(Optional.of(key)) && !now.isBefore(signsAt(key))) {
            due.addAll(succeed(keys, key));
          }
        }
        case ACTIVE -> {
          if (successorDue(keys, key, now) && inUse(key, apis)) {
            algorithm(key).ifPresent(it -> due.add(new Step.Publish(key.use(), it)));
          }
        }
        case RETIRING -> {
          // The lesser time first: it needs no look at the APIs.
          if (!now.isBefore(key.stateSince().plus(aftermath))
              && !now.isBefore(removableAt(key, apis))) {
            due.add(new Step.Move(key, State.REMOVED));
          }
        }
        case REMOVED -> {
          // For good.
        }
      }
    }
    return due;
  }

  /** {@code next} signs from now on, in place of whatever signed. */
  public static List<Step> succeed(List<SealedKey> keys, SealedKey next) {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step.Move(next, State.ACTIVE));
    keys.stream()
        .filter(key -> key.state() == State.ACTIVE && alike(key, next))
        .forEach(key -> steps.add(new Step.Move(key, State.RETIRING)));
    return steps;
  }

  private boolean successorDue(List<SealedKey> keys, SealedKey active, Instant now) {
    return rotates(active)
        && !now.isBefore(active.stateSince().plus(rotateEvery).minus(publish))
        && waiting(keys, active).isEmpty()
        && hasRoom(keys, active.use());
  }

  private boolean rotates(SealedKey key) {
    return key.use() != Use.SESSION && !rotateEvery.isZero();
  }

  /** Whether one more key of that use may be published. */
  public static boolean hasRoom(List<SealedKey> keys, Use use) {
    return keys.stream().filter(key -> key.use() == use && key.published()).count() < MOST;
  }

  /** The key that is published and will sign in place of {@code key}, if there is one. */
  public static Optional<SealedKey> waiting(List<SealedKey> keys, SealedKey key) {
    return keys.stream()
        .filter(each -> each.state() == State.PUBLISHED && alike(each, key))
        .findFirst();
  }

  /** Whether one of the two can sign in place of the other. */
  private static boolean alike(SealedKey one, SealedKey other) {
    return one.use() == other.use() && one.algorithm().equals(other.algorithm());
  }

  /** Whether anything is signed with {@code key}: tokens of some API, or the feed. */
  public static boolean inUse(SealedKey key, Collection<Api> apis) {
    return key.use() == Use.FEED
        || apis.stream().anyMatch(api -> api.algorithm().text().equals(key.algorithm()));
  }

  private static Optional<SignatureAlgorithm> algorithm(SealedKey key) {
    return SignatureAlgorithm.parse(key.algorithm());
  }

  private Instant signsAt(SealedKey published) {
    return published.stateSince().plus(publish);
  }

  /**
   * When nothing that a retiring key signed can be in use any more. The longest lifetime is that of
   * any API: an API may have been signed for by another algorithm before.
   */
  public Instant removableAt(SealedKey retiring, Collection<Api> apis) {
    Duration longest = Duration.ZERO;
    if (retiring.use() == Use.TOKEN) {
      for (Api api : apis) {
        Duration one = api.longestLifetime();
        longest = one.compareTo(longest) > 0 ? one : longest;
      }
    }
    return retiring.stateSince().plus(longest).plus(aftermath);
  }

  /** Until when {@code key} will be in its state; empty where nothing ends it by itself. */
  public Optional<Instant> until(SealedKey key, List<SealedKey> keys, Collection<Api> apis) {
    return switch (key.state()) {
      case PUBLISHED -> Optional.of(signsAt(key));
      case ACTIVE ->
          waiting(keys, key)
              .map(this::signsAt)
              .or(() ->
                  rotates(key) && inUse(key, apis)
                      ? Optional.of(key.stateSince().plus(rotateEvery))
                      : Optional.empty());
      case RETIRING -> Optional.of(removableAt(key, apis));
      case REMOVED -> Optional.empty();
    };
  }
}
