package dev.postern.checks;

import static dev.postern.checks.IntrospectedApi.STORAGE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.http.HttpCall;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How an endpoint that clients ask about tokens is asked: RFC 7662 sections 2.1 and 2.3, RFC 7009
 * section 2.1. What holds for one holds for both.
 */
final class Rfc7662_2_1RequestTest {

  private static final String FORM = "application/x-www-form-urlencoded";

  private static IntrospectedApi site;
  private static String token;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    site = new IntrospectedApi(data);
    token = site.reader().token(STORAGE);
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  private static Answer post(String endpoint, String type, String body, String... header) {
    HttpCall call =
        HttpCall.post(
            site.guard().uri("service/oauth/" + endpoint), type, IntrospectedApi.bytes(body));
    for (int i = 0; i < header.length; i += 2) {
      call = call.header(header[i], header[i + 1]);
    }
    return Answer.to(call);
  }

  private static String form(String id, String secret) {
    return "client_id=" + id + "&client_secret=" + secret + "&token=" + token;
  }

  private static String form() {
    return form(site.guard().id(), site.guard().secret());
  }

  @Shows("R-7662-1")
  @ParameterizedTest
  @ValueSource(strings = {"introspect", "revoke"})
  void aTokenComesInAFormOrInJsonWithTheSameMembers(String endpoint) {
    Caller guard = site.guard();
    String json =
        "{\"client_id\":\"%s\",\"client_secret\":\"%s\",\"token\":\"%s\"}"
            .formatted(guard.id(), guard.secret(), token);
    String basic = Caller.basic(guard.id(), guard.secret());
    List<Answer> answers =
        List.of(
            post(endpoint, FORM, form()),
            post(endpoint, "application/json", json),
            post(endpoint, FORM, "token=" + token, "Authorization", basic));
    for (Answer answer : answers) {
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(answers.getFirst().body());
      assertThat(answer.header("Cache-Control")).contains("no-store");
    }
    Answer old =
        Answer.to(
            HttpCall.post(
                guard.uri("services/oauth/" + endpoint), FORM, IntrospectedApi.bytes(form())));
    assertThat(old.status()).isEqualTo(200);
    assertThat(old.body()).isEqualTo(answers.getFirst().body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"access_token", "refresh_token", "x", "%20", ""})
  void theHintAboutItsTypeIsNeverLookedAt(String hint) {
    Answer answer = post("introspect", FORM, form() + "&token_type_hint=" + hint);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("client_id")).isEqualTo(site.reader().id());
  }

  @Shows({"R-7009-9", "R-7662-1"})
  @ParameterizedTest
  @ValueSource(strings = {"introspect", "revoke"})
  void withoutATokenThereIsNothingToAnswer(String endpoint) {
    Caller guard = site.guard();
    String bare = "client_id=" + guard.id() + "&client_secret=" + guard.secret();
    for (String form : List.of(bare, bare + "&token=", bare + "&token")) {
      Answer answer = post(endpoint, FORM, form);
      assertThat(answer.status()).as(form).isEqualTo(400);
      assertThat(answer.text("error")).isEqualTo("invalid_request");
      assertThat(answer.header("Cache-Control")).contains("no-store");
    }
    assertThat(post(endpoint, FORM, form() + "&token=" + token).status())
        .as("two tokens")
        .isEqualTo(400);
    assertThat(post(endpoint, FORM, bare + "&token=" + "x".repeat(16 * 1024 + 1)).status())
        .isEqualTo(400);
    assertThat(post(endpoint, FORM, bare + "&token=" + "x".repeat(16 * 1024)).status())
        .isEqualTo(200);
    assertThat(post(endpoint, FORM, bare + "&token=a%00").status()).isEqualTo(400);
    assertThat(post(endpoint, "text/plain", form()).status()).isEqualTo(415);
  }

  @Shows({"R-7662-2", "R-7662-7"})
  @ParameterizedTest
  @ValueSource(strings = {"introspect", "revoke"})
  void c5WhoeverFailsToProveHimselfHearsTheSameWhateverTheReason(String endpoint) {
    Caller guard = site.guard();
    Caller blocked = site.operator().guard("blocked", site.api());
    String block = "{\"status\":\"blocked\"}";
    assertThat(site.operator().admin("PATCH", "/apps/" + blocked.id(), block).status())
        .isEqualTo(200);
    List<Answer> answers =
        List.of(
            post(endpoint, FORM, "token=" + token),
            post(endpoint, FORM, "token=" + token + "&client_id=" + guard.id()),
            post(endpoint, FORM, form("app_nobody", guard.secret())),
            post(endpoint, FORM, form(guard.id(), site.reader().secret())),
            post(endpoint, FORM, form(guard.id(), "letmein")),
            post(endpoint, FORM, form(blocked.id(), blocked.secret())),
            post(endpoint, FORM, "client_id=" + guard.id() + "&client_secret=letmein"),
            post(endpoint, FORM, "token=" + token, "Authorization", "Bearer " + token),
            post(
                endpoint,
                FORM,
                form(guard.id(), "letmein"),
                "Accept",
                "application/token-introspection+jwt"));
    for (Answer answer : answers) {
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.text("error")).isEqualTo("invalid_client");
      assertThat(answer.body()).isEqualTo(answers.getFirst().body());
      assertThat(answer.header("WWW-Authenticate"))
          .hasValueSatisfying(challenge -> assertThat(challenge).startsWith("Basic "));
    }
    assertThat(site.active(token)).isTrue();
    String two = Caller.basic(guard.id(), guard.secret());
    assertThat(post(endpoint, FORM, form(), "Authorization", two).text("error"))
        .as("two ways at once")
        .isEqualTo("invalid_request");
  }

  @Shows("R-7662-11")
  @ParameterizedTest
  @ValueSource(strings = {"introspect", "revoke"})
  void aTokenInTheAddressIsRefused(String endpoint) {
    for (String query : List.of("?token=" + token, "?", "?token_type_hint=access_token")) {
      Answer answer = post(endpoint + query, FORM, form());
      assertThat(answer.status()).as(query).isEqualTo(400);
      assertThat(answer.text("error")).isEqualTo("invalid_request");
    }
    HttpCall get =
        HttpCall.get(site.guard().uri("service/oauth/" + endpoint + "?token=" + token))
            .header("Authorization", Caller.basic(site.guard().id(), site.guard().secret()));
    Answer answer = Answer.to(get);
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).contains("POST");
    assertThat(site.active(token)).isTrue();
  }

  @Test
  void nobodyElsesPageIsAllowedToRead() throws Exception {
    HttpAnswer answer =
        site.guard().about("revoke", "x").header("Origin", "https://evil.example.com").send(1024);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
  }
}
