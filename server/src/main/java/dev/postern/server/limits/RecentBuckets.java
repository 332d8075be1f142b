package dev.postern.server.limits;

import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TooMany;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A bucket for each of the {@value #MOST} keys that came last, so that nobody fills the memory with
 * keys of his choice. Not for the token path: there is one lock, never held for long.
 *
 * @param <K> what is limited
 */
final class RecentBuckets<K> {

  /** The most keys that are remembered. */
  static final int MOST = 10_000;

  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final int perMinute;
  private final Map<K, Bucket> buckets = new LinkedHashMap<>();

  RecentBuckets(int perMinute) {
    this.perMinute = perMinute;
  }

  /** Refuses with the time until there is one, and takes none. */
  synchronized void check(K key) throws Refusal {
    Bucket bucket = buckets.get(key);
    if (bucket == null) {
      return;
    }
    EstimationProbe probe = bucket.estimateAbilityToConsume(1);
    if (!probe.canBeConsumed()) {
      throw tooMany(probe.getNanosToWaitForRefill());
    }
  }

  /** Takes one, or refuses with the time until there is one. */
  synchronized void take(K key) throws Refusal {
    ConsumptionProbe probe = bucket(key).tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      throw tooMany(probe.getNanosToWaitForRefill());
    }
  }

  private Bucket bucket(K key) {
    // Put anew each time, so that the first is the one that was not asked for longest.
    Bucket bucket = buckets.remove(key);
    if (bucket == null) {
      Bandwidth bandwidth =
          Bandwidth.builder().capacity(perMinute).refillGreedy(perMinute, WINDOW).build();
      bucket = Bucket.builder().addLimit(bandwidth).build();
      if (buckets.size() >= MOST) {
        buckets.remove(buckets.keySet().iterator().next());
      }
    }
    buckets.put(key, bucket);
    return bucket;
  }

  private static Refusal tooMany(long nanos) {
    return new Refusal(new TooMany(Duration.ofNanos(nanos)));
  }
}
