package dev.postern.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths with what people named in them. */
final class UrlsTest {

  @Test
  void segmentsStandInTheirOrder() {
    assertThat(Urls.path("/apps/{}/grants/{}", "a", "b")).isEqualTo("/apps/a/grants/b");
    assertThat(Urls.path("/apps")).isEqualTo("/apps");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a b", "a/b", "a?b=c#d", "100%", "a+b", "a%2Fb", "ü€😀", "a;b=c", "\"'<>", "a\nb"})
  void aSegmentStaysOneAndComesOutAsItWentIn(String segment) {
    URI address = URI.create("https://host" + Urls.path("/apps/{}/grants", segment));

    assertThat(address.getPath()).isEqualTo("/apps/" + segment + "/grants");
    assertThat(address.getRawPath().split("/", -1)).hasSize(4);
    assertThat(address.getRawQuery()).isNull();
    assertThat(address.getRawFragment()).isNull();
  }

  @Test
  void aSegmentOpensNoOther() {
    assertThat(Urls.path("/{}/{}", "{}", "b")).isEqualTo("/%7B%7D/b");
  }

  @Test
  void moreSegmentsThanThereIsRoomForAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Urls.path("/apps/{}", "a", "b"));
  }
}
