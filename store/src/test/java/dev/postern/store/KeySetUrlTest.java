package dev.postern.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which URLs may be where keys are, as far as their text tells. */
final class KeySetUrlTest {

  @ParameterizedTest
  @CsvSource({
    "https://keys.example.com/, keys.example.com",
    "https://Keys.Example.COM, keys.example.com",
    "https://keys.example.com:8443/a/b.json?tenant=1&x=%20, keys.example.com",
    "https://localhost/, localhost",
    "https://1password.example/, 1password.example",
    "https://192.0.2.7/, 192.0.2.7",
    "https://[2001:db8::1]:65535/, [2001:db8::1]",
  })
  void aUrlIsTakenWithItsHost(String text, String host) {
    KeySetUrl url = new KeySetUrl(text);
    assertThat(url.host()).isEqualTo(host);
    assertThat(url.uri()).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "keys.example.com",
        "http://keys.example.com/",
        "HTTPS://keys.example.com/",
        "https:keys.example.com",
        "https:///keys",
        "https://",
        "file:///etc/passwd",
        "gopher://keys.example.com/",
        "https://user@keys.example.com/",
        "https://user:secret@keys.example.com/",
        "https://@keys.example.com/",
        "https://keys.example.com/#keys",
        "https://keys.example.com/#",
        "https://keys.example.com:0/",
        "https://keys.example.com:65536/",
        "https://keys.example.com:/",
        "https://keys.example.com:x/",
        "https://keys.example.com./",
        "https://keys..example.com/",
        "https://-keys.example.com/",
        "https://ke_ys.example.com/",
        "https://schlüssel.example.com/",
        "https://keys.example.com/ü",
        "https://keys.example.com/a b",
        "https://keys.example.com/\n",
        "https://keys.example.com/%zz",
        "https://keys.example.com\\@evil.example.com/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/",
        "https://127.0.0.01/",
        "https://1.2.3.4.5/",
        "https://256.0.0.1/",
        "https://[::1/",
        "https://[::1%25lo]/",
        "https://[v1.x]/",
        "https://::1/",
      })
  void whatCouldBeReadInAnotherWayIsRefused(String text) {
    assertThat(KeySetUrl.fault(text)).isNotEmpty();
    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new KeySetUrl(text));
  }

  @Test
  void aUrlHasALimit() {
    String most = "https://keys.example.com/" + "a".repeat(KeySetUrl.LONGEST - 25);
    assertThat(KeySetUrl.fault(most)).isEmpty();
    assertThat(KeySetUrl.fault(most + "a")).isNotEmpty();
  }

  @Test
  void anAddressIsToldFromAName() {
    assertThat(new KeySetUrl("https://[::ffff:127.0.0.1]/").address().orElseThrow())
        .matches(address -> address.isLoopbackAddress());
    assertThat(new KeySetUrl("https://10.0.0.1/").address()).isPresent();
    assertThat(new KeySetUrl("https://a.example.com/").address()).isEmpty();
  }

  @Test
  void thePortIsTheOneThatIsNamedElseThatOfHttps() {
    assertThat(new KeySetUrl("https://a.example.com/").port()).isEqualTo(443);
    assertThat(new KeySetUrl("https://a.example.com:8443/").port()).isEqualTo(8443);
    assertThat(new KeySetUrl("https://[2001:4860::1]:1/").port()).isEqualTo(1);
  }
}
