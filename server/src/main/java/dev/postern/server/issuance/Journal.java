package dev.postern.server.issuance;

import dev.postern.server.policy.Permit;
import dev.postern.server.refusal.Reason;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.CredentialId;
import dev.postern.store.Store;
import dev.postern.store.StoreException;
import dev.postern.store.TenantName;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
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

  private final LongAdder issued = new LongAdder();
  private final LongAdder tooMany = new LongAdder();
  private final Map<TokenReason, LongAdder> refused = new EnumMap<>(TokenReason.class);
  private final Map<Used, Instant> lastUsed = new ConcurrentHashMap<>();

  private record Used(TenantName tenant, CredentialId credential) {}

  /** An empty journal. */
  public Journal() {
    for (TokenReason reason : TokenReason.values()) {
      refused.put(reason, new LongAdder());
    }
  }

  void issued(Permit permit, Instant now) {
    issued.increment();
    lastUsed.put(
        new Used(permit.client().tenant().tenant().name(), permit.client().credential().id()), now);
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

  /** Writes what was remembered; what cannot be written now is kept for the next time. */
  public void flush(Store store) {
    Map<TenantName, Map<CredentialId, Instant>> batches = new HashMap<>();
    for (Used used : List.copyOf(lastUsed.keySet())) {
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
