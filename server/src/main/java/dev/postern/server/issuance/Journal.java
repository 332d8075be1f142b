package dev.postern.server.issuance;

import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.server.issuance.UseTable.Use;
import dev.postern.server.policy.Permit;
import dev.postern.server.refusal.ProofReason;
import dev.postern.server.refusal.Reason;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.CredentialId;
import dev.postern.store.Store;
import dev.postern.store.StoreException;
import dev.postern.store.TenantName;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private final LongAdder badProofs = new LongAdder();
  private final Map<TokenReason, LongAdder> refused = new EnumMap<>(TokenReason.class);
  private final LastUses uses = new LastUses();

  private final int portion;
  private final Duration patience;

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
    uses.put(client.tenant().tenant().name(), client.credential().id(), now.toEpochMilli());
  }

  /** Counts a refusal of the token endpoint. */
  public void refused(Reason reason) {
    if (reason instanceof TokenReason token) {
      counter(token).increment();
    } else if (reason instanceof ProofReason) {
      badProofs.increment();
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

  /** How many requests were refused because a proof of possession did not stand. */
  public long badProofCount() {
    return badProofs.sum();
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
    write(store, patience);
  }

  /** Writes all that was remembered, before the end, but does not hold the end up for long. */
  public synchronized void flushAll(Store store) {
    write(store, LAST_PATIENCE);
    int left = uses.size();
    if (left > 0) {
      LOG.warn("last use of {} credentials was not recorded", left);
    }
  }

  private void write(Store store, Duration most) {
    long began = System.nanoTime();
    boolean more;
    do {
      List<Use> some = uses.take(portion);
      more = write(store, some) && some.size() == portion;
    } while (more && System.nanoTime() - began < most.toNanos());
  }

  /** Says whether the store takes anything now. */
  private boolean write(Store store, List<Use> some) {
    Map<TenantName, Map<CredentialId, Instant>> batches = new HashMap<>();
    for (Use use : some) {
      batches
          .computeIfAbsent(use.tenant(), name -> new HashMap<>())
          .put(use.credential(), Instant.ofEpochMilli(use.millis()));
    }
    boolean taken = true;
    for (Map.Entry<TenantName, Map<CredentialId, Instant>> batch : batches.entrySet()) {
      taken &= write(store, batch.getKey(), batch.getValue());
    }
    return taken;
  }

  private boolean write(Store store, TenantName tenant, Map<CredentialId, Instant> some) {
    try {
      store.recordUse(tenant, some);
      return true;
    } catch (StoreException e) {
      LOG.warn("last use of {} credentials is not recorded yet: {}", some.size(), e.getMessage());
      some.forEach((id, at) -> uses.put(tenant, id, at.toEpochMilli()));
      return false;
    }
  }
}
