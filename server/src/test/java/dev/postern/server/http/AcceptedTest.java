package dev.postern.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of two forms an {@code Accept} header asks for. */
final class AcceptedTest {

  private static boolean signed(String... values) {
    Headers headers = Headers.NONE;
    for (String value : values) {
      headers = headers.plus("Accept", value);
    }
    return Accepted.of(headers).prefers("a/signed+jwt", "a/json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/signed+jwt",
        "A/Signed+JWT",
        "a/json, a/signed+jwt",
        "a/json;q=0.9,a/signed+jwt",
        "\ta/signed+jwt ; q=0.5 , */*",
        "a/signed+jwt;q=1.000",
        "a/signed+jwt;q=0.001, a/json;q=0.001",
        ",, a/signed+jwt",
      })
  void whoNamesItGetsIt(String accept) {
    assertThat(signed(accept)).isTrue();
    assertThat(signed("*/*", accept)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*/*",
        "a/*",
        "a/json",
        "a/signed+jwt;q=0",
        "a/signed+jwt;q=0.5, a/json",
        "a/signed+jwt;q=2",
        "a/signed+jwt;q=x",
        "a/signed+jwt;q",
        "a/signed+jwt;v=1",
        "a/signed+jwt a/json",
        "a/signed+jwtx",
        "xa/signed+jwt",
      })
  void whoDoesNotOrNotClearlyDoesNot(String accept) {
    assertThat(signed(accept)).isFalse();
  }

  private static boolean page(String accept) {
    return Accepted.of(Headers.NONE.plus("Accept", accept)).names("text/html");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html",
        "Text/HTML ; Q=0.001",
        "application/xml, text/html;q=0.9, */*;q=0.8",
        "text/html;q=0, text/html",
      })
  void whatWeighsAnythingIsNamed(String accept) {
    assertThat(page(accept)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html;q=0",
        "text/html; q=0.000, */*",
        "text/html ;Q=0",
        "text/*",
        "*/*",
        "text/htmlx",
        "",
      })
  void whatWeighsNothingOrIsNoMoreThanARangeIsNot(String accept) {
    assertThat(page(accept)).isFalse();
  }

  @Test
  void withoutAHeaderNothingIsNamed() {
    assertThat(signed()).isFalse();
    assertThat(Accepted.of(Headers.NONE).names("text/html")).isFalse();
  }
}
