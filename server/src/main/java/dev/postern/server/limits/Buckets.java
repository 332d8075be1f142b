package dev.postern.server.limits;

import dev.postern.protocol.ClientId;
import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TooMany;
import dev.postern.store.TenantName;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

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
    Key key = new Key(client.tenant().tenant().name(), client.entry().app().clientId());
    Limited limited =
        buckets.compute(
            key,
            (k, old) -> old != null && old.perMinute() == perMinute ? old : limited(perMinute));
    ConsumptionProbe probe = limited.bucket().tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      throw new Refusal(new TooMany(Duration.ofNanos(probe.getNanosToWaitForRefill())));
    }
  }

  private static Limited limited(int perMinute) {
    Bandwidth bandwidth =
        Bandwidth.builder().capacity(perMinute).refillGreedy(perMinute, WINDOW).build();
    return new Limited(perMinute, Bucket.builder().addLimit(bandwidth).build());
  }
}
