package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** H11: subscribers to the feed who lie about what they have seen, crowd, or never read. */
@Tag("attacks")
@ExtendWith(AttackedSite.class)
final class FeedTest {

  private static final int OF_ONE_ADDRESS = 10;

  private static Endpoint feed(Site site) {
    return site.endpoints().stream().filter(Endpoint::streams).findFirst().orElseThrow();
  }

  @Test
  void whatCannotBeTheLastEventIsAnsweredWithASnapshotOrRefused(Site site) throws Exception {
    Endpoint feed = feed(site);
    for (String id :
        List.of(
            "",
            "-1",
            "gen:-1",
            "99999999999999999999",
            "x:1",
            "' OR 1=1 --",
            "%00",
            Site.MARK,
            lastId(site).replaceFirst(":.*", ":999999999999999999"),
            lastId(site).replaceFirst(":.*", ":-5"),
            lastId(site).replaceFirst(":.*", ":0x1"))) {
      try (Wire wire = subscribed(site, "Last-Event-ID: " + id + "\r\n")) {
        assertThat(events(wire, "event: snapshot")).as(id).doesNotContain(Site.MARK);
      }
    }
    site.attack(
        feed,
        "an id of 257",
        feed.request("Last-Event-ID: " + "1".repeat(257) + "\r\n"),
        Set.of(400));
    site.attack(
        feed,
        "an id of 10 MB",
        feed.request("Last-Event-ID: " + "1".repeat(10_000_000) + "\r\n"),
        Set.of(431));
    site.attack(
        feed, "two ids", feed.request("Last-Event-ID: x:1\r\nLast-Event-ID: x:2\r\n"), Set.of(400));
  }

  private static String lastId(Site site) throws Exception {
    try (Wire wire = subscribed(site, "")) {
      String events = events(wire, "event: snapshot");
      return events
          .lines()
          .filter(line -> line.startsWith("id: "))
          .findFirst()
          .orElseThrow()
          .substring(4);
    }
  }

  @Test
  void aTokenThatDoesNotStandIsNoReasonToRefuseWhatIsPublic(Site site) throws Exception {
    for (String value : List.of("Bearer " + Site.MARK, "Bearer ", "Basic eDp5", Site.MARK)) {
      try (Wire wire = subscribed(site, "Authorization: " + value + "\r\n")) {
        assertThat(events(wire, "event: snapshot")).doesNotContain(Site.MARK);
      }
    }
  }

  @Test
  void oneAddressGetsItsPlacesAndNoMoreAndWhoLeavesMakesRoom(Site site) throws Exception {
    List<Wire> open = new ArrayList<>();
    try {
      for (int i = 0; i < OF_ONE_ADDRESS; i++) {
        open.add(subscribed(site, ""));
      }
      Endpoint feed = feed(site);
      for (int i = 0; i < 5; i++) {
        site.attack(feed, "one too many", feed.request(), Set.of(503));
      }
      // Who finds no place polls the snapshot.
      site.serves(feed.with(List.of()).answering(Set.of(200)));
    } finally {
      for (Wire wire : open) {
        wire.close();
      }
    }
    subscribed(site, "").close();
  }

  @Test
  void whoLeavesBeforeTheFirstEventGivesHisPlaceBack(Site site) throws Exception {
    Endpoint feed = feed(site);
    // Fewer than the connections that one address may have, should none be heard to end meanwhile.
    for (int i = 0; i < 200; i++) {
      try (Wire wire = site.wire(feed)) {
        wire.send(feed.request());
        wire.reset();
      }
    }
    List<Wire> open = new ArrayList<>();
    for (int i = 0; i < OF_ONE_ADDRESS; i++) {
      open.add(subscribed(site, ""));
    }
    for (Wire wire : open) {
      wire.close();
    }
  }

  /**
   * A subscription, once there is a place: it is free again when the server hears of the end. Until
   * then a busy server says so, or, when its connections for one address are taken, hangs up.
   */
  private static Wire subscribed(Site site, String lines) throws IOException, InterruptedException {
    Endpoint feed = feed(site);
    for (int attempt = 0; attempt < 400; attempt++) {
      Wire wire = site.wire(feed);
      RawAnswer answer = wire.send(feed.request(lines)).answer();
      if (answer.status() == 200) {
        return wire;
      }
      wire.close();
      assertThat(answer.status()).isIn(503, RawAnswer.NONE.status());
      Thread.sleep(50);
    }
    throw new AssertionError("a place at the feed was never given back");
  }

  /** What is sent until an event of this kind has begun and ended. */
  private static String events(Wire wire, String kind) throws IOException {
    StringBuilder events = new StringBuilder();
    while (!events.toString().matches("(?s).*" + kind + "[^\\x00]*?\n\n.*")) {
      String more = wire.some();
      assertThat(more).as("after %s", events).isNotEmpty();
      events.append(more.replaceAll("(?m)^[0-9a-f]+\r\n", "").replace("\r\n", ""));
    }
    return events.toString();
  }
}
