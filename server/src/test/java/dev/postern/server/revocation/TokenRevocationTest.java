package dev.postern.server.revocation;

import static dev.postern.server.TokenSite.ACME;
import static dev.postern.server.TokenSite.HOME;
import static dev.postern.server.TokenSite.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.admin.AuditRecord;
import dev.postern.protocol.feed.FeedEntry;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.AccessToken;
import dev.postern.protocol.token.TokenCheck;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.access.Standing;
import dev.postern.server.limits.RevocationRate;
import dev.postern.server.refusal.Reason;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.server.refusal.TooMany;
import dev.postern.server.replica.LevelStore;
import dev.postern.store.Api;
import dev.postern.store.AuditEvent;
import dev.postern.store.Revocation;
import dev.postern.store.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a client can take back, and what that leaves behind. */
final class TokenRevocationTest {

  private static final String STORAGE = "https://storage.example.com";

  private final TokenSite site = new TokenSite();
  private final Api storage = site.api(HOME, STORAGE, "archive:read");
  private final Standing standing =
      new Standing(site.registry, site.address, site.keys::verification);
  private final Client reader = client();
  private final Client other = client();
  private final TokenRevocation revocation =
      new TokenRevocation(
          new TokenRevocation.Steps(
              site.registry,
              site.authentication,
              site.journal::used,
              standing,
              new RevocationRate()),
          new LevelStore(site.store, site.replica),
          new Closings(site.keys, Duration.ofHours(1)),
          () -> site.now(),
          site.random);

  private Client client() {
    Client client = site.app(HOME);
    site.grant(client, storage, "archive:read");
    return client;
  }

  private void revoke(Client by, String token) throws Refusal {
    revocation.revoke(by.tenant(), by.proof(), Optional.of(token));
  }

  private AccessToken issued(String token) throws Exception {
    return standing.issued(HOME, STORAGE::equals, token);
  }

  private boolean refused(String token) throws Exception {
    return site.tenant(HOME).revoked().refuses(issued(token));
  }

  private List<Revocation> recorded() {
    return site.store.<List<Revocation>, RuntimeException>read(
        HOME, tenant -> tenant.revocations(Instant.EPOCH));
  }

  private List<AuditRecord> audit() {
    return site.store.<List<AuditRecord>, RuntimeException>read(
        HOME, tenant -> Samples.log(tenant, 0, 1000).stream().map(AuditEvent::record).toList());
  }

  @Test
  void aClientTakesBackItsOwnTokenAndNoOther() throws Exception {
    String token = site.token(reader);
    String twin = site.token(reader);
    revoke(reader, token);
    assertThat(refused(token)).isTrue();
    assertThat(refused(twin)).isFalse();
    Instant end = Instant.ofEpochSecond(START.getEpochSecond() + 86_400);
    assertThat(recorded())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.entry().kind()).isEqualTo(FeedEntry.JTI);
          assertThat(one.entry().value()).isEqualTo(issued(token).id().text());
          assertThat(one.entry().until()).isEqualTo(end.plus(Closing.SKEW).plusSeconds(1));
        });
    AuditRecord line = audit().getLast();
    assertThat(line.actor()).isEqualTo(reader.id().text());
    assertThat(line.action()).isEqualTo("revocation.create");
    assertThat(line.target()).isEqualTo("token/" + issued(token).id());
    assertThat(line.address()).isEqualTo("127.0.0.1");
    JsonObject after = (JsonObject) line.after();
    assertThat(after.string("id")).isEqualTo(recorded().getFirst().id());
    assertThat(after.integer("entries")).isEqualTo(1);
  }

  @Test
  void anotherClientsTokenStandsAndTheAttemptIsOnRecord() throws Exception {
    String token = site.token(reader);
    revoke(other, token);
    assertThat(refused(token)).isFalse();
    assertThat(recorded()).isEmpty();
    AuditRecord line = audit().getLast();
    assertThat(line.actor()).isEqualTo(other.id().text());
    assertThat(line.action()).isEqualTo("revocation.refuse");
    assertThat(line.target()).isEqualTo("token/" + issued(token).id());
    assertThat(((JsonObject) line.after()).string("client_id")).isEqualTo(reader.id().text());
  }

  @Test
  void aMinuteHasOneLineOfAnAppsAttemptsAndChangesNothingElse() throws Exception {
    List<String> tokens = List.of(site.token(reader), site.token(reader), site.token(reader));
    revoke(other, tokens.getFirst());
    long number = site.tenant(HOME).head().number();
    for (String token : tokens) {
      revoke(other, token);
    }
    assertThat(site.tenant(HOME).head().number()).as("no transaction").isEqualTo(number);
    assertThat(audit()).filteredOn(line -> line.action().equals("revocation.refuse")).hasSize(1);
    // What is its own it takes back all the same, and another app has a line of its own.
    String own = site.token(other);
    revoke(other, own);
    assertThat(refused(own)).isTrue();
    revoke(client(), tokens.getFirst());
    assertThat(audit()).filteredOn(line -> line.action().equals("revocation.refuse")).hasSize(2);
  }

  @Test
  void whatIsNoTokenHereChangesNothing() throws Exception {
    Client theirs = site.app(ACME);
    site.grant(theirs, site.api(ACME, STORAGE, "archive:read"), "archive:read");
    String token = site.token(reader);
    long before = site.tenant(HOME).head().number();
    for (String none :
        List.of("x", "a.b.c", token + "x", token.substring(0, 100), site.token(theirs))) {
      revoke(reader, none);
    }
    assertThat(site.tenant(HOME).head().number()).isEqualTo(before);
    assertThat(refused(token)).isFalse();
  }

  @Test
  void aRepetitionIsNotRecordedAgain() throws Exception {
    String token = site.token(reader);
    revoke(reader, token);
    long number = site.tenant(HOME).head().number();
    revoke(reader, token);
    revoke(other, token);
    assertThat(site.tenant(HOME).head().number()).isEqualTo(number);
    assertThat(recorded()).hasSize(1);
  }

  @Test
  void aTokenWhoseSessionIsClosedNeedsNoEntryOfItsOwn() throws Exception {
    String token = site.token(reader);
    FeedEntry app =
        new FeedEntry(FeedEntry.SID, issued(token).session().app(), START.plusSeconds(90_000));
    site.change(HOME, writer -> writer.revoke("rev", List.of(app)));
    revoke(reader, token);
    assertThat(recorded()).hasSize(1);
  }

  @Test
  void aTokenIsTakenBackUntilNoVerifierCanTakeIt() throws Exception {
    String first = site.token(reader);
    String second = site.token(reader);
    Instant end = issued(first).expiresAt();
    assertThat(TokenCheck.TOLERANCE).isLessThan(Closing.SKEW);
    site.at(end.plus(Closing.SKEW).minusMillis(1));
    revoke(reader, first);
    assertThat(refused(first)).isTrue();
    site.at(end.plus(Closing.SKEW));
    revoke(reader, second);
    assertThat(refused(second)).isFalse();
    assertThat(recorded()).hasSize(1);
  }

  @Test
  void whoeverRevokesOneByOneHasHisLimitAndNobodyElseFeelsIt() throws Exception {
    for (int i = 0; i < RevocationRate.PER_MINUTE; i++) {
      revoke(reader, site.token(reader));
    }
    String token = site.token(reader);
    Reason reason = refusal(reader, Optional.of(token));
    assertThat(reason).isInstanceOf(TooMany.class);
    assertThat(((TooMany) reason).retryAfter()).isPositive();
    assertThat(refused(token)).isFalse();
    revoke(reader, "x");
    String others = site.token(other);
    revoke(other, others);
    assertThat(refused(others)).isTrue();
    for (int i = 1; i < RevocationRate.PER_MINUTE; i++) {
      revoke(other, token);
    }
    assertThat(refusal(other, Optional.of(token))).as("attempts count").isInstanceOf(TooMany.class);
  }

  @Test
  void firstTheClientThenTheToken() throws Exception {
    String token = site.token(reader);
    Client wrong = new Client(HOME, reader.id(), reader.credential(), other.secret());
    assertThat(refusal(wrong, Optional.of(token))).isEqualTo(TokenReason.PROOF_WRONG);
    assertThat(refusal(wrong, Optional.empty())).isEqualTo(TokenReason.PROOF_WRONG);
    assertThat(refusal(reader, Optional.empty())).isEqualTo(TokenReason.NO_TOKEN);
    assertThat(refused(token)).isFalse();
  }

  private Reason refusal(Client by, Optional<String> token) {
    try {
      revocation.revoke(by.tenant(), by.proof(), token);
    } catch (Refusal refusal) {
      return refusal.reason();
    }
    throw new AssertionError("taken");
  }
}
