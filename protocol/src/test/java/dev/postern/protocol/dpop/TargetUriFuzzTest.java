package dev.postern.protocol.dpop;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postern.protocol.fuzz.ReadingCost;
import dev.postern.protocol.fuzz.Spoilt;
import java.util.Optional;

/** Whatever stands in {@code htu} is one address, which has one spelling, or none. */
final class TargetUriFuzzTest {

  private static final String GOOD = "https://api.example.com:8443/a/b%2Fc/../d?e=f#g";

  private final ReadingCost cost = new ReadingCost();

  private static String written(FuzzedDataProvider data, boolean last) {
    if (data.consumeBoolean()) {
      return last ? Spoilt.rest(data, GOOD) : Spoilt.some(data, GOOD);
    }
    return last ? data.consumeRemainingAsString() : data.consumeString(TargetUri.LIMIT + 1);
  }

  @DictionaryEntries({
    "http://",
    "HTTPS://",
    "[::1]",
    "user@",
    ":443",
    ":80",
    ":0443",
    ":65536",
    "/./",
    "/../",
    "/..",
    "/%2e%2E/",
    "%2F",
    "%41",
    "//",
    "?",
    "#",
    "\\"
  })
  @FuzzTest
  void anAddressHasOneSpellingAndItsLikenessNoDirection(FuzzedDataProvider data) {
    String one = written(data, false);
    String another = written(data, true);
    Optional<TargetUri> left = cost.of(() -> TargetUri.parse(one));
    Optional<TargetUri> right = cost.of(() -> TargetUri.parse(another));
    left.ifPresent(TargetUriFuzzTest::hasOneSpelling);
    right.ifPresent(TargetUriFuzzTest::hasOneSpelling);
    if (left.isPresent() && right.isPresent()) {
      boolean alike = left.get().equals(right.get());
      assertThat(right.get().equals(left.get())).isEqualTo(alike);
      assertThat(left.get().text().equals(right.get().text())).isEqualTo(alike);
      assertThat(left.get().hashCode() == right.get().hashCode() || !alike).isTrue();
    }
  }

  private static void hasOneSpelling(TargetUri address) {
    String spelled = address.text();
    assertThat(TargetUri.parse(spelled)).contains(address);
    assertThat(TargetUri.parse(spelled).orElseThrow().text()).isEqualTo(spelled);
    assertThat(spelled).matches("https?://[^/?#@A-Z]+/[^?#]*");
    String path = spelled.substring(spelled.indexOf('/', "https://".length()));
    assertThat(path).doesNotContain("/./", "/../").doesNotEndWith("/.").doesNotEndWith("/..");
    // RFC 9449 4.3 #9: without query and fragment.
    if (spelled.length() < TargetUri.LIMIT - 3) {
      assertThat(TargetUri.parse(spelled + "?/.#?")).contains(address);
    }
  }
}
