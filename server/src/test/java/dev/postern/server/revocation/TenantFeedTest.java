package dev.postern.server.revocation;

import static dev.postern.server.TokenSite.HOME;
import static dev.postern.server.TokenSite.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.feed.FeedEntry;
import dev.postern.protocol.feed.FeedMessage;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.token.CompactJws;
import dev.postern.protocol.token.TokenFault;
import dev.postern.protocol.token.VerificationKeys;
import dev.postern.server.TokenSite;
import dev.postern.server.replica.Replica;
import dev.postern.store.TenantName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What subscribers to a feed are told, and in which order. */
final class TenantFeedTest {

  private static final JsonReader JSON = new JsonReader(JsonLimits.FEED);

  private @Nullable Feeds feeds;
  private Instant asOf = START;
  private final TokenSite site = new TokenSite(new News());

  /** As the server passes on what comes into the registry. */
  private final class News implements Replica.RegistryListener {
    @Override
    public void loaded(TenantName tenant, boolean diverged) {
      if (feeds != null) {
        feeds.loaded(tenant, diverged);
      }
    }

    @Override
    public void revoked(TenantName tenant, long seq, List<FeedEntry> entries) {
      feeds().revoked(tenant, seq, entries);
    }

    @Override
    public void keysChanged(TenantName tenant) {
      feeds().keysChanged(tenant);
    }
  }

  private Feeds feeds() {
    Feeds present = feeds;
    if (present == null) {
      present =
          new Feeds(
              site.registry,
              site.address,
              site.keys,
              new Slots(10, 2),
              "gen-1",
              () -> asOf,
              site.random);
      feeds = present;
      present.loaded(HOME, false);
    }
    return present;
  }

  /** One event as it went over the wire. */
  private record Event(String name, String id, String data) {}

  /** A subscriber that takes so many chunks and no more. */
  private static final class Listener implements Subscriber {
    private final List<String> chunks = new ArrayList<>();
    private int room = Integer.MAX_VALUE;
    private boolean closed;
    private Runnable onRefusal = () -> {};

    @Override
    public boolean offer(byte[] chunk) {
      if (closed || room == 0) {
        closed = true;
        onRefusal.run();
        return false;
      }
      room--;
      chunks.add(new String(chunk, StandardCharsets.US_ASCII));
      return true;
    }

    @Override
    public void close() {
      closed = true;
    }

    List<Event> events() {
      return chunks.stream()
          .filter(chunk -> chunk.startsWith("event: "))
          .map(chunk -> new Event(line(chunk, "event"), line(chunk, "id"), line(chunk, "data")))
          .toList();
    }

    List<String> names() {
      return events().stream().map(Event::name).toList();
    }

    private static String line(String chunk, String field) {
      return chunk
          .lines()
          .filter(line -> line.startsWith(field + ": "))
          .map(line -> line.substring(field.length() + 2))
          .findFirst()
          .orElse("");
    }
  }

  private Listener subscribe(String lastEventId) {
    Listener listener = new Listener();
    feeds().subscribe(HOME, listener, lastEventId);
    return listener;
  }

  private void revoke(String... values) {
    List<FeedEntry> entries = new ArrayList<>();
    for (String value : values) {
      entries.add(
          new FeedEntry(FeedEntry.JTI, value, Instant.ofEpochSecond(START.getEpochSecond() + 60)));
    }
    site.change(HOME, writer -> writer.revoke("rev", entries));
  }

  private FeedMessage message(String jws) {
    try {
      byte[] payload =
          CompactJws.parse(jws, 1 << 20)
              .verifiedPayload(FeedMessage.TYPE, VerificationKeys.read(site.keys.feedKeySet(HOME)));
      return FeedMessage.read(JSON.object(payload), site.address.issuer(HOME));
    } catch (TokenFault | JsonFault e) {
      throw new AssertionError(e);
    }
  }

  private FeedMessage snapshot() {
    return message(feeds().snapshot(HOME).orElseThrow());
  }

  private static List<String> values(FeedMessage message) {
    return message.entries().stream().map(FeedEntry::value).sorted().toList();
  }

  @Test
  void whoComesFirstGetsEverythingThatIsLiveThenEachActInItsOrder() {
    feeds();
    revoke("a", "b");
    Listener listener = subscribe("");
    revoke("c");
    revoke("d", "e");
    feeds().heartbeat();
    assertThat(listener.names())
        .containsExactly("snapshot", "revocations", "revocations", "heartbeat");
    assertThat(listener.chunks.getFirst()).isEqualTo("retry: 500\n\n");
    List<FeedMessage> messages = listener.events().stream().map(e -> message(e.data())).toList();
    assertThat(messages.get(0).snapshot()).isTrue();
    assertThat(values(messages.get(0))).containsExactly("a", "b");
    assertThat(messages.get(1).prev()).isEqualTo(OptionalLong.of(1));
    assertThat(messages.get(1).seq()).isEqualTo(2);
    assertThat(values(messages.get(1))).containsExactly("c");
    assertThat(messages.get(2).prev()).isEqualTo(OptionalLong.of(2));
    assertThat(values(messages.get(2))).containsExactly("d", "e");
    assertThat(messages.get(3).prev()).isEqualTo(OptionalLong.of(3));
    assertThat(messages.get(3).seq()).isEqualTo(3);
    assertThat(messages.get(3).entries()).isEmpty();
    assertThat(messages).allMatch(each -> each.generation().equals("gen-1"));
    assertThat(listener.events())
        .extracting(Event::id)
        .containsExactly("gen-1:1", "gen-1:2", "gen-1:3", "gen-1:3");
  }

  @Test
  void whoComesBackGetsWhatHeMissed() {
    feeds();
    revoke("a");
    revoke("b");
    revoke("c");
    Listener behind = subscribe("gen-1:1");
    assertThat(behind.names()).containsExactly("revocations", "revocations", "heartbeat");
    assertThat(values(message(behind.events().get(0).data()))).containsExactly("b");
    assertThat(values(message(behind.events().get(1).data()))).containsExactly("c");
    assertThat(subscribe("gen-1:3").names()).containsExactly("heartbeat");
    assertThat(subscribe("gen-1:0").names()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gen-1:4",
        "gen-1:999999999999999999",
        "gen-1:9999999999999999999",
        "gen-1:-1",
        "gen-1:",
        "gen-1:1x",
        "gen-1: 1",
        "gen-1:+1",
        "gen-1:0x1",
        "gen-2:1",
        "gen-1",
        "1",
        "*",
        "' OR 1=1 --",
        "gen-1:\u0661",
        "acme:gen-1:1",
      })
  void whoSaysSomethingElseGetsEverything(String lastEventId) {
    feeds();
    revoke("a");
    revoke("b");
    revoke("c");
    Listener listener = subscribe(lastEventId);
    assertThat(listener.names()).containsExactly("snapshot");
    assertThat(values(message(listener.events().getFirst().data()))).containsExactly("a", "b", "c");
  }

  @Test
  void whoMissedMoreThanIsKeptGetsEverything() {
    feeds();
    for (int i = 0; i < 1030; i++) {
      revoke("t" + i);
    }
    assertThat(subscribe("gen-1:5").names()).containsExactly("snapshot");
    assertThat(subscribe("gen-1:1025").names()).hasSize(6);
  }

  @Test
  void whoMissedMoreThanHeCanTakeAtOnceGetsEverythingInstead() {
    feeds();
    for (int i = 0; i < 600; i++) {
      revoke("t" + i);
    }
    assertThat(subscribe("gen-1:1").names()).containsExactly("snapshot");
    Listener little = subscribe("gen-1:550");
    assertThat(little.names()).hasSize(51);
    assertThat(little.chunks.stream().mapToInt(String::length).sum()).isLessThan(70_000);
  }

  @Test
  void aSnapshotServesTheNextToComeWithWhatCameSince() {
    feeds();
    revoke("a");
    String first = subscribe("").events().getFirst().data();
    revoke("b");
    asOf = START.plusSeconds(10);
    feeds().prepare(HOME, "");
    Listener next = subscribe("");
    assertThat(next.names()).containsExactly("snapshot", "revocations", "heartbeat");
    assertThat(next.events())
        .extracting(Event::id)
        .containsExactly("gen-1:1", "gen-1:2", "gen-1:2");
    assertThat(next.events().getFirst().data()).isEqualTo(first);
    assertThat(message(next.events().getLast().data()).asOf()).isEqualTo(asOf);
    asOf = START.plusSeconds(11);
    feeds().prepare(HOME, "gen-1:2");
    assertThat(subscribe("gen-1:2").names()).containsExactly("heartbeat");
    feeds().prepare(HOME, "");
    assertThat(values(message(subscribe("").events().getFirst().data()))).containsExactly("a", "b");
  }

  @Test
  void anActIsToldOnce() {
    Listener listener = subscribe("");
    revoke("a");
    feeds().revoked(HOME, 1, List.of(new FeedEntry(FeedEntry.JTI, "a", START)));
    assertThat(listener.names()).containsExactly("snapshot", "revocations");
  }

  @Test
  void whoCannotTakeMoreIsLetGoAndTheOthersAreNot() {
    Listener slow = new Listener();
    slow.room = 2;
    feeds().subscribe(HOME, slow, "");
    Listener other = subscribe("");
    assertThat(feeds().subscriberCount()).isEqualTo(2);
    revoke("a");
    assertThat(slow.closed).isTrue();
    assertThat(feeds().subscriberCount()).isEqualTo(1);
    revoke("b");
    assertThat(other.names()).containsExactly("snapshot", "revocations", "revocations");
    Listener none = new Listener();
    none.room = 0;
    feeds().subscribe(HOME, none, "");
    assertThat(feeds().subscriberCount()).isEqualTo(1);
    feeds().unsubscribe(HOME, other);
    assertThat(feeds().subscriberCount()).isZero();
  }

  @Test
  void whoIsTakenOffTheFeedWhileHeIsLetGoDoesNotKeepTheOthersFromHearing() {
    List<Listener> others = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Listener slow = new Listener();
      slow.room = 2;
      slow.onRefusal = () -> feeds().unsubscribe(HOME, slow);
      feeds().subscribe(HOME, slow, "");
      others.add(subscribe(""));
    }
    revoke("a");
    assertThat(feeds().subscriberCount()).isEqualTo(8);
    assertThat(others)
        .allSatisfy(each -> assertThat(each.names()).containsExactly("snapshot", "revocations"));
  }

  @Test
  void aKeyThatChangesIsToldWithoutANumber() {
    Listener listener = subscribe("");
    feeds().keysChanged(HOME);
    assertThat(listener.chunks.getLast()).isEqualTo("event: keys\ndata: changed\n\n");
  }

  @Test
  void whoComesBackAfterAKeyChangedIsSentNothingThatAKeyOfBeforeSigned() {
    feeds();
    revoke("a");
    revoke("b");
    assertThat(subscribe("gen-1:1").names()).containsExactly("revocations", "heartbeat");
    String before = feeds().snapshot(HOME).orElseThrow();
    feeds().keysChanged(HOME);
    Listener back = subscribe("gen-1:1");
    assertThat(back.names()).containsExactly("snapshot");
    assertThat(back.events().getFirst().data()).isNotEqualTo(before);
    revoke("c");
    assertThat(back.names()).containsExactly("snapshot", "revocations");
    assertThat(subscribe("gen-1:2").names()).containsExactly("revocations", "heartbeat");
  }

  @Test
  void aSnapshotIsMadeAgainOnceThereIsSomethingNewToSay() {
    feeds();
    revoke("a");
    String first = feeds().snapshot(HOME).orElseThrow();
    asOf = START.plusMillis(500);
    assertThat(feeds().snapshot(HOME)).contains(first);
    asOf = START.plusMillis(501);
    String second = feeds().snapshot(HOME).orElseThrow();
    assertThat(second).isNotEqualTo(first);
    assertThat(message(second).asOf()).isEqualTo(START.plusMillis(501));
    revoke("b");
    assertThat(values(snapshot())).containsExactly("a", "b");
    asOf = START.plusSeconds(61);
    assertThat(values(snapshot())).as("ended").isEmpty();
  }

  @Test
  void aClockThatIsPutBackDoesNotLetASnapshotSpeakOfTheFuture() {
    feeds();
    asOf = START.plusSeconds(3600);
    assertThat(snapshot().asOf()).isEqualTo(START.plusSeconds(3600));
    asOf = START;
    assertThat(snapshot().asOf()).isEqualTo(START);
  }

  @Test
  void whereChangesWereLostEverybodyStartsAnewInANewGeneration() {
    Listener listener = subscribe("");
    revoke("a");
    feeds().loaded(HOME, true);
    assertThat(listener.closed).isTrue();
    assertThat(feeds().subscriberCount()).isZero();
    Listener back = subscribe("gen-1:1");
    assertThat(back.names()).containsExactly("snapshot");
    assertThat(message(back.events().getFirst().data()).generation())
        .startsWith("gen_")
        .matches("[A-Za-z0-9._~-]{1,64}");
  }

  @Test
  void whoComesToAFeedThatHasJustEndedIsSentAway() {
    TenantFeed feed =
        new TenantFeed(
            site.address.issuer(HOME),
            site.tenant(HOME),
            "gen-1",
            message -> site.keys.sign(HOME, message),
            () -> asOf);
    feed.close();
    Listener late = new Listener();
    feed.subscribe(late, "");
    assertThat(late.closed).isTrue();
    assertThat(feed.subscriberCount()).isZero();
  }

  @Test
  void aTenantThatIsNotThereHasNoFeed() {
    TenantName nobody = new TenantName("nobody");
    assertThat(feeds().snapshot(nobody)).isEmpty();
    Listener listener = new Listener();
    feeds().subscribe(nobody, listener, "");
    assertThat(listener.closed).isTrue();
  }

  @Test
  void halfOfTheSlotsAreKeptForWhoIsKnown() {
    Slots slots = new Slots(4, 2);
    Slots.Slot first = slots.take("1.1.1.1", false).orElseThrow();
    assertThat(slots.take("1.1.1.1", false)).isPresent();
    assertThat(slots.take("2.2.2.2", false)).as("half are strangers").isEmpty();
    assertThat(slots.take("app_a", true)).isPresent();
    assertThat(slots.take("app_a", true)).isPresent();
    assertThat(slots.take("app_a", true)).as("two of one caller").isEmpty();
    assertThat(slots.take("app_b", true)).as("all are taken").isEmpty();
    first.release();
    first.release();
    assertThat(slots.take("app_b", true)).isPresent();
    assertThat(slots.take("app_c", true)).as("given back once").isEmpty();
  }
}
