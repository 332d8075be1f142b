package dev.postern.console.web;

import static dev.postern.console.web.Tokens.session;
import static dev.postern.console.web.Tokens.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.console.gate.Answer;
import dev.postern.console.gate.Place;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The cookie that holds a session. */
final class CookiesTest {

  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  private static final Place ACME = new Place("acme", "https://acme.example.com", "");
  private static final String NAME = "__Host-postern-acme";

  private final Cookies cookies = Cookies.session(ACME);

  private static Browser with(String cookie) {
    return Browser.sends("GET").header("Cookie", cookie);
  }

  @Test
  void whatWasPutIsReadAgain() {
    Session session = session("one", NOON);
    String cookie = value(cookies.put(Answer.empty(200), session)).split(";", 2)[0];

    assertThat(cookies.read(with(cookie).asked()).orElseThrow().token()).isEqualTo(session.token());
  }

  @Test
  void otherCookiesDoNotMatter() {
    String sent = "theme=dark;" + NAME + "=" + token("one", NOON) + " ; last=1";

    assertThat(cookies.read(with(sent).asked())).map(Session::id).contains("one");
    assertThat(cookies.read(with("a=b").header("Cookie", sent).asked()))
        .map(Session::id)
        .contains("one");
  }

  @Test
  void theThemeIsLightOrDarkOrNone() {
    assertThat(Cookies.theme(with("postern-theme=dark").asked())).contains("dark");
    assertThat(Cookies.theme(with("a=b; postern-theme=light").asked())).contains("light");
    for (String other :
        List.of(
            "a=b",
            "postern-theme=",
            "postern-theme=Dark",
            "postern-theme=dark\" onload=\"x",
            "postern-theme=dark; postern-theme=light",
            "xpostern-theme=dark")) {
      assertThat(Cookies.theme(with(other).asked())).as(other).isEmpty();
    }
  }

  @Test
  void withoutItThereIsNoSession() {
    assertThat(cookies.read(Browser.sends("GET").asked())).isEmpty();
    assertThat(cookies.read(with("theme=dark").asked())).isEmpty();
    assertThat(cookies.read(with(NAME + "=nonsense").asked())).isEmpty();
  }

  @Test
  void whereThereAreTwoThereIsNone() {
    String one = NAME + "=" + token("one", NOON);
    String other = NAME + "=" + token("other", NOON);

    assertThat(cookies.read(with(one + "; " + other).asked())).isEmpty();
    assertThat(cookies.read(with(one).header("Cookie", other).asked())).isEmpty();
  }

  @Test
  void neitherAnotherTenantsNorTheOneForAccountsIsTaken() {
    String token = token("one", NOON);
    Place other = new Place("acme2", "https://acme2.example.com", "");

    assertThat(Cookies.session(other).read(with(NAME + "=" + token).asked())).isEmpty();
    assertThat(cookies.read(with("__Host-postern-acme2=" + token).asked())).isEmpty();
    assertThat(cookies.read(with("__Host-postern-accounts-acme=" + token).asked())).isEmpty();
    assertThat(Cookies.accounts(ACME).read(with(NAME + "=" + token).asked())).isEmpty();
  }

  @Test
  void aTenantsNameCannotMakeItAnothersCookieForAccounts() {
    Place sly = new Place("accounts-acme", "https://accounts-acme.example.com", "");
    String cookie = value(Cookies.session(sly).put(Answer.empty(200), session("sly", NOON)));

    assertThat(Cookies.accounts(ACME).read(with(cookie.split(";", 2)[0]).asked())).isEmpty();
  }

  @Test
  void noScriptReadsItAndNoOtherSiteSendsIt() {
    assertThat(attributes(cookies.put(Answer.empty(200), session("one", NOON))))
        .containsExactlyInAnyOrder("Path=/", "Secure", "HttpOnly", "SameSite=Strict");
  }

  @Test
  void whatIsDroppedIsForgottenAtOnce() {
    Answer answer = cookies.drop(Answer.empty(200));

    assertThat(value(answer)).startsWith(NAME + "=;");
    assertThat(attributes(answer))
        .containsExactlyInAnyOrder("Max-Age=0", "Path=/", "Secure", "HttpOnly", "SameSite=Strict");
  }

  private static String value(Answer answer) {
    return answer.fields().stream()
        .filter(field -> field.name().equals("Set-Cookie"))
        .map(Answer.Field::value)
        .findFirst()
        .orElseThrow();
  }

  private static List<String> attributes(Answer answer) {
    return Arrays.stream(value(answer).split(";", -1)).skip(1).map(String::strip).toList();
  }
}
