package dev.postern.server.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.Audience;
import dev.postern.protocol.KeyId;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.server.signing.KeyLife.Step;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.Proof;
import dev.postern.store.RegisteredIdentifier;
import dev.postern.store.SealedKey;
import dev.postern.store.SealedKey.State;
import dev.postern.store.SealedKey.Use;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a key moves on in its life. */
final class KeyLifeTest {

  private static final Instant START = Instant.parse("2026-11-24T10:00:00Z");
  private static final Duration PUBLISH = Duration.ofHours(3);
  private static final Duration ROTATE = Duration.ofDays(90);
  private static final Duration AFTERMATH = Duration.ofMinutes(65);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration TICK = Duration.ofMillis(1);
  private static final List<Api> APIS = List.of(api("a", SignatureAlgorithm.ES256, DAY));

  private final KeyLife life = new KeyLife(PUBLISH, ROTATE, AFTERMATH);

  private static Api api(String id, SignatureAlgorithm algorithm, Duration longest) {
    Duration minute = Duration.ofMinutes(1);
    return new Api(
        new ApiId(id),
        new RegisteredIdentifier(new Audience("urn:" + id)),
        "An API",
        List.of(),
        minute,
        minute,
        longest,
        algorithm,
        Proof.NONE,
        1,
        START,
        1);
  }

  private static SealedKey key(String id, Use use, SignatureAlgorithm algorithm, State state) {
    return new SealedKey(
        new KeyId(id), use, algorithm.text(), state, JsonObject.EMPTY, "sealed", START, START, 1);
  }

  private static SealedKey key(String id, State state) {
    return key(id, Use.TOKEN, SignatureAlgorithm.ES256, state);
  }

  private List<Step> due(Instant now, SealedKey... keys) {
    return life.due(List.of(keys), APIS, now);
  }

  @Test
  void aPublishedKeySignsWhenItsTimeIsOverAndNotBefore() {
    SealedKey old = key("old", State.ACTIVE);
    SealedKey next = key("next", State.PUBLISHED);
    assertThat(due(START.plus(PUBLISH).minus(TICK), old, next)).isEmpty();
    assertThat(due(START.plus(PUBLISH), old, next))
        .containsExactly(new Step.Move(next, State.ACTIVE), new Step.Move(old, State.RETIRING));
  }

  @Test
  void onlyAKeyOfTheSameUseAndAlgorithmRetires() {
    SealedKey next = key("next", State.PUBLISHED);
    SealedKey feed = key("feed", Use.FEED, SignatureAlgorithm.ES256, State.ACTIVE);
    SealedKey rsa = key("rsa", Use.TOKEN, SignatureAlgorithm.RS256, State.ACTIVE);
    assertThat(due(START.plus(PUBLISH), feed, rsa, next))
        .containsExactly(new Step.Move(next, State.ACTIVE));
  }

  @Test
  void ofTwoThatWaitTheOlderSigns() {
    SealedKey old = key("old", State.ACTIVE);
    SealedKey one = key("one", State.PUBLISHED);
    SealedKey two = key("two", State.PUBLISHED);
    assertThat(due(START.plus(PUBLISH), old, one, two))
        .containsExactly(new Step.Move(one, State.ACTIVE), new Step.Move(old, State.RETIRING));
  }

  @Test
  void aRetiringKeyIsRemovedWhenTheLongestTokenHasEndedAndNoNodeCanMakeOneAnyMore() {
    SealedKey old = key("old", State.RETIRING);
    Duration longest = Duration.ofDays(30);
    // The tokens of that API are signed otherwise now; they may have been signed so before.
    List<Api> apis =
        List.of(
            api("a", SignatureAlgorithm.ES256, DAY), api("b", SignatureAlgorithm.RS256, longest));
    Instant end = START.plus(longest).plus(AFTERMATH);
    assertThat(life.due(List.of(old), apis, end.minus(TICK))).isEmpty();
    assertThat(life.due(List.of(old), apis, end))
        .containsExactly(new Step.Move(old, State.REMOVED));
    assertThat(life.removableAt(old, apis)).isEqualTo(end);
  }

  @Test
  void noTokenCarriesAKeyOfTheFeed() {
    SealedKey old = key("old", Use.FEED, SignatureAlgorithm.ES256, State.RETIRING);
    assertThat(due(START.plus(AFTERMATH).minus(TICK), old)).isEmpty();
    assertThat(due(START.plus(AFTERMATH), old)).containsExactly(new Step.Move(old, State.REMOVED));
  }

  @ParameterizedTest
  @EnumSource(
      value = Use.class,
      names = {"TOKEN", "FEED"})
  void theSuccessorIsPublishedSoThatItSignsOnTheDay(Use use) {
    SealedKey active = key("old", use, SignatureAlgorithm.ES256, State.ACTIVE);
    Instant day = START.plus(ROTATE).minus(PUBLISH);
    assertThat(due(day.minus(TICK), active)).isEmpty();
    assertThat(due(day, active)).containsExactly(new Step.Publish(use, SignatureAlgorithm.ES256));
    SealedKey waiting = key("next", use, SignatureAlgorithm.ES256, State.PUBLISHED);
    assertThat(due(day, active, waiting.in(State.PUBLISHED, day, 2))).as("once").isEmpty();
  }

  @Test
  void theSessionKeyStaysForEver() {
    SealedKey session = key("s", Use.SESSION, SignatureAlgorithm.ES256, State.ACTIVE);
    assertThat(due(START.plus(Duration.ofDays(10_000)), session)).isEmpty();
  }

  @Test
  void whereRotationIsForSomebodyToAskForNothingIsPublished() {
    KeyLife never = new KeyLife(PUBLISH, Duration.ZERO, AFTERMATH);
    SealedKey active = key("old", State.ACTIVE);
    assertThat(never.due(List.of(active), APIS, START.plus(Duration.ofDays(10_000)))).isEmpty();
    assertThat(never.until(active, List.of(active), APIS)).isEmpty();
  }

  @Test
  void aKeyThatNoApiWantsIsLeftAlone() {
    SealedKey rsa = key("rsa", Use.TOKEN, SignatureAlgorithm.RS256, State.ACTIVE);
    assertThat(due(START.plus(ROTATE), rsa)).isEmpty();
    assertThat(life.until(rsa, List.of(rsa), APIS)).isEmpty();
  }

  @Test
  void aFullKeySetGetsNoMoreKeysBySchedule() {
    List<SealedKey> keys = new ArrayList<>();
    keys.add(key("active", State.ACTIVE));
    for (int i = 1; i < KeyLife.MOST; i++) {
      keys.add(key("k" + i, State.RETIRING).in(State.RETIRING, START.plus(ROTATE), 1));
    }
    assertThat(life.due(keys, APIS, START.plus(ROTATE))).isEmpty();
    keys.removeLast();
    assertThat(life.due(keys, APIS, START.plus(ROTATE))).hasSize(1);
  }

  @Test
  void aClockThatWasPutBackMovesNothing() {
    Instant before = START.minus(Duration.ofDays(1000));
    for (State state : State.values()) {
      assertThat(due(before, key("k", state))).isEmpty();
    }
  }

  @Test
  void everyStateTellsUntilWhenItLasts() {
    SealedKey active = key("a", State.ACTIVE);
    SealedKey next = key("n", State.PUBLISHED);
    SealedKey old = key("o", State.RETIRING);
    SealedKey gone = key("g", State.REMOVED);
    assertThat(life.until(active, List.of(active), APIS)).contains(START.plus(ROTATE));
    List<SealedKey> keys = List.of(active, next, old, gone);
    assertThat(life.until(active, keys, APIS)).contains(START.plus(PUBLISH));
    assertThat(life.until(next, keys, APIS)).contains(START.plus(PUBLISH));
    assertThat(life.until(old, keys, APIS)).contains(START.plus(DAY).plus(AFTERMATH));
    assertThat(life.until(gone, keys, APIS)).isEmpty();
  }

  /** Two years of a tenant in which somebody does whatever he likes at whatever time. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void thereIsAlwaysOneKeyThatSignsAndNoneIsSeenTooEarlyOrGoneTooSoon(long seed) {
    Tenant tenant = new Tenant(new Random(seed));
    while (tenant.now.isBefore(START.plus(Duration.ofDays(730)))) {
      tenant.act();
      tenant.check();
    }
    assertThat(tenant.keys.size()).as("it rotated").isGreaterThan(20);
  }

  private final class Tenant {
    private final RandomGenerator random;
    private final Map<KeyId, Map<State, Instant>> seen = new HashMap<>();
    private List<SealedKey> keys =
        List.of(key("a", State.ACTIVE), key("f", Use.FEED, SignatureAlgorithm.ES256, State.ACTIVE));
    private Instant now = START;

    private Tenant(RandomGenerator random) {
      this.random = random;
    }

    private void act() {
      now = now.plusSeconds(random.nextLong(random.nextBoolean() ? 4 * 3600 : 20 * 86_400));
      SealedKey active =
          keys.stream()
              .filter(key -> key.state() == State.ACTIVE)
              .skip(random.nextInt(2))
              .findFirst()
              .orElseThrow();
      if (random.nextInt(4) == 0
          && KeyLife.waiting(keys, active).isEmpty()
          && KeyLife.hasRoom(keys, active.use())) {
        take(new Step.Publish(active.use(), SignatureAlgorithm.ES256));
      }
      // What is due twice would be done twice: that is the same as once.
      List<Step> due = life.due(keys, APIS, now);
      due.forEach(this::take);
      assertThat(life.due(keys, APIS, now)).isEmpty();
    }

    private void take(Step step) {
      List<SealedKey> after = new ArrayList<>(keys);
      switch (step) {
        case Step.Publish(Use use, SignatureAlgorithm algorithm) ->
            after.add(
                key("k" + after.size(), use, algorithm, State.PUBLISHED)
                    .in(State.PUBLISHED, now, 1));
        case Step.Move(SealedKey key, State to) -> after.set(keys.indexOf(key), key.in(to, now, 1));
      }
      keys = after;
    }

    private void check() {
      for (Use use : List.of(Use.TOKEN, Use.FEED)) {
        Map<State, Integer> count = new EnumMap<>(State.class);
        keys.stream()
            .filter(key -> key.use() == use)
            .forEach(key -> count.merge(key.state(), 1, Integer::sum));
        assertThat(count).containsEntry(State.ACTIVE, 1);
        assertThat(count.getOrDefault(State.PUBLISHED, 0)).isLessThanOrEqualTo(1);
        int live = keys.stream().mapToInt(key -> key.use() == use && key.published() ? 1 : 0).sum();
        assertThat(live).isLessThanOrEqualTo(KeyLife.MOST);
      }
      keys.forEach(this::check);
    }

    private void check(SealedKey key) {
      Map<State, Instant> times = seen.computeIfAbsent(key.id(), id -> new EnumMap<>(State.class));
      times.putIfAbsent(key.state(), key.stateSince());
      Duration longest = key.use() == Use.TOKEN ? DAY : Duration.ZERO;
      apart(times, State.PUBLISHED, State.ACTIVE, PUBLISH);
      apart(times, State.RETIRING, State.REMOVED, longest.plus(AFTERMATH));
      assertThat(key.sealed().isEmpty()).isEqualTo(key.state() == State.REMOVED);
    }

    private void apart(Map<State, Instant> times, State one, State next, Duration least) {
      Optional<Instant> before = Optional.ofNullable(times.get(one));
      Optional<Instant> after = Optional.ofNullable(times.get(next));
      if (before.isPresent() && after.isPresent()) {
        assertThat(after.get()).isAfterOrEqualTo(before.get().plus(least));
      }
    }
  }
}
