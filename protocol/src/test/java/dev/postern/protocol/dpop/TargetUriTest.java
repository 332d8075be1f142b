package dev.postern.protocol.dpop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetUriTest {

  private static Optional<String> text(String written) {
    return TargetUri.parse(written).map(TargetUri::text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://api.example.com/a/b",
        "HTTPS://API.Example.COM/a/b",
        "https://api.example.com:443/a/b",
        "https://api.example.com:/a/b",
        "https://api.example.com:0443/a/b",
        "https://api.example.com/a/b?x=1&y=/../z",
        "https://api.example.com/a/b?",
        "https://api.example.com/a/b#top",
        "https://api.example.com/a/b?x#y?z",
        "https://api.example.com/%61/b",
        "https://api.example.com/a/c/../b",
        "https://api.example.com/./a/./b",
        "https://api.example.com/../a/b",
        "https://api.example.com/a/c/%2E%2e/b"
      })
  void equalAddressesShareOneSpelling(String written) {
    assertThat(text(written)).contains("https://api.example.com/a/b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://api.example.com/a/b",
        "https://api.example.com.evil.example/a/b",
        "https://api.example.com:8443/a/b",
        "https://api.example.com/a/b/",
        "https://api.example.com//a/b",
        "https://api.example.com/A/b",
        "https://api.example.com/a%2Fb",
        "https://api.example.com/a/b%20",
        "https://api.example.com/a/b;x",
        "https://api.example.com/a/b/.",
        "https://api.example.com/a",
        "https://api.example.com"
      })
  void otherAddressesAreOthers(String written) {
    assertThat(text(written)).isPresent();
    assertThat(text(written)).isNotEqualTo(text("https://api.example.com/a/b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/a/b",
        "api.example.com/a",
        "ftp://api.example.com/a",
        "https:/api.example.com/a",
        "https://",
        "https:///a",
        "https://user@api.example.com/a",
        "https://user:pw@api.example.com/a",
        "https://api.example.com\\@evil.example/a",
        "https://api.example.com:65536/a",
        "https://api.example.com:4x3/a",
        "https://api.example.com/a b",
        "https://api.example.com/\u00e4",
        "https://api.example.com/%",
        "https://api.example.com/%4",
        "https://api.example.com/%zz",
        "https://api.example.com/a\nb",
        "https://api%2eexample.com/a",
        "https://[::1/a",
        "https://api.example.com/{a}"
      })
  void whatIsNoAddressIsNone(String written) {
    assertThat(text(written)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:8080/service/oauth/token, http://127.0.0.1:8080/service/oauth/token",
    "http://[::1]:80/x, http://[::1]/x",
    "http://[FE80::A]/x, http://[fe80::a]/x",
    "https://a.example:80/, https://a.example:80/",
    "https://a.example/a/.., https://a.example/",
    "https://a.example/a/b/.., https://a.example/a/",
    "https://a.example/a/b/../.., https://a.example/",
    "https://a.example/..., https://a.example/...",
    "https://a.example/.well-known/x, https://a.example/.well-known/x",
    "https://a.example/%7euser/%c3%a4, https://a.example/~user/%C3%A4"
  })
  void eachPartHasItsRule(String written, String spelled) {
    assertThat(text(written)).contains(spelled);
  }

  @Test
  void anAddressMayBeSoLongAndNoLonger() {
    String start = "https://a.example/";
    String longest = start + "a".repeat(TargetUri.LIMIT - start.length());
    assertThat(text(longest)).contains(longest);
    assertThat(text(longest + "a")).isEmpty();
    String bare = "https://" + "a".repeat(TargetUri.LIMIT - 8);
    assertThat(text(bare)).as("the slash that is added counts").isEmpty();
    assertThat(text(bare.substring(0, TargetUri.LIMIT - 1))).isPresent();
  }
}
