package dev.postern.server.revocation;

import dev.postern.protocol.KeyId;
import dev.postern.protocol.SessionId;
import dev.postern.protocol.TokenId;
import dev.postern.protocol.feed.FeedEntry;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.session.SessionKey;
import dev.postern.store.Api;
import dev.postern.store.AppEntry;
import dev.postern.store.Credential;
import dev.postern.store.Grant;
import dev.postern.store.Ids;
import dev.postern.store.TenantWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One act of revocation in the making, within one change: what is closed is collected, and recorded
 * as one message of the feed.
 *
 * <p>An entry stays {@code until} no token can carry it: the time of the change, and the longest
 * lifetime that was ever in force, and the time for which a node that is cut off may go on issuing,
 * and five minutes for clocks that differ. The closer says what is closed; putting the thing with
 * its new epoch is his business, too.
 */
public final class Closing {

  /** How far the clocks of nodes and verifiers may be apart. */
  public static final Duration SKEW = Duration.ofMinutes(5);

  private final TenantWriter tenant;
  private final SessionKey sessions;
  private final Duration cutoff;
  private final List<FeedEntry> entries = new ArrayList<>();

  /**
   * Starts an act.
   *
   * @param tenant the change that it is part of
   * @param sessions the tenant's session key
   * @param cutoff how long a node goes on issuing without having read the database
   */
  public Closing(TenantWriter tenant, SessionKey sessions, Duration cutoff) {
    this.tenant = tenant;
    this.sessions = sessions;
    this.cutoff = cutoff;
  }

  /** Closes every session at an API as it is before the change. */
  public Closing api(Api api) {
    return sid(sessions.api(api.id(), api.epoch()), api.longestLifetime());
  }

  /** Closes every session of an app as it is before the change. */
  public Closing app(AppEntry app) {
    return sid(sessions.app(app.app().clientId(), app.app().epoch()), longest(app));
  }

  /**
   * Closes every session of an app as it is before the change, in place of all that was collected:
   * one entry for what would be several of its parts.
   */
  public Closing wholly(AppEntry app) {
    entries.clear();
    return app(app);
  }

  /** Closes every session of a grant as it is before the change. */
  public Closing grant(Grant grant) {
    return sid(sessions.grant(grant.id(), grant.epoch()), longest(grant));
  }

  /** Closes every session that a credential of {@code app} obtained before the change. */
  public Closing credential(AppEntry app, Credential credential) {
    return sid(sessions.credential(credential.id(), credential.epoch()), longest(app));
  }

  /** Revokes one token. */
  public Closing token(TokenId id, Instant expiresAt) {
    entries.add(new FeedEntry(FeedEntry.JTI, id.text(), wholeSeconds(expiresAt.plus(SKEW))));
    return this;
  }

  /** Revokes one token of which nobody knows when it ends. */
  public Closing token(TokenId id) {
    entries.add(new FeedEntry(FeedEntry.JTI, id.text(), until(Api.LONGEST_LIFETIME)));
    return this;
  }

  /** Revokes every token that a key signed. */
  public Closing key(KeyId id) {
    entries.add(new FeedEntry(FeedEntry.KID, id.text(), until(Api.LONGEST_LIFETIME)));
    return this;
  }

  /** Whether a token had under {@code grant} so far, or from a node cut off, may outlive it. */
  public boolean outlives(Grant grant, Instant end) {
    return end.isBefore(tenant.now().plus(longest(grant)).plus(cutoff));
  }

  /** Whether a token that {@code app} has so far, or from a node cut off, may outlive it. */
  public boolean outlives(AppEntry app, Instant end) {
    return end.isBefore(tenant.now().plus(longest(app)).plus(cutoff));
  }

  /** Whether {@code session} is that of a credential of {@code app} under {@code grant} now. */
  public boolean present(SessionId session, Api api, AppEntry app, Grant grant) {
    return app.credentials().stream()
        .map(credential -> sessions.session(api, app.app(), grant, credential))
        .anyMatch(session::equals);
  }

  /** How many entries were collected. */
  public int size() {
    return entries.size();
  }

  /** Records the act, if anything was closed at all, and gives it its name. */
  public String record(RandomGenerator random) {
    String id = Ids.next("rev", tenant.now(), random);
    if (!entries.isEmpty()) {
      tenant.revoke(id, entries);
    }
    return id;
  }

  /** The act of that name as whoever asked for it and the audit log are told of it. */
  public JsonObject told(String id) {
    return JsonObject.builder()
        .put("id", id)
        .put("entries", entries.size())
        .put("recorded_at", tenant.now().toString())
        .build();
  }

  /**
   * Tokens that an app obtained under a grant that is gone need not be thought of: the end of that
   * grant closed them by an entry of its own.
   */
  private Duration longest(AppEntry app) {
    Duration longest = Duration.ZERO;
    for (Grant grant : app.grants()) {
      Duration one = longest(grant);
      longest = one.compareTo(longest) > 0 ? one : longest;
    }
    return longest;
  }

  private Duration longest(Grant grant) {
    return tenant.api(grant.apiId()).map(Api::longestLifetime).orElse(Api.LONGEST_LIFETIME);
  }

  private Closing sid(String part, Duration longest) {
    entries.add(new FeedEntry(FeedEntry.SID, part, until(longest)));
    return this;
  }

  private Instant until(Duration longest) {
    return wholeSeconds(tenant.now().plus(longest).plus(cutoff).plus(SKEW));
  }

  private static Instant wholeSeconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
  }
}
