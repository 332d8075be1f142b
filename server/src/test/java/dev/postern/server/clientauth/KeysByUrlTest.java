package dev.postern.server.clientauth;

import static dev.postern.server.TokenSite.HERE;
import static dev.postern.server.TokenSite.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SigningKey;
import dev.postern.server.ProvenClient;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.TokenSite.Parts;
import dev.postern.server.keysets.KeyHost;
import dev.postern.server.refusal.Awaited;
import dev.postern.server.refusal.Reason;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.App;
import dev.postern.store.AssertionRules;
import dev.postern.store.CredentialId;
import dev.postern.store.Profile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apps whose keys stand at a URL: a real host, fetched from as a server does. */
final class KeysByUrlTest {

  private static final String TYPE = "client-authentication+jwt";
  private static final SigningKey KEY = key();
  private static final SigningKey OTHER = key();

  @TempDir private static Path folder;
  private static KeyHost host;

  private TokenSite site;
  private Client app;
  private CredentialId credential;
  private int made;

  @BeforeAll
  static void open() throws Exception {
    host = KeyHost.open(folder);
  }

  @AfterAll
  static void shut() {
    host.close();
  }

  @BeforeEach
  void begin() {
    site = new TokenSite(TokenSite.keySets(host.config()));
    app = site.app(HOME);
    credential = site.keySet(app, host.url("/keys"), AssertionRules.USUAL, null);
    host.keys("", KEY.publicKey().text());
    host.requests().clear();
  }

  @AfterEach
  void end() {
    site.keySets.close();
  }

  private static SigningKey key() {
    try {
      return SigningKey.read(SigningKey.generate());
    } catch (JsonFault e) {
      throw new AssertionError(e);
    }
  }

  private JsonObject.Builder claims() {
    long now = site.now().getEpochSecond();
    made++;
    return JsonObject.builder()
        .put("iss", app.id().text())
        .put("sub", app.id().text())
        .put("aud", site.address.issuer(HOME).text())
        .put("jti", "id-" + made)
        .put("iat", now)
        .put("exp", now + 60);
  }

  private AssertionProof signed(SigningKey key) {
    return proof(key.sign(TYPE, claims().build()));
  }

  private static AssertionProof proof(String assertion) {
    return new AssertionProof(Optional.empty(), assertion, HERE);
  }

  private AuthenticatedClient once(AssertionProof proof) throws Refusal {
    return ProvenClient.of(site, HOME, proof);
  }

  private Reason refused(AssertionProof proof) {
    try {
      once(proof);
    } catch (Refusal refusal) {
      return refusal.reason();
    }
    throw new AssertionError("let in");
  }

  /** As an endpoint does it: waits once. */
  private AuthenticatedClient taken(AssertionProof proof) throws Refusal {
    try {
      return once(proof);
    } catch (Refusal refusal) {
      if (refusal.reason() instanceof Awaited awaited) {
        awaited.arrival().await();
        return once(proof);
      }
      throw refusal;
    }
  }

  private Reason refusedAtLast(AssertionProof proof) {
    try {
      taken(proof);
    } catch (Refusal refusal) {
      return refusal.reason();
    }
    throw new AssertionError("let in");
  }

  private void later(Duration time) {
    site.at(site.now().plus(time));
  }

  @Test
  void keysAreFetchedForTheFirstAssertionAndFromMemoryForTheNext() throws Refusal {
    assertThat(host.requests()).isEmpty();
    assertThat(((Awaited) refused(signed(KEY))).otherwise())
        .isEqualTo(TokenReason.KEYS_UNAVAILABLE);
    assertThat(taken(signed(KEY)).credential().id()).isEqualTo(credential);
    for (int i = 0; i < 5; i++) {
      once(signed(KEY));
    }
    assertThat(host.requests()).hasSize(1);
  }

  @Test
  void anotherKeyIsWrongAndIsLookedForOnceAMinute() throws Refusal {
    taken(signed(KEY));
    for (int i = 0; i < 5; i++) {
      assertThat(refused(signed(OTHER))).isEqualTo(TokenReason.PROOF_WRONG);
    }
    assertThat(host.requests()).hasSize(1);
    later(Duration.ofMinutes(1));
    assertThat(refusedAtLast(signed(OTHER))).isEqualTo(TokenReason.PROOF_WRONG);
    assertThat(refused(signed(OTHER))).isEqualTo(TokenReason.PROOF_WRONG);
    assertThat(host.requests()).hasSize(2);
    once(signed(KEY));
  }

  @Test
  void aNewKeyIsTakenAndOneThatIsGoneIsNot() throws Refusal {
    taken(signed(KEY));
    host.keys("", OTHER.publicKey().text());
    later(Duration.ofMinutes(1));
    assertThat(taken(signed(OTHER)).credential().id()).isEqualTo(credential);
    assertThat(refused(signed(KEY))).isEqualTo(TokenReason.PROOF_WRONG);
  }

  @Test
  void aStaleSetIsNotUsedBeforeItWasAskedForAgain() throws Refusal {
    taken(signed(KEY));
    host.keys("", OTHER.publicKey().text());
    later(Duration.ofMinutes(11));
    assertThat(refusedAtLast(signed(KEY))).isEqualTo(TokenReason.PROOF_WRONG);
  }

  @Test
  void theLastGoodSetIsUsedForADayWhereTheHostIsDown() throws Refusal {
    taken(signed(KEY));
    host.answers("HTTP/1.1 500 X\r\n\r\n");
    later(Duration.ofHours(12));
    assertThat(taken(signed(KEY)).credential().id()).isEqualTo(credential);
    later(Duration.ofHours(12));
    assertThat(refusedAtLast(signed(KEY))).isEqualTo(TokenReason.KEYS_UNAVAILABLE);
  }

  @Test
  void whereThereIsNoSetAnyMoreTheLastOneIsUsedForAnHour() throws Refusal {
    taken(signed(KEY));
    host.answers("HTTP/1.1 404 Not Found\r\n\r\n");
    later(Duration.ofMinutes(59));
    assertThat(taken(signed(KEY)).credential().id()).isEqualTo(credential);
    later(Duration.ofMinutes(1));
    assertThat(refusedAtLast(signed(KEY))).isEqualTo(TokenReason.KEYS_UNAVAILABLE);
  }

  @Test
  void whereTheKeysAreGoneForGoodNoneIsTaken() throws Refusal {
    taken(signed(KEY));
    host.answers("HTTP/1.1 410 Gone\r\n\r\n");
    later(Duration.ofMinutes(11));
    assertThat(refusedAtLast(signed(KEY))).isEqualTo(TokenReason.PROOF_WRONG);
    host.keys("", KEY.publicKey().text());
    later(Duration.ofMinutes(1));
    assertThat(taken(signed(KEY)).credential().id()).isEqualTo(credential);
  }

  @Test
  void whereNoKeysCanBeHadItIsSaidAndTriedAgainTenSecondsLater() throws Refusal {
    host.answers("HTTP/1.1 500 X\r\n\r\n");
    assertThat(refusedAtLast(signed(KEY))).isEqualTo(TokenReason.KEYS_UNAVAILABLE);
    host.keys("", KEY.publicKey().text());
    assertThat(refused(signed(KEY))).isEqualTo(TokenReason.KEYS_UNAVAILABLE);
    later(Duration.ofSeconds(10));
    assertThat(taken(signed(KEY)).credential().id()).isEqualTo(credential);
  }

  @Test
  void anEmptySetIsASetAndNobodyIsInIt() {
    host.keys("");
    assertThat(refusedAtLast(signed(KEY))).isEqualTo(TokenReason.PROOF_WRONG);
  }

  @Test
  void nothingIsFetchedForJsonOfWhoeverKeepsToFapi2() throws Refusal {
    site.change(HOME, writer -> writer.put(writer.tenant().under(Profile.FAPI2, writer.number())));
    String assertion = KEY.sign(TYPE, claims().build());
    assertThat(refused(new AssertionProof(Optional.empty(), assertion, HERE, false)))
        .isEqualTo(TokenReason.PROOF_WRONG);
    assertThat(host.requests()).isEmpty();
    assertThat(taken(proof(assertion)).credential().id()).isEqualTo(credential);
  }

  @Test
  void nothingIsFetchedForAnAssertionThatWouldBeRefusedAnyway() {
    long now = site.now().getEpochSecond();
    for (JsonObject.Builder hopeless :
        List.of(
            claims().put("aud", "https://elsewhere.example.com/"),
            claims().put("aud", site.address.issuer(HOME).below("service/oauth/token")),
            claims().put("exp", now - 31),
            claims().put("exp", now + 1000),
            claims().put("iat", now + 1000))) {
      assertThat(refused(proof(KEY.sign(TYPE, hopeless.build()))))
          .isEqualTo(TokenReason.PROOF_WRONG);
    }
    assertThat(refused(proof(KEY.sign("at+jwt", claims().build()))))
        .isEqualTo(TokenReason.PROOF_WRONG);
    site.change(
        app, parts -> new Parts(parts.status(), List.of("192.0.2.7"), parts.limits(), Set.of()));
    assertThat(refused(signed(KEY))).isEqualTo(TokenReason.PROOF_WRONG);
    site.change(app, parts -> new Parts(App.Status.BLOCKED, List.of(), parts.limits(), Set.of()));
    assertThat(refused(signed(KEY))).isEqualTo(TokenReason.PROOF_WRONG);
    assertThat(host.requests()).isEmpty();
  }

  @Test
  void nothingIsFetchedForACredentialThatHasEnded() {
    site.drop(app, credential);
    site.keySet(app, host.url("/keys"), AssertionRules.USUAL, site.now().minusSeconds(1));
    assertThat(refused(signed(KEY))).isEqualTo(TokenReason.PROOF_WRONG);
    assertThat(host.requests()).isEmpty();
  }

  @Test
  void theRulesOfTheCredentialHoldForEachOfItsKeys() throws Refusal {
    site.drop(app, credential);
    site.keySet(app, host.url("/keys"), AssertionRules.of(true, true), null);
    assertThat(refused(proof(KEY.sign("JWT", claims().build()))))
        .isEqualTo(TokenReason.PROOF_WRONG);
    assertThat(host.requests()).isEmpty();
    String endpoint = site.address.issuer(HOME).below("service/oauth/token");
    taken(proof(KEY.sign(TYPE, claims().put("aud", endpoint).build())));
  }

  @Test
  void aKeyThatIsRegisteredItselfNeedsNoUrl() throws Refusal {
    CredentialId registered = site.key(app, OTHER, AssertionRules.USUAL, null);
    assertThat(once(signed(OTHER)).credential().id()).isEqualTo(registered);
    assertThat(host.requests()).isEmpty();
    assertThat(taken(signed(KEY)).credential().id()).isEqualTo(credential);
  }

  @Test
  void oneUrlMayTakeThePlaceOfAnotherAndOneThatIsDownStopsNobody() throws Refusal {
    CredentialId second = site.keySet(app, host.url("/second"), AssertionRules.USUAL, null);
    host.answers(out -> {
      boolean isSecond = host.requests().getLast().startsWith("GET /second");
      out.write(
          (isSecond
                  ? KeyHost.ok("", "{\"keys\":[" + OTHER.publicKey().text() + "]}")
                  : "HTTP/1.1 500 X\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
    });
    // One after the other: the host tells its requests apart by which came last.
    site.drop(app, credential);
    assertThat(taken(signed(OTHER)).credential().id()).isEqualTo(second);
    credential = site.keySet(app, host.url("/keys"), AssertionRules.USUAL, null);
    assertThat(taken(signed(OTHER)).credential().id()).isEqualTo(second);
    assertThat(refusedAtLast(signed(KEY))).isEqualTo(TokenReason.KEYS_UNAVAILABLE);
    assertThat(once(signed(OTHER)).credential().id()).isEqualTo(second);
  }

  @Test
  void nobodyWaitsForOneUrlWhereAKeyOfTheOtherSigned() throws Refusal {
    taken(signed(KEY));
    site.keySet(app, host.url("/second"), AssertionRules.USUAL, null);
    assertThat(once(signed(KEY)).credential().id()).isEqualTo(credential);
    assertThat(host.requests()).hasSize(1);
  }

  @Test
  void aNewKeyThatAnAssertionDoesNotNameIsLookedForOnceAMinute() throws Refusal {
    taken(signed(KEY));
    host.keys("", OTHER.publicKey().text());
    assertThat(refused(unnamed(OTHER))).isEqualTo(TokenReason.PROOF_WRONG);
    later(Duration.ofMinutes(1));
    once(unnamed(KEY));
    assertThat(host.requests()).hasSize(1);
    assertThat(taken(unnamed(OTHER)).credential().id()).isEqualTo(credential);
    assertThat(refused(unnamed(KEY))).isEqualTo(TokenReason.PROOF_WRONG);
  }

  private AssertionProof unnamed(SigningKey key) {
    JsonObject header =
        JsonObject.builder()
            .put("typ", TYPE)
            .put("alg", key.publicKey().algorithm().text())
            .build();
    return proof(key.sign(header, claims().build()));
  }

  @Test
  void ofManyKeysOfOneNameNoneIsTried() {
    String one = KEY.publicKey().text();
    host.keys("", one, one, one);
    assertThat(refusedAtLast(signed(KEY))).isEqualTo(TokenReason.PROOF_WRONG);
  }

  @Test
  void aKeyThatShowsItsPrivatePartsIsNotTaken() {
    String one = KEY.publicKey().text();
    host.keys("", one.substring(0, one.length() - 1) + ",\"d\":\"AA\"}");
    assertThat(refusedAtLast(signed(KEY))).isEqualTo(TokenReason.PROOF_WRONG);
  }

  @Test
  void anAssertionIsUsedOnceWhateverItWaitedFor() throws Refusal {
    AssertionProof proof = signed(KEY);
    taken(proof);
    assertThat(refused(proof)).isEqualTo(TokenReason.ASSERTION_USED);
  }
}
