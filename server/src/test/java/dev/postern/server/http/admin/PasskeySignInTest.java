package dev.postern.server.http.admin;

import static dev.postern.server.http.admin.PeopleSite.ORIGIN;
import static dev.postern.server.http.admin.PeopleSite.encoded;
import static dev.postern.server.http.admin.PeopleSite.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.TestPasskey;
import dev.postern.server.http.admin.PeopleSite.Person;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.TenantName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** People sign in with passkeys: what stands, and each thing that does not. */
final class PasskeySignInTest {

  private final PeopleSite people = new PeopleSite();
  private final AdminSite site = people.site;
  private final TestPasskey passkey = TestPasskey.usual();
  private final Person ada = people.joined(passkey);

  @ParameterizedTest
  @EnumSource(names = "ES384", mode = EnumSource.Mode.EXCLUDE)
  void whoeverAnswersTheChallengeGetsATokenOfThePerson(TestPasskey.Kind kind) throws Exception {
    TestPasskey one = TestPasskey.of(kind);
    Person person = people.joined(one);

    String token = people.token(one.sign(people.options(), ORIGIN));

    AdminSite.Answer me = site.call("GET", "/me").token(token).send();
    assertThat(me.text("client_id")).isEqualTo(person.id());
    assertThat(me.text("name")).isEqualTo("Ada");
    assertThat(site.call("POST", "/apps").json("{\"name\":\"n\"}").token(token).send().problem())
        .isEqualTo("403 insufficient_scope");
    String claims =
        new String(
            Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8);
    long end = site.now().plusSeconds(28_800).getEpochSecond();
    assertThat(claims).contains("\"exp\":" + end, "\"client_id\":\"" + person.id() + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:8080", "http://127.0.0.1:8080"})
  void bothSpellingsOfThisMachineAreOrigins(String origin) throws Exception {
    assertThat(people.token(passkey.sign(people.options(), origin))).isNotEmpty();
  }

  @Test
  void aPersonHasAsManyPasskeysAsDevices() throws Exception {
    TestPasskey phone = TestPasskey.usual();
    String again =
        site.post(ada.path() + "/credentials", "{\"type\":\"invitation\"}").text("invitation");
    Person invited = new Person(ada.id(), again);
    people.register(invited, phone.make(people.creation(invited), ORIGIN));

    assertThat(people.token(phone.sign(people.options(), ORIGIN))).isNotEmpty();
    assertThat(people.token(passkey.sign(people.options(), ORIGIN))).isNotEmpty();
  }

  private void isWrong(JsonObject answer) {
    assertThat(refused(() -> people.token(answer))).isEqualTo(TokenReason.PROOF_WRONG);
  }

  private void isOutOfTime(JsonObject answer) {
    assertThat(refused(() -> people.token(answer))).isEqualTo(TokenReason.ASSERTION_OUT_OF_TIME);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:8081",
        "https://localhost:8080",
        "http://evil.example",
        "http://localhost.evil.example:8080",
        "null",
        ""
      })
  void anAnswerFromAnotherOriginIsRefused(String origin) {
    isWrong(passkey.sign(people.options(), origin));
  }

  @Test
  void anAnswerForAnotherRelyingPartyIsRefused() {
    isWrong(passkey.at("evil.example").sign(people.options(), ORIGIN));
  }

  @Test
  void anAnswerWithoutLookingAtThePersonIsRefused() {
    isWrong(passkey.unverified().sign(people.options(), ORIGIN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"webauthn.create", "payment.get", ""})
  void anAnswerToSomethingElseIsRefused(String type) {
    isWrong(passkey.sign(people.options(), type, ORIGIN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AAAA", "*", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void aChallengeThatWasNotMadeHereIsRefused(String challenge) {
    isOutOfTime(passkey.sign(challenged(challenge), ORIGIN));
  }

  @Test
  void aChallengeThatWasChangedIsRefused() throws JsonFault {
    byte[] good = Base64.getUrlDecoder().decode(people.options().string("challenge"));
    for (int at = 0; at < good.length; at++) {
      byte[] changed = good.clone();
      changed[at] ^= 1;
      isOutOfTime(passkey.sign(challenged(TestPasskey.text(changed)), ORIGIN));
    }
  }

  private JsonObject challenged(String challenge) {
    return JsonObject.builder().putAll(people.options()).put("challenge", challenge).build();
  }

  @Test
  void aChallengeIsGoodForTwoMinutes() throws Exception {
    JsonObject first = people.options();
    JsonObject second = people.options();

    site.pass(Duration.ofMinutes(2).minusMillis(1));
    assertThat(people.token(passkey.sign(first, ORIGIN))).isNotEmpty();

    site.pass(Duration.ofMillis(1));
    isOutOfTime(passkey.sign(second, ORIGIN));
  }

  @Test
  void aChallengeOfAnotherTenantIsRefused() {
    site.tenant("acme");
    JsonObject other = people.options(new TenantName("acme"));
    JsonObject mixed = JsonObject.builder().putAll(other).put("rpId", "localhost").build();
    isOutOfTime(passkey.sign(mixed, ORIGIN));
  }

  @Test
  void aChallengeForMakingAPasskeyIsRefused() throws Exception {
    String challenge = people.creation(people.invite()).string("challenge");
    isOutOfTime(passkey.sign(challenged(challenge), ORIGIN));
  }

  @Test
  void anAnswerIsGoodForOneToken() throws Exception {
    JsonObject answer = passkey.sign(people.options(), ORIGIN);

    assertThat(people.token(answer)).isNotEmpty();

    assertThat(refused(() -> people.token(answer))).isEqualTo(TokenReason.ASSERTION_USED);
  }

  @Test
  void soIsAChallengeHoweverOftenItIsAnswered() throws Exception {
    JsonObject options = people.options();

    assertThat(people.token(passkey.sign(options, ORIGIN))).isNotEmpty();

    assertThat(refused(() -> people.token(passkey.sign(options, ORIGIN))))
        .isEqualTo(TokenReason.ASSERTION_USED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"signature", "authenticatorData"})
  void whatIsTamperedWithIsRefused(String member) throws Exception {
    JsonObject answer = passkey.sign(people.options(), ORIGIN);
    byte[] good = Base64.getUrlDecoder().decode(answer.object("response").string(member));
    for (int at = 0; at < good.length; at += 7) {
      byte[] changed = good.clone();
      changed[at] ^= 1;
      isWrong(with(answer, member, TestPasskey.text(changed)));
    }
    assertThat(people.token(answer)).as("it was good").isNotEmpty();
  }

  private static JsonObject with(JsonObject answer, String member, String value) throws JsonFault {
    JsonObject response =
        JsonObject.builder().putAll(answer.object("response")).put(member, value).build();
    return JsonObject.builder().putAll(answer).put("response", response).build();
  }

  @Test
  void aPasskeyThatIsNotThePersonsIsRefused() {
    isWrong(TestPasskey.usual().of(ada.id()).sign(people.options(), ORIGIN));
  }

  @Test
  void anotherKeyUnderTheSameNameIsRefused() {
    isWrong(TestPasskey.usual().named(passkey).of(ada.id()).sign(people.options(), ORIGIN));
  }

  @Test
  void nobodySignsInAsSomebodyElse() {
    Person grace = people.joined(TestPasskey.usual());
    isWrong(passkey.of(grace.id()).sign(people.options(), ORIGIN));
  }

  @Test
  void aPersonThatIsNotThereIsRefused() {
    JsonObject unknown = passkey.of("app_nobody").sign(people.options(), ORIGIN);
    assertThat(refused(() -> people.token(unknown))).isEqualTo(TokenReason.CLIENT_UNKNOWN);
    JsonObject impossible = passkey.of("a b").sign(people.options(), ORIGIN);
    assertThat(refused(() -> people.token(impossible))).isEqualTo(TokenReason.CLIENT_UNKNOWN);
  }

  @Test
  void theParameterClientIdSaysTheSame() throws Exception {
    String assertion = encoded(passkey.sign(people.options(), ORIGIN));
    assertThat(refused(() -> people.token(assertion, Optional.of("app_other"))))
        .isEqualTo(TokenReason.PROOF_WRONG);
    assertThat(people.token(assertion, Optional.of(ada.id()))).isNotEmpty();
  }

  @Test
  void aBlockedPersonIsRefused() {
    site.patch(ada.path(), "{\"status\":\"blocked\"}");
    JsonObject answer = passkey.sign(people.options(), ORIGIN);
    assertThat(refused(() -> people.token(answer))).isEqualTo(TokenReason.CLIENT_BLOCKED);
  }

  @Test
  void aPasskeyThatHasEndedIsRefused() {
    String id = Description.text(site.get(ada.path() + "/credentials").items().getFirst(), "id");
    String end = site.now().plusSeconds(60).toString();
    site.patch(ada.path() + "/credentials/" + id, "{\"expires_at\":\"" + end + "\"}");
    site.pass(Duration.ofSeconds(60));
    JsonObject answer = passkey.sign(people.options(), ORIGIN);
    assertThat(refused(() -> people.token(answer))).isEqualTo(TokenReason.CREDENTIAL_EXPIRED);
  }

  @Test
  void aPasskeyIsNoneOfTheMethodsThatAStrictPersonMayUse() {
    assertThat(site.patch(ada.path(), "{\"profile\":\"fapi2\"}").status()).isEqualTo(200);
    JsonObject answer = passkey.sign(people.options(), ORIGIN);
    assertThat(refused(() -> people.token(answer))).isEqualTo(TokenReason.CREDENTIAL_NOT_TAKEN);
  }

  @Test
  void whatIsTooLongIsRefusedUnread() {
    JsonObject answer = passkey.sign(people.options(), ORIGIN);
    String longer = JsonObject.builder().putAll(answer).put("x", "x".repeat(12_000)).build().text();
    String encoded = TestPasskey.text(longer.getBytes(StandardCharsets.UTF_8));
    assertThat(encoded.length()).isGreaterThan(16 * 1024);
    assertThat(refused(() -> people.token(encoded, Optional.empty())))
        .isEqualTo(TokenReason.PROOF_WRONG);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "{}",
        "[]",
        "{\"id\":\"a\",\"response\":{}}",
        "{\"id\":7,\"response\":{\"clientDataJSON\":\"e30\"}}",
        "{\"id\":\"a\",\"response\":{\"clientDataJSON\":\"e30\"}}",
        "{\"id\":\"a\",\"response\":{\"clientDataJSON\":\"*\"}}",
        "{\"id\":\"a\",\"response\":{\"clientDataJSON\":\"eyJjaGFsbGVuZ2UiOjd9\"}}",
        "{\"response\":{\"clientDataJSON\":\"eyJjaGFsbGVuZ2UiOiIifQ\"}}"
      })
  void whatIsNoAnswerIsRefused(String text) {
    String encoded = TestPasskey.text(text.getBytes(StandardCharsets.UTF_8));
    assertThat(refused(() -> people.token(encoded, Optional.empty())))
        .isEqualTo(TokenReason.PROOF_WRONG);
    assertThat(refused(() -> people.token(text, Optional.empty())))
        .isEqualTo(TokenReason.PROOF_WRONG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rawId", "signature", "authenticatorData", "clientExtensionResults"})
  void anAnswerThatLacksAMemberIsRefusedAndNothingBreaks(String member) throws Exception {
    JsonObject answer = passkey.sign(people.options(), ORIGIN);
    for (String value : new String[] {"", "*", "AA"}) {
      JsonObject spoilt =
          answer.has(member)
              ? JsonObject.builder().putAll(answer).put(member, value).build()
              : with(answer, member, value);
      assertThat(refused(() -> people.token(spoilt))).as(value).isEqualTo(TokenReason.PROOF_WRONG);
    }
    if (!member.equals("clientExtensionResults")) {
      // What a browser did beside is asked of nobody.
      isWrong(without(answer, member));
    }
  }

  private static JsonObject without(JsonObject answer, String member) throws JsonFault {
    JsonObject.Builder rest = JsonObject.builder();
    answer
        .members()
        .forEach((name, value) -> {
          if (!name.equals(member) && !name.equals("response")) {
            rest.put(name, value);
          }
        });
    JsonObject.Builder inner = JsonObject.builder();
    answer
        .object("response")
        .members()
        .forEach((name, value) -> {
          if (!name.equals(member)) {
            inner.put(name, value);
          }
        });
    return rest.put("response", inner.build()).build();
  }
}
