package dev.postern.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {

  @Test
  void headers_are_found_whatever_their_case_and_kept_in_order() {
    Headers headers = Headers.NONE.plus("Accept", "a").plus("accept", "b");
    assertThat(headers.first("ACCEPT")).contains("a");
    assertThat(headers.all("Accept")).containsExactly("a", "b");
    assertThat(headers.with("Accept", "c").all("accept")).containsExactly("c");
    assertThatThrownBy(() -> headers.single("Accept")).isInstanceOf(RequestRefused.class);
    assertThat(headers.plus("Authorization", "canary").toString()).doesNotContain("canary");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nSet-Cookie: b", "a\nb", "a\rb", "a\0b", "\u00e4", "a\u007f"})
  void an_answer_cannot_be_split_by_a_header(String value) {
    assertThatThrownBy(() -> Reply.empty(200).header("X", value))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Reply.empty(200).addHeader(value, "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_query_is_decoded_once_and_literally() {
    QueryParameters query = QueryParameters.parse("a=1+2%2B&b[]=%2520&c&d=x=y;z");
    assertThat(query.value("a")).contains("1 2+");
    assertThat(query.value("b[]")).contains("%20");
    assertThat(query.value("c")).contains("");
    assertThat(query.value("d")).contains("x=y;z");
    assertThat(query.value("e")).isEmpty();
    assertThat(query.names()).containsExactly("a", "b[]", "c", "d");
    assertThat(QueryParameters.parse(null).names()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "&",
        "a=1&",
        "=1",
        "==",
        "a=1&a=2",
        "a=1&%61=2",
        "a=%",
        "a=%f",
        "a=%zz",
        "a=%u0041",
        "a=%C0%AF",
        "a=%ED%A0%80",
        "a=%E2%82",
        "a=%00",
        "a=%0d%0a",
        "a=%7f",
        "a=%C2%85"
      })
  void a_malformed_query_is_refused(String query) {
    assertThatThrownBy(() -> QueryParameters.parse(query)).isInstanceOf(RequestRefused.class);
  }

  @Test
  void a_query_keeps_to_its_limits() {
    assertThat(QueryParameters.parse(parameters(64)).names()).hasSize(64);
    assertThatThrownBy(() -> QueryParameters.parse(parameters(65)))
        .isInstanceOf(RequestRefused.class);
    assertThatThrownBy(() -> QueryParameters.parse("&".repeat(100_000)))
        .isInstanceOf(RequestRefused.class);
    assertThat(QueryParameters.parse("n".repeat(64) + "=" + "v".repeat(16 * 1024)).names())
        .hasSize(1);
    assertThatThrownBy(() -> QueryParameters.parse("n".repeat(65)))
        .isInstanceOf(RequestRefused.class);
    assertThatThrownBy(() -> QueryParameters.parse("n=" + "v".repeat(16 * 1024 + 1)))
        .isInstanceOf(RequestRefused.class);
  }

  private static String parameters(int count) {
    return IntStream.range(0, count).mapToObj(i -> "p" + i + "=1").collect(Collectors.joining("&"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "Application/JSON; charset=utf-8",
        "application/json;charset=\"UTF-8\""
      })
  void a_content_type_in_utf_8_is_taken(String value) {
    assertThat(ContentType.of(Headers.NONE.plus("Content-Type", value)))
        .contains("application/json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "json",
        "application/json; charset=utf-7",
        "application/json; charset=utf-16",
        "application/json; charset=x",
        "application/json; charset=\"utf-8",
        "application/json; boundary=x",
        "application/json, text/plain",
        "application/json; charset=utf-8; charset=utf-7"
      })
  void another_content_type_is_refused(String value) {
    Headers headers = Headers.NONE.plus("Content-Type", value);
    assertThatThrownBy(() -> ContentType.of(headers)).isInstanceOf(RequestRefused.class);
  }

  @Test
  void two_content_types_are_refused_and_none_is_none() {
    Headers one = Headers.NONE.plus("Content-Type", "application/json");
    assertThatThrownBy(() -> ContentType.of(one.plus("Content-Type", "application/json")))
        .isInstanceOf(RequestRefused.class);
    assertThat(ContentType.of(Headers.NONE)).isEmpty();
  }
}
