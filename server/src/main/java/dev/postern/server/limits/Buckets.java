package dev.postern.server.limits;

import dev.postern.protocol.ClientId;
import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TooMany;
import dev.postern.store.TenantName;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A bucket for each app under a limit: never more of them than apps that came since the start. */
final class Buckets {

  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final Map<Key, Limited> buckets = new ConcurrentHashMap<>();

  private record Key(TenantName tenant, ClientId app) {}

  private record Limited(int perMinute, Bucket bucket) {}

  /** Takes one of {@code perMinute}, or refuses with the time until there is one. */
  void take(AuthenticatedClient client, int perMinute) throws Refusal {
    if (perMinute < 1) {
      throw new Refusal(new TooMany(WINDOW));
    }
    ConsumptionProbe probe = bucket(client, perMinute).tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      throw new Refusal(new TooMany(Duration.ofNanos(probe.getNanosToWaitForRefill())));
    }
  }

  /** Refuses where {@link #take} would now, and takes nothing. */
  void look(AuthenticatedClient client, int perMinute) throws Refusal {
    if (perMinute < 1) {
      throw new Refusal(new TooMany(WINDOW));
    }
    @Nullable Limited limited = buckets.get(key(client));
    // Whoever has no bucket has taken nothing.
    if (limited == null || limited.perMinute() != perMinute) {
      return;
    }
    EstimationProbe probe = limited.bucket().estimateAbilityToConsume(1);
    if (!probe.canBeConsumed()) {
      throw new Refusal(new TooMany(Duration.ofNanos(probe.getNanosToWaitForRefill())));
    }
  }

  /** Takes one where there is one, and says whether there was. */
  boolean tryTake(AuthenticatedClient client, int perMinute) {
    return bucket(client, perMinute).tryConsume(1);
  }

  private Bucket bucket(AuthenticatedClient client, int perMinute) {
    return buckets
        .compute(
            key(client),
            (k, old) -> old != null && old.perMinute() == perMinute ? old : limited(perMinute))
        .bucket();
  }

  private static Key key(AuthenticatedClient client) {
    return new Key(client.tenant().tenant().name(), client.entry().app().clientId());
  }

  private static Limited limited(int perMinute) {
    Bandwidth bandwidth =
        Bandwidth.builder().capacity(perMinute).refillGreedy(perMinute, WINDOW).build();
    return new Limited(perMinute, Bucket.builder().addLimit(bandwidth).build());
  }
}
