package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.OpenIdSite;
import dev.postern.checks.RunningServer;
import dev.postern.server.TestOpenIdProvider;
import dev.postern.server.TestOpenIdProvider.Person;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** D13: the way into the console by an OpenID provider, as others would have a browser go it. */
@Tag("attacks")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConsoleOpenIdTest {

  private static final String LEAVE = "/sign-in/openid";
  private static final String BACK = "/openid";
  private static final String COOKIE = "__Host-postern-default.openid=";
  private static final List<String> BY_HAND = List.of("Sec-Fetch-Site: none");

  private final TestOpenIdProvider there = new TestOpenIdProvider();
  private RunningServer server;
  private Browsing browser;

  @BeforeAll
  void start(@TempDir Path data) throws IOException {
    server = new RunningServer(data, OpenIdSite.config(there, "default"));
    browser = Browsing.at(server.operator().uri(""));
    there.signIn(Person.of("1", "Vic Viewer", "staff"));
  }

  @AfterAll
  void stop() {
    server.close();
    there.close();
  }

  private static String header(RawAnswer answer, String name) {
    Matcher line = Pattern.compile("(?im)^" + name + ": (.*?)\r?$").matcher(answer.head());
    assertThat(line.find()).as(answer.head()).isTrue();
    return line.group(1);
  }

  /** What a browser has that was sent to the provider, and where it was sent. */
  private record Sent(Browsing browser, URI to) {}

  private Sent leaves(String query) throws IOException {
    RawAnswer answer = browser.send("GET", LEAVE + query, BY_HAND, "");
    assertThat(answer.status()).isEqualTo(303);
    String cookie = header(answer, "Set-Cookie");
    assertThat(cookie)
        .startsWith(COOKIE)
        .endsWith("; Path=/; Secure; HttpOnly; SameSite=Strict")
        .hasSizeLessThan(4_096);
    return new Sent(
        browser.cookies(cookie.substring(0, cookie.indexOf(';'))),
        URI.create(header(answer, "Location")));
  }

  /** What the provider sends back: {@code code=…&state=…&iss=…}. */
  private String back(Sent sent) {
    return there.back(sent.to()).getRawQuery();
  }

  private static RawAnswer enters(Browsing browser, String fields) throws IOException {
    return browser.send("POST", BACK, browser.ours(), fields);
  }

  private static void in(RawAnswer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(303);
    assertThat(answer.head()).contains("Set-Cookie: " + Browsing.COOKIE + "=ey");
  }

  private static void notIn(RawAnswer answer, int status) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.head()).doesNotContain(Browsing.COOKIE + "=ey");
  }

  /** Somebody who is left as he was: he still comes in by what he has. */
  private void undisturbed(Sent sent, RawAnswer answer, int status) throws IOException {
    notIn(answer, status);
    assertThat(answer.head()).doesNotContain("Set-Cookie");
    in(enters(sent.browser(), back(sent)));
  }

  @Test
  void whoGoesTheWholeWayIsIn() throws IOException {
    Sent sent = leaves("?next=%2Fconsole%2Fapps");
    RawAnswer answer = enters(sent.browser(), back(sent));
    in(answer);
    assertThat(header(answer, "Location")).isEqualTo("/console/apps");
  }

  @Test
  void anotherPageSendsNobodyToTheProvider() throws IOException {
    for (String site : List.of("cross-site", "same-site")) {
      RawAnswer answer = browser.send("GET", LEAVE, List.of("Sec-Fetch-Site: " + site), "");
      assertThat(header(answer, "Location")).isEqualTo("/console/sign-in");
      assertThat(answer.head()).doesNotContain("Set-Cookie");
    }
  }

  @Test
  void anotherPagesCodeEndsNobodysWayIn() throws IOException {
    Sent sent = leaves("");
    String others = back(leaves(""));
    undisturbed(sent, enters(sent.browser(), others), 400);
  }

  @Test
  void aMadeUpAnswerEndsNobodysWayInAndIsNotTakenToTheProvider() throws IOException {
    Sent sent = leaves("");
    long before = there.requests("/token");
    for (String fields : List.of("code=x&state=y", "code=x", "state=", "")) {
      notIn(enters(sent.browser(), fields), 400);
    }
    assertThat(there.requests("/token")).isEqualTo(before);
    undisturbed(sent, enters(sent.browser(), "code=x&state=y&iss=z"), 400);
  }

  @Test
  void anErrorInTheAddressEndsNobodysWayIn() throws IOException {
    Sent sent = leaves("");
    RawAnswer answer =
        sent.browser().send("GET", BACK + "?error=access_denied&state=x", List.of(), "");
    undisturbed(sent, answer, 403);
  }

  @Test
  void noErrorInTheAddressComesIntoThePage() throws IOException {
    for (String error : List.of("%3Cscript%3Ealert(1)%3C%2Fscript%3E", "a%0Ab", "server_error")) {
      RawAnswer answer = browser.send("GET", BACK + "?error=" + error, List.of(), "");
      notIn(answer, error.equals("server_error") ? 503 : 403);
      assertThat(answer.body()).doesNotContain("alert(1)", "server_error");
    }
  }

  @Test
  void theAnswerIsTakenFromAPageOfTheConsoleAlone() throws IOException {
    Sent sent = leaves("");
    String fields = back(sent);
    for (List<String> headers :
        List.of(
            List.of("Origin: https://evil.example", "Sec-Fetch-Site: cross-site"),
            List.of("Origin: " + browser.origin(), "Sec-Fetch-Site: cross-site"),
            List.of("Origin: null", "Sec-Fetch-Site: same-origin"),
            List.<String>of())) {
      notIn(sent.browser().send("POST", BACK, headers, fields), 403);
    }
    in(enters(sent.browser(), fields));
  }

  @Test
  void whoDidNotSetOutDoesNotComeIn() throws IOException {
    Sent sent = leaves("");
    String fields = back(sent);
    notIn(enters(browser, fields), 400);
    notIn(enters(leaves("").browser(), fields), 400);
    in(enters(sent.browser(), fields));
  }

  @Test
  void anAnswerIsGoodOnce() throws IOException {
    Sent sent = leaves("");
    String fields = back(sent);
    in(enters(sent.browser(), fields));
    notIn(enters(sent.browser(), fields), 400);
  }

  @Test
  void aCookieThatWasAlteredLeadsNowhereElse() throws IOException {
    Sent sent = leaves("");
    String cookie = sent.browser().cookies();
    String evil =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("https://evil.example/".getBytes(StandardCharsets.UTF_8));
    String elsewhere = cookie.substring(0, cookie.lastIndexOf('.') + 1) + evil;
    RawAnswer answer = enters(browser.cookies(elsewhere), back(sent));
    in(answer);
    assertThat(header(answer, "Location")).isEqualTo("/console");
  }

  @Test
  void accountsAreNotOpenedByACookieThatSaysSo() throws IOException {
    Sent sent = leaves("");
    String cookie = sent.browser().cookies().replace(".console.", ".accounts.");
    assertThat(cookie).isNotEqualTo(sent.browser().cookies());
    RawAnswer answer = enters(browser.cookies(cookie), back(sent));
    notIn(answer, 400);
    assertThat(answer.head()).doesNotContain("accounts=ey");
  }

  @Test
  void cookiesThatAreNoneLeadNobodyIn() throws IOException {
    Sent sent = leaves("");
    String value = sent.browser().cookies();
    String fields = back(sent);
    List<String> wrong =
        Stream.of(
                COOKIE,
                COOKIE + "....",
                COOKIE + "a.b.console.!",
                value + ".x",
                value.substring(0, value.length() / 3),
                value.replace(COOKIE, "postern-default.openid="),
                value.replace("default.openid=", "acme.openid="),
                value + "; " + value)
            .toList();
    for (String each : wrong) {
      RawAnswer answer = enters(browser.cookies(each), fields);
      assertThat(answer.status()).as(each).isEqualTo(400);
      notIn(answer, 400);
    }
    in(enters(sent.browser(), fields));
  }

  @Test
  void soLongAnAddressLeadsHome() throws IOException {
    Sent sent = leaves("?next=%2Fconsole%2Fapps%3Fq%3D" + "a".repeat(2_001));
    RawAnswer answer = enters(sent.browser(), back(sent));
    in(answer);
    assertThat(header(answer, "Location")).isEqualTo("/console");
  }

  @Test
  void whoComesByAnotherNameIsSentToTheConsolesOwn() throws IOException {
    Browsing other = browser.host("127.0.0.1");
    RawAnswer answer = other.send("GET", LEAVE, BY_HAND, "");
    assertThat(answer.status()).isEqualTo(303);
    assertThat(header(answer, "Location")).isEqualTo(browser.origin() + "/console/sign-in");
    assertThat(answer.head()).doesNotContain("Set-Cookie");
    assertThat(other.get("/sign-in?next=%2Fconsole%2Fapps").body())
        .contains("href=\"" + browser.origin() + "/console/sign-in?next=%2Fconsole%2Fapps\"");
  }
}
