package dev.postern.store;

import static dev.postern.store.Samples.ACME;
import static dev.postern.store.TenantName.DEFAULT;
import static dev.postern.store.UsageQuery.Part.API;
import static dev.postern.store.UsageQuery.Part.APP;
import static dev.postern.store.UsageQuery.Part.OUTCOME;
import static dev.postern.store.UsageQuery.Part.TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.protocol.ClientId;
import dev.postern.store.UsageQuery.Only;
import dev.postern.store.UsageQuery.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is counted, added up by minute, hour and day. */
public interface UsageContract extends ContractStore {

  /** Ten minutes before midnight. */
  Instant LATE = Instant.parse("2026-11-28T23:50:30Z");

  /** An app that need not be there. */
  ClientId READER = new ClientId("app_reader");

  /** Another. */
  ClientId WRITER = new ClientId("app_writer");

  /** An API that need not be there. */
  ApiId FILES = new ApiId("api_files");

  /** Why somebody was refused. */
  Outcome WRONG = new Outcome("proof_wrong");

  /** Everything. */
  Set<Part> ALL = EnumSet.allOf(Part.class);

  private static UsageCount count(
      Instant at, @Nullable ClientId client, @Nullable ApiId api, Outcome outcome, long requests) {
    return new UsageCount(at, client, api, outcome, requests);
  }

  private static UsageSum sum(
      String at, @Nullable ClientId client, @Nullable ApiId api, Outcome outcome, long requests) {
    return new UsageSum(Instant.parse(at), client, api, outcome, requests);
  }

  private static UsageQuery query(Grain grain, Only only, Set<Part> by) {
    return new UsageQuery(
        grain,
        Instant.parse("2026-11-01T00:00:00Z"),
        Instant.parse("2026-12-31T00:00:00Z"),
        only,
        by);
  }

  private List<UsageSum> first(UsageQuery query, int most) {
    return read(DEFAULT, reader -> reader.usage(query, Optional.empty(), most));
  }

  private List<UsageSum> sums(TenantName tenant, UsageQuery query) {
    return read(tenant, reader -> reader.usage(query, Optional.empty(), 1_000));
  }

  @Test
  default void countsAddUpByMinuteHourAndDay() {
    founded();
    store().recordUsage(DEFAULT, List.of(count(LATE, READER, FILES, Outcome.ISSUED, 3)));
    store()
        .recordUsage(
            DEFAULT,
            List.of(
                count(LATE.plusSeconds(29), READER, FILES, Outcome.ISSUED, 4),
                count(LATE.plusSeconds(30), READER, FILES, Outcome.ISSUED, 5),
                count(LATE.plusSeconds(600), READER, FILES, Outcome.ISSUED, 6)));
    assertThat(sums(DEFAULT, query(Grain.MINUTE, Only.ANY, ALL)))
        .containsExactly(
            sum("2026-11-28T23:50:00Z", READER, FILES, Outcome.ISSUED, 7),
            sum("2026-11-28T23:51:00Z", READER, FILES, Outcome.ISSUED, 5),
            sum("2026-11-29T00:00:00Z", READER, FILES, Outcome.ISSUED, 6));
    assertThat(sums(DEFAULT, query(Grain.HOUR, Only.ANY, ALL)))
        .containsExactly(
            sum("2026-11-28T23:00:00Z", READER, FILES, Outcome.ISSUED, 12),
            sum("2026-11-29T00:00:00Z", READER, FILES, Outcome.ISSUED, 6));
    assertThat(sums(DEFAULT, query(Grain.DAY, Only.ANY, ALL)))
        .containsExactly(
            sum("2026-11-28T00:00:00Z", READER, FILES, Outcome.ISSUED, 12),
            sum("2026-11-29T00:00:00Z", READER, FILES, Outcome.ISSUED, 6));
  }

  /** In another order than that of the sums. */
  private void several() {
    store()
        .recordUsage(
            DEFAULT,
            List.of(
                count(LATE.plusSeconds(60), READER, FILES, Outcome.ISSUED, 1),
                count(LATE, WRITER, FILES, Outcome.ISSUED, 2),
                count(LATE, READER, FILES, WRONG, 4),
                count(LATE, READER, FILES, Outcome.ISSUED, 8),
                count(LATE, READER, null, WRONG, 16),
                count(LATE, null, null, WRONG, 32)));
  }

  @Test
  default void sumsComeInTheOrderOfTimeAppApiAndOutcomeAndWhatIsNotKnownFirst() {
    founded();
    several();
    assertThat(sums(DEFAULT, query(Grain.MINUTE, Only.ANY, ALL)))
        .containsExactly(
            sum("2026-11-28T23:50:00Z", null, null, WRONG, 32),
            sum("2026-11-28T23:50:00Z", READER, null, WRONG, 16),
            sum("2026-11-28T23:50:00Z", READER, FILES, Outcome.ISSUED, 8),
            sum("2026-11-28T23:50:00Z", READER, FILES, WRONG, 4),
            sum("2026-11-28T23:50:00Z", WRITER, FILES, Outcome.ISSUED, 2),
            sum("2026-11-28T23:51:00Z", READER, FILES, Outcome.ISSUED, 1));
  }

  @Test
  default void theLargestSumsComeFirst() {
    founded();
    several();
    UsageQuery byApp = query(Grain.HOUR, Only.ANY, Set.of(APP));
    UsageQuery largest =
        new UsageQuery(
            byApp.grain(),
            byApp.from(),
            byApp.to(),
            byApp.only(),
            byApp.by(),
            UsageQuery.Order.LARGEST);
    assertThat(sums(DEFAULT, largest))
        .containsExactly(
            new UsageSum(null, null, null, null, 32),
            new UsageSum(null, READER, null, null, 29),
            new UsageSum(null, WRITER, null, null, 2));
    store().recordUsage(DEFAULT, List.of(count(LATE, WRITER, null, WRONG, 27)));
    assertThat(first(largest, 2))
        .containsExactly(
            new UsageSum(null, null, null, null, 32), new UsageSum(null, READER, null, null, 29));
    store().recordUsage(DEFAULT, List.of(count(LATE, WRITER, null, WRONG, 9)));
    assertThat(first(largest, 1)).containsExactly(new UsageSum(null, WRITER, null, null, 38));
  }

  @Test
  default void whatIsNotToldApartIsAddedUp() {
    founded();
    several();
    assertThat(sums(DEFAULT, query(Grain.MINUTE, Only.ANY, Set.of(OUTCOME))))
        .containsExactly(
            new UsageSum(null, null, null, Outcome.ISSUED, 11),
            new UsageSum(null, null, null, WRONG, 52));
    assertThat(sums(DEFAULT, query(Grain.DAY, Only.ANY, Set.of(APP))))
        .containsExactly(
            new UsageSum(null, null, null, null, 32),
            new UsageSum(null, READER, null, null, 29),
            new UsageSum(null, WRITER, null, null, 2));
    assertThat(sums(DEFAULT, query(Grain.HOUR, Only.ANY, Set.of(API))))
        .containsExactly(
            new UsageSum(null, null, null, null, 48), new UsageSum(null, null, FILES, null, 15));
    Instant hour = Instant.parse("2026-11-28T23:00:00Z");
    assertThat(sums(DEFAULT, query(Grain.HOUR, Only.ANY, Set.of(TIME))))
        .containsExactly(new UsageSum(hour, null, null, null, 63));
  }

  @Test
  default void oneAppOneApiOrOneOutcomeAloneIsFound() {
    founded();
    several();
    Set<Part> byTime = Set.of(TIME);
    Instant day = Instant.parse("2026-11-28T00:00:00Z");
    assertThat(sums(DEFAULT, query(Grain.DAY, new Only(READER, null, null), byTime)))
        .containsExactly(new UsageSum(day, null, null, null, 29));
    assertThat(sums(DEFAULT, query(Grain.DAY, new Only(null, Set.of(FILES), null), byTime)))
        .containsExactly(new UsageSum(day, null, null, null, 15));
    assertThat(sums(DEFAULT, query(Grain.DAY, new Only(null, null, WRONG), byTime)))
        .containsExactly(new UsageSum(day, null, null, null, 52));
    assertThat(sums(DEFAULT, query(Grain.DAY, new Only(READER, Set.of(FILES), WRONG), byTime)))
        .containsExactly(new UsageSum(day, null, null, null, 4));
    assertThat(sums(DEFAULT, query(Grain.DAY, new Only(WRITER, Set.of(FILES), WRONG), byTime)))
        .isEmpty();
  }

  @Test
  default void ofSeveralApisEachIsFoundAndOfNoneNothingNotEvenWhatIsForNoApiThatIsKnown() {
    founded();
    several();
    ApiId another = new ApiId("api_another");
    Instant at = Instant.parse("2026-11-28T23:50:00Z");
    store().recordUsage(DEFAULT, List.of(count(at, READER, another, Outcome.ISSUED, 100)));
    Set<Part> byApi = Set.of(API);
    assertThat(sums(DEFAULT, query(Grain.DAY, new Only(null, Set.of(another, FILES), null), byApi)))
        .containsExactly(
            new UsageSum(null, null, another, null, 100),
            new UsageSum(null, null, FILES, null, 15));
    assertThat(sums(DEFAULT, query(Grain.DAY, new Only(null, Set.of(another), null), byApi)))
        .containsExactly(new UsageSum(null, null, another, null, 100));
    assertThat(sums(DEFAULT, query(Grain.DAY, new Only(null, Set.of(), null), byApi))).isEmpty();
  }

  @Test
  default void onlyStepsThatBeginWithinTheTimeAreFound() {
    founded();
    several();
    Instant first = Instant.parse("2026-11-28T23:50:00Z");
    UsageQuery one =
        new UsageQuery(Grain.MINUTE, first, first.plusSeconds(60), Only.ANY, Set.of(TIME));
    assertThat(sums(DEFAULT, one)).containsExactly(new UsageSum(first, null, null, null, 62));
    UsageQuery later =
        new UsageQuery(
            Grain.MINUTE, first.plusMillis(1), first.plusSeconds(61), Only.ANY, Set.of(TIME));
    assertThat(sums(DEFAULT, later))
        .containsExactly(new UsageSum(first.plusSeconds(60), null, null, null, 1));
  }

  @Test
  default void aListIsReadInPartsByWhateverItIsToldApart() {
    founded();
    several();
    for (Set<Part> by :
        List.of(
            ALL,
            Set.of(TIME),
            Set.of(APP),
            Set.of(API),
            Set.of(OUTCOME),
            Set.of(APP, OUTCOME),
            Set.of(TIME, API))) {
      UsageQuery query = query(Grain.MINUTE, Only.ANY, by);
      List<UsageSum> read = new ArrayList<>();
      List<UsageSum> part;
      do {
        Optional<UsageSum> last = read.isEmpty() ? Optional.empty() : Optional.of(read.getLast());
        part = read(DEFAULT, reader -> reader.usage(query, last, 1));
        read.addAll(part);
      } while (!part.isEmpty());
      assertThat(read).isEqualTo(sums(DEFAULT, query)).hasSizeGreaterThan(1);
    }
  }

  @Test
  default void sumsOverEverythingAreNoQuery() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> query(Grain.DAY, Only.ANY, Set.of()));
  }

  @Test
  default void usageIsNoChangeAndIsKeptApartForEachTenant() {
    foundedTwice();
    Head before = store().heads().get(DEFAULT);
    several();
    assertThat(store().heads().get(DEFAULT)).isEqualTo(before);
    assertThat(sums(ACME, query(Grain.DAY, Only.ANY, ALL))).isEmpty();
    store().recordUsage(ACME, List.of(count(LATE, READER, FILES, Outcome.ISSUED, 1)));
    assertThat(sums(ACME, query(Grain.DAY, Only.ANY, Set.of(APP))))
        .containsExactly(new UsageSum(null, READER, null, null, 1));
    assertThat(sums(DEFAULT, query(Grain.DAY, Only.ANY, Set.of(APP)))).hasSize(3);
  }

  @Test
  default void whatIsCountedForATenantThatIsNotThereIsNothing() {
    founded();
    store().recordUsage(ACME, List.of(count(LATE, READER, FILES, Outcome.ISSUED, 1)));
    change(DEFAULT, tenant -> tenant.found(Samples.founding(ACME)));
    assertThat(sums(ACME, query(Grain.DAY, Only.ANY, ALL))).isEmpty();
  }

  @Test
  default void whatSeveralAddAtOnceIsAllThere() throws InterruptedException, ExecutionException {
    founded();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      Callable<Boolean> adding =
          () -> {
            for (int i = 0; i < 20; i++) {
              several();
            }
            return true;
          };
      for (Future<Boolean> each : threads.invokeAll(List.of(adding, adding, adding, adding))) {
        assertThat(each.get()).isTrue();
      }
    }
    for (Grain grain : Grain.values()) {
      assertThat(sums(DEFAULT, query(grain, Only.ANY, Set.of(OUTCOME))))
          .containsExactly(
              new UsageSum(null, null, null, Outcome.ISSUED, 11 * 80),
              new UsageSum(null, null, null, WRONG, 52 * 80));
    }
  }

  @Test
  default void whatIsOldIsForgottenInPartsAndByItsGrainAlone() {
    foundedTwice();
    several();
    store().recordUsage(ACME, List.of(count(LATE, READER, FILES, Outcome.ISSUED, 1)));
    Instant second = Instant.parse("2026-11-28T23:51:00Z");
    assertThat(store().forgetUsage(Grain.MINUTE, second, 4)).isEqualTo(4);
    assertThat(store().forgetUsage(Grain.MINUTE, second, 4)).isEqualTo(2);
    assertThat(store().forgetUsage(Grain.MINUTE, second, 4)).isZero();
    assertThat(sums(DEFAULT, query(Grain.MINUTE, Only.ANY, ALL)))
        .containsExactly(sum("2026-11-28T23:51:00Z", READER, FILES, Outcome.ISSUED, 1));
    assertThat(sums(ACME, query(Grain.MINUTE, Only.ANY, ALL))).isEmpty();
    assertThat(sums(DEFAULT, query(Grain.HOUR, Only.ANY, Set.of(OUTCOME))))
        .containsExactly(
            new UsageSum(null, null, null, Outcome.ISSUED, 11),
            new UsageSum(null, null, null, WRONG, 52));
  }
}
