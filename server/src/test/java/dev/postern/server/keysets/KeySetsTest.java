package dev.postern.server.keysets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.token.PublicJwk;
import dev.postern.protocol.token.PublicJwkSet;
import dev.postern.protocol.token.SigningKey;
import dev.postern.server.keysets.KeySets.Place;
import dev.postern.store.KeySetUrl;
import dev.postern.store.TenantName;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is kept of key sets, for how long, and how often it is asked for. */
final class KeySetsTest {

  private static final Instant START = Instant.parse("2026-11-24T10:00:00Z");
  private static final TenantName HOME = TenantName.DEFAULT;
  private static final TenantName ACME = new TenantName("acme");

  private final List<Place> asked = new ArrayList<>();
  private final PublicJwk key = jwk();
  private volatile KeySets.Source source = this::good;
  private final KeySets sets = new KeySets(this::fetch, 4);

  @AfterEach
  void close() {
    sets.close();
  }

  private static PublicJwk jwk() {
    try {
      return SigningKey.publicHalf(SigningKey.generate());
    } catch (JsonFault e) {
      throw new AssertionError(e);
    }
  }

  private Fetching.Fetched fetch(Place place) throws IOException {
    synchronized (asked) {
      asked.add(place);
    }
    return source.fetch(place);
  }

  private Fetching.Fetched good(Place place) {
    return new Fetching.Fetched(set(), Duration.ofMinutes(10));
  }

  private static Fetching.Fetched down(Place place) throws IOException {
    throw new IOException("down");
  }

  private static Place place(TenantName tenant, String name) {
    return new Place(tenant, new KeySetUrl("https://" + name + ".example.com/"));
  }

  private static final Place A = place(HOME, "a");

  private static Instant after(Duration time) {
    return START.plus(time);
  }

  private void fetched(Place place, Instant now) {
    sets.fetch(place, now).await(TimeUnit.SECONDS.toNanos(10));
  }

  @Test
  void nothingIsKnownOfWhatWasNeverAskedFor() {
    assertThat(sets.known(A, START)).isEqualTo(Known.NOTHING);
    assertThat(asked).isEmpty();
  }

  @Test
  void aSetIsCurrentWhileItIsFreshAndKeptForADayBehindThat() {
    fetched(A, START);
    assertThat(sets.remembered(A, START)).isEqualTo(new Known(Optional.of(set()), true, true));
    Instant rested = after(KeySet.REST);
    assertThat(sets.remembered(A, rested.minusMillis(1)).resting()).isTrue();
    assertThat(sets.remembered(A, rested)).isEqualTo(new Known(Optional.of(set()), true, false));
    Instant stale = after(Duration.ofMinutes(10));
    assertThat(sets.remembered(A, stale.minusMillis(1)).current()).isTrue();
    assertThat(sets.remembered(A, stale)).isEqualTo(new Known(Optional.of(set()), false, false));
    Instant gone = after(KeySet.LAST_GOOD);
    assertThat(sets.remembered(A, gone.minusMillis(1)).set()).isPresent();
    assertThat(sets.remembered(A, gone).set()).isEmpty();
    assertThat(asked).hasSize(1);
  }

  private PublicJwkSet set() {
    return new PublicJwkSet(List.of(key), List.of(), 0);
  }

  @Test
  void whereNoNewerSetIsToBeHadTheLastGoodOneIsUsedAndSoonTriedAgain() {
    fetched(A, START);
    source = KeySetsTest::down;
    Instant stale = after(Duration.ofMinutes(11));
    fetched(A, stale);
    assertThat(sets.known(A, stale)).isEqualTo(new Known(Optional.of(set()), true, true));
    assertThat(sets.known(A, stale.plus(KeySet.RETRY)))
        .isEqualTo(new Known(Optional.of(set()), false, false));
    Instant gone = after(KeySet.LAST_GOOD);
    fetched(A, gone);
    assertThat(sets.known(A, gone).set()).isEmpty();
    assertThat(sets.known(A, gone).current()).isFalse();
    assertThat(sets.failedCount()).isEqualTo(2);
    assertThat(sets.fetchedCount()).isEqualTo(1);
  }

  @Test
  void whereTheHostSaysThatThereIsNoneTheLastGoodSetIsUsedForAnHourWhateverComesThen() {
    fetched(A, START);
    source =
        place -> {
          throw new NotThere("the answer is 404");
        };
    Instant stale = after(Duration.ofMinutes(11));
    fetched(A, stale);
    assertThat(sets.known(A, stale)).isEqualTo(new Known(Optional.of(set()), true, true));
    // An outage says nothing about the keys, and does not unsay what was said.
    source = KeySetsTest::down;
    fetched(A, stale.plus(KeySet.RETRY));
    Instant end = after(KeySet.NOT_THERE);
    assertThat(sets.known(A, end.minusMillis(1)).set()).isPresent();
    assertThat(sets.known(A, end).set()).isEmpty();
    source = this::good;
    fetched(A, end);
    source = KeySetsTest::down;
    fetched(A, end.plus(Duration.ofMinutes(11)));
    assertThat(sets.known(A, end.plus(KeySet.NOT_THERE)).set())
        .as("a good set begins anew")
        .isPresent();
  }

  @Test
  void aSetWithoutKeysTakesThePlaceOfTheLastGoodOneAtOnce() {
    fetched(A, START);
    PublicJwkSet none = new PublicJwkSet(List.of(), List.of(), 0);
    source = place -> new Fetching.Fetched(none, Freshness.LEAST);
    Instant stale = after(Duration.ofMinutes(11));
    fetched(A, stale);
    assertThat(sets.known(A, stale)).isEqualTo(new Known(Optional.of(none), true, true));
  }

  @Test
  void aFetchThatHangsKeepsNobodyFromTheLastGoodSet() throws InterruptedException {
    fetched(A, START);
    CountDownLatch release = new CountDownLatch(1);
    source =
        place -> {
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          throw new IOException("down at last");
        };
    Instant stale = after(Duration.ofMinutes(11));
    Flight hanging = sets.fetch(A, stale);
    Instant overdue = stale.plus(KeySet.OVERDUE);
    assertThat(sets.known(A, overdue.minusMillis(1)).current()).isFalse();
    assertThat(sets.known(A, overdue)).isEqualTo(new Known(Optional.of(set()), true, false));
    assertThat(sets.fetch(A, overdue)).isSameAs(hanging);
    release.countDown();
    hanging.await(TimeUnit.SECONDS.toNanos(10));
    assertThat(sets.known(A, stale.plusSeconds(1)))
        .isEqualTo(new Known(Optional.of(set()), true, true));
  }

  @Test
  void aSetThatNeverCameIsNotAskedForAgainAtOnce() {
    source = KeySetsTest::down;
    fetched(A, START);
    assertThat(sets.known(A, START)).isEqualTo(new Known(Optional.empty(), false, true));
    assertThat(sets.known(A, after(KeySet.RETRY)).resting()).isFalse();
  }

  @Test
  void aMistakeOfOursIsAFailureAndNobodyWaitsForEver() {
    source =
        place -> {
          throw new IllegalStateException("a mistake");
        };
    fetched(A, START);
    assertThat(sets.known(A, START).resting()).isTrue();
    source = this::good;
    fetched(A, after(KeySet.RETRY));
    assertThat(sets.known(A, after(KeySet.RETRY)).set()).isPresent();
  }

  @Test
  void ofManyWhoAskAtOnceOneFetches() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    source =
        place -> {
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return good(place);
        };
    Flight first = sets.fetch(A, START);
    AtomicInteger same = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                if (sets.fetch(A, START) == first) {
                  same.incrementAndGet();
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(same.get()).isEqualTo(50);
    // A wait has an end of its own.
    first.await(TimeUnit.MILLISECONDS.toNanos(20));
    assertThat(sets.known(A, START).set()).isEmpty();
    release.countDown();
    first.await(TimeUnit.SECONDS.toNanos(10));
    assertThat(sets.known(A, START).set()).isPresent();
    assertThat(asked).hasSize(1);
  }

  @Test
  void aSetInUseIsFetchedAnewBeforeItIsStaleAndNobodyWaits() throws InterruptedException {
    fetched(A, START);
    sets.known(A, after(Duration.ofSeconds(449)));
    assertThat(asked).hasSize(1);
    Instant aging = after(Duration.ofSeconds(451));
    assertThat(sets.known(A, aging).current()).isTrue();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (sets.fetchedCount() < 2 && System.nanoTime() < end) {
      Thread.sleep(5);
    }
    assertThat(sets.remembered(A, after(Duration.ofMinutes(15))).current()).isTrue();
  }

  @Test
  void aClockThatWasSetBackMakesASetStaleAndNotEternal() {
    fetched(A, START);
    assertThat(sets.known(A, START.minusSeconds(30)).current()).isTrue();
    assertThat(sets.known(A, START.minusSeconds(61)).current()).isFalse();
    assertThat(sets.known(A, START.minusSeconds(61)).resting()).isFalse();
  }

  @Test
  void oneTenantsSetIsNothingToAnother() {
    fetched(A, START);
    assertThat(sets.known(place(ACME, "a"), START)).isEqualTo(Known.NOTHING);
  }

  @Test
  void whoHasMostGivesWhatWasNotUsedForLongest() {
    fetched(place(ACME, "a"), START);
    fetched(place(HOME, "a"), START.plusSeconds(1));
    fetched(place(HOME, "b"), START.plusSeconds(2));
    fetched(place(HOME, "c"), START.plusSeconds(3));
    sets.known(place(HOME, "a"), START.plusSeconds(4));
    fetched(place(HOME, "d"), START.plusSeconds(5));
    assertThat(sets.size()).isEqualTo(4);
    assertThat(sets.known(place(ACME, "a"), START).set()).isPresent();
    assertThat(sets.known(place(HOME, "a"), START).set()).isPresent();
    assertThat(sets.known(place(HOME, "b"), START)).isEqualTo(Known.NOTHING);
  }

  @Test
  void whatIsAskedForAfterTheEndFails() {
    sets.close();
    fetched(A, START);
    assertThat(sets.known(A, START).set()).isEmpty();
  }

  @Test
  void aPlaceIsToldWithoutItsQuery() {
    assertThat(new Place(HOME, new KeySetUrl("https://a.example.com/k?token=hush")))
        .hasToString("default https://a.example.com/k");
  }
}
