package dev.postern.server.limits;

import dev.postern.protocol.ClientId;
import dev.postern.server.policy.Permit;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TooMany;
import dev.postern.store.App;
import dev.postern.store.TenantName;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many tokens an app may have in a minute. Only apps under a limit have a bucket, and there are
 * never more buckets than apps that asked since the start.
 */
public final class TokenRate {

  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final OptionalInt usual;
  private final Map<Key, Limited> buckets = new ConcurrentHashMap<>();

  private record Key(TenantName tenant, ClientId app) {}

  private record Limited(int perMinute, Bucket bucket) {}

  /**
   * Rates of apps.
   *
   * @param usual tokens a minute for apps that have no limit of their own; empty: as many as asked
   */
  public TokenRate(OptionalInt usual) {
    this.usual = usual;
  }

  /** Takes one token's place, or refuses with the time until there is one. */
  public void admit(Permit permit) throws Refusal {
    App app = permit.client().entry().app();
    OptionalInt own = app.limits().tokensPerMinute();
    OptionalInt limit = own.isPresent() ? own : usual;
    if (limit.isEmpty()) {
      return;
    }
    Key key = new Key(permit.client().tenant().tenant().name(), app.clientId());
    int perMinute = limit.getAsInt();
    if (perMinute < 1) {
      throw new Refusal(new TooMany(WINDOW));
    }
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
