package dev.postern.server.http.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.http.Headers;
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

  @Test
  void withoutAHeaderNothingIsNamed() {
    assertThat(signed()).isFalse();
  }
}
