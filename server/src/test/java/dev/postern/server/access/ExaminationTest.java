package dev.postern.server.access;

import static dev.postern.server.TokenSite.ACME;
import static dev.postern.server.TokenSite.HOME;
import static dev.postern.server.TokenSite.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.Scopes;
import dev.postern.protocol.SessionId;
import dev.postern.protocol.feed.FeedEntry;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.token.AccessToken;
import dev.postern.protocol.token.TokenFault;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.TokenSite.Parts;
import dev.postern.server.TokenSite.Terms;
import dev.postern.server.grant.GrantRequest;
import dev.postern.server.issuance.TokenRequest;
import dev.postern.server.possession.Shown;
import dev.postern.server.refusal.Finding;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.Api;
import dev.postern.store.App;
import dev.postern.store.Exchange;
import dev.postern.store.Grant;
import dev.postern.store.SealedKey;
import dev.postern.store.Tenant;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Why a token stands or not: every rule by itself, and what is closed by its name. */
final class ExaminationTest {

  private static final String STORAGE = "https://storage.example.com";
  private static final Instant LATER = Instant.parse("2099-01-01T00:00:00Z");

  private final TokenSite site = new TokenSite();
  private final Examination examination =
      new Examination(site.registry, site.address, site.keys::verification, site.keys::session);
  private final Standing standing =
      new Standing(site.registry, site.address, site.keys::verification);
  private final Api api = site.api(HOME, STORAGE, "read");
  private final Client client = site.app(HOME);
  private String token = "";

  @BeforeEach
  void aToken() throws Refusal {
    site.grant(client, api, "read");
    token = site.token(client);
  }

  private Examination.Report report() {
    return examination.of(HOME, token, site.now());
  }

  private AccessToken read() throws TokenFault {
    return standing.issued(HOME, STORAGE::equals, token);
  }

  private void revoke(String kind, String value) {
    site.change(HOME, writer -> writer.revoke("rev_1", List.of(new FeedEntry(kind, value, LATER))));
  }

  private void assertBroken(String... rules) {
    Examination.Report report = report();
    Set<String> broken =
        report.findings().stream()
            .filter(Finding::refuses)
            .map(Finding::rule)
            .collect(Collectors.toSet());
    assertThat(broken).as(report.findings().toString()).containsOnly(rules);
    assertThat(report.active()).isFalse();
  }

  private String detail(String rule) {
    return report().findings().stream()
        .filter(it -> it.rule().equals(rule))
        .map(Finding::detail)
        .collect(Collectors.joining());
  }

  @Test
  void aTokenThatStandsKeepsEveryRule() {
    Examination.Report report = report();
    assertThat(report.active()).isTrue();
    assertThat(report.findings())
        .extracting(Finding::rule)
        .containsExactly(
            "tenant_active",
            "format",
            "type",
            "algorithm",
            "key",
            "signature",
            "issuer",
            "audience",
            "claims",
            "begun",
            "not_over",
            "session_api_open",
            "session_app_open",
            "session_grant_open",
            "session_credential_open",
            "token_open",
            "key_open",
            "issuer_open",
            "origins_open");
    assertThat(report.findings())
        .filteredOn(it -> it.outcome() != Finding.Outcome.PASS)
        .extracting(Finding::rule)
        .containsExactly("origins_open");
    assertThat(report.claims().orElseThrow().member("aud")).contains(new JsonString(STORAGE));
    assertThat(report.header().orElseThrow().member("typ")).contains(new JsonString("at+jwt"));
    assertThat(detail("key")).contains(" is active, since ");
    assertThat(detail("session_api_open")).isEqualTo("the API " + STORAGE + ", as it is now");
    assertThat(detail("session_app_open")).contains(client.id().text(), "An app");
    assertThat(detail("session_grant_open")).isEqualTo("the grant of read, as it is now");
    assertThat(detail("session_credential_open")).contains(client.credential().text());
  }

  @Test
  void eachPartOfASessionIsClosedByItself() throws TokenFault {
    SessionId session = read().session();
    revoke(FeedEntry.SID, session.grant());
    assertBroken("session_grant_open");
    assertThat(detail("session_grant_open")).contains("closed since the token was issued");
    revoke(FeedEntry.SID, session.credential());
    assertBroken("session_grant_open", "session_credential_open");
    revoke(FeedEntry.SID, session.app());
    revoke(FeedEntry.SID, session.api());
    assertBroken(
        "session_grant_open", "session_credential_open", "session_app_open", "session_api_open");
  }

  @Test
  void aBlockedAppIsToldByItsName() throws TokenFault {
    String part = read().session().app();
    site.change(
        HOME,
        writer -> {
          writer.put(
              writer
                  .app(client.id())
                  .orElseThrow()
                  .app()
                  .inEpoch(App.Status.BLOCKED, writer.number()));
          writer.revoke("rev_1", List.of(new FeedEntry(FeedEntry.SID, part, LATER)));
        });
    assertBroken("session_app_open");
    assertThat(detail("session_app_open"))
        .isEqualTo(
            "the app " + client.id() + " named \"An app\": closed since the token was issued");
  }

  @Test
  void aCredentialThatIsGoneHasNoName() throws TokenFault {
    revoke(FeedEntry.SID, read().session().credential());
    site.drop(client, client.credential());
    assertBroken("session_credential_open");
    assertThat(detail("session_credential_open"))
        .isEqualTo("the credential, which is gone: closed since the token was issued");
  }

  @Test
  void aTokenItsKeyAndItsIssuerAreRevokedByTheirNames() throws TokenFault {
    AccessToken read = read();
    revoke(FeedEntry.JTI, read.id().text());
    assertBroken("token_open");
    revoke(FeedEntry.KID, read.key().text());
    assertBroken("token_open", "key_open");
    revoke(FeedEntry.ISSUER, read.issuer().text());
    assertBroken("token_open", "key_open", "issuer_open");
  }

  @Test
  void anApiThatIsGoneIsNoneAndItsSessionsStayTold() throws TokenFault {
    revoke(FeedEntry.SID, read().session().api());
    site.change(HOME, writer -> writer.removeApi(api.id()));
    assertBroken("audience", "session_api_open");
    assertThat(detail("session_api_open")).startsWith("the API, which is gone: closed");
  }

  @Test
  void timesAreThoseOfIntrospectionToTheSecond() throws TokenFault {
    Instant end = read().expiresAt();
    site.at(end.minusMillis(1));
    assertThat(report().active()).isTrue();
    site.at(end);
    assertBroken("not_over");
    site.at(START.minusSeconds(40));
    assertBroken("begun");
    site.at(START.minusSeconds(20));
    assertThat(report().active()).isTrue();
  }

  @Test
  void aKeyThatIsRemovedIsToldWithItsState() throws TokenFault {
    String kid = read().key().text();
    site.change(
        HOME,
        writer -> {
          SealedKey old =
              writer.keys().stream()
                  .filter(it -> it.id().text().equals(kid))
                  .findFirst()
                  .orElseThrow();
          writer.put(old.in(SealedKey.State.REMOVED, writer.now(), writer.number()));
        });
    assertBroken("key");
    assertThat(detail("key")).contains(kid, "removed");
  }

  @Test
  void aTokenOfAnotherTenantIsReadAndNothingIsLookedUpForIt() throws Refusal {
    Client theirs = site.app(ACME);
    site.grant(theirs, site.api(ACME, STORAGE, "read"), "read");
    token = site.token(theirs);
    assertBroken("key");
    assertThat(report().claims()).isPresent();
    assertThat(report().findings())
        .filteredOn(it -> it.outcome() == Finding.Outcome.SKIPPED)
        .hasSize(14)
        .allMatch(it -> !it.detail().contains("An app"));
    assertThat(detail("key")).isEqualTo("no key of this tenant is called so");
  }

  @Test
  void whatIsNoTokenIsNone() {
    token = "nonsense";
    assertBroken("format");
    assertThat(report().header()).isEmpty();
    assertThat(report().claims()).isEmpty();
  }

  @Test
  void ofABlockedTenantNothingStands() {
    site.change(
        HOME, writer -> writer.put(writer.tenant().in(Tenant.Status.BLOCKED, writer.number())));
    assertBroken("tenant_active");
  }

  @Test
  void whatATokenWasExchangedForIsLookedAtToo() throws Exception {
    Api back = site.api(HOME, "https://back.example.com", "read");
    Client service = site.app(HOME);
    site.change(
        service, it -> new Parts(it.status(), it.allowedIps(), it.limits(), Set.of(api.id())));
    Exchange terms =
        new Exchange(Set.of(api.id()), Set.of(), Scopes.none(), Exchange.Mode.DELEGATION);
    Grant plain = site.grant(service, back, "read");
    site.change(
        HOME,
        writer -> writer.put(plain.inEpoch(plain.scopes(), writer.number()).exchanging(terms)));
    String customers = read().session().app();
    GrantRequest request =
        new GrantRequest.TokenExchange(
            Optional.empty(),
            Optional.empty(),
            JsonObject.EMPTY,
            new GrantRequest.SubjectToken(token));
    token =
        new String(
            site.issuance
                .issue(new TokenRequest(HOME, service.proof(), request, Shown.NOTHING))
                .token()
                .reveal(),
            StandardCharsets.US_ASCII);
    assertThat(report().active()).isTrue();
    assertThat(detail("origins_open"))
        .isEqualTo("a token that it was had in exchange for was not revoked");
    assertThat(detail("session_app_open")).contains(service.id().text());
    revoke(FeedEntry.SID, customers);
    assertBroken("origins_open");
  }

  @Test
  void aTokenUnderAGrantThatWasChangedWithoutClosingIsOpenStill() {
    site.grant(client, api, Terms.USUAL, "read");
    assertThat(report().active()).isTrue();
    assertThat(detail("session_grant_open")).isEqualTo("the grant of read, before now");
  }
}
