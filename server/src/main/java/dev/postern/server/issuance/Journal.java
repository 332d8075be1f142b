package dev.postern.server.issuance;

import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.server.policy.Permit;
import dev.postern.server.refusal.Reason;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.CredentialId;
import dev.postern.store.Store;
import dev.postern.store.StoreException;
import dev.postern.store.TenantName;
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

  /** How many credentials one {@link #flush} writes at most. */
  private static final int PORTION = 2_000;

  private final LongAdder issued = new LongAdder();
  private final LongAdder tooMany = new LongAdder();
  private final Map<TokenReason, LongAdder> refused = new EnumMap<>(TokenReason.class);
  private final Map<Used, Instant> lastUsed = new ConcurrentHashMap<>();

  private final int portion;

  /**
   * Whose turn it is to be written; only {@link #flush} moves it. Taken from a copy: a walk over
   * the map itself may meet again who was written and has come back.
   */
  private Iterator<Used> turn = Collections.emptyIterator();

  private record Used(TenantName tenant, CredentialId credential) {}

  /** An empty journal. */
  public Journal() {
    this(PORTION);
  }

  Journal(int portion) {
    this.portion = portion;
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
   * Writes some of what was remembered, {@value #PORTION} credentials at most: where a million apps
   * ask in turn, the database has other things to do, too. Each comes in its turn. What cannot be
   * written now is kept for the next time.
   */
  public synchronized void flush(Store store) {
    if (!turn.hasNext()) {
      turn = List.copyOf(lastUsed.keySet()).iterator();
    }
    List<Used> some = new ArrayList<>();
    while (some.size() < portion && turn.hasNext()) {
      some.add(turn.next());
    }
    write(store, some);
  }

  /** Writes all that was remembered: before the end. */
  public synchronized void flushAll(Store store) {
    write(store, List.copyOf(lastUsed.keySet()));
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
