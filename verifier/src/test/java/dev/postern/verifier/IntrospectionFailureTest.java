package dev.postern.verifier;

import static dev.postern.verifier.IntrospectionDesk.GUARD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonObject;
import dev.postern.verifier.IntrospectionDesk.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a strict verifier does that asks, while the server gives no answer that counts. */
final class IntrospectionFailureTest {

  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private LiveIssuer issuer;
  private Verifier verifier;

  @BeforeEach
  void start() throws Exception {
    issuer = new LiveIssuer();
    verifier =
        Verifier.builder(issuer.issuer.text(), LiveIssuer.AUDIENCE)
            .policy(RevocationPolicy.strict(Duration.ofSeconds(60)))
            .patience(PATIENCE)
            .credentials(GUARD, "s3cret")
            .build();
    Await.until(() -> verifier.status().viewAge().isPresent() && verifier.status().keys() == 1);
    issuer.tellTheUnknown();
    Await.until(() -> verifier.status().stale());
  }

  @AfterEach
  void stop() {
    verifier.close();
    issuer.close();
  }

  /** The status that a request with a new token gets, 200 where it may pass. */
  private int answered() {
    try {
      verifier.verify(issuer.bearer()).require("archive:read");
      return 200;
    } catch (TokenRefused refused) {
      return refused.status();
    }
  }

  private List<Integer> answeredTogether(int count) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        all.add(threads.submit(this::answered));
      }
      List<Integer> results = new ArrayList<>();
      for (Future<Integer> each : all) {
        results.add(each.get(20, TimeUnit.SECONDS));
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private Introspections soFar() {
    return verifier.status().introspections();
  }

  @Test
  void anAnswerThatSpeaksOfAnOldStateIsAFailureLikeAnyOther() {
    issuer.desk.payload =
        usual ->
            JsonObject.builder()
                .putAll(usual)
                .put("postern_as_of", Instant.now().minusSeconds(61).toEpochMilli())
                .build();
    assertThat(answered()).isEqualTo(503);
    assertThat(soFar()).isEqualTo(new Introspections(true, 0, 0, 1));
    for (int i = 0; i < 20; i++) {
      assertThat(answered()).isEqualTo(503);
    }
    assertThat(issuer.desk.questions).hasSize(1);
  }

  @Test
  void theLongestQuietThatIsWantedIsKept() throws Exception {
    issuer.desk.turns.add(new Turn(Duration.ofMillis(300), 503, "4"));
    issuer.desk.turns.add(new Turn(Duration.ofMillis(900), 500, ""));
    long start = System.nanoTime();
    assertThat(answeredTogether(2)).containsExactly(503, 503);
    assertThat(issuer.desk.questions).hasSize(2);
    Await.until(() -> answered() == 200);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void whetherTheServerStillFailsIsAskedByOneQuestionAtATime() throws Exception {
    issuer.desk.status = 500;
    assertThat(answered()).isEqualTo(503);
    Thread.sleep(1_100);
    issuer.desk.status = 200;
    issuer.desk.delay = Duration.ofSeconds(1);
    assertThat(answeredTogether(30)).containsOnlyOnce(200).contains(503);
    assertThat(issuer.desk.questions).hasSize(2);
    issuer.desk.delay = Duration.ZERO;
    assertThat(answeredTogether(30)).containsOnly(200);
    assertThat(soFar()).isEqualTo(new Introspections(false, 31, 0, 1));
  }

  @Test
  void oneDeadlineIsForAllStepsOfAQuestion() throws Exception {
    // After a failure the endpoint is looked for anew; each step alone would come in time.
    issuer.desk.status = 500;
    assertThat(answered()).isEqualTo(503);
    issuer.desk.status = 200;
    issuer.metadataDelay = Duration.ofMillis(2_500);
    issuer.desk.delay = Duration.ofMillis(2_500);
    Thread.sleep(1_100);
    long start = System.nanoTime();
    assertThat(answered()).isEqualTo(503);
    Await.until(() -> soFar().active() + soFar().failed() == 2);
    assertThat(soFar()).isEqualTo(new Introspections(true, 0, 0, 2));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void anEndpointThatHasMovedIsFoundWhateverIsAnsweredAtTheOldPlace(int status) throws Exception {
    assertThat(answered()).isEqualTo(200);
    issuer.desk.status = status;
    issuer.desk.place = "moved";
    assertThat(answered()).isEqualTo(503);
    Await.until(() -> answered() == 200);
  }

  @Test
  void anEndpointThatCannotBeCalledIsNotKept() throws Exception {
    issuer.desk.status = 503;
    assertThat(answered()).isEqualTo(503);
    issuer.desk.status = 200;
    issuer.desk.userInfo = "me@";
    Await.until(() -> answered() == 503 && soFar().failed() == 2);
    assertThat(issuer.desk.questions).hasSize(1);
    issuer.desk.userInfo = "";
    Await.until(() -> answered() == 200);
  }
}
