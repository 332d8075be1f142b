package dev.postern.server.revocation;

import static dev.postern.server.TokenSite.HOME;
import static dev.postern.server.TokenSite.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.KeyId;
import dev.postern.protocol.SessionId;
import dev.postern.protocol.TokenId;
import dev.postern.protocol.feed.FeedEntry;
import dev.postern.protocol.token.AccessToken;
import dev.postern.protocol.token.TokenCheck;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.store.Api;
import dev.postern.store.AppEntry;
import dev.postern.store.Credential;
import dev.postern.store.Grant;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** What an act of revocation closes, and for how long that must be known. */
final class ClosingTest {

  private static final Duration CUTOFF = Duration.ofHours(1);

  private final TokenSite site = new TokenSite();
  private final Api storage = api("storage", Duration.ofHours(2));
  private final Api billing = api("billing", Duration.ofHours(20));

  private Api api(String name, Duration longest) {
    Api api = site.api(HOME, "https://" + name + ".example.com", "a");
    site.change(
        HOME,
        writer ->
            writer.put(
                new Api(
                    api.id(),
                    api.identifier(),
                    api.name(),
                    api.scopes(),
                    Duration.ofHours(1),
                    Duration.ofHours(1),
                    longest,
                    api.algorithm(),
                    api.proof(),
                    api.epoch(),
                    api.createdAt(),
                    writer.number())));
    return site.tenant(HOME).api(api.id()).orElseThrow();
  }

  private AppEntry entry(Client client) {
    return site.tenant(HOME).app(client.id()).orElseThrow();
  }

  private static Credential credential(AppEntry app) {
    return app.credentials().getFirst();
  }

  /** Records one act and gives back its entries. */
  private List<FeedEntry> closed(BiConsumer<Closing, AppEntry> work, Client client) {
    AppEntry before = entry(client);
    long seq = site.tenant(HOME).revocationSeq();
    List<FeedEntry> entries = new ArrayList<>();
    site.change(
        HOME,
        writer -> {
          Closing closing = new Closing(writer, site.keys.session(HOME), CUTOFF);
          work.accept(closing, before);
          int size = closing.size();
          assertThat(closing.record(site.random)).startsWith("rev_");
          writer.revocations(seq + 1).forEach(each -> entries.add(each.entry()));
          assertThat(entries).hasSize(size);
        });
    return entries;
  }

  private SessionId session(Client client, Api api) throws Exception {
    String token = site.token(client);
    AccessToken checked =
        new TokenCheck(
                site.address.issuer(HOME), api.identifier().audience(site.address.issuer(HOME)))
            .check(TokenCheck.parse(token), site.keys.verification(HOME));
    return checked.session();
  }

  private static Instant until(Duration longest) {
    return START.plus(longest).plus(CUTOFF).plus(Closing.SKEW);
  }

  private static void assertEntry(FeedEntry entry, String kind, String value, Instant until) {
    assertThat(entry.kind()).isEqualTo(kind);
    assertThat(entry.value()).isEqualTo(value);
    assertThat(entry.until()).isBetween(until, until.plusSeconds(1));
    assertThat(entry.until()).isEqualTo(entry.until().truncatedTo(ChronoUnit.SECONDS));
    assertThat(entry.optional()).isFalse();
  }

  @Test
  void eachThingClosesItsOwnPartOfASession() throws Exception {
    Client client = site.app(HOME);
    Grant grant = site.grant(client, storage, "a");
    SessionId session = session(client, storage);
    List<FeedEntry> entries =
        closed(
            (closing, app) ->
                closing.api(storage).app(app).grant(grant).credential(app, credential(app)),
            client);
    Instant until = until(Duration.ofHours(2));
    assertEntry(entries.get(0), FeedEntry.SID, session.api(), until);
    assertEntry(entries.get(1), FeedEntry.SID, session.app(), until);
    assertEntry(entries.get(2), FeedEntry.SID, session.grant(), until);
    assertEntry(entries.get(3), FeedEntry.SID, session.credential(), until);
  }

  @Test
  void anAppAndItsCredentialAreClosedForTheLongestOfItsGrants() {
    Client client = site.app(HOME);
    site.grant(client, storage, "a");
    Grant longer = site.grant(client, billing, "a");
    List<FeedEntry> entries =
        closed(
            (closing, app) -> closing.app(app).credential(app, credential(app)).grant(longer),
            client);
    assertThat(entries)
        .allSatisfy(entry ->
            assertThat(entry.until())
                .isBetween(
                    until(Duration.ofHours(20)), until(Duration.ofHours(20)).plusSeconds(1)));
    Client idle = site.app(HOME);
    FeedEntry bare = closed((closing, app) -> closing.app(app), idle).getFirst();
    assertThat(bare.until()).isBetween(until(Duration.ZERO), until(Duration.ZERO).plusSeconds(1));
  }

  @Test
  void whereTheApiIsGoneTheLongestLifetimeOfAnyCounts() {
    Client client = site.app(HOME);
    Grant grant = site.grant(client, storage, "a");
    site.change(HOME, writer -> writer.removeApi(storage.id()));
    FeedEntry entry = closed((closing, app) -> closing.grant(grant), client).getFirst();
    assertThat(entry.until()).isAfterOrEqualTo(until(Api.LONGEST_LIFETIME));
  }

  @Test
  void aTokenIsClosedUntilItsOwnEndAndAKeyForAsLongAsAnyToken() {
    Client client = site.app(HOME);
    Instant end = START.plusSeconds(77);
    List<FeedEntry> entries =
        closed(
            (closing, app) -> closing.token(new TokenId("t-1"), end).key(new KeyId("kid")), client);
    assertEntry(entries.get(0), FeedEntry.JTI, "t-1", end.plus(Closing.SKEW));
    assertEntry(entries.get(1), FeedEntry.KID, "kid", until(Api.LONGEST_LIFETIME));
  }

  @Test
  void anActThatClosesNothingIsNone() {
    assertThat(closed((closing, app) -> {}, site.app(HOME))).isEmpty();
    assertThat(site.tenant(HOME).revocationSeq()).isZero();
  }

  @Test
  void anEntryOutlivesEveryTokenThatACutOffNodeCanIssue() throws Exception {
    Client client = site.app(HOME);
    site.grant(client, storage, "a");
    FeedEntry entry = closed((closing, app) -> closing.app(app), client).getFirst();
    // This node has not heard of it: it is the one that goes on, to the last moment that it may.
    site.at(START.plus(CUTOFF));
    String token = site.token(client);
    AccessToken late =
        new TokenCheck(
                site.address.issuer(HOME), storage.identifier().audience(site.address.issuer(HOME)))
            .check(TokenCheck.parse(token), site.keys.verification(HOME));
    assertThat(late.session().app()).isEqualTo(entry.value());
    assertThat(entry.until()).isAfter(late.expiresAt().plus(TokenCheck.TOLERANCE));
  }
}
