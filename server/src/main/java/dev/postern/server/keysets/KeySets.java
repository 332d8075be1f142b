package dev.postern.server.keysets;

import dev.postern.protocol.http.Trust;
import dev.postern.server.config.JwksUriConfig;
import dev.postern.server.keysets.KeySet.Failure;
import dev.postern.store.KeySetUrl;
import dev.postern.store.TenantName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key sets of apps that keep theirs at URLs (decision 0019). What is known is answered from
 * memory at once; whoever needs more sets out to fetch, or joins who did, and waits elsewhere.
 *
 * <p>Each tenant has its own memory of a URL: what one asks for is nothing to another.
 */
public final class KeySets implements AutoCloseable {

  /** The most key sets in memory; the tenant that has most of them gives some for others. */
  static final int MOST = 5_000;

  /** The part of the room that is made at a time. */
  private static final int PORTION = 50;

  private static final Logger LOG = LoggerFactory.getLogger(KeySets.class);

  /** Where key sets come from. */
  @FunctionalInterface
  interface Source {
    Fetching.Fetched fetch(Place place) throws IOException;
  }

  /**
   * A URL, as a tenant's app named it.
   *
   * @param tenant whose app
   * @param url where
   */
  public record Place(TenantName tenant, KeySetUrl url) {

    /** Without the query, which may hold what nobody else is to know. */
    @Override
    public String toString() {
      return tenant + " " + url.text().split("\\?", 2)[0];
    }
  }

  /** A time that goes on from a reading of the caller's clock, in whole seconds. */
  private record Elapsing(Instant from, long nanos) {
    Instant now() {
      return from.plusSeconds(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - nanos));
    }
  }

  private record Aged(Place place, Instant usedAt) {}

  private final Source source;
  private final int most;
  private final Turns turns = new Turns();
  private final Map<Place, KeySet> sets = new ConcurrentHashMap<>();
  private final LongAdder fetched = new LongAdder();
  private final LongAdder failed = new LongAdder();

  KeySets(Source source, int most) {
    this.source = source;
    this.most = most;
  }

  /**
   * Key sets from where {@code destinations} lets a fetch go.
   *
   * @throws IOException where the certificates that {@code config} names cannot be read
   */
  public static KeySets open(JwksUriConfig config, Destinations destinations) throws IOException {
    Optional<Path> file = config.trustedCertificates();
    Fetching fetching =
        new Fetching(
            destinations,
            file.isPresent() ? Optional.of(Trust.with(file.get())) : Optional.empty());
    return new KeySets(fetching::fetch, MOST);
  }

  /**
   * What is known of a set at {@code now}. Never waits; one that is used and will soon be stale is
   * fetched meanwhile.
   */
  public Known known(Place place, Instant now) {
    @Nullable KeySet set = sets.get(place);
    if (set == null) {
      return Known.NOTHING;
    }
    Known known = set.known(now);
    if (known.current() && !known.resting() && set.aging(now)) {
      fetch(place, set, now);
    }
    return known;
  }

  /** The same, and nothing is fetched. */
  public Known remembered(Place place, Instant now) {
    @Nullable KeySet set = sets.get(place);
    return set == null ? Known.NOTHING : set.known(now);
  }

  /** Sets out to fetch a set, unless somebody has; the one flight that there is now. */
  public Flight fetch(Place place, Instant now) {
    @Nullable KeySet present = sets.get(place);
    if (present == null) {
      makeRoom();
      present = sets.computeIfAbsent(place, missing -> new KeySet(now));
    }
    return fetch(place, present, now);
  }

  private Flight fetch(Place place, KeySet set, Instant now) {
    Flight next = new Flight();
    Optional<Flight> underWay = set.join(next, now);
    if (underWay.isPresent()) {
      return underWay.get();
    }
    Elapsing time = new Elapsing(now, System.nanoTime());
    if (!turns.take(place.tenant(), () -> fly(place, set, next, time))) {
      failed(place, set, Failure.outage("too many fetches of this tenant are waiting"), now);
      next.land();
    }
    return next;
  }

  private void fly(Place place, KeySet set, Flight flight, Elapsing time) {
    // It may have waited for its turn: what it brings is of now, and a failure of when it is known.
    Instant began = time.now();
    try {
      Fetching.Fetched brought = source.fetch(place);
      if (set.fetched(brought, began)) {
        LOG.warn("key set {} has no keys any more", place);
      }
      fetched.increment();
      if (brought.set().passedOver() > 0) {
        LOG.debug("key set {}: {} keys are passed over", place, brought.set().passedOver());
      }
    } catch (NotThere e) {
      failed(place, set, new Failure(String.valueOf(e.getMessage()), KeySet.NOT_THERE), time.now());
    } catch (IOException e) {
      failed(place, set, Failure.outage(String.valueOf(e.getMessage())), time.now());
    } catch (RuntimeException | Error e) {
      failed(place, set, Failure.outage(e.toString()), time.now());
      throw e;
    } finally {
      flight.land();
    }
  }

  /** Told once, not with each try. */
  private void failed(Place place, KeySet set, Failure failure, Instant now) {
    failed.increment();
    if (set.failed(failure, now)) {
      LOG.warn("key set {} cannot be had: {}", place, failure.fault());
    }
  }

  /**
   * Gives up sets that were not used for longest, of the tenant that has most; some at once, for
   * looking for them takes longer than a token, and happens on an event loop.
   */
  private synchronized void makeRoom() {
    if (sets.size() < most) {
      return;
    }
    Map<TenantName, Long> counts =
        sets.keySet().stream()
            .map(Place::tenant)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    long largest = counts.values().stream().mapToLong(Long::longValue).max().orElse(0);
    sets.entrySet().stream()
        .filter(each -> counts.getOrDefault(each.getKey().tenant(), 0L) == largest)
        // The times go on changing; to be sorted by they must not.
        .map(each -> new Aged(each.getKey(), each.getValue().usedAt()))
        .sorted(Comparator.comparing(Aged::usedAt))
        .limit(Math.max(1, most / PORTION))
        .forEach(each -> sets.remove(each.place()));
  }

  /** How many sets were fetched since the start. */
  public long fetchedCount() {
    return fetched.sum();
  }

  /** How many fetches brought nothing. */
  public long failedCount() {
    return failed.sum();
  }

  /** How many sets are in memory. */
  public int size() {
    return sets.size();
  }

  /** Fetches nothing more. */
  @Override
  public void close() {
    turns.close();
  }
}
