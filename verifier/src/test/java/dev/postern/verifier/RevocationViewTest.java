package dev.postern.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.Issuer;
import dev.postern.protocol.feed.FeedEntry;
import dev.postern.protocol.feed.FeedMessage;
import dev.postern.verifier.RevocationView.Effect;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What each message makes of the view: applied, passed over, or a gap. */
class RevocationViewTest {

  private static final Issuer ISSUER = new Issuer("https://acme.hub.example.com/");
  private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final RevocationView view = new RevocationView();

  private static FeedEntry entry(String kind, boolean optional) {
    return new FeedEntry(kind, "value of " + kind, START.plusSeconds(3600), optional);
  }

  private static FeedEntry entry(String value) {
    return new FeedEntry(FeedEntry.JTI, value, START.plusSeconds(3600));
  }

  private static FeedMessage snapshot(String generation, long seq, Instant asOf, String... values) {
    List<FeedEntry> entries = Arrays.stream(values).map(RevocationViewTest::entry).toList();
    return new FeedMessage(ISSUER, generation, seq, OptionalLong.empty(), asOf, entries);
  }

  private static FeedMessage news(String generation, long prev, long seq, FeedEntry... entries) {
    return new FeedMessage(ISSUER, generation, seq, OptionalLong.of(prev), START, List.of(entries));
  }

  private static FeedMessage heartbeat(String generation, long seq, Instant asOf) {
    return new FeedMessage(ISSUER, generation, seq, OptionalLong.of(seq), asOf, List.of());
  }

  @Test
  void beforeTheFirstSnapshotNothingIsKnownAndNewsAreAGap() {
    assertThat(view.stale(LIMIT, START)).isTrue();
    assertThat(view.age(START)).isEmpty();
    assertThat(view.position()).isEmpty();
    assertThat(view.apply(news("g1", 4, 5, entry("a")))).isEqualTo(Effect.GAP);
    assertThat(view.apply(heartbeat("g1", 5, START))).isEqualTo(Effect.GAP);
    assertThat(view.size()).isZero();
  }

  @Test
  void newsFollowTheNumberBeforeThem() {
    assertThat(view.apply(snapshot("g1", 5, START, "a"))).isEqualTo(Effect.APPLIED);
    assertThat(view.apply(news("g1", 5, 9, entry("b")))).isEqualTo(Effect.APPLIED);
    assertThat(view.apply(news("g1", 9, 10, entry("c")))).isEqualTo(Effect.APPLIED);
    assertThat(view.position()).contains("g1:10");
    assertThat(view.size()).isEqualTo(3);
  }

  @Test
  void aMissedMessageIsAGapWhoeverTellsOfIt() {
    view.apply(snapshot("g1", 5, START));
    assertThat(view.apply(news("g1", 6, 7, entry("b")))).isEqualTo(Effect.GAP);
    assertThat(view.apply(heartbeat("g1", 6, START))).isEqualTo(Effect.GAP);
    assertThat(view.position()).contains("g1:5");
    assertThat(view.size()).isZero();
    assertThat(view.apply(snapshot("g1", 7, START, "a", "b"))).isEqualTo(Effect.APPLIED);
    assertThat(view.size()).isEqualTo(2);
  }

  @Test
  void withinAGenerationItNeverGoesBack() {
    view.apply(snapshot("g1", 5, START, "a"));
    view.apply(news("g1", 5, 6, entry("b")));
    assertThat(view.apply(snapshot("g1", 5, START.plusSeconds(9)))).isEqualTo(Effect.IGNORED);
    assertThat(view.apply(news("g1", 5, 6, entry("b")))).isEqualTo(Effect.IGNORED);
    assertThat(view.apply(news("g1", 4, 5, entry("a")))).isEqualTo(Effect.IGNORED);
    assertThat(view.apply(heartbeat("g1", 5, START.plusSeconds(9)))).isEqualTo(Effect.IGNORED);
    assertThat(view.position()).contains("g1:6");
    assertThat(view.size()).isEqualTo(2);
  }

  @Test
  void anotherGenerationIsTakenByItsSnapshotUnlessItIsAnOldOne() {
    view.apply(snapshot("g1", 5, START, "a", "b"));
    assertThat(view.apply(news("g2", 5, 6, entry("c")))).isEqualTo(Effect.GAP);
    assertThat(view.apply(heartbeat("g2", 5, START))).isEqualTo(Effect.GAP);
    assertThat(view.apply(snapshot("g0", 900, START.minusSeconds(60)))).isEqualTo(Effect.IGNORED);
    assertThat(view.position()).contains("g1:5");
    // Its numbers start anew, and its clock may be a little behind.
    assertThat(view.apply(snapshot("g2", 1, START.minusSeconds(10), "c")))
        .isEqualTo(Effect.APPLIED);
    assertThat(view.position()).contains("g2:1");
    assertThat(view.size()).isEqualTo(1);
  }

  @Test
  void itsAgeIsThatOfTheNewestReadAndNoRepetitionMakesItYoung() {
    view.apply(snapshot("g1", 5, START));
    view.apply(heartbeat("g1", 5, START.plusSeconds(60)));
    Instant later = START.plusSeconds(90);
    assertThat(view.age(later).orElseThrow()).isEqualTo(Duration.ofSeconds(30));
    view.apply(heartbeat("g1", 5, START));
    view.apply(snapshot("g1", 5, START.plusSeconds(10)));
    assertThat(view.age(later).orElseThrow()).isEqualTo(Duration.ofSeconds(30));
    assertThat(view.stale(Duration.ofSeconds(30), later)).isFalse();
    assertThat(view.stale(Duration.ofMillis(29_999), later)).isTrue();
  }

  @Test
  void aClockOfOursThatIsBehindDoesNotMakeItYoung() throws InterruptedException {
    view.apply(snapshot("g1", 5, START));
    Thread.sleep(60);
    Duration age = view.age(START.minusSeconds(3600)).orElseThrow();
    assertThat(age).isGreaterThanOrEqualTo(Duration.ofMillis(50));
  }

  @Test
  void anEntryOfAnUnknownKindMakesItStaleUntilASnapshotIsWithoutIt() {
    view.apply(snapshot("g1", 5, START));
    view.apply(news("g1", 5, 6, entry("device", true)));
    assertThat(view.stale(LIMIT, START)).isFalse();
    view.apply(news("g1", 6, 7, entry("tenant-group", false)));
    assertThat(view.stale(LIMIT, START)).isTrue();
    view.apply(heartbeat("g1", 7, START));
    assertThat(view.stale(LIMIT, START)).isTrue();
    view.apply(snapshot("g1", 8, START));
    assertThat(view.stale(LIMIT, START)).isFalse();
  }

  @Test
  void whatNoTokenCanCarryAnyMoreIsDropped() {
    view.apply(snapshot("g1", 5, START, "a"));
    view.prune(START.plusSeconds(3600));
    assertThat(view.size()).isEqualTo(1);
    view.prune(START.plusSeconds(3601));
    assertThat(view.size()).isZero();
  }
}
