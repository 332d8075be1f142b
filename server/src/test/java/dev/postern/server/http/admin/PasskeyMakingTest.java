package dev.postern.server.http.admin;

import static dev.postern.server.http.admin.PeopleSite.ORIGIN;
import static dev.postern.server.http.admin.PeopleSite.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonObject;
import dev.postern.server.TestPasskey;
import dev.postern.server.http.admin.PeopleSite.Person;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.RegistrationReason;
import dev.postern.store.TenantName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A person makes a passkey by an invitation, once; and what of that is refused. */
final class PasskeyMakingTest {

  private final PeopleSite people = new PeopleSite();
  private final AdminSite site = people.site;
  private final TestPasskey passkey = TestPasskey.usual();
  private final Person ada = people.invite();

  private List<String> credentials() {
    return site.get(ada.path() + "/credentials").items().stream()
        .map(each -> Description.text(each, "type"))
        .toList();
  }

  @Test
  void theInvitationIsGoneWithThePasskeyAndThePersonDidIt() throws Exception {
    assertThat(credentials()).containsExactly("invitation");

    JsonObject made = people.register(ada, passkey.make(people.creation(ada), ORIGIN));

    assertThat(made.string("client_id")).isEqualTo(ada.id());
    JsonObject credential = site.get(ada.path() + "/credentials/" + made.string("id")).body();
    assertThat(credential.string("type")).isEqualTo("passkey");
    assertThat(credential.string("hint")).isEqualTo("Laptop");
    assertThat(credentials()).containsExactly("passkey");
    JsonObject line = site.get("/audit?order=newest&limit=1").items().getFirst();
    assertThat(line.string("actor")).isEqualTo(ada.id());
    assertThat(line.string("action")).isEqualTo("credential.create");
    assertThat(line.text()).doesNotContain(ada.invitation());
  }

  @Test
  void theOptionsSayWhoItIsAndWhatIsWanted() throws Exception {
    String options = people.creation(ada).text();
    assertThat(options)
        .contains(
            "\"rp\":{\"id\":\"localhost\",\"name\":\"Postern\"}",
            "\"name\":\"Ada\"",
            "\"alg\":-7",
            "\"alg\":-8",
            "\"alg\":-257",
            "\"residentKey\":\"required\"",
            "\"userVerification\":\"required\"",
            "\"excludeCredentials\":[]",
            "\"attestation\":\"none\"")
        .doesNotContain(ada.invitation());
  }

  private void isBad(JsonObject response) {
    long before = site.number();
    assertThat(refused(() -> people.register(ada, response)))
        .isEqualTo(RegistrationReason.BAD_PASSKEY);
    assertThat(site.number()).as("nothing is changed").isEqualTo(before);
    assertThat(credentials()).containsExactly("invitation");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://localhost:8081", "https://localhost:8080", "http://evil.example", ""})
  void anotherOriginIsRefused(String origin) throws Exception {
    isBad(passkey.make(people.creation(ada), origin));
  }

  @Test
  void anotherRelyingPartyIsRefused() throws Exception {
    isBad(passkey.at("evil.example").make(people.creation(ada), ORIGIN));
  }

  @Test
  void oneThatDoesNotLookAtThePersonIsRefused() throws Exception {
    isBad(passkey.unverified().make(people.creation(ada), ORIGIN));
  }

  @Test
  void anAlgorithmThatWasNotAskedForIsRefused() throws Exception {
    isBad(TestPasskey.of(TestPasskey.Kind.ES384).make(people.creation(ada), ORIGIN));
  }

  @Test
  void theChallengeIsOneForThatOfThisTenantAndNotOver() throws Exception {
    site.tenant("acme");
    JsonObject options = people.creation(ada);
    isBad(passkey.make(challenged(options, people.options()), ORIGIN));
    isBad(passkey.make(challenged(options, people.options(new TenantName("acme"))), ORIGIN));
    site.pass(Duration.ofMinutes(2));
    isBad(passkey.make(options, ORIGIN));
  }

  private static JsonObject challenged(JsonObject options, JsonObject other) throws Exception {
    return JsonObject.builder().putAll(options).put("challenge", other.string("challenge")).build();
  }

  @Test
  void anAnswerToSigningInIsNoPasskey() throws Exception {
    isBad(passkey.of(ada.id()).sign(challenged(people.options(), people.creation(ada)), ORIGIN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"id\":\"a\",\"response\":{}}",
        "{\"id\":\"a\",\"response\":{\"clientDataJSON\":\"e30\"}}",
        "{\"id\":\"a\",\"response\":{\"clientDataJSON\":\"*\"}}"
      })
  void whatIsNoAnswerIsRefused(String text) {
    isBad(Description.read(text.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "AA", "oA", "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YUEA"})
  void aBrokenAttestationIsRefusedAndNothingBreaks(String attestation) throws Exception {
    JsonObject answer = passkey.make(people.creation(ada), ORIGIN);
    JsonObject response =
        JsonObject.builder()
            .putAll(answer.object("response"))
            .put("attestationObject", attestation)
            .build();
    isBad(JsonObject.builder().putAll(answer).put("response", response).build());
  }

  @Test
  void theSamePasskeyIsNotMadeTwice() throws Exception {
    people.register(ada, passkey.make(people.creation(ada), ORIGIN));
    Person again =
        new Person(
            ada.id(),
            site.post(ada.path() + "/credentials", "{\"type\":\"invitation\"}").text("invitation"));
    JsonObject options = people.creation(again);
    assertThat(options.array("excludeCredentials").values()).hasSize(1);
    assertThat(refused(() -> people.register(again, passkey.make(options, ORIGIN))))
        .isEqualTo(RegistrationReason.BAD_PASSKEY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"name\":\"\"}", "{\"name\":7}", "{\"name\":\"n\",\"response\":7}"})
  void aBodyThatMakesNoSenseIsRefused(String text) {
    JsonObject body = Description.read(text.getBytes(StandardCharsets.UTF_8));
    assertThat(refused(() -> people.registerBy(ada, body))).isInstanceOf(AdminReason.Invalid.class);
  }

  private void opensNothing(Person person) {
    assertThat(refused(() -> people.creation(person))).isEqualTo(RegistrationReason.BAD_TOKEN);
    JsonObject response = passkey.make(options(), ORIGIN);
    assertThat(refused(() -> people.register(person, response)))
        .isEqualTo(RegistrationReason.BAD_TOKEN);
  }

  /** Options of somebody else, whose invitation stands. */
  private JsonObject options() {
    try {
      return people.creation(people.invite());
    } catch (Refusal e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anInvitationIsGoodOnce() throws Exception {
    people.register(ada, passkey.make(people.creation(ada), ORIGIN));
    opensNothing(ada);
  }

  @Test
  void anInvitationEndsAfterADay() {
    site.pass(Duration.ofHours(24));
    opensNothing(ada);
  }

  @Test
  void anInvitationThatWasTakenBackIsGoodForNothing() {
    String id = Description.text(site.get(ada.path() + "/credentials").items().getFirst(), "id");
    site.delete(ada.path() + "/credentials/" + id);
    opensNothing(ada);
  }

  @Test
  void aBlockedPersonMakesNoPasskey() {
    site.patch(ada.path(), "{\"status\":\"blocked\"}");
    opensNothing(ada);
  }

  @Test
  void anInvitationIsForOnePersonAlone() {
    String secret = ada.invitation().substring(ada.invitation().indexOf('.'));
    opensNothing(new Person(ada.id(), people.invite().id() + secret));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "piv_x", "a.piv_x", "a b.c"})
  void whatIsNoInvitationOpensNothing(String invitation) {
    opensNothing(new Person(ada.id(), invitation));
  }

  @Test
  void anInvitationIsNoClientSecretAndProvesNobody() {
    String secret = ada.invitation().substring(ada.invitation().indexOf('.') + 1);
    assertThat(site.call("GET", "/me").token(ada.invitation()).send().status()).isEqualTo(401);
    assertThat(site.call("GET", "/me").token(secret).send().status()).isEqualTo(401);
  }

  @Test
  void ofManyAtOnceExactlyOneMakesAPasskey() throws Exception {
    List<Callable<Boolean>> tries = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      JsonObject response = TestPasskey.usual().make(people.creation(ada), ORIGIN);
      tries.add(() -> {
        try {
          people.register(ada, response);
          return true;
        } catch (Refusal refusal) {
          assertThat(refusal.reason()).isEqualTo(RegistrationReason.BAD_TOKEN);
          return false;
        }
      });
    }
    int made = 0;
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      for (Future<Boolean> each : pool.invokeAll(tries)) {
        made += each.get() ? 1 : 0;
      }
    }
    assertThat(made).isEqualTo(1);
    assertThat(credentials()).containsExactly("passkey");
  }
}
