package dev.postern.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.feed.FeedEntry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a verifier does while it does not know what was revoked lately. */
class PolicyTest {

  private LiveIssuer issuer;

  @BeforeEach
  void start() throws IOException {
    issuer = new LiveIssuer();
  }

  @AfterEach
  void stop() {
    issuer.close();
  }

  private VerifierBuilder builder() {
    return Verifier.builder(issuer.issuer.text(), LiveIssuer.AUDIENCE);
  }

  private VerifierBuilder strict(Duration limit) {
    return builder().policy(RevocationPolicy.strict(limit));
  }

  private static void awaitView(Verifier verifier) throws Exception {
    Await.until(() -> verifier.status().viewAge().isPresent() && verifier.status().keys() == 1);
  }

  private static boolean accepts(Verifier verifier, String header) {
    try {
      return verifier.verify(header).require() != null;
    } catch (TokenRefused e) {
      return false;
    }
  }

  private static TokenRefused refused(Verifier verifier, String header) {
    try {
      verifier.verify(header);
    } catch (TokenRefused e) {
      return e;
    }
    throw new AssertionError("it was accepted");
  }

  private void assertStale(Verifier verifier, String header) {
    TokenRefused refused = refused(verifier, header);
    assertThat(refused.code()).isEqualTo("stale_revocations");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.headers()).isEqualTo(Map.of("Retry-After", "1"));
  }

  @Test
  void bestEffortWithoutAViewWaitsALittleAndThenAccepts() throws Exception {
    issuer.feedStatus = 500;
    try (Verifier verifier = builder().patience(Duration.ofMillis(600)).build()) {
      long start = System.nanoTime();
      assertThat(accepts(verifier, issuer.bearer())).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofMillis(400));
      assertThat(verifier.status().viewAge()).isEmpty();
      assertThat(verifier.status().stale()).isTrue();
    }
  }

  @Test
  void strictWithoutAViewIs503AndNeverA401() throws Exception {
    issuer.feedStatus = 500;
    try (Verifier verifier = strict(Duration.ofSeconds(30)).patience(millis(300)).build()) {
      assertStale(verifier, issuer.bearer());
      // What does not stand in any case is told so.
      assertThat(refused(verifier, "Bearer a.b.c").status()).isEqualTo(401);
      issuer.feedStatus = 200;
      awaitView(verifier);
      assertThat(accepts(verifier, issuer.bearer())).isTrue();
    }
  }

  private static Duration millis(int count) {
    return Duration.ofMillis(count);
  }

  @Test
  void strictAnswers503WhileTheFeedIsSilentAndAcceptsAgainWhenItSpeaks() throws Exception {
    try (Verifier verifier = strict(Duration.ofSeconds(2)).build()) {
      awaitView(verifier);
      String header = issuer.bearer();
      Await.until(() -> accepts(verifier, header));
      issuer.beating = false;
      Await.until(() -> !accepts(verifier, header));
      assertStale(verifier, header);
      issuer.beating = true;
      Await.until(() -> accepts(verifier, header));
    }
  }

  @Test
  void strictRefusesWhatItKnowsToBeRevokedAlsoWhileItIsStale() throws Exception {
    try (Verifier verifier = strict(Duration.ofSeconds(1)).build()) {
      awaitView(verifier);
      String header = issuer.bearer();
      issuer.revoke(FeedEntry.ISSUER, issuer.issuer.text());
      Await.until(() -> !accepts(verifier, header));
      assertThat(refused(verifier, header).code()).isEqualTo("token_revoked");
      issuer.close();
      Await.until(() -> verifier.status().stale());
      assertThat(refused(verifier, header).code()).isEqualTo("token_revoked");
    }
  }

  @Test
  void heartbeatsThatSpeakOfAnOldReadDoNotKeepTheViewFresh() throws Exception {
    issuer.beating = false;
    try (Verifier verifier = strict(Duration.ofSeconds(2)).silence(millis(60_000)).build()) {
      awaitView(verifier);
      Instant then = Instant.now();
      Await.until(() -> {
        // A server that is cut off from its database is alive and knows nothing new.
        issuer.send("heartbeat", issuer.message(5, OptionalLong.of(5), then, List.of()));
        return !accepts(verifier, issuer.bearer());
      });
      assertStale(verifier, issuer.bearer());
      issuer.send("heartbeat", issuer.message(5, OptionalLong.of(5), List.of()));
      Await.until(() -> accepts(verifier, issuer.bearer()));
    }
  }

  @Test
  void bestEffortGoesOnWithoutTheServerAndTellsThatItIsStale() throws Exception {
    BlockingQueue<Boolean> told = new LinkedBlockingQueue<>();
    LateClock clock = new LateClock();
    try (Verifier verifier =
        builder().clock(clock).onStaleness(status -> told.add(status.stale())).build()) {
      awaitView(verifier);
      String header = issuer.bearer();
      assertThat(accepts(verifier, header)).isTrue();
      issuer.beating = false;
      issuer.hangUp();
      issuer.feedStatus = 500;
      clock.ahead = Duration.ofSeconds(20);
      assertThat(told.poll(10, TimeUnit.SECONDS)).isTrue();
      assertThat(verifier.status().stale()).isTrue();
      assertThat(verifier.status().viewAge().orElseThrow()).isGreaterThan(Duration.ofSeconds(10));
      assertThat(accepts(verifier, header)).isTrue();
      clock.ahead = Duration.ZERO;
      issuer.feedStatus = 200;
      issuer.beating = true;
      assertThat(told.poll(10, TimeUnit.SECONDS)).isFalse();
    }
  }

  @Test
  void aKindThatIsNotKnownMakesTheViewStaleUnlessItIsOptional() throws Exception {
    try (Verifier strict = strict(Duration.ofSeconds(60)).build();
        Verifier best = builder().build()) {
      awaitView(strict);
      awaitView(best);
      String header = issuer.bearer();
      sendKind(5, 6, "device", true);
      sendKind(6, 7, "jti", true);
      Await.until(() -> strict.status().revocations() == 1 && best.status().revocations() == 1);
      assertThat(accepts(strict, header)).isTrue();
      assertThat(strict.status().stale()).isFalse();

      sendKind(7, 8, "tenant-group", false);
      Await.until(() -> !accepts(strict, header));
      assertStale(strict, header);
      Await.until(() -> best.status().stale());
      assertThat(accepts(best, header)).isTrue();
    }
  }

  private void sendKind(long prev, long seq, String kind, boolean optional) {
    FeedEntry entry = new FeedEntry(kind, "x", Instant.now().plusSeconds(600), optional);
    // The issuer's own heartbeats must speak of the same number.
    issuer.tell(seq, issuer.message(seq, OptionalLong.of(prev), List.of(entry)));
  }

  @Test
  void aCallBackThatFailsIsTheCallersOwnMatter() throws Exception {
    issuer.feedStatus = 500;
    BlockingQueue<Boolean> told = new LinkedBlockingQueue<>();
    try (Verifier verifier =
        builder()
            .patience(millis(100))
            .onStaleness(status -> {
              told.add(status.stale());
              throw new IllegalStateException("canary");
            })
            .build()) {
      assertThat(told.poll(10, TimeUnit.SECONDS)).isTrue();
      issuer.feedStatus = 200;
      assertThat(told.poll(10, TimeUnit.SECONDS)).isFalse();
      assertThat(accepts(verifier, issuer.bearer())).isTrue();
    }
  }

  /** The system's clock, or one that is ahead of it. */
  private static final class LateClock extends Clock {

    volatile Duration ahead = Duration.ZERO;
    private final Clock real = Clock.systemUTC();

    @Override
    public ZoneId getZone() {
      return real.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return real.instant().plus(ahead);
    }
  }
}
