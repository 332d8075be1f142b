package dev.postern.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries and forms. */
final class QueryTest {

  @Test
  void namesAndValuesAreDecoded() {
    Query query = Query.parse("a+b=c%20d&%C3%BC=%26%3D&empty=&alone&x=1=2");

    assertThat(query.pairs())
        .containsExactly(
            new Query.Pair("a b", "c d"),
            new Query.Pair("ü", "&="),
            new Query.Pair("empty", ""),
            new Query.Pair("alone", ""),
            new Query.Pair("x", "1=2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&", "&&&", "a=%", "a=1&b=%zz", "a=%4"})
  void whatIsEmptyOrMalformedHasNoNames(String text) {
    assertThat(Query.parse(text)).isEqualTo(Query.NONE);
  }

  @Test
  void moreThanTwoThousandAreNone() {
    String most = "a=1&".repeat(1_999);

    assertThat(Query.parse(most + "b=2").raw("b")).isEqualTo("2");
    assertThat(Query.parse(most + "b=2&c=3")).isEqualTo(Query.NONE);
    assertThat(Query.parse("&".repeat(2_000) + "b=2&c=3")).isEqualTo(Query.NONE);
  }

  @Test
  void theFirstValueThatIsNotBlankCounts() {
    Query query = Query.parse("a=+&a=+b+&a=c&d=");

    assertThat(query.first("a")).contains("b");
    assertThat(query.first("d")).isEmpty();
    assertThat(query.first("e")).isEmpty();
    assertThat(query.all("a")).containsExactly(" ", " b ", "c");
    assertThat(query.raw("a")).isEqualTo(" ");
    assertThat(query.raw("e")).isEmpty();
  }

  @Test
  void aBoxThatIsTickedIsThereWhateverItsValue() {
    assertThat(Query.parse("on&off2=1").has("on")).isTrue();
    assertThat(Query.parse("on&off2=1").has("off")).isFalse();
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    Query query =
        Query.NONE
            .and("a b", "c&d=e")
            .and("a b", "+%ü")
            .and("none", Optional.empty())
            .and("q", Optional.of("#?/"));

    assertThat(query.text()).doesNotContain(" ", "#", "?", "/", "ü", "none");
    assertThat(Query.parse(query.text())).isEqualTo(query);
    assertThat(Query.NONE.text()).isEmpty();
  }

  @Test
  void aNameIsReplacedOrLeftOutAndAllElseStays() {
    Query query = Query.parse("a=1&b=2&a=3&c=4");

    assertThat(query.with("a", "5").text()).isEqualTo("b=2&c=4&a=5");
    assertThat(query.without("a").text()).isEqualTo("b=2&c=4");
    assertThat(query.text()).isEqualTo("a=1&b=2&a=3&c=4");
  }

  @Test
  void theParametersOfARequestAreThoseOfItsAddress() {
    assertThat(Query.of(Browser.sends("GET").query("a=1").asked()).raw("a")).isEqualTo("1");
    assertThat(Query.of(Browser.sends("GET").asked())).isEqualTo(Query.NONE);
  }

  @Test
  void valuesAreNotShownForTheyMayBeSecrets() {
    assertThat(Query.parse("password=swordfish").toString())
        .contains("password")
        .doesNotContain("swordfish");
  }
}
