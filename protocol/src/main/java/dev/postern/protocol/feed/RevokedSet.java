package dev.postern.protocol.feed;

import dev.postern.protocol.Issuer;
import dev.postern.protocol.KeyId;
import dev.postern.protocol.SessionId;
import dev.postern.protocol.TokenId;
import dev.postern.protocol.token.AccessToken;
import dev.postern.protocol.token.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is revoked now: the one answer to "was this token called back?", for the verifier library
 * and the server's own APIs alike. Threads may share it; asking takes no lock and makes no garbage.
 */
public final class RevokedSet {

  private final Map<String, FeedEntry> sessionParts = new ConcurrentHashMap<>();
  private final Map<String, FeedEntry> tokens = new ConcurrentHashMap<>();
  private final Map<String, FeedEntry> keys = new ConcurrentHashMap<>();
  private final Map<String, FeedEntry> issuers = new ConcurrentHashMap<>();

  /** A set of {@code entries}; kinds that this version does not know are passed over. */
  public RevokedSet(Collection<FeedEntry> entries) {
    addAll(entries);
  }

  /** Adds entries; where one is there already, the later end counts. */
  public void addAll(Collection<FeedEntry> entries) {
    for (FeedEntry entry : entries) {
      if (entry.known()) {
        of(entry.kind())
            .merge(entry.value(), entry, (a, b) -> a.until().isAfter(b.until()) ? a : b);
      }
    }
  }

  /** Drops the entries that no token can carry any more at {@code now}. */
  public void prune(Instant now) {
    for (Map<String, FeedEntry> map : List.of(sessionParts, tokens, keys, issuers)) {
      map.values().removeIf(entry -> entry.until().isBefore(now));
    }
  }

  /**
   * Whether {@code token}, its key, its issuer or one of the parts of its session is here, or one
   * of those that it was had in exchange for.
   */
  public boolean refuses(AccessToken token) {
    SessionId session = token.session();
    return refusesPart(session.api())
        || refusesPart(session.app())
        || refusesPart(session.grant())
        || refusesPart(session.credential())
        || refusesToken(token.id())
        || refusesKey(token.key())
        || refusesIssuer(token.issuer())
        || refusesOriginOf(token);
  }

  /** Whether one part of a session is closed. */
  public boolean refusesPart(String part) {
    return sessionParts.containsKey(part);
  }

  /** Whether one token is called back by its own name. */
  public boolean refusesToken(TokenId id) {
    return tokens.containsKey(id.text());
  }

  /** Whether all that a key signed is called back. */
  public boolean refusesKey(KeyId id) {
    return keys.containsKey(id.text());
  }

  /** Whether all that an issuer issued is called back. */
  public boolean refusesIssuer(Issuer issuer) {
    return issuers.containsKey(issuer.text());
  }

  /**
   * Whether one of the tokens that {@code token} was had in exchange for, or a part of their
   * sessions, is here.
   */
  public boolean refusesOriginOf(AccessToken token) {
    // By index: an iterator would be garbage, and mostly there is nothing to look at.
    List<String> inherited = token.session().inherited();
    for (int i = 0; i < inherited.size(); i++) {
      if (refusesPart(inherited.get(i))) {
        return true;
      }
    }
    List<Origin> origins = token.origins();
    for (int i = 0; i < origins.size(); i++) {
      Origin origin = origins.get(i);
      if (refusesToken(origin.id()) || refusesKey(origin.key())) {
        return true;
      }
    }
    return false;
  }

  /** All entries, in no order. */
  public List<FeedEntry> entries() {
    List<FeedEntry> all = new ArrayList<>();
    for (Map<String, FeedEntry> map : List.of(sessionParts, tokens, keys, issuers)) {
      all.addAll(map.values());
    }
    return all;
  }

  /** How many entries there are. */
  public int size() {
    return sessionParts.size() + tokens.size() + keys.size() + issuers.size();
  }

  private Map<String, FeedEntry> of(String kind) {
    return switch (kind) {
      case FeedEntry.SID -> sessionParts;
      case FeedEntry.JTI -> tokens;
      case FeedEntry.KID -> keys;
      case FeedEntry.ISSUER -> issuers;
      default -> throw new IllegalStateException("an unknown kind got past known()");
    };
  }
}
