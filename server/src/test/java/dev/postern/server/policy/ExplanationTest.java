package dev.postern.server.policy;

import static dev.postern.server.TokenSite.HOME;
import static dev.postern.server.TokenSite.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.SigningKey;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.TokenSite.Parts;
import dev.postern.server.TokenSite.Terms;
import dev.postern.server.clientauth.ClientSecret;
import dev.postern.server.policy.Explanation.Bound;
import dev.postern.server.policy.Explanation.Outlook;
import dev.postern.server.policy.Explanation.Shown;
import dev.postern.server.refusal.Finding;
import dev.postern.store.Api;
import dev.postern.store.ApiScope;
import dev.postern.store.App;
import dev.postern.store.AppEntry;
import dev.postern.store.AssertionRules;
import dev.postern.store.Credential;
import dev.postern.store.CredentialId;
import dev.postern.store.FederatedCredential;
import dev.postern.store.Grant;
import dev.postern.store.Principal;
import dev.postern.store.Profile;
import dev.postern.store.Proof;
import dev.postern.store.Tenant;
import dev.postern.store.Trust;
import dev.postern.store.TrustedKeys;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every rule by itself, kept and broken; all that are broken are told. */
final class ExplanationTest {

  private static final String STORAGE = "https://a.example.com";
  private static final JsonObject PLAN = JsonObject.builder().put("plan", "gold").build();

  private final TokenSite site = new TokenSite();
  private final Api api = site.api(HOME, STORAGE, "a", "b");
  private final Client client = site.app(HOME);

  // What is asked; a test changes what it is about.
  private @Nullable String target = STORAGE;
  private @Nullable Scopes scopes = null;
  private @Nullable CredentialId credential = null;
  private @Nullable InetAddress from = null;
  private JsonObject claims = JsonObject.EMPTY;
  private Shown shown = Shown.NONE;
  private ClientId asker = client.id();
  private Instant now = START;

  private Explanation explained() {
    Optional<AppEntry> app = site.tenant(HOME).app(asker);
    Optional<Credential> with =
        app.stream()
            .flatMap(it -> it.credentials().stream())
            .filter(it -> credential == null || it.id().equals(credential))
            .findFirst();
    return Explanation.of(
        new Explanation.Request(
            site.tenant(HOME),
            site.address.issuer(HOME),
            app,
            with,
            Optional.ofNullable(from),
            Optional.ofNullable(target),
            Optional.ofNullable(scopes),
            claims,
            shown),
        now);
  }

  private static Set<String> broken(Explanation explanation) {
    return explanation.findings().stream()
        .filter(Finding::refuses)
        .map(Finding::rule)
        .collect(Collectors.toSet());
  }

  private void assertBroken(String... rules) {
    Explanation explanation = explained();
    assertThat(broken(explanation)).as(explanation.findings().toString()).containsOnly(rules);
    assertThat(explanation.allowed()).isFalse();
    assertThat(explanation.outlook()).isEmpty();
  }

  private Finding finding(String rule) {
    List<Finding> all =
        explained().findings().stream().filter(it -> it.rule().equals(rule)).toList();
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private void grant(String... all) {
    site.grant(client, api, all);
  }

  private void allowedFrom(String... ranges) {
    site.change(
        client, parts -> new Parts(parts.status(), List.of(ranges), parts.limits(), Set.of()));
  }

  @Test
  void everyRuleIsToldOnceInTheOrderOfTheRoute() {
    grant("a");
    Explanation explanation = explained();
    assertThat(explanation.allowed()).isTrue();
    assertThat(explanation.findings())
        .extracting(Finding::rule)
        .containsExactly(
            "app_known",
            "credential_known",
            "credential_fits",
            "tenant_active",
            "app_active",
            "credential_live",
            "credential_taken",
            "address_allowed",
            "body_taken",
            "api_named",
            "api_known",
            "api_granted",
            "grant_active",
            "grant_live",
            "algorithm_taken",
            "scope_granted",
            "scope_left",
            "claim_allowed",
            "proof_shown",
            "grant_lasts",
            "credential_lasts",
            "word_lasts");
    assertThat(explanation.findings())
        .filteredOn(it -> it.outcome() == Finding.Outcome.SKIPPED)
        .extracting(Finding::rule)
        .containsExactly("word_lasts");
    assertThat(explanation.findings()).allMatch(it -> !it.detail().isEmpty());
  }

  @Test
  void whereThereIsNoAppNothingElseIsJudged() {
    asker = new ClientId("app_nobody");
    assertBroken("app_known");
    assertThat(explained().findings())
        .filteredOn(it -> it.outcome() == Finding.Outcome.SKIPPED)
        .hasSize(21);
  }

  @Test
  void anAppOfAnotherTenantIsNone() {
    Client theirs = site.app(TokenSite.ACME);
    asker = new ClientId("app_nobody");
    List<Finding> nobody = explained().findings();
    asker = theirs.id();
    assertThat(explained().findings()).isEqualTo(nobody);
  }

  @Test
  void aBlockedAppAndABlockedTenantAreToldApart() {
    grant("a");
    site.change(
        client, it -> new Parts(App.Status.BLOCKED, it.allowedIps(), it.limits(), Set.of()));
    assertBroken("app_active");
    site.change(
        HOME, writer -> writer.put(writer.tenant().in(Tenant.Status.BLOCKED, writer.number())));
    assertBroken("app_active", "tenant_active");
  }

  @Test
  void withoutACredentialTheRestIsJudgedAllTheSame() {
    grant("a");
    site.drop(client, client.credential());
    site.change(
        client, it -> new Parts(App.Status.BLOCKED, it.allowedIps(), it.limits(), Set.of()));
    scopes = Scopes.of("c");
    assertBroken("credential_known", "app_active", "scope_granted");
  }

  @Test
  void aCredentialThatHasEndedAndOneThatEndsWithinThisSecond() {
    grant("a");
    credential = site.credential(HOME, client.id(), fresh(), START.minusSeconds(1)).credential();
    assertBroken("credential_live", "credential_lasts");
    credential = site.credential(HOME, client.id(), fresh(), START.plusMillis(500)).credential();
    assertBroken("credential_lasts");
    assertThat(finding("credential_lasts").detail()).contains("2026-11-24T10:00:00.750Z");
  }

  private ClientSecret fresh() {
    return ClientSecret.random(site.random);
  }

  @Test
  void theWordOfAnotherIssuerIsForAnotherGrantType() {
    grant("a");
    CredentialId id = new CredentialId("cred_word");
    Trust trust =
        new Trust(
            new Principal("https://idp.example.com", "mover"),
            new TrustedKeys.Key(SigningKey.fresh().publicKey()),
            true);
    site.change(
        HOME,
        writer ->
            writer.put(
                new FederatedCredential(
                    id, client.id(), trust, START, null, writer.number(), writer.number())));
    credential = id;
    assertBroken("credential_fits");
    assertThat(finding("credential_fits").detail()).contains("jwt-bearer");
  }

  @Test
  void aStrictTenantTakesNoSecretNoRs256NoJsonAndNoBearerTokens() {
    Api old = site.api(HOME, "https://old.example.com", SignatureAlgorithm.RS256, "a");
    site.grant(client, old, "a");
    target = "https://old.example.com";
    CredentialId key = site.key(client, SigningKey.fresh(), AssertionRules.USUAL, null);
    assertThat(finding("body_taken").detail()).contains("forms and JSON");
    site.change(HOME, writer -> writer.put(writer.tenant().under(Profile.FAPI2, writer.number())));
    credential = client.credential();
    assertBroken("credential_taken", "algorithm_taken", "proof_shown");
    assertThat(finding("algorithm_taken").detail()).contains("RS256", "fapi2");
    assertThat(finding("body_taken").detail()).contains("JSON would be refused");
    credential = key;
    shown = Shown.DPOP;
    assertBroken("algorithm_taken");
  }

  @Test
  void whereAnAppAsksFromIsJudgedWhereItIsSaid() throws Exception {
    grant("a");
    assertThat(finding("address_allowed").outcome()).isEqualTo(Finding.Outcome.PASS);
    allowedFrom("10.0.0.0/8", "192.0.2.7");
    assertThat(finding("address_allowed").outcome()).isEqualTo(Finding.Outcome.SKIPPED);
    assertThat(finding("address_allowed").detail()).contains("10.0.0.0/8, 192.0.2.7");
    assertThat(explained().allowed()).isTrue();
    from = InetAddress.ofLiteral("10.1.2.3");
    assertThat(finding("address_allowed").outcome()).isEqualTo(Finding.Outcome.PASS);
    from = InetAddress.ofLiteral("192.0.2.8");
    assertBroken("address_allowed");
    from = InetAddress.ofLiteral("::1");
    assertBroken("address_allowed");
  }

  @Test
  void theApiThatIsMeantIsNamedOrTheOnlyOne() {
    target = null;
    assertBroken("api_named");
    grant("a");
    assertThat(explained().allowed()).isTrue();
    site.grant(client, site.api(HOME, "https://b.example.com", "a"), "a");
    assertBroken("api_named");
    assertThat(finding("api_named").detail()).contains("(2)");
    target = STORAGE;
    assertThat(explained().allowed()).isTrue();
  }

  @Test
  void anUnknownApiAndOneThatIsNotGrantedAreToldApart() {
    target = "https://nowhere.example.com";
    assertBroken("api_known");
    target = "no identifier at all";
    assertBroken("api_known");
    target = STORAGE;
    assertBroken("api_granted");
    target = "http://127.0.0.1:8080/admin/v1";
    assertBroken("api_granted");
  }

  @Test
  void aGrantThatIsSuspendedOverOrEndsWithinThisSecond() {
    site.grant(client, api, new Terms(PLAN, null, null, Grant.Status.SUSPENDED), "a");
    assertBroken("grant_active");
    Client second = site.app(HOME);
    asker = second.id();
    site.grant(second, api, new Terms(PLAN, null, START.minusMillis(1), Grant.Status.ACTIVE), "a");
    assertBroken("grant_live", "grant_lasts");
    Client third = site.app(HOME);
    asker = third.id();
    site.grant(third, api, new Terms(PLAN, null, START.plusMillis(9), Grant.Status.ACTIVE), "a");
    assertBroken("grant_lasts");
  }

  @Test
  void eachScopeIsToldByItsName() {
    grant("a", "gone");
    scopes = Scopes.of("a", "b", "gone", "c");
    assertBroken("scope_granted");
    assertThat(explained().findings())
        .filteredOn(it -> it.rule().equals("scope_granted"))
        .extracting(it -> it.outcome() + " " + it.detail())
        .containsExactly(
            "PASS a is granted",
            "FAIL b is not granted",
            "FAIL gone is granted, but the API does not know it any more",
            "FAIL c is not granted");
    scopes = Scopes.of("a");
    assertThat(explained().allowed()).isTrue();
  }

  @Test
  void aTokenWithoutScopesIsNone() {
    grant("gone");
    assertBroken("scope_left");
    scopes = Scopes.none();
    assertBroken("scope_left");
  }

  @Test
  void aClaimIsAskedForByItsNameAndValue() {
    site.grant(client, api, new Terms(PLAN, null, null, Grant.Status.ACTIVE), "a");
    claims = PLAN;
    assertThat(explained().allowed()).isTrue();
    claims = JsonObject.builder().put("plan", "silver").put("more", 1).put("sub", "x").build();
    assertBroken("claim_allowed");
    assertThat(explained().findings())
        .filteredOn(it -> it.rule().equals("claim_allowed"))
        .extracting(Finding::detail)
        .containsExactly(
            "the grant has the claim plan, and a request may name its value and no other",
            "the grant has no claim more",
            "the grant has no claim sub");
  }

  @Test
  void whatApiAndAppDemandIsShown() {
    grant("a");
    for (Proof proof : Proof.values()) {
      for (Shown each : Shown.values()) {
        shown = each;
        site.demand(api, proof);
        site.demand(client, Proof.NONE);
        boolean byApi = explained().allowed();
        site.demand(api, Proof.NONE);
        site.demand(client, proof);
        boolean good =
            switch (proof) {
              case NONE -> true;
              case DPOP -> each == Shown.DPOP;
              case MTLS -> each == Shown.MTLS;
              case ANY -> each != Shown.NONE;
            };
        assertThat(byApi).as(proof + " " + each).isEqualTo(good);
        assertThat(explained().allowed()).as(proof + " " + each).isEqualTo(good);
        assertThat(finding("proof_shown").refuses()).isEqualTo(!good);
      }
    }
    site.demand(client, Proof.MTLS);
    shown = Shown.NONE;
    assertThat(finding("proof_shown").detail())
        .isEqualTo(
            "the API demands nothing, the app a certificate (mtls): what is shown is not that");
  }

  @Test
  void whatTheTokenWouldSayAndHowLong() {
    Duration most = Duration.ofHours(2);
    Api limited = limited("https://limited.example.com", Duration.ofHours(1), most);
    target = "https://limited.example.com";
    site.grant(client, limited, new Terms(PLAN, null, null, Grant.Status.ACTIVE), "a", "b");
    Outlook outlook = explained().outlook().orElseThrow();
    assertThat(outlook)
        .isEqualTo(
            new Outlook(
                "https://limited.example.com",
                Scopes.of("a", "b"),
                Duration.ofHours(1),
                Bound.API,
                Shown.NONE,
                SignatureAlgorithm.ES256,
                PLAN));
    assertThat(bound(limited, Duration.ofMinutes(1), null)).isEqualTo("PT1M GRANT");
    assertThat(bound(limited, Duration.ofDays(1), null)).isEqualTo("PT2H API_MAXIMUM");
    assertThat(bound(limited, null, START.plusSeconds(9))).isEqualTo("PT9S GRANT_EXPIRY");
    credential = site.credential(HOME, asker, fresh(), START.plusSeconds(5)).credential();
    assertThat(explained().outlook().orElseThrow().boundBy()).isEqualTo(Bound.CREDENTIAL_EXPIRY);
    now = START.plusSeconds(3);
    assertThat(explained().outlook().orElseThrow().lifetime()).isEqualTo(Duration.ofSeconds(2));
  }

  private String bound(Api at, @Nullable Duration lifetime, @Nullable Instant end) {
    Client other = site.app(HOME);
    asker = other.id();
    site.grant(other, at, new Terms(PLAN, lifetime, end, Grant.Status.ACTIVE), "a");
    Outlook outlook = explained().outlook().orElseThrow();
    return outlook.lifetime() + " " + outlook.boundBy();
  }

  private Api limited(String identifier, Duration usual, Duration most) {
    Api plain = site.api(HOME, identifier, "a", "b");
    site.change(
        HOME,
        writer ->
            writer.put(
                new Api(
                    plain.id(),
                    plain.identifier(),
                    plain.name(),
                    List.of(new ApiScope("a", ""), new ApiScope("b", "")),
                    usual,
                    most,
                    most,
                    plain.algorithm(),
                    plain.proof(),
                    plain.epoch(),
                    plain.createdAt(),
                    writer.number())));
    return plain;
  }

  @Test
  void nothingChangesByAnExplanation() {
    grant("a");
    long before = site.tenant(HOME).head().number();
    assertThat(explained().findings()).isEqualTo(explained().findings());
    site.replica.catchUp();
    assertThat(site.tenant(HOME).head().number()).isEqualTo(before);
  }
}
