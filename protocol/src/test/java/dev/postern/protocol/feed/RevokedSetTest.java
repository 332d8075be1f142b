package dev.postern.protocol.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a set of revocations holds; what it refuses is tried with tokens where tokens are made. */
final class RevokedSetTest {

  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  private static FeedEntry sid(Instant until) {
    return new FeedEntry(FeedEntry.SID, "aaaaaaaaaaaa", until);
  }

  @Test
  void whereOneThingIsRevokedTwiceTheLaterEndCounts() {
    for (List<FeedEntry> order :
        List.of(
            List.of(sid(NOW), sid(NOW.plusSeconds(9))),
            List.of(sid(NOW.plusSeconds(9)), sid(NOW)))) {
      RevokedSet set = new RevokedSet(order);
      assertThat(set.entries()).containsExactly(sid(NOW.plusSeconds(9)));
    }
  }

  @Test
  void anEntryStaysUntilItsEndHasPassed() {
    RevokedSet set =
        new RevokedSet(
            List.of(
                sid(NOW),
                new FeedEntry(FeedEntry.JTI, "t", NOW),
                new FeedEntry(FeedEntry.KID, "k", NOW),
                new FeedEntry(FeedEntry.ISSUER, "https://a.example/", NOW)));
    set.prune(NOW);
    assertThat(set.size()).isEqualTo(4);
    set.prune(NOW.plusMillis(1));
    assertThat(set.size()).isZero();
  }

  @Test
  void aKindThatIsNotKnownIsPassedOver() {
    assertThat(new RevokedSet(List.of(new FeedEntry("future", "x", NOW, true))).size()).isZero();
  }
}
