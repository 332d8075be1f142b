package dev.postern.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IssuerPathTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"/acme", "/acme/", "/a", "/realms/acme", "/a/b/c/d/", "/0.b_c~d-e", "/adminx"})
  void aPathIsOneToFourSegmentsInLowerCase(String text) {
    assertThat(new IssuerPath(text).text()).isEqualTo(text);
    assertThat(IssuerPath.parse(text)).contains(new IssuerPath(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "//",
        "acme",
        "acme/",
        "//acme",
        "/acme//",
        "/a//b",
        "/a/b/c/d/e",
        "/Acme",
        "/acme%2f",
        "/ac me",
        "/../acme",
        "/acme/..",
        "/./acme",
        "/.well-known",
        "/.well-known/acme",
        "/-acme",
        "/acme?x",
        "/acme#x",
        "/{acme}",
        "/acme\n",
        "/\u00e4"
      })
  void nothingElseIsOne(String text) {
    assertThat(IssuerPath.parse(text)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> new IssuerPath(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"admin", "console", "identity", "service", "services"})
  void whatTheServerHasItselfIsNobodysPath(String segment) {
    assertThat(IssuerPath.parse("/" + segment)).isEmpty();
    assertThat(IssuerPath.parse("/" + segment + "/")).isEmpty();
    assertThat(IssuerPath.parse("/" + segment + "/acme")).isEmpty();
    assertThat(IssuerPath.parse("/acme/" + segment)).isPresent();
  }

  @Test
  void aPathHasAtMost128Characters() {
    assertThat(IssuerPath.parse("/" + "a".repeat(127))).isPresent();
    assertThat(IssuerPath.parse("/" + "a".repeat(128))).isEmpty();
  }

  @Test
  void aSlashAtTheEndIsTheIssuersAndNotThePrefixs() {
    assertThat(new IssuerPath("/acme/").prefix()).isEqualTo("/acme");
    assertThat(new IssuerPath("/acme").prefix()).isEqualTo("/acme");
    assertThat(new IssuerPath("/a/b/").prefix()).isEqualTo("/a/b");
  }

  @ParameterizedTest
  @CsvSource({
    "/acme,   /acme,    true",
    "/acme,   /acme/,   true",
    "/acme,   /acme/eu, true",
    "/acme/,  /acme/eu, true",
    "/acme,   /acme-eu, false",
    "/acme,   /acm,     false",
    "/a/b,    /a/c,     false",
    "/a/b,    /b/a,     false"
  })
  void twoOverlapWhereARequestCouldBeForEither(String one, String other, boolean overlap) {
    assertThat(new IssuerPath(one).overlaps(new IssuerPath(other))).isEqualTo(overlap);
    assertThat(new IssuerPath(other).overlaps(new IssuerPath(one))).isEqualTo(overlap);
  }
}
