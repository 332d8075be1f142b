package dev.postern.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.console.gate.Answer;
import dev.postern.console.gate.Asked;
import dev.postern.console.gate.Call;
import dev.postern.protocol.json.JsonObject;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
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

  private Api answering(Function<Call, Answer> answers) {
    return new Api(
        (call, from) -> {
          calls.add(call);
          return answers.apply(call);
        },
        Tokens.session("s", NOW),
        new Asked.From(InetAddress.getLoopbackAddress(), true));
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
