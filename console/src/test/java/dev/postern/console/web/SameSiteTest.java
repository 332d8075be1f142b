package dev.postern.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests come from our own pages. */
final class SameSiteTest {

  private static final String ORIGIN = "https://postern.example.com";

  private static Browser post() {
    return Browser.sends("POST");
  }

  @Test
  void whatTheBrowserSaysIsOursIsOurs() {
    assertThat(
            SameSite.ours(
                post().header("Sec-Fetch-Site", "same-origin").header("Origin", ORIGIN).asked()))
        .isTrue();
  }

  @Test
  void oneOfTheTwoIsEnough() {
    assertThat(SameSite.ours(post().header("Sec-Fetch-Site", "same-origin").asked())).isTrue();
    assertThat(SameSite.ours(post().header("Origin", ORIGIN).asked())).isTrue();
  }

  @Test
  void whoSaysNothingIsRefused() {
    assertThat(SameSite.ours(post().asked())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site", "none", "Same-Origin", ""})
  void whatBeganElsewhereIsRefusedWhateverItsOriginSays(String site) {
    assertThat(
            SameSite.ours(post().header("Sec-Fetch-Site", site).header("Origin", ORIGIN).asked()))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "",
        "http://postern.example.com",
        "https://postern.example.com:8443",
        "https://postern.example.com.evil.example",
        "https://evil.example",
        "https://postern.example.com/",
      })
  void anotherOriginIsRefusedWhateverTheSiteSays(String origin) {
    assertThat(
            SameSite.ours(
                post().header("Sec-Fetch-Site", "same-origin").header("Origin", origin).asked()))
        .isFalse();
    assertThat(SameSite.ours(post().header("Origin", origin).asked())).isFalse();
  }

  @Test
  void whatIsSaidTwiceIsRefused() {
    assertThat(
            SameSite.ours(
                post()
                    .header("Sec-Fetch-Site", "same-origin")
                    .header("Sec-Fetch-Site", "same-origin")
                    .header("Origin", ORIGIN)
                    .asked()))
        .isFalse();
    assertThat(
            SameSite.ours(
                post()
                    .header("Sec-Fetch-Site", "same-origin")
                    .header("Origin", ORIGIN)
                    .header("Origin", "https://evil.example")
                    .asked()))
        .isFalse();
  }

  @Test
  void theOriginWithoutTlsIsAnotherOne() {
    assertThat(SameSite.ours(post().withoutTls().header("Origin", ORIGIN).asked())).isFalse();
    assertThat(
            SameSite.ours(
                post().withoutTls().header("Origin", "http://postern.example.com").asked()))
        .isTrue();
  }
}
