package dev.postern.server.limits;

import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TooMany;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
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

  /** Takes one, or refuses with the time until there is one. */
  synchronized void take(K key) throws Refusal {
    ConsumptionProbe probe = bucket(key).tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      throw new Refusal(new TooMany(Duration.ofNanos(probe.getNanosToWaitForRefill())));
    }
  }

  /** Gives one back that was taken; a bucket never has more than when it was new. */
  synchronized void giveBack(K key) {
    Bucket bucket = buckets.get(key);
    if (bucket != null) {
      bucket.addTokens(1);
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
}
