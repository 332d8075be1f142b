package dev.postern.server.clientauth;

import static dev.postern.server.TokenSite.ACME;
import static dev.postern.server.TokenSite.HERE;
import static dev.postern.server.TokenSite.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonNumber;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import dev.postern.protocol.token.PublicJwk;
import dev.postern.protocol.token.Replays;
import dev.postern.protocol.token.SigningKey;
import dev.postern.server.ProvenClient;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.TokenSite.Parts;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.App;
import dev.postern.store.AssertionRules;
import dev.postern.store.CredentialId;
import dev.postern.store.Profile;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose assertion is taken, when, and once. */
public final class AssertionAuthenticationTest {

  private static final String TYPE = "client-authentication+jwt";
  private static final SigningKey KEY = key();
  private static final SigningKey OTHER = key();

  private final TokenSite site = new TokenSite();
  private final Client app = site.app(HOME);
  private final CredentialId credential = site.key(app, KEY, AssertionRules.USUAL, null);
  private int made;

  private static SigningKey key() {
    try {
      return SigningKey.read(SigningKey.generate());
    } catch (JsonFault e) {
      throw new AssertionError(e);
    }
  }

  private long seconds() {
    return site.now().getEpochSecond();
  }

  /** What a good client says. */
  private JsonObject claims() {
    made++;
    return JsonObject.builder()
        .put("iss", app.id().text())
        .put("sub", app.id().text())
        .put("aud", site.address.issuer(HOME).text())
        .put("jti", "id-" + made)
        .put("iat", seconds())
        .put("exp", seconds() + 60)
        .build();
  }

  private JsonObject with(String name, JsonValue value) {
    return JsonObject.builder().putAll(claims()).put(name, value).build();
  }

  private JsonObject without(String name) {
    JsonObject.Builder rest = JsonObject.builder();
    claims().members().entrySet().stream()
        .filter(member -> !member.getKey().equals(name))
        .forEach(member -> rest.put(member.getKey(), member.getValue()));
    return rest.build();
  }

  private static AssertionProof proof(String assertion) {
    return new AssertionProof(Optional.empty(), assertion, HERE);
  }

  private static AssertionProof signed(JsonObject claims) {
    return proof(KEY.sign(TYPE, claims));
  }

  private AuthenticatedClient taken(ClientProof proof) throws Refusal {
    return ProvenClient.of(site, HOME, proof);
  }

  private TokenReason refused(ClientProof proof) {
    try {
      taken(proof);
    } catch (Refusal refusal) {
      return (TokenReason) refusal.reason();
    }
    throw new AssertionError("let in");
  }

  @Test
  void anAssertionProvesTheKeyThatSignedIt() throws Refusal {
    AuthenticatedClient client = taken(signed(claims()));
    assertThat(client.entry().app().clientId()).isEqualTo(app.id());
    assertThat(client.credential().id()).isEqualTo(credential);
    CredentialId second = site.key(app, OTHER, AssertionRules.USUAL, null);
    assertThat(taken(proof(OTHER.sign(TYPE, claims()))).credential().id()).isEqualTo(second);
  }

  @Test
  void whoKeepsToFapi2SendsFormsAndNoJson() throws Refusal {
    taken(new AssertionProof(Optional.empty(), KEY.sign(TYPE, claims()), HERE, false));
    site.change(HOME, writer -> writer.put(writer.tenant().under(Profile.FAPI2, writer.number())));
    String assertion = KEY.sign(TYPE, claims());
    assertThat(refused(new AssertionProof(Optional.empty(), assertion, HERE, false)))
        .isEqualTo(TokenReason.BODY_NOT_TAKEN);
    // It was not used up by that.
    taken(proof(assertion));
    SecretProof secret = new SecretProof(app.id().text(), app.secret().reveal(), HERE, false);
    // What is said of JSON is for who may come at all.
    assertThat(refused(secret)).isEqualTo(TokenReason.CREDENTIAL_NOT_TAKEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "JWT",
        "jwt",
        "client-authentication+jwt",
        "application/client-authentication+JWT"
      })
  void theTypesOfTwoRfcsAreTaken(String type) throws Refusal {
    assertThat(taken(proof(KEY.sign(type, claims()))).credential().id()).isEqualTo(credential);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"at+jwt", "dpop+jwt", "revocations+jwt", "secevent+jwt", "jose", "JWT ", "x/jwt"})
  void anotherKindOfJwtIsNoAssertion(String type) {
    assertThat(refused(proof(KEY.sign(type, claims())))).isEqualTo(TokenReason.PROOF_WRONG);
  }

  @Test
  void whereTheKeyDemandsTheTypeAnotherIsRefused() throws Refusal {
    Client strict = site.app(HOME);
    site.key(strict, OTHER, AssertionRules.of(false, true), null);
    JsonObject claims =
        JsonObject.builder()
            .putAll(claims())
            .put("iss", strict.id().text())
            .put("sub", strict.id().text())
            .build();
    assertThat(refused(proof(OTHER.sign("JWT", claims)))).isEqualTo(TokenReason.PROOF_WRONG);
    assertThat(taken(proof(OTHER.sign(TYPE, claims))).entry().app().clientId())
        .isEqualTo(strict.id());
  }

  @Test
  void theClientIdParameterSaysTheSameOrNothing() throws Refusal {
    String assertion = KEY.sign(TYPE, claims());
    assertThat(refused(new AssertionProof(Optional.of("app_other"), assertion, HERE)))
        .isEqualTo(TokenReason.PROOF_WRONG);
    taken(new AssertionProof(Optional.of(app.id().text()), assertion, HERE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "sub", "aud", "jti", "exp"})
  void aClaimThatIsMissingOrNoTextRefusesTheWhole(String name) {
    assertThat(refused(signed(without(name)))).isEqualTo(TokenReason.PROOF_WRONG);
    for (JsonValue other :
        List.of(
            JsonNull.NULL,
            JsonObject.EMPTY,
            new JsonString(""),
            JsonArray.ofStrings(List.of(app.id().text())))) {
      assertThat(refused(signed(with(name, other))))
          .isIn(TokenReason.PROOF_WRONG, TokenReason.ASSERTION_NOT_FOR_US);
    }
  }

  @Test
  void issuerAndSubjectAreTheClientItself() {
    JsonString other = new JsonString(site.app(HOME).id().text());
    assertThat(refused(signed(with("iss", other)))).isEqualTo(TokenReason.PROOF_WRONG);
    assertThat(refused(signed(with("sub", other)))).isEqualTo(TokenReason.PROOF_WRONG);
    JsonObject both = JsonObject.builder().putAll(with("iss", other)).put("sub", other).build();
    assertThat(refused(signed(both))).as("another app's key").isEqualTo(TokenReason.PROOF_WRONG);
    JsonString nobody = new JsonString("app_nobody");
    JsonObject unknown =
        JsonObject.builder().putAll(with("iss", nobody)).put("sub", nobody).build();
    assertThat(refused(signed(unknown))).isEqualTo(TokenReason.CLIENT_UNKNOWN);
  }

  @Test
  void theAudienceIsTheIssuerByteForByte() {
    String issuer = site.address.issuer(HOME).text();
    for (String other :
        List.of(
            issuer + "service/oauth/token",
            issuer + "services/oauth/token",
            issuer.substring(0, issuer.length() - 1),
            issuer + "/",
            issuer.toUpperCase(Locale.ROOT),
            issuer.replace("127.0.0.1", "localhost"),
            issuer.replace("http:", "https:"),
            " " + issuer,
            site.address.issuer(ACME).text())) {
      assertThat(refused(signed(with("aud", new JsonString(other)))))
          .as(other)
          .isEqualTo(TokenReason.ASSERTION_NOT_FOR_US);
    }
    for (List<String> several :
        List.of(List.of(issuer), List.of(issuer, "https://evil.example.com"), List.<String>of())) {
      assertThat(refused(signed(with("aud", JsonArray.ofStrings(several)))))
          .isEqualTo(TokenReason.PROOF_WRONG);
    }
  }

  @Test
  void theTokenEndpointIsAnAudienceOnlyForKeysThatSaySo() throws Refusal {
    Client old = site.app(HOME);
    site.key(old, OTHER, AssertionRules.of(true, false), null);
    String issuer = site.address.issuer(HOME).text();
    JsonObject.Builder claims =
        JsonObject.builder()
            .putAll(claims())
            .put("iss", old.id().text())
            .put("sub", old.id().text());
    taken(proof(OTHER.sign(TYPE, claims.put("aud", issuer + "service/oauth/token").build())));
    taken(proof(OTHER.sign(TYPE, claims.put("aud", issuer).put("jti", "two").build())));
    String foreign = site.address.issuer(ACME).text() + "service/oauth/token";
    assertThat(refused(proof(OTHER.sign(TYPE, claims.put("aud", foreign).build()))))
        .isEqualTo(TokenReason.ASSERTION_NOT_FOR_US);
  }

  /** Seconds from now, {@code -} for none; the site's clock stands at a quarter of a second. */
  @ParameterizedTest
  @CsvSource({
    "0, -, 300, true",
    "0, -, 301, false",
    "-10, -, 290, true",
    "-10, -, 290.000000001, false",
    "30.25, -, 60, true",
    "30.250000001, -, 60, false",
    "31, -, 60, false",
    "-60, -, -29, true",
    "-60, -, -29.75, false",
    "-60, -, -31, false",
    "-60, -, -1, true",
    "-, -, 330.25, true",
    "-, -, 330.250000001, false",
    "-, -, 331, false",
    "-, -, 172800, false",
    "0, 30.25, 60, true",
    "0, 30.250000001, 60, false",
    "0, -1, 60, true",
    "0.5, 0.5, 60.5, true",
  })
  void timesAreTakenWithinThirtySecondsAndThreeHundredOfLife(
      String issued, String notBefore, String expires, boolean good) throws Refusal {
    // Long after the start, which is a rule of its own.
    site.at(site.now().plusSeconds(10_000));
    JsonObject.Builder claims = JsonObject.builder().putAll(without("iat"));
    put(claims, "iat", issued);
    put(claims, "nbf", notBefore);
    put(claims, "exp", expires);
    AssertionProof proof = signed(claims.build());
    if (good) {
      taken(proof);
    } else {
      assertThat(refused(proof)).isEqualTo(TokenReason.ASSERTION_OUT_OF_TIME);
    }
  }

  private void put(JsonObject.Builder claims, String name, String offset) {
    if (!offset.equals("-")) {
      BigDecimal at = BigDecimal.valueOf(seconds()).add(new BigDecimal(offset));
      claims.put(name, new JsonNumber(at.toPlainString()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e308", "-1", "9223372036854775808", "1E+2", "99999999999999999999999"})
  void aTimeThatNobodyCanMeanIsRefused(String literal) {
    for (String name : List.of("exp", "iat", "nbf")) {
      assertThat(refused(signed(with(name, new JsonNumber(literal)))))
          .isEqualTo(TokenReason.PROOF_WRONG);
      assertThat(refused(signed(with(name, new JsonString(Long.toString(seconds()))))))
          .isEqualTo(TokenReason.PROOF_WRONG);
    }
  }

  @Test
  void aNameOfUpTo256CharactersIsUsedOnce() throws Refusal {
    AssertionProof first = signed(claims());
    taken(first);
    assertThat(refused(first)).isEqualTo(TokenReason.ASSERTION_USED);
    JsonObject longest = with("jti", new JsonString("\u00e4".repeat(256)));
    taken(signed(longest));
    JsonObject again = JsonObject.builder().putAll(longest).put("exp", seconds() + 61).build();
    assertThat(refused(signed(again))).as("the same name").isEqualTo(TokenReason.ASSERTION_USED);
    assertThat(refused(signed(with("jti", new JsonString("a".repeat(257))))))
        .isEqualTo(TokenReason.PROOF_WRONG);
  }

  @Test
  void itIsUsedUpToItsVeryEnd() throws Refusal {
    AssertionProof proof = signed(claims());
    taken(proof);
    site.at(Instant.ofEpochSecond(seconds() + 90).minusNanos(1));
    assertThat(refused(proof)).isEqualTo(TokenReason.ASSERTION_USED);
    site.at(site.now().plusNanos(1));
    assertThat(refused(proof)).isEqualTo(TokenReason.ASSERTION_OUT_OF_TIME);
  }

  @Test
  void twoAppsAndTwoTenantsMayUseOneName() throws Refusal {
    JsonObject mine = claims();
    taken(signed(mine));
    Client twin = site.app(ACME);
    site.key(twin, KEY, AssertionRules.USUAL, null);
    JsonObject theirs =
        JsonObject.builder()
            .putAll(mine)
            .put("iss", twin.id().text())
            .put("sub", twin.id().text())
            .put("aud", site.address.issuer(ACME).text())
            .build();
    ProvenClient.of(site, ACME, signed(theirs));
  }

  @Test
  void whatIsRefusedForAnotherReasonStaysUnused() throws Refusal {
    AssertionProof proof = signed(claims());
    site.change(app, parts -> new Parts(App.Status.BLOCKED, List.of(), App.Limits.NONE, Set.of()));
    assertThat(refused(proof)).isEqualTo(TokenReason.CLIENT_BLOCKED);
    List<String> elsewhere = List.of("192.0.2.7");
    site.change(app, parts -> new Parts(App.Status.ACTIVE, elsewhere, App.Limits.NONE, Set.of()));
    assertThat(refused(proof)).isEqualTo(TokenReason.ADDRESS_NOT_ALLOWED);
    site.change(app, parts -> new Parts(App.Status.ACTIVE, List.of(), App.Limits.NONE, Set.of()));
    taken(proof);
  }

  @Test
  void aKeyThatHasEndedOrIsGoneIsWorthNothing() throws Refusal {
    CredentialId ending = site.key(app, OTHER, AssertionRules.USUAL, site.now().plusSeconds(10));
    taken(proof(OTHER.sign(TYPE, claims())));
    site.at(site.now().plusSeconds(10));
    assertThat(refused(proof(OTHER.sign(TYPE, claims()))))
        .isEqualTo(TokenReason.CREDENTIAL_EXPIRED);
    site.drop(app, ending);
    assertThat(refused(proof(OTHER.sign(TYPE, claims())))).isEqualTo(TokenReason.PROOF_WRONG);
    taken(signed(claims()));
  }

  @Test
  void anAppHasOnlyTheMethodsThatItHasCredentialsFor() {
    site.drop(app, app.credential());
    SecretProof old = new SecretProof(app.id().text(), app.secret().reveal(), HERE);
    try {
      ProvenClient.of(site, HOME, old);
      throw new AssertionError("let in");
    } catch (Refusal refusal) {
      assertThat(refusal.reason()).isEqualTo(TokenReason.PROOF_WRONG);
    }
    Client secretOnly = site.app(HOME);
    JsonObject claims =
        JsonObject.builder()
            .putAll(claims())
            .put("iss", secretOnly.id().text())
            .put("sub", secretOnly.id().text())
            .build();
    assertThat(refused(signed(claims))).isEqualTo(TokenReason.PROOF_WRONG);
  }

  @Test
  void whatWasMadeBeforeTheStartMayHaveBeenUsedBeforeIt() throws Refusal {
    // The site started at a quarter of a second; a clock of whole seconds names the second.
    JsonObject old = with("iat", JsonNumber.of(seconds() - 1));
    assertThat(refused(signed(old))).isEqualTo(TokenReason.ASSERTION_USE_UNKNOWN);
    JsonObject silent = without("iat");
    assertThat(refused(signed(silent))).isEqualTo(TokenReason.ASSERTION_USE_UNKNOWN);
    taken(signed(claims()));
    long start = seconds();
    site.at(site.now().plusSeconds(240));
    JsonObject later = JsonObject.builder().putAll(silent).put("exp", start + 300).build();
    taken(signed(later));
  }

  @Test
  void whereNothingMoreCanBeRememberedNobodyIsLetInTwice() throws Refusal {
    UsedAssertions few = new UsedAssertions(site.now(), new Replays(3, 2));
    AssertionAuthentication narrow = new AssertionAuthentication(site.address, few, site.keySets);
    for (int i = 0; i < 2; i++) {
      narrow.recognize(site.tenant(HOME), signed(claims()), site.now()).useUp(site.now());
    }
    try {
      narrow.recognize(site.tenant(HOME), signed(claims()), site.now()).useUp(site.now());
      throw new AssertionError("let in");
    } catch (Refusal refusal) {
      assertThat(refusal.reason()).isEqualTo(TokenReason.ASSERTION_USE_UNKNOWN);
    }
    Client other = site.app(HOME);
    site.key(other, KEY, AssertionRules.USUAL, null);
    JsonObject theirs =
        JsonObject.builder()
            .putAll(claims())
            .put("iss", other.id().text())
            .put("sub", other.id().text())
            .build();
    narrow.recognize(site.tenant(HOME), signed(theirs), site.now()).useUp(site.now());
  }

  /** However many apps the tenant has that takes all that it can. */
  @Test
  void whatOneTenantUsesLeavesRoomForTheNext() throws Refusal {
    UsedAssertions few = new UsedAssertions(site.now(), new Replays(10, 5));
    AssertionAuthentication narrow = new AssertionAuthentication(site.address, few, site.keySets);
    int used = 0;
    for (int i = 0; i < 12; i++) {
      Client one = site.app(HOME);
      site.key(one, KEY, AssertionRules.USUAL, null);
      used += used(narrow, one);
    }
    assertThat(used).isBetween(7, 9);
    Client theirs = site.app(ACME);
    site.key(theirs, KEY, AssertionRules.USUAL, null);
    assertThat(used(narrow, theirs)).isEqualTo(1);
  }

  private int used(AssertionAuthentication by, Client client) {
    JsonObject claims =
        JsonObject.builder()
            .putAll(claims())
            .put("iss", client.id().text())
            .put("sub", client.id().text())
            .put("aud", site.address.issuer(client.tenant()).text())
            .build();
    try {
      by.recognize(site.tenant(client.tenant()), signed(claims), site.now()).useUp(site.now());
      return 1;
    } catch (Refusal refusal) {
      assertThat(refusal.reason()).isEqualTo(TokenReason.ASSERTION_USE_UNKNOWN);
      return 0;
    }
  }

  @Test
  void manyKeysInUseAreCheckedByAllTheSame() throws Exception {
    ReadyKeys keys = new ReadyKeys();
    JsonObject jwk = KEY.publicKey().json();
    for (int i = 0; i <= ReadyKeys.MOST; i++) {
      JsonObject named = JsonObject.builder().putAll(jwk).put("kid", "k" + i).build();
      String text = named.text();
      assertThat(keys.ready(PublicJwk.kept(text)).id().text()).isEqualTo("k" + i);
    }
  }

  @Test
  void aProofShowsNothingOfItself() throws Exception {
    assertThat(signed(claims())).hasToString("AssertionProof[hidden]");
    assertThat(new SecretProof("a", "b", InetAddress.getLoopbackAddress()))
        .hasToString("SecretProof[hidden]");
  }
}
