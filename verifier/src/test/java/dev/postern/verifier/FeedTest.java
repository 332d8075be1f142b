package dev.postern.verifier;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.feed.FeedEntry;
import dev.postern.protocol.feed.FeedMessage;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Following the feed of a live issuer over HTTP, and losing it. */
class FeedTest {

  private LiveIssuer issuer;

  @BeforeEach
  void start() throws IOException {
    issuer = new LiveIssuer();
  }

  @AfterEach
  void stop() {
    issuer.close();
  }

  private Verifier verifier() throws Exception {
    Verifier verifier =
        Verifier.builder(issuer.issuer.text(), LiveIssuer.AUDIENCE)
            .silence(Duration.ofSeconds(2))
            .build();
    Await.until(() -> verifier.status().viewAge().isPresent() && verifier.status().keys() == 1);
    return verifier;
  }

  /** The code of the refusal, or {@code accepted}. */
  private static String verdict(Verifier verifier, String header) {
    try {
      verifier.verify(header).require("archive:read");
      return "accepted";
    } catch (TokenRefused e) {
      return e.code();
    }
  }

  private static void awaitRevoked(Verifier verifier, String header) throws Exception {
    Await.until(() -> verdict(verifier, header).equals("token_revoked"));
  }

  private static String member(JsonObject claims, String name) {
    try {
      return claims.string(name);
    } catch (JsonFault e) {
      throw new AssertionError(e);
    }
  }

  private static String part(JsonObject claims, int index) {
    return member(claims, "sid").split("\\.", -1)[index];
  }

  @Test
  void whatWasRevokedBeforeTheStartIsRefusedFromTheFirstRequestOn() throws Exception {
    JsonObject claims = issuer.claims().build();
    issuer.revokeSilently(FeedEntry.JTI, member(claims, "jti"));
    try (Verifier verifier = Verifier.of(issuer.issuer.text(), LiveIssuer.AUDIENCE)) {
      assertThat(verdict(verifier, issuer.bearer(claims))).isEqualTo("token_revoked");
      assertThat(verdict(verifier, issuer.bearer())).isEqualTo("accepted");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aPartOfASessionEndsItsTokensAndNoOthers(int index) throws Exception {
    try (Verifier verifier = verifier()) {
      JsonObject claims = issuer.claims().build();
      String closed = issuer.bearer(claims);
      String other = issuer.bearer();
      assertThat(verdict(verifier, closed)).isEqualTo("accepted");
      assertThat(verdict(verifier, other)).isEqualTo("accepted");
      issuer.revoke(FeedEntry.SID, part(claims, index));
      awaitRevoked(verifier, closed);
      assertThat(verdict(verifier, other)).isEqualTo("accepted");
      assertThat(verifier.status().revocations()).isEqualTo(1);
    }
  }

  @Test
  void anApisPartAKeyAndTheIssuerEachEndEveryTokenOfTheirs() throws Exception {
    JsonObject claims = issuer.claims().build();
    for (FeedEntry all :
        List.of(
            new FeedEntry(FeedEntry.SID, part(claims, 0), Instant.now()),
            new FeedEntry(FeedEntry.KID, issuer.tokenKey.kid(), Instant.now()),
            new FeedEntry(FeedEntry.ISSUER, issuer.issuer.text(), Instant.now()))) {
      try (LiveIssuer another = new LiveIssuer();
          Verifier verifier = Verifier.of(another.issuer.text(), LiveIssuer.AUDIENCE)) {
        String one = another.bearer();
        assertThat(verdict(verifier, one)).isEqualTo("accepted");
        boolean itself = all.kind().equals(FeedEntry.ISSUER);
        another.revoke(all.kind(), itself ? another.issuer.text() : all.value());
        awaitRevoked(verifier, one);
        assertThat(verdict(verifier, another.bearer())).isEqualTo("token_revoked");
      }
    }
  }

  @Test
  void afterABrokenConnectionItGoesOnWhereItWas() throws Exception {
    try (Verifier verifier = verifier()) {
      JsonObject claims = issuer.claims().build();
      issuer.revoke(FeedEntry.JTI, member(claims, "jti"));
      awaitRevoked(verifier, issuer.bearer(claims));
      issuer.hangUp();
      Await.until(() -> issuer.lastEventIds().equals(List.of("", "g1:8")));
      Await.until(() -> issuer.listeners() == 1);
      assertThat(verdict(verifier, issuer.bearer(claims))).isEqualTo("token_revoked");
      JsonObject next = issuer.claims().build();
      issuer.revoke(FeedEntry.JTI, member(next, "jti"));
      awaitRevoked(verifier, issuer.bearer(next));
    }
  }

  @Test
  void whatWasMissedWhileAwayComesWithTheConnection() throws Exception {
    try (Verifier verifier = verifier()) {
      JsonObject claims = issuer.claims().build();
      String token = issuer.bearer(claims);
      assertThat(verdict(verifier, token)).isEqualTo("accepted");
      issuer.beating = false;
      issuer.hangUp();
      issuer.revokeSilently(FeedEntry.SID, part(claims, 1));
      awaitRevoked(verifier, token);
    }
  }

  @Test
  void aHeartbeatTellsOfAMissedMessageAndASnapshotBringsIt() throws Exception {
    try (Verifier verifier = verifier()) {
      JsonObject claims = issuer.claims().build();
      issuer.revokeSilently(FeedEntry.SID, part(claims, 3));
      awaitRevoked(verifier, issuer.bearer(claims));
      assertThat(issuer.lastEventIds()).isEqualTo(List.of("", ""));
    }
  }

  @Test
  void aNewGenerationStartsAnewFromItsSnapshot() throws Exception {
    try (Verifier verifier = verifier()) {
      JsonObject before = issuer.claims().build();
      issuer.revoke(FeedEntry.JTI, member(before, "jti"));
      awaitRevoked(verifier, issuer.bearer(before));
      issuer.restart("g2", 1);
      JsonObject after = issuer.claims().build();
      issuer.revoke(FeedEntry.JTI, member(after, "jti"));
      awaitRevoked(verifier, issuer.bearer(after));
      // It holds what the new generation says and nothing else.
      assertThat(verdict(verifier, issuer.bearer(before))).isEqualTo("accepted");
      assertThat(verifier.status().revocations()).isEqualTo(1);
    }
  }

  @Test
  void anOldSnapshotThatIsPlayedAgainRevivesNothing() throws Exception {
    String old = issuer.snapshot();
    issuer.generation = "g0";
    String older =
        issuer.message(99, OptionalLong.empty(), Instant.now().minusSeconds(600), List.of());
    issuer.generation = "g1";
    try (Verifier verifier = verifier()) {
      JsonObject claims = issuer.claims().build();
      issuer.revoke(FeedEntry.JTI, member(claims, "jti"));
      awaitRevoked(verifier, issuer.bearer(claims));
      issuer.send("snapshot", old);
      issuer.send("snapshot", older);
      JsonObject next = issuer.claims().build();
      issuer.revoke(FeedEntry.JTI, member(next, "jti"));
      awaitRevoked(verifier, issuer.bearer(next));
      assertThat(verdict(verifier, issuer.bearer(claims))).isEqualTo("token_revoked");
      assertThat(issuer.lastEventIds()).hasSize(1);
    }
  }

  @Test
  void whatIsNotSignedByAFeedKeyIsNotBelievedAndEndsTheConnection() throws Exception {
    try (Verifier verifier = verifier()) {
      JsonObject claims = issuer.claims().build();
      String token = issuer.bearer(claims);
      FeedEntry all = new FeedEntry(FeedEntry.ISSUER, issuer.issuer.text(), Instant.now());
      FeedMessage message =
          new FeedMessage(issuer.issuer, "g1", 6, OptionalLong.of(5), Instant.now(), List.of(all));
      // A twin of the feed key, the key of the tokens, and the right key for something else.
      List<String> forged =
          List.of(
              Signing.key("feed-1").jws(FeedMessage.TYPE, message.json()),
              issuer.tokenKey.jws(FeedMessage.TYPE, message.json()),
              issuer.feedKey.jws("at+jwt", message.json()),
              "a.b.c");
      for (String jws : forged) {
        int before = issuer.asked("/feed");
        issuer.send("revocations", jws);
        Await.until(() -> issuer.asked("/feed") > before && issuer.listeners() == 1);
        assertThat(verdict(verifier, token)).isEqualTo("accepted");
      }
      issuer.revoke(FeedEntry.JTI, member(claims, "jti"));
      awaitRevoked(verifier, token);
    }
  }

  @Test
  void aMessageOfAnotherIssuerIsNotBelieved() throws Exception {
    try (Verifier verifier = verifier()) {
      int before = issuer.asked("/feed");
      JsonObject message =
          JsonObject.builder()
              .putAll(
                  new FeedMessage(
                          issuer.issuer, "g1", 6, OptionalLong.of(5), Instant.now(), List.of())
                      .json())
              .put("iss", "https://evil.example.com/")
              .build();
      issuer.send("revocations", issuer.feedKey.jws(FeedMessage.TYPE, message));
      Await.until(() -> issuer.asked("/feed") > before);
      assertThat(verdict(verifier, issuer.bearer())).isEqualTo("accepted");
    }
  }

  @Test
  void eventsMayComeInEveryFormThatTheStandardAllows() throws Exception {
    issuer.beating = false;
    try (Verifier verifier = verifier()) {
      JsonObject claims = issuer.claims().build();
      issuer.revokeSilently(FeedEntry.JTI, member(claims, "jti"));
      String news =
          issuer.message(
              8,
              OptionalLong.of(5),
              List.of(
                  new FeedEntry(
                      FeedEntry.JTI, member(claims, "jti"), Instant.now().plusSeconds(99))));
      issuer.sendRaw(
          (": a comment\r\n\r\nevent: of-a-later-version\r\ndata: x\r\n\r\nunknown: field\r\n"
                  + "event:revocations\rdata:"
                  + news
                  + "\r\n\r\n")
              .getBytes(US_ASCII));
      awaitRevoked(verifier, issuer.bearer(claims));
      assertThat(issuer.asked("/feed")).isEqualTo(1);
    }
  }

  @Test
  void aSilentConnectionIsGivenUp() throws Exception {
    try (Verifier verifier =
        Verifier.builder(issuer.issuer.text(), LiveIssuer.AUDIENCE)
            .silence(Duration.ofMillis(300))
            .build()) {
      Await.until(() -> verifier.status().viewAge().isPresent());
      issuer.beating = false;
      Await.until(() -> issuer.lastEventIds().size() >= 3);
      assertThat(issuer.lastEventIds().get(1)).isEqualTo("g1:5");
    }
  }

  @Test
  void aServerThatFailsIsAskedMoreAndMoreSeldom() throws Exception {
    issuer.feedStatus = 500;
    long start = System.nanoTime();
    try (Verifier verifier = Verifier.of(issuer.issuer.text(), LiveIssuer.AUDIENCE)) {
      Await.until(() -> issuer.asked("/feed") >= 5);
      // At least half of 100, 200, 400 and 800 ms lie between them.
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofMillis(700));
      assertThat(verifier.status().viewAge()).isEmpty();
      issuer.feedStatus = 200;
      Await.until(() -> verifier.status().viewAge().isPresent());
    }
  }

  @Test
  void withoutAPlaceAtTheFeedTheSnapshotIsPolled() throws Exception {
    issuer.feedStatus = 503;
    try (Verifier verifier = verifier()) {
      assertThat(issuer.listeners()).isZero();
      JsonObject claims = issuer.claims().build();
      issuer.revokeSilently(FeedEntry.JTI, member(claims, "jti"));
      awaitRevoked(verifier, issuer.bearer(claims));
      assertThat(verifier.status().stale()).isFalse();
    }
  }

  @Test
  void aServerThatComesBackElsewhereUnderItsNameIsFollowedAgain() throws Exception {
    int port = issuer.port();
    try (Verifier verifier = verifier()) {
      JsonObject claims = issuer.claims().build();
      String token = issuer.bearer(claims);
      Signing tokenKey = issuer.tokenKey;
      Signing feedKey = issuer.feedKey;
      issuer.close();
      assertThat(verdict(verifier, token)).isEqualTo("accepted");
      issuer = new LiveIssuer(port);
      issuer.tokenKey = tokenKey;
      issuer.feedKey = feedKey;
      issuer.revokeSilently(FeedEntry.SID, part(claims, 1));
      awaitRevoked(verifier, token);
    }
  }

  @Test
  void whoIsClosedStopsFollowing() throws Exception {
    Verifier verifier = verifier();
    verifier.close();
    Await.until(() -> issuer.listeners() == 0);
    int asked = issuer.asked("/feed");
    Thread.sleep(500);
    assertThat(issuer.asked("/feed")).isEqualTo(asked);
  }
}
