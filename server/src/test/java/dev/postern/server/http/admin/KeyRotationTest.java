package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.CompactJws;
import dev.postern.protocol.token.TokenFault;
import dev.postern.protocol.token.VerificationKeys;
import dev.postern.server.http.admin.AdminSite.Answer;
import dev.postern.server.http.admin.AdminSite.Party;
import dev.postern.server.signing.CryptoProvider;
import dev.postern.server.signing.KeyLife;
import dev.postern.store.AuditEvent;
import dev.postern.store.SealedKey;
import dev.postern.store.TenantName;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of keys: rotation on demand and on a schedule, removal, and what refuses it. */
final class KeyRotationTest {

  private static final Duration PUBLISH = Duration.ofHours(3);
  private static final Duration TICK = Duration.ofMillis(1);

  /** A token lives a day, a node that is cut off issues for an hour, and clocks differ. */
  private static final Duration RETIRING = Duration.ofDays(1).plusMinutes(65);

  private final AdminSite site = new AdminSite();

  @BeforeAll
  static void asTheServerDoes() {
    CryptoProvider.install();
  }

  private static String kid(JsonObject key) {
    return Description.text(key, "kid");
  }

  private List<JsonObject> keys(String use, String state) {
    return site.get("/keys").items().stream()
        .filter(key -> Description.text(key, "use").equals(use))
        .filter(key -> Description.text(key, "state").equals(state))
        .toList();
  }

  private JsonObject only(String use, String state) {
    List<JsonObject> found = keys(use, state);
    assertThat(found).as(use + " " + state).hasSize(1);
    return found.getFirst();
  }

  /** Which key signs tokens now. */
  private String signer() throws TokenFault {
    return CompactJws.parse(site.token(site.operator), 16 * 1024).keyId().text();
  }

  private String rotate() {
    return kid(rotated("{}").items().getFirst());
  }

  private Answer rotated(String json) {
    Answer answer = site.post("/keys/rotate", json);
    assertThat(answer.status()).as(answer.body().text()).isEqualTo(201);
    return answer;
  }

  private void later(Duration time) {
    site.pass(time);
    site.duty.run();
  }

  @Test
  void aKeyIsPublishedSignsRetiresAndIsRemovedEachInItsTime() throws Exception {
    String old = signer();
    String next = rotate();
    assertThat(next).isNotEqualTo(old);
    later(PUBLISH.minus(TICK));
    assertThat(signer()).isEqualTo(old);
    later(TICK);
    assertThat(signer()).isEqualTo(next);
    assertThat(site.get("/keys/" + old).text("state")).isEqualTo("retiring");
    later(RETIRING.minus(TICK));
    assertThat(site.get("/keys/" + old).text("state")).isEqualTo("retiring");
    later(TICK);
    assertThat(site.get("/keys/" + old).text("state")).isEqualTo("removed");
    assertThat(signer()).isEqualTo(next);
  }

  @Test
  void theViewTellsSinceWhenAndUntilWhenAKeyIsInItsState() {
    String next = rotate();
    Answer key = site.get("/keys/" + next);
    assertThat(key.text("state")).isEqualTo("published");
    assertThat(key.text("state_since")).isEqualTo(site.now().toString());
    assertThat(key.text("state_until")).isEqualTo(site.now().plus(PUBLISH).toString());
    later(PUBLISH);
    key = site.get("/keys/" + next);
    assertThat(key.text("state_since")).isEqualTo(site.now().toString());
    assertThat(key.text("state_until")).isEqualTo(site.now().plus(Duration.ofDays(90)).toString());
    assertThat(Description.text(only("token", "retiring"), "state_until"))
        .isEqualTo(site.now().plus(RETIRING).toString());
  }

  @Test
  void askingTwiceRotatesOnce() {
    String next = rotate();
    assertThat(rotate()).isEqualTo(next);
    assertThat(kid(only("token", "published"))).isEqualTo(next);
  }

  @Test
  void everyAlgorithmInUseRotatesUnlessOneIsNamed() {
    for (String algorithm : List.of("EdDSA", "RS256")) {
      site.post(
          "/apis",
          "{\"identifier\":\"urn:%s\",\"name\":\"n\",\"signing_algorithm\":\"%s\"}"
              .formatted(algorithm, algorithm));
    }
    assertThat(algorithms(rotated("{\"algorithm\":\"EdDSA\"}"))).containsExactly("EdDSA");
    assertThat(algorithms(rotated("{}"))).containsExactlyInAnyOrder("ES256", "EdDSA", "RS256");
    assertThat(keys("token", "published")).hasSize(3);
  }

  private static List<String> algorithms(Answer answer) {
    return answer.items().stream().map(key -> Description.text(key, "algorithm")).toList();
  }

  @Test
  void anAlgorithmThatNoKeySignsWithIsRefused() {
    for (String json :
        List.of("{\"algorithm\":\"PS256\"}", "{\"use\":\"feed\",\"algorithm\":\"RS256\"}")) {
      Answer answer = site.post("/keys/rotate", json);
      assertThat(answer.problem()).isEqualTo("400 invalid");
      assertThat(answer.pointers()).containsExactly("/algorithm");
    }
  }

  @Test
  void theKeyOfTheFeedRotatesByItselfAndOnDemand() {
    String old = kid(only("feed", "active"));
    String next = kid(rotated("{\"use\":\"feed\"}").items().getFirst());
    assertThat(keys("token", "published")).isEmpty();
    later(PUBLISH);
    assertThat(kid(only("feed", "active"))).isEqualTo(next);
    assertThat(kid(only("feed", "retiring"))).isEqualTo(old);
    later(Duration.ofMinutes(65));
    assertThat(kid(only("feed", "removed"))).as("no token carries it").isEqualTo(old);
  }

  @Test
  void onScheduleTheSuccessorIsPublishedInTimeAndSignsOnTheDay() throws Exception {
    String old = signer();
    later(Duration.ofDays(90).minus(PUBLISH).minus(TICK));
    assertThat(keys("token", "published")).isEmpty();
    later(TICK);
    String next = kid(only("token", "published"));
    site.duty.run();
    assertThat(kid(only("token", "published"))).as("once").isEqualTo(next);
    later(PUBLISH);
    assertThat(signer()).isEqualTo(next).isNotEqualTo(old);
  }

  @Test
  void theLogTellsWhatTheServerDidByItself() {
    String old = kid(only("token", "active"));
    String next = rotate();
    AuditEvent asked = site.lastAudit();
    assertThat(asked.record().action()).isEqualTo("key.rotate");
    assertThat(asked.record().target()).isEqualTo("key/" + next);
    later(PUBLISH);
    AuditEvent line = site.lastAudit();
    assertThat(line.record().actor()).isEqualTo("postern");
    assertThat(line.record().action()).isEqualTo("key.advance");
    assertThat(line.record().before().text())
        .contains(next + "\",\"state\":\"published\"", old + "\",\"state\":\"active\"");
    assertThat(line.record().after().text())
        .contains(next + "\",\"state\":\"active\"", old + "\",\"state\":\"retiring\"");
  }

  @Test
  void whereNothingIsDueNothingIsWritten() {
    long number = site.number();
    site.duty.run();
    site.duty.run();
    assertThat(site.number()).isEqualTo(number);
  }

  @Test
  void aFullKeySetTakesNoMore() {
    lifetimeOfAMonth();
    for (int i = 1; i < KeyLife.MOST; i++) {
      rotate();
      later(PUBLISH);
    }
    assertThat(keys("token", "retiring")).hasSize(KeyLife.MOST - 1);
    assertThat(site.post("/keys/rotate", "{}").problem()).isEqualTo("409 conflict");
    // A first key of another algorithm still has its place.
    for (String algorithm : List.of("ES384", "EdDSA", "RS256", "PS256")) {
      Answer made =
          site.post(
              "/apis",
              "{\"identifier\":\"urn:%s\",\"name\":\"n\",\"signing_algorithm\":\"%s\"}"
                  .formatted(algorithm, algorithm));
      assertThat(made.status()).isEqualTo(201);
    }
    // What verifiers take is what the server itself takes, too.
    assertThat(site.get("/keys").items()).hasSize(VerificationKeys.LIMIT + 1);
  }

  private void lifetimeOfAMonth() {
    site.patch(
        "/apis/" + site.api("urn:files", "read"), "{\"max_token_lifetime_seconds\":2592000}");
  }

  @Test
  void theKeyThatSignsIsNotRemovedAndTheProblemSaysWhatItWouldCost() throws Exception {
    Party app = site.app("[]");
    site.grant(app.clientId(), site.api("urn:files", "read"), "read");
    String active = signer();
    Answer answer = site.delete("/keys/" + active);
    assertThat(answer.problem()).isEqualTo("409 key_in_use");
    assertThat(answer.text("detail"))
        .contains("rotate it first", "/revocations", "2 apps at 3 APIs");
    assertThat(answer.body().member("removable_at")).contains(JsonNull.NULL);
    assertThat(cost(answer)).isEqualTo("{\"apis\":3,\"apps\":2}");
    assertThat(signer()).isEqualTo(active);
  }

  private static String cost(Answer answer) {
    return answer.object("cost").text();
  }

  @Test
  void aRetiringKeyIsNotRemovedWhileATokenMayCarryIt() throws Exception {
    String old = signer();
    rotate();
    later(PUBLISH);
    String end = site.now().plus(RETIRING).toString();
    Answer answer = site.delete("/keys/" + old);
    assertThat(answer.problem()).isEqualTo("409 key_in_use");
    assertThat(answer.text("removable_at")).isEqualTo(end);
    assertThat(answer.text("detail")).contains("until " + end);
    assertThat(cost(answer)).isEqualTo("{\"apis\":2,\"apps\":1}");
    // When its time is over it may go, whether or not the server has come to it.
    site.pass(RETIRING.minus(TICK));
    assertThat(site.delete("/keys/" + old).problem()).isEqualTo("409 key_in_use");
    site.pass(TICK);
    assertThat(site.delete("/keys/" + old).status()).isEqualTo(204);
    assertThat(site.get("/keys/" + old).text("state")).isEqualTo("removed");
    assertThat(site.lastAudit().record().action()).isEqualTo("key.remove");
    assertThat(site.delete("/keys/" + old).problem()).isEqualTo("409 conflict");
  }

  @Test
  void aLongerLifetimeKeepsARetiringKeyLonger() throws Exception {
    lifetimeOfAMonth();
    String old = signer();
    rotate();
    later(PUBLISH);
    later(RETIRING);
    assertThat(site.get("/keys/" + old).text("state")).isEqualTo("retiring");
    later(Duration.ofDays(29));
    assertThat(site.get("/keys/" + old).text("state")).isEqualTo("removed");
  }

  @Test
  void aKeyThatHasNeverSignedIsRemovedAtOnce() {
    String next = rotate();
    assertThat(site.delete("/keys/" + next).status()).isEqualTo(204);
    later(PUBLISH);
    assertThat(site.get("/keys/" + next).text("state")).isEqualTo("removed");
    assertThat(rotate()).isNotEqualTo(next);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "kid%20", "..."})
  void whatNamesNoKeyIsNotFound(String kid) {
    assertThat(site.get("/keys/" + kid).problem()).isEqualTo("404 not_found");
    assertThat(site.delete("/keys/" + kid).problem()).isEqualTo("404 not_found");
  }

  @Test
  void theSessionKeyIsNobodysBusinessHere() {
    String session =
        site.store.<String, RuntimeException>read(
            TenantName.DEFAULT,
            tenant ->
                tenant.keys().stream()
                    .filter(key -> key.use() == SealedKey.Use.SESSION)
                    .map(key -> key.id().text())
                    .findFirst()
                    .orElseThrow());
    assertThat(site.get("/keys/" + session).problem()).isEqualTo("404 not_found");
    assertThat(site.delete("/keys/" + session).problem()).isEqualTo("404 not_found");
    assertThat(revoke(session).pointers()).containsExactly("/kid");
  }

  @Test
  void aTagOfBeforeRemovesNothing() {
    String next = rotate();
    Answer read = site.get("/keys/" + next);
    assertThat(read.etag()).matches("\"[1-9][0-9]*\"");
    assertThat(site.call("DELETE", "/keys/" + next).header("If-Match", "\"1\"").send().problem())
        .isEqualTo("412 stale");
    assertThat(site.call("DELETE", "/keys/" + next).header("If-Match", read.etag()).send().status())
        .isEqualTo(204);
  }

  private Answer revoke(String kid) {
    return site.post("/revocations", "{\"kind\":\"key\",\"kid\":\"" + kid + "\"}");
  }

  @Test
  void anEmergencyRemovesTheKeyAtOnceAndSaysWhatItCost() throws Exception {
    String old = signer();
    String token = site.token(site.operator);
    Answer answer = revoke(old);
    assertThat(answer.status()).isEqualTo(201);
    assertThat(cost(answer)).isEqualTo("{\"apis\":2,\"apps\":1}");
    assertThat(site.get("/keys/" + old).text("state")).isEqualTo("removed");
    assertThat(signer()).isNotEqualTo(old);
    assertThat(site.call("GET", "/apps").token(token).send().problem())
        .isEqualTo("401 invalid_token");
  }

  @Test
  void theSuccessorInAnEmergencyIsTheKeyThatVerifiersKnowAlready() throws Exception {
    String next = rotate();
    revoke(signer());
    assertThat(signer()).isEqualTo(next);
    assertThat(keys("token", "published")).isEmpty();
  }

  @Test
  void anEmergencyForARetiringOrPublishedKeyLeavesTheOneThatSigns() throws Exception {
    String old = signer();
    String next = rotate();
    later(PUBLISH);
    revoke(old);
    assertThat(signer()).isEqualTo(next);
    String third = rotate();
    assertThat(cost(revoke(third))).as("it has not signed").isEqualTo("{\"apis\":0,\"apps\":0}");
    assertThat(signer()).isEqualTo(next);
    later(PUBLISH);
    assertThat(signer()).isEqualTo(next);
  }

  @Test
  void anEmergencyForTheKeyOfTheFeedGivesItASuccessorAndClosesNoToken() {
    String old = kid(only("feed", "active"));
    int closed = site.closed.size();
    Answer answer = revoke(old);
    assertThat(answer.status()).isEqualTo(201);
    assertThat(cost(answer)).isEqualTo("{\"apis\":0,\"apps\":0}");
    assertThat(kid(only("feed", "active"))).isNotEqualTo(old);
    assertThat(site.closed).hasSize(closed);
  }

  @Test
  void ofARemovedKeyNoSecretIsKept() throws Exception {
    String old = signer();
    revoke(old);
    Set<String> secretless =
        site.store.<Set<String>, RuntimeException>read(
            TenantName.DEFAULT,
            tenant ->
                tenant.keys().stream()
                    .filter(key -> key.sealed().isEmpty())
                    .map(key -> key.id().text())
                    .collect(Collectors.toSet()));
    assertThat(secretless).containsExactly(old);
  }

  @Test
  void eachTenantRotatesForItself() {
    Party acme = site.tenant("acme");
    Answer answer = site.call("POST", "/keys/rotate").as(acme).json("{}").send();
    String kid = kid(answer.items().getFirst());
    assertThat(site.get("/keys/" + kid).problem()).isEqualTo("404 not_found");
    assertThat(site.delete("/keys/" + kid).problem()).isEqualTo("404 not_found");
    assertThat(keys("token", "published")).isEmpty();
    later(PUBLISH);
    assertThat(site.call("GET", "/keys/" + kid).as(acme).send().text("state")).isEqualTo("active");
  }
}
