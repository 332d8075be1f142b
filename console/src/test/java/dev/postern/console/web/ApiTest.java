package dev.postern.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.console.gate.Answer;
import dev.postern.console.gate.Asked;
import dev.postern.console.gate.Call;
import dev.postern.protocol.json.JsonObject;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What is asked of the Admin API: in how many parts, and under which conditions. */
final class ApiTest {

  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

  private final List<Call> calls = new ArrayList<>();
  private long nanos = -Duration.ofMillis(200).toNanos();

  private Api answering(Function<Call, Answer> answers) {
    return new Api(
        (call, from) -> {
          calls.add(call);
          return answers.apply(call);
        },
        Tokens.session("s", NOW),
        new Asked.From(InetAddress.getLoopbackAddress(), true),
        () -> nanos);
  }

  private static Answer json(String text) {
    return Answer.of(200, "application/json", text.getBytes(StandardCharsets.UTF_8));
  }

  /** A list of three parts; the middle one is empty, as where a search stopped on its way. */
  private static Answer part(Call call) {
    String query = call.query().orElse("");
    return query.contains("cursor=two")
        ? json("{\"items\":[{\"n\":3}],\"next\":null}")
        : query.contains("cursor=one")
            ? json("{\"items\":[],\"next\":\"two\"}")
            : json("{\"items\":[{\"n\":1},{\"n\":2}],\"next\":\"one\"}");
  }

  private static List<Long> numbers(Listed listed) {
    return listed.items().stream().map(item -> item.number("n")).toList();
  }

  @Test
  void aListIsReadToItsEndWhereThatIsNotTooFar() throws ApiRefused {
    Listed all = answering(ApiTest::part).list("/apps", Query.NONE.and("limit", "2"), 5);

    assertThat(numbers(all)).containsExactly(1L, 2L, 3L);
    assertThat(all.next()).isEmpty();
    assertThat(calls).hasSize(3);
    assertThat(calls.getLast().query()).contains("limit=2&cursor=two");
  }

  @Test
  void aListThatIsTooLongSaysThatItGoesOn() throws ApiRefused {
    Listed some = answering(ApiTest::part).list("/apps", Query.NONE, 2);

    assertThat(numbers(some)).containsExactly(1L, 2L);
    assertThat(some.next()).contains("two");
    assertThat(calls).hasSize(2);
  }

  /** A list without an end, each part of which takes so long and has one item. */
  private Api endless(Duration part) {
    return answering(call -> {
      nanos += part.toNanos();
      return json("{\"items\":[{\"n\":1}],\"next\":\"more\"}");
    });
  }

  @Test
  void aSearchThatIsQuickIsReadToItsEnd() throws ApiRefused {
    Searched found = answering(ApiTest::part).search("/credentials", Query.NONE, 100);

    assertThat(found.whole()).isTrue();
    assertThat(found.items()).hasSize(3);
  }

  @Test
  void theSearchesOfAPageTogetherTakeNoLongerThanOneMay() throws ApiRefused {
    Api api = endless(Duration.ofMillis(50));

    assertThat(api.search("/credentials", Query.NONE, 2).items()).hasSize(2);
    // 250 ms are over behind its fourth.
    Searched second = api.search("/credentials", Query.NONE, 100);
    assertThat(second.items()).hasSize(4);
    assertThat(second.whole()).isFalse();
    // One that comes too late has its first part.
    Searched third = api.search("/credentials", Query.NONE, 100);
    assertThat(third.items()).hasSize(1);
    assertThat(third.whole()).isFalse();
    assertThat(calls).hasSize(7);
  }

  @Test
  void aSearchThatIsRefusedHasTakenItsTimeToo() throws ApiRefused {
    Api api =
        answering(call -> {
          if (call.path().endsWith("/credentials")) {
            return part(call);
          }
          nanos += Duration.ofMillis(300).toNanos();
          return Answer.empty(403);
        });

    assertThatThrownBy(() -> api.search("/apps", Query.NONE, 100)).isInstanceOf(ApiRefused.class);
    assertThat(api.search("/credentials", Query.NONE, 100).items()).hasSize(2);
  }

  @Test
  void anotherRequestBeginsAnew() throws ApiRefused {
    endless(Duration.ofMillis(300)).search("/credentials", Query.NONE, 100);

    assertThat(endless(Duration.ofMillis(1)).search("/credentials", Query.NONE, 100).items())
        .as("as many as there are parts at most")
        .hasSize(20);
  }

  private List<String> conditions() {
    return calls.getLast().fields().stream()
        .filter(field -> field.name().startsWith("If-"))
        .map(field -> field.name() + ": " + field.value())
        .toList();
  }

  @Test
  void whatWasReadIsChangedOnlyAsItWasRead() throws ApiRefused {
    Api api = answering(call -> json("{}").with("etag", "\"7\""));
    String tag = api.read("/apis/a").tag();
    assertThat(tag).isEqualTo("\"7\"");

    api.patch("/apis/a", JsonObject.EMPTY, tag);
    assertThat(conditions()).containsExactly("If-Match: \"7\"");
    api.put("/apps/a/grants/b", JsonObject.EMPTY, Optional.of(tag));
    assertThat(conditions()).containsExactly("If-Match: \"7\"");
    api.delete("/apps/a/grants/b", tag);
    assertThat(conditions()).containsExactly("If-Match: \"7\"");
    api.put("/apps/a/grants/b", JsonObject.EMPTY, Optional.empty());
    assertThat(conditions()).containsExactly("If-None-Match: *");
  }

  @Test
  void anObjectWithoutATagIsNoneOfTheAdminApis() {
    Api api = answering(call -> json("{}"));

    assertThatThrownBy(() -> api.read("/apis/a")).isInstanceOf(IllegalStateException.class);
  }
}
