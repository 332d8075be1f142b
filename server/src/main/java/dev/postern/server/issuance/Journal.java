package dev.postern.server.issuance;

import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.server.policy.Permit;
import dev.postern.server.refusal.Reason;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.CredentialId;
import dev.postern.store.Store;
import dev.postern.store.StoreException;
import dev.postern.store.TenantName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what went by and remembers when credentials were used, in memory, never in the way of a
 * token. What is remembered is written in batches by {@link #flush}.
 */
public final class Journal {

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  /** How many credentials are written in one transaction. */
  private static final int PORTION = 1_000;

  /**
   * How long one {@link #flush} goes on: a fiftieth of the time between two. Where a million apps
   * ask in turn every token would want a row of its own, which costs a third of the token.
   */
  private static final Duration PATIENCE = Duration.ofMillis(60);

  /** And the last one. */
  private static final Duration LAST_PATIENCE = Duration.ofSeconds(5);

  private final LongAdder issued = new LongAdder();
  private final LongAdder tooMany = new LongAdder();
  private final Map<TokenReason, LongAdder> refused = new EnumMap<>(TokenReason.class);
  private final Map<Used, Instant> lastUsed = new ConcurrentHashMap<>();

  private final int portion;
  private final Duration patience;

  /**
   * Whose turn it is to be written; only {@link #flush} moves it. Taken from a copy: a walk over
   * the map itself may meet again who was written and has come back.
   */
  private Iterator<Used> turn = Collections.emptyIterator();

  private record Used(TenantName tenant, CredentialId credential) {}

  /** An empty journal. */
  public Journal() {
    this(PORTION, PATIENCE);
  }

  Journal(int portion, Duration patience) {
    this.portion = portion;
    this.patience = patience;
    for (TokenReason reason : TokenReason.values()) {
      refused.put(reason, new LongAdder());
    }
  }

  void issued(Permit permit, Instant now) {
    issued.increment();
    used(permit.client(), now);
  }

  /** Remembers that a client proved itself, for whatever it then asked. */
  public void used(AuthenticatedClient client, Instant now) {
    lastUsed.put(new Used(client.tenant().tenant().name(), client.credential().id()), now);
  }

  /** Counts a refusal of the token endpoint. */
  public void refused(Reason reason) {
    if (reason instanceof TokenReason token) {
      counter(token).increment();
    } else {
      tooMany.increment();
    }
  }

  /** How many tokens were issued since the start. */
  public long issuedCount() {
    return issued.sum();
  }

  /** How many requests were refused for {@code reason} since the start. */
  public long refusedCount(TokenReason reason) {
    return counter(reason).sum();
  }

  /** How many requests were refused because a rate was passed. */
  public long tooManyCount() {
    return tooMany.sum();
  }

  private LongAdder counter(TokenReason reason) {
    LongAdder counter = refused.get(reason);
    if (counter == null) {
      throw new IllegalStateException("every reason has a counter");
    }
    return counter;
  }

  /**
   * Writes what was remembered, in portions of {@value #PORTION} credentials, between which others
   * may change the database, for {@link #PATIENCE}: where very many apps ask in turn, the rest
   * comes with the next time, each in its turn. What cannot be written now is kept.
   */
  public synchronized void flush(Store store) {
    if (!turn.hasNext()) {
      turn = List.copyOf(lastUsed.keySet()).iterator();
    }
    write(store, turn, patience);
  }

  /** Writes all that was remembered, before the end, but does not hold the end up for long. */
  public synchronized void flushAll(Store store) {
    write(store, List.copyOf(lastUsed.keySet()).iterator(), LAST_PATIENCE);
    if (!lastUsed.isEmpty()) {
      LOG.warn("last use of {} credentials was not recorded", lastUsed.size());
    }
  }

  private void write(Store store, Iterator<Used> all, Duration most) {
    long began = System.nanoTime();
    do {
      List<Used> some = new ArrayList<>();
      while (some.size() < portion && all.hasNext()) {
        some.add(all.next());
      }
      write(store, some);
    } while (all.hasNext() && System.nanoTime() - began < most.toNanos());
  }

  private void write(Store store, List<Used> some) {
    Map<TenantName, Map<CredentialId, Instant>> batches = new HashMap<>();
    for (Used used : some) {
      Instant at = lastUsed.remove(used);
      if (at != null) {
        batches.computeIfAbsent(used.tenant(), name -> new HashMap<>()).put(used.credential(), at);
      }
    }
    batches.forEach((tenant, uses) -> write(store, tenant, uses));
  }

  private void write(Store store, TenantName tenant, Map<CredentialId, Instant> uses) {
    try {
      store.recordUse(tenant, uses);
    } catch (StoreException e) {
      LOG.warn("last use of {} credentials is not recorded yet: {}", uses.size(), e.getMessage());
      uses.forEach((id, at) -> lastUsed.putIfAbsent(new Used(tenant, id), at));
    }
  }
}
