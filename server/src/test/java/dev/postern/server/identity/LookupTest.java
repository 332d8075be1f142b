package dev.postern.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What accounts are found by. */
final class LookupTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a@b.co",
        "first.last+tag@sub.example.com",
        "o'brien@example.com",
        "j\u00f6rg@m\u00fcller.example",
        "\u7528\u6237@\u4f8b\u5b50.\u5e7f\u544a",
        "x@xn--bcher-kva.example",
        "1@2.3d"
      })
  void anAddressIsOne(String text) {
    assertThat(Lookup.email(text)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@",
        "a",
        "a@",
        "@b.co",
        "a@b",
        "a@localhost",
        "a@@b.co",
        "a@b@c.co",
        ".a@b.co",
        "a.@b.co",
        "a..b@c.co",
        "a b@c.co",
        " a@b.co",
        "a@b.co ",
        "a@b.co\n",
        "a@b.co\r\nBcc: c@d.co",
        "a@-b.co",
        "a@b-.co",
        "a@b..co",
        "a@.b.co",
        "a@b.co.",
        "a@127.0.0.1",
        "a@[127.0.0.1]",
        "\"a\"@b.co",
        "a(x)@b.co",
        "<a@b.co>",
        "a,c@b.co",
        "a@b.co,c@d.co",
        "a\u0000@b.co",
        "a\u202e@b.co",
        "a\u200b@b.co"
      })
  void whatIsNoAddressIsNone(String text) {
    assertThat(Lookup.email(text)).isEmpty();
  }

  @Test
  void anAddressHasItsLimits() {
    assertThat(Lookup.email("x".repeat(64) + "@b.co")).isPresent();
    assertThat(Lookup.email("x".repeat(65) + "@b.co")).isEmpty();
    assertThat(Lookup.email("a@" + "x".repeat(63) + ".co")).isPresent();
    assertThat(Lookup.email("a@" + "x".repeat(64) + ".co")).isEmpty();
    assertThat(Lookup.email("a@" + "x.".repeat(125) + "co")).as("254").isPresent();
    assertThat(Lookup.email("a@" + "x.".repeat(125) + "com")).as("255").isEmpty();
    assertThat(Lookup.email("a@" + "x.".repeat(50_000))).isEmpty();
  }

  @Test
  void twoSpellingsOfAnAddressOrNameAreOne() {
    assertSame(Lookup.email("Zo\u00cb@Example.COM"), Lookup.email("zoe\u0308@example.com"));
    assertSame(Lookup.userName("JOS\u00c9"), Lookup.userName("jose\u0301"));
    assertThat(key(Lookup.userName("jose"))).isNotEqualTo(key(Lookup.userName("jos\u00e9")));
  }

  @Test
  void theLanguageOfTheMachineMakesNoDifference() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr-TR"));
    try {
      assertSame(Lookup.email("INFO@TITLE.IN"), Lookup.email("info@title.in"));
      assertThat(Member.called("PHONEID")).isEqualTo(Member.called("phoneid")).isPresent();
      assertThat(Member.called("ISACTIVE").orElseThrow().name()).isEqualTo("IsActive");
      assertThat(Uid.parse("ABCDEF0123456789ABCDEF0123456789")).isPresent();
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aPhoneNumberIsItsDigits() {
    assertSame(Lookup.phone("+1 (604) 555-2368"), Lookup.phone("16045552368"));
    assertSame(Lookup.phone(" 16045552368"), Lookup.phone("+1.604.555.2368"));
    assertThat(Lookup.phone("1234")).isPresent();
    assertThat(Lookup.phone("123")).isEmpty();
    assertThat(Lookup.phone("1".repeat(20))).isPresent();
    assertThat(Lookup.phone("1".repeat(21))).isEmpty();
    assertThat(Lookup.phone("1234" + " ".repeat(36))).isPresent();
    assertThat(Lookup.phone("1234" + " ".repeat(37))).isEmpty();
    assertThat(Lookup.phone("1234x")).isEmpty();
    assertThat(Lookup.phone("++1234")).isEmpty();
    assertThat(Lookup.phone("\u0661\u0662\u0663\u0664")).as("digits of ASCII alone").isEmpty();
  }

  @Test
  void aUserNameIsVisible() {
    assertThat(Lookup.userName("Johndoe123")).isPresent();
    assertThat(Lookup.userName("John Doe")).isPresent();
    assertThat(Lookup.userName("\u65e5\u672c")).isPresent();
    assertThat(Lookup.userName("x".repeat(100))).isPresent();
    assertThat(Lookup.userName("x".repeat(101))).isEmpty();
    for (String hidden :
        new String[] {"", " ", "a ", " a", "a\u00a0", "a\nb", "a\u200bb", "a\u202eb", "\ue000"}) {
      assertThat(Lookup.userName(hidden)).isEmpty();
    }
  }

  @Test
  void aLookupNamesNoPerson() {
    assertThat(Lookup.email("zoe@example.com").orElseThrow()).hasToString("Lookup[EMAIL]");
  }

  private static void assertSame(Optional<Lookup> one, Optional<Lookup> other) {
    assertThat(key(one)).isEqualTo(key(other));
  }

  private static Object key(Optional<Lookup> lookup) {
    return lookup.orElseThrow().key();
  }
}
