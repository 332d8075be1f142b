package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.http.admin.AdminSite.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Secrets that another server hashed, as credentials. */
final class ImportedCredentialsTest {

  private static final String BCRYPT =
      "$2b$10$abcdefghijklmnopqrstuuj3RMn8oLtJ77kIc0DdytMYG2.woMBO";

  private final AdminSite site = new AdminSite();
  private final String app = site.app("[]").clientId();
  private final String all = "/apps/" + app + "/credentials";

  /** Each of another last character, whose left-over bits are zero. */
  private static String body(char last) {
    return "{\"type\":\"client_secret\",\"secret_hash\":\"" + BCRYPT + last + "\"}";
  }

  private Answer send(String path, String body) {
    return site.call("POST", path).json(body).send();
  }

  @Test
  void itIsShownByHowItWasHashedAndNoSecretIsAnswered() {
    Answer made = site.post(all, body('q'));
    assertThat(made.text("type")).isEqualTo("client_secret");
    assertThat(made.text("hint")).isEqualTo("bcrypt");
    assertThat(made.body().has("client_secret")).isFalse();
    assertThat(made.body().text()).doesNotContain("$2b$");
    assertThat(site.get(all + "/" + made.text("id")).body()).isEqualTo(made.body());
    assertThat(site.get(all).items()).contains(made.body());
    assertThat(site.get("/audit").body().text()).doesNotContain("$2b$");
  }

  @Test
  void anAppMayBeBornWithOne() {
    Answer made = site.post("/apps", "{\"name\":\"n\",\"credential\":" + body('q') + "}");
    assertThat(made.body().has("client_secret")).isFalse();
    String list = "/apps/" + made.text("client_id") + "/credentials";
    assertThat(site.get(list).items()).hasSize(1);
  }

  @Test
  void anAppHasAtMostTwoAndNoneTwice() {
    site.post(all, body('q'));
    assertThat(send(all, body('q')).problem()).isEqualTo("409 conflict");
    site.post(all, body('u'));
    assertThat(send(all, body('y')).problem()).isEqualTo("409 conflict");
    assertThat(send(all, "{}").status()).as("secrets of ours").isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'secret_hash':'letmein'} | /secret_hash",
        "{'secret_hash':''} | /secret_hash",
        "{'secret_hash':1} | /secret_hash",
        "{'secret_hash':'$2b$04$abcdefghijklmnopqrstuuj3RMn8oLtJ77kIc0DdytMYG2.woMBOq'}"
            + " | /secret_hash",
        "{'type':'public_key','secret_hash':'letmein'} | /secret_hash",
      })
  void aHashThatCannotBeTakenIsPointedAtAlsoAtBirth(String body, String pointer) {
    String json = body.replace('\'', '"');
    Answer answer = send(all, json);
    assertThat(answer.problem()).isEqualTo("400 invalid");
    assertThat(answer.pointers()).contains(pointer);
    Answer birth = send("/apps", "{\"name\":\"n\",\"credential\":" + json + "}");
    assertThat(birth.problem()).isEqualTo("400 invalid");
    assertThat(birth.pointers()).contains("/credential" + pointer);
  }
}
