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
import dev.postern.protocol.token.SigningKey;
import dev.postern.server.ProvenClient;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.TokenSite.Parts;
import dev.postern.server.grant.GrantRequest;
import dev.postern.server.issuance.TokenRequest;
import dev.postern.server.possession.Shown;
import dev.postern.server.refusal.Reason;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.server.refusal.TooMany;
import dev.postern.store.App;
import dev.postern.store.AssertionRules;
import dev.postern.store.CredentialId;
import dev.postern.store.FederatedCredential;
import dev.postern.store.Ids;
import dev.postern.store.Principal;
import dev.postern.store.Profile;
import dev.postern.store.Trust;
import dev.postern.store.TrustedKeys;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose word is taken for an app, about which app, when, and how often. */
final class FederatedAuthenticationTest {

  private static final String ISSUER = "https://idp.example.com/";
  private static final String SUBJECT = "system:serviceaccount:backup:mover";
  private static final SigningKey KEY = key();
  private static final SigningKey OTHER = key();

  private final TokenSite site = new TokenSite();
  private final Client app = site.app(HOME);
  private final CredentialId credential = federated(app, trust(SUBJECT, KEY, false), null);
  private int made;

  private static SigningKey key() {
    try {
      return SigningKey.read(SigningKey.generate());
    } catch (JsonFault e) {
      throw new AssertionError(e);
    }
  }

  private static Trust trust(String subject, SigningKey key, boolean reusable) {
    TrustedKeys keys = new TrustedKeys.Key(key.publicKey());
    return new Trust(new Principal(ISSUER, subject), keys, reusable);
  }

  private CredentialId federated(Client client, Trust trust, @Nullable Instant end) {
    CredentialId id = new CredentialId(Ids.next("cred", site.now(), site.random));
    site.change(
        client.tenant(),
        writer ->
            writer.put(
                new FederatedCredential(
                    id, client.id(), trust, site.now(), end, writer.number(), writer.number())));
    return id;
  }

  private long seconds() {
    return site.now().getEpochSecond();
  }

  /** What the issuer says of {@code subject}. */
  private JsonObject claims(String subject) {
    made++;
    return JsonObject.builder()
        .put("iss", ISSUER)
        .put("sub", subject)
        .put("aud", site.address.issuer(HOME).text())
        .put("jti", "id-" + made)
        .put("iat", seconds())
        .put("exp", seconds() + 60)
        .build();
  }

  private JsonObject claims() {
    return claims(SUBJECT);
  }

  private JsonObject with(String name, JsonValue value) {
    return JsonObject.builder().putAll(claims()).put(name, value).build();
  }

  private static JsonObject without(JsonObject claims, String name) {
    JsonObject.Builder rest = JsonObject.builder();
    claims.members().entrySet().stream()
        .filter(member -> !member.getKey().equals(name))
        .forEach(member -> rest.put(member.getKey(), member.getValue()));
    return rest.build();
  }

  private static FederatedProof proof(String assertion) {
    return new FederatedProof(assertion, Optional.empty(), Optional.empty(), HERE, true);
  }

  private static FederatedProof signed(JsonObject claims) {
    return proof(KEY.sign("JWT", claims));
  }

  private static FederatedProof named(String id, JsonObject claims) {
    return new FederatedProof(
        KEY.sign("JWT", claims), Optional.of(id), Optional.empty(), HERE, true);
  }

  private static FederatedProof beside(ClientProof itself, JsonObject claims) {
    return new FederatedProof(
        KEY.sign("JWT", claims), Optional.empty(), Optional.of(itself), HERE, true);
  }

  private AuthenticatedClient once(ClientProof proof) throws Refusal {
    return ProvenClient.of(site, HOME, proof);
  }

  private Reason refused(ClientProof proof) {
    try {
      once(proof);
    } catch (Refusal refusal) {
      return refusal.reason();
    }
    throw new AssertionError("let in");
  }

  @Test
  void theSubjectOfATrustedIssuerIsTheAppUntilTheAssertionEnds() throws Refusal {
    AuthenticatedClient client = once(signed(claims()));
    assertThat(client.entry().app().clientId()).isEqualTo(app.id());
    assertThat(client.credential().id()).isEqualTo(credential);
    assertThat(client.provenUntil()).isEqualTo(Instant.ofEpochSecond(seconds() + 60));
    CredentialId second = federated(app, trust(SUBJECT, OTHER, false), null);
    assertThat(once(proof(OTHER.sign("JWT", claims()))).credential().id()).isEqualTo(second);
    assertThat(once(signed(claims())).credential().id()).isEqualTo(credential);
  }

  @Test
  void whoProvesHimselfOtherwiseProvesItForGood() throws Refusal {
    assertThat(once(app.proof()).provenUntil()).isNull();
  }

  @Test
  void anIssuerThatNobodyBelievesIsNotCheckedAtAll() {
    JsonObject claims = with("iss", new JsonString("https://other.example.com/"));
    assertThat(refused(signed(claims))).isEqualTo(TokenReason.GRANT_ISSUER_UNKNOWN);
    // Nor is one of another tenant, nor one whose last credential is gone.
    Client there = site.app(ACME);
    Principal principal = new Principal("https://acme.example.com/", SUBJECT);
    federated(there, new Trust(principal, new TrustedKeys.Key(KEY.publicKey()), false), null);
    assertThat(refused(signed(with("iss", new JsonString(principal.issuer())))))
        .isEqualTo(TokenReason.GRANT_ISSUER_UNKNOWN);
    site.drop(app, credential);
    assertThat(refused(signed(claims()))).isEqualTo(TokenReason.GRANT_ISSUER_UNKNOWN);
  }

  @Test
  void aSubjectThatIsNobodyHereIsNobody() {
    for (String nobody : new String[] {"other", SUBJECT + " ", app.id().text()}) {
      assertThat(refused(signed(claims(nobody)))).isEqualTo(TokenReason.GRANT_SUBJECT_UNKNOWN);
    }
  }

  @Test
  void ofSeveralAppsTheOneThatIsNamedIsMeant() throws Refusal {
    Client twin = site.app(HOME);
    federated(twin, trust(SUBJECT, KEY, false), null);
    assertThat(refused(signed(claims()))).isEqualTo(TokenReason.GRANT_SUBJECT_UNKNOWN);
    for (Client each : List.of(app, twin)) {
      String id = each.id().text();
      assertThat(once(named(id, claims())).entry().app().clientId()).isEqualTo(each.id());
      assertThat(once(beside(each.proof(), claims())).entry().app().clientId())
          .isEqualTo(each.id());
    }
    for (String none : new String[] {site.app(HOME).id().text(), "nobody", "\u00e4"}) {
      assertThat(refused(named(none, claims()))).isEqualTo(TokenReason.GRANT_SUBJECT_UNKNOWN);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "sub", "aud", "exp", "jti"})
  void aClaimThatIsMissingOrOfAnotherKindRefusesTheWhole(String name) {
    for (JsonObject claims :
        List.of(
            without(claims(), name),
            with(name, JsonNull.NULL),
            with(name, new JsonString("")),
            with(name, new JsonArray(List.of())),
            with(name, JsonObject.EMPTY))) {
      Reason expected =
          name.equals("aud") && claims.members().get("aud") instanceof JsonString
              ? TokenReason.GRANT_ASSERTION_NOT_FOR_US
              : TokenReason.GRANT_ASSERTION_WRONG;
      assertThat(refused(signed(claims))).as(claims.text()).isEqualTo(expected);
    }
  }

  @Test
  void namesAreOfBoundedLength() throws Refusal {
    String longest = "\u00e4".repeat(512);
    federated(app, trust(longest, KEY, false), null);
    once(signed(claims(longest)));
    assertThat(refused(signed(claims(longest + "a")))).isEqualTo(TokenReason.GRANT_ASSERTION_WRONG);
    once(signed(with("jti", new JsonString("a".repeat(256)))));
    assertThat(refused(signed(with("jti", new JsonString("a".repeat(257))))))
        .isEqualTo(TokenReason.GRANT_ASSERTION_WRONG);
  }

  @Test
  void itIsForUsAloneByteForByte() throws Refusal {
    String issuer = site.address.issuer(HOME).text();
    once(signed(with("aud", JsonArray.ofStrings(List.of(issuer)))));
    for (String audience :
        new String[] {
          issuer + "service/oauth/token",
          issuer.substring(0, issuer.length() - 1),
          issuer.toUpperCase(Locale.ROOT),
          site.address.issuer(ACME).text()
        }) {
      assertThat(refused(signed(with("aud", new JsonString(audience)))))
          .isEqualTo(TokenReason.GRANT_ASSERTION_NOT_FOR_US);
      assertThat(refused(signed(with("aud", JsonArray.ofStrings(List.of(issuer, audience))))))
          .isEqualTo(TokenReason.GRANT_ASSERTION_WRONG);
    }
  }

  @Test
  void anotherKeyIsWrongAlsoUnderThatOnesName() {
    assertThat(refused(proof(OTHER.sign("JWT", claims()))))
        .isEqualTo(TokenReason.GRANT_ASSERTION_WRONG);
    JsonObject header =
        JsonObject.builder()
            .put("alg", OTHER.publicKey().algorithm().text())
            .put("kid", KEY.id().text())
            .build();
    assertThat(refused(proof(OTHER.sign(header, claims()))))
        .isEqualTo(TokenReason.GRANT_ASSERTION_WRONG);
  }

  @Test
  void theKeyDecidesTheAlgorithm() {
    for (String algorithm : new String[] {"none", "HS256", "RS256", "ES384", "es256"}) {
      JsonObject header =
          JsonObject.builder().put("alg", algorithm).put("kid", KEY.id().text()).build();
      assertThat(refused(proof(KEY.sign(header, claims()))))
          .as(algorithm)
          .isEqualTo(TokenReason.GRANT_ASSERTION_WRONG);
    }
  }

  @Test
  void anAssertionNeedsNeitherTypeNorKeyName() throws Refusal {
    JsonObject header = JsonObject.builder().put("alg", KEY.publicKey().algorithm().text()).build();
    once(proof(KEY.sign(header, claims())));
    once(proof(KEY.sign("application/jwt", claims())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"at+jwt", "client-authentication+jwt", "dpop+jwt", "secevent+jwt", "logout+jwt"})
  void anotherKindOfJwtIsNoAssertion(String type) {
    assertThat(refused(proof(KEY.sign(type, claims()))))
        .isEqualTo(TokenReason.GRANT_ASSERTION_WRONG);
  }

  /** Seconds from now, {@code -} for none; the site's clock stands at a quarter of a second. */
  @ParameterizedTest
  @CsvSource({
    "60, 0, 0, true, true",
    "60, -, -, true, true",
    "300, 0, -, true, true",
    "301, 0, -, false, true",
    "330, -, -, true, true",
    "331, -, -, false, true",
    "3600, 0, -, false, true",
    "86400, 0, -, false, true",
    "86401, 0, -, false, false",
    "86430, -, -, false, true",
    "86431, -, -, false, false",
    "60, 30, -, true, true",
    "60, 31, -, false, false",
    "60, 0, 30, true, true",
    "60, 0, 31, false, false",
    "1, 0, -, true, true",
    "0, 0, -, false, false",
  })
  void timesAreTakenWithinThirtySecondsAndTheLifeThatIsAllowed(
      String exp, String iat, String nbf, boolean once, boolean reusable) throws Refusal {
    federated(app, trust("again", KEY, true), null);
    // Far from the start: what was made before that is another question.
    site.at(Instant.ofEpochSecond(seconds() + 100_000));
    for (boolean again : new boolean[] {false, true}) {
      JsonObject.Builder claims =
          JsonObject.builder()
              .putAll(without(without(claims(again ? "again" : SUBJECT), "iat"), "exp"));
      put(claims, "exp", exp);
      put(claims, "iat", iat);
      put(claims, "nbf", nbf);
      if (again ? reusable : once) {
        once(signed(claims.build()));
      } else {
        assertThat(refused(signed(claims.build())))
            .isEqualTo(TokenReason.GRANT_ASSERTION_OUT_OF_TIME);
      }
    }
  }

  private void put(JsonObject.Builder claims, String name, String offset) {
    if (!offset.equals("-")) {
      claims.put(name, seconds() + Long.parseLong(offset));
    }
  }

  @Test
  void aTimeThatNobodyCanMeanIsRefused() {
    for (String literal : new String[] {"1e10", "-1", "253402300800", "99999999999999999999"}) {
      assertThat(refused(signed(with("exp", new JsonNumber(literal)))))
          .isEqualTo(TokenReason.GRANT_ASSERTION_WRONG);
    }
  }

  @Test
  void itIsUsedOnceWhateverElseIsNewInIt() throws Refusal {
    JsonObject claims = claims();
    once(signed(claims));
    assertThat(refused(signed(claims))).isEqualTo(TokenReason.GRANT_ASSERTION_USED);
    JsonObject later = JsonObject.builder().putAll(claims).put("exp", seconds() + 90).build();
    assertThat(refused(signed(later))).isEqualTo(TokenReason.GRANT_ASSERTION_USED);
    site.at(Instant.ofEpochSecond(seconds() + 60).minusNanos(1));
    assertThat(refused(signed(claims))).isEqualTo(TokenReason.GRANT_ASSERTION_USED);
    site.at(site.now().plusNanos(1));
    assertThat(refused(signed(claims))).isEqualTo(TokenReason.GRANT_ASSERTION_OUT_OF_TIME);
  }

  @Test
  void twoIssuersAndTheAppItselfMayUseOneName() throws Refusal {
    JsonObject claims = claims();
    once(signed(claims));
    Principal elsewhere = new Principal("https://two.example.com/", SUBJECT);
    federated(app, new Trust(elsewhere, new TrustedKeys.Key(KEY.publicKey()), false), null);
    once(signed(JsonObject.builder().putAll(claims).put("iss", elsewhere.issuer()).build()));
    site.key(app, KEY, AssertionRules.USUAL, null);
    String id = app.id().text();
    JsonObject own = JsonObject.builder().putAll(claims).put("iss", id).put("sub", id).build();
    once(new AssertionProof(Optional.empty(), KEY.sign("JWT", own), HERE, true));
  }

  @Test
  void aReusableOneIsTakenUntilItEndsAndNeedsNoName() throws Refusal {
    federated(app, trust("again", KEY, true), null);
    JsonObject claims = without(claims("again"), "jti");
    once(signed(claims));
    once(signed(claims));
    JsonObject named = claims("again");
    once(signed(named));
    once(signed(named));
    site.at(Instant.ofEpochSecond(seconds() + 90));
    assertThat(refused(signed(claims))).isEqualTo(TokenReason.GRANT_ASSERTION_OUT_OF_TIME);
  }

  @Test
  void whatWasMadeBeforeTheStartMayHaveBeenUsedBeforeItUnlessItIsReusable() throws Refusal {
    JsonObject old = with("iat", JsonNumber.of(seconds() - 1));
    assertThat(refused(signed(old))).isEqualTo(TokenReason.ASSERTION_USE_UNKNOWN);
    federated(app, trust("again", KEY, true), null);
    once(signed(JsonObject.builder().putAll(claims("again")).put("iat", seconds() - 3600).build()));
  }

  @Test
  void anAppThatIsNotAdmittedIsNotAndTheAssertionStaysUnused() throws Refusal {
    JsonObject claims = claims();
    site.change(app, parts -> new Parts(App.Status.BLOCKED, List.of(), App.Limits.NONE, Set.of()));
    assertThat(refused(signed(claims))).isEqualTo(TokenReason.GRANT_CLIENT_NOT_ADMITTED);
    List<String> elsewhere = List.of("192.0.2.7");
    site.change(app, parts -> new Parts(App.Status.ACTIVE, elsewhere, App.Limits.NONE, Set.of()));
    assertThat(refused(signed(claims))).isEqualTo(TokenReason.GRANT_CLIENT_NOT_ADMITTED);
    site.change(app, parts -> new Parts(App.Status.ACTIVE, List.of(), App.Limits.NONE, Set.of()));
    once(signed(claims));
    federated(app, trust("ending", KEY, false), site.now().plusSeconds(10));
    once(signed(claims("ending")));
    site.at(site.now().plusSeconds(10));
    assertThat(refused(signed(claims("ending")))).isEqualTo(TokenReason.GRANT_CLIENT_NOT_ADMITTED);
  }

  @Test
  void whoKeepsToFapi2ProvesItselfAndNobodyVouchesForIt() throws Refusal {
    JsonObject claims = claims();
    site.change(HOME, writer -> writer.put(writer.tenant().under(Profile.FAPI2, writer.number())));
    assertThat(refused(signed(claims))).isEqualTo(TokenReason.GRANT_CLIENT_NOT_ADMITTED);
    site.change(
        HOME, writer -> writer.put(writer.tenant().under(Profile.STANDARD, writer.number())));
    once(signed(claims));
  }

  @Test
  void aClientThatProvesItselfAsWellIsTheSame() throws Refusal {
    once(beside(app.proof(), claims()));
    Client other = site.app(HOME);
    // Named by its secret it is another that nobody vouches for.
    assertThat(refused(beside(other.proof(), claims())))
        .isEqualTo(TokenReason.GRANT_SUBJECT_UNKNOWN);
    SecretProof wrong = new SecretProof(app.id().text(), other.secret().reveal(), HERE, true);
    JsonObject claims = claims();
    assertThat(refused(beside(wrong, claims))).isEqualTo(TokenReason.PROOF_WRONG);
    once(beside(app.proof(), claims));
    site.key(other, OTHER, AssertionRules.USUAL, null);
    String id = other.id().text();
    JsonObject own = JsonObject.builder().putAll(claims()).put("iss", id).put("sub", id).build();
    AssertionProof theirs =
        new AssertionProof(Optional.empty(), OTHER.sign("JWT", own), HERE, true);
    // By its own assertion it is named as well.
    assertThat(refused(beside(theirs, claims()))).isEqualTo(TokenReason.GRANT_SUBJECT_UNKNOWN);
    FederatedProof both =
        new FederatedProof(
            KEY.sign("JWT", claims()),
            Optional.of(app.id().text()),
            Optional.of(theirs),
            HERE,
            true);
    assertThat(refused(both)).isEqualTo(TokenReason.GRANT_CLIENT_OTHER);
  }

  @Test
  void aRequestByTheWordOfAnotherCountsForTheRateAlsoWhereItIsRefused() {
    site.change(
        app,
        parts ->
            new Parts(
                parts.status(),
                parts.allowedIps(),
                new App.Limits(OptionalInt.of(1)),
                parts.actsFor()));
    GrantRequest nowhere =
        new GrantRequest.JwtBearer(
            Optional.of("https://nowhere.example.com"), Optional.empty(), JsonObject.EMPTY);
    assertThat(refused(nowhere)).isEqualTo(TokenReason.TARGET_NOT_GRANTED);
    assertThat(refused(nowhere)).isInstanceOf(TooMany.class);
  }

  private Reason refused(GrantRequest asked) {
    try {
      site.issuance.issue(new TokenRequest(HOME, signed(claims()), asked, Shown.NOTHING));
    } catch (Refusal refusal) {
      return refusal.reason();
    }
    throw new AssertionError("let in");
  }

  @Test
  void whatIsNoJwtIsNone() {
    String good = KEY.sign("JWT", claims());
    for (String none :
        new String[] {
          "",
          "x",
          "a.b.c",
          good + "x",
          good + ".",
          good.substring(0, good.lastIndexOf('.') + 1),
          good + ".x.y",
          "a".repeat(FederatedProof.LIMIT + 1)
        }) {
      assertThat(refused(proof(none))).isEqualTo(TokenReason.GRANT_ASSERTION_WRONG);
    }
  }

  @Test
  void aProofShowsNothingOfItself() {
    assertThat(signed(claims())).hasToString("FederatedProof[hidden]");
  }
}
