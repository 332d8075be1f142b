package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** For which API a token is (RFC 8707 section 2, RFC 9068 section 3). */
final class Rfc8707_2ResourceTest {

  private static final String STORAGE = "https://storage.example.com";
  private static final String BILLING = "https://billing.example.com";

  private static RunningServer server;
  private static Caller one;
  private static Caller both;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    String storage = server.api(STORAGE, "archive:write", "archive:read");
    String billing = server.api(BILLING, "invoice:read");
    one = server.app("one");
    server.grant(one, storage, "archive:write", "archive:read");
    both = server.app("both");
    server.grant(both, storage, "archive:read");
    server.grant(both, billing, "invoice:read");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void assertRefused(Answer answer, String error) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo(error);
  }

  private static Answer resources(Caller caller, String... resources) {
    StringBuilder form =
        new StringBuilder("grant_type=client_credentials&client_id=" + caller.id());
    form.append("&client_secret=").append(caller.secret());
    for (String resource : resources) {
      form.append("&resource=").append(Caller.encode(resource));
    }
    return caller.post("application/x-www-form-urlencoded", form.toString());
  }

  @Shows({"R-8707-1", "R-8707-3", "R-9068-7"})
  @ParameterizedTest
  @ValueSource(
      strings = {
        STORAGE + "#part",
        STORAGE + "#",
        STORAGE + "?a=b",
        STORAGE + "/",
        "storage",
        "//storage.example.com",
        "/files",
        "https://",
        "%",
        BILLING,
        "https://nobody.example.com",
      })
  void aResourceThatIsNoneOrNotGrantedIsNoTarget(String resource) {
    assertRefused(one.ask("resource", resource), "invalid_target");
    assertRefused(one.ask("audience", resource), "invalid_target");
  }

  @Shows({"R-8707-2", "R-9700-3", "R-9068-6"})
  @Test
  void aResourceMayStandTwiceAndATokenIsForOneApi() throws Exception {
    Answer twice = resources(both, BILLING, BILLING);
    assertThat(twice.status()).isEqualTo(200);
    assertThat(TokenParts.claims(twice.text("access_token")).string("aud")).isEqualTo(BILLING);
    assertRefused(resources(both, BILLING, STORAGE), "invalid_target");
    Answer json =
        both.post(
            "application/json",
            "{\"grant_type\":\"client_credentials\",\"client_id\":\"%s\",\"client_secret\":\"%s\",\"resource\":[\"%s\",\"%s\"]}"
                .formatted(both.id(), both.secret(), BILLING, STORAGE));
    assertRefused(json, "invalid_target");
  }

  @Shows({"R-8707-4", "R-8707-5", "R-9068-6"})
  @Test
  void theTokenIsForThatResourceAndItsScopesAlone() throws Exception {
    for (String resource : new String[] {STORAGE, BILLING}) {
      Answer answer = both.ask("resource", resource);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(TokenParts.claims(answer.text("access_token")).string("aud")).isEqualTo(resource);
      assertThat(answer.text("scope"))
          .isEqualTo(resource.equals(STORAGE) ? "archive:read" : "invoice:read");
    }
  }

  @Shows("R-9068-7")
  @Test
  void aScopeOfAnotherResourceIsNoScopeHere() {
    assertRefused(both.ask("resource", BILLING, "scope", "archive:read"), "invalid_scope");
    assertRefused(
        both.ask("resource", BILLING, "scope", "invoice:read archive:read"), "invalid_scope");
  }

  @Shows("R-8707-6")
  @Test
  void theOnlyApiNeedNotBeNamedAndOneOfTwoMust() throws Exception {
    Answer answer = one.ask();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(TokenParts.claims(answer.text("access_token")).string("aud")).isEqualTo(STORAGE);
    assertRefused(both.ask(), "invalid_target");
  }

  @Test
  void audienceAndResourceMustAgree() {
    assertThat(both.ask("audience", BILLING, "resource", BILLING).status()).isEqualTo(200);
    assertRefused(both.ask("audience", BILLING, "resource", STORAGE), "invalid_request");
  }
}
