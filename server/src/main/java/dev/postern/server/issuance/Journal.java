package dev.postern.server.issuance;

import dev.postern.protocol.ClientId;
import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.server.issuance.UsageTable.Row;
import dev.postern.server.issuance.UseTable.Use;
import dev.postern.server.policy.Permit;
import dev.postern.server.refusal.ProofReason;
import dev.postern.server.refusal.Reason;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.ApiId;
import dev.postern.store.CredentialId;
import dev.postern.store.Grain;
import dev.postern.store.Store;
import dev.postern.store.StoreException;
import dev.postern.store.TenantName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what went by, by app, API, outcome and minute too, and remembers when credentials were
 * used, in memory, never in the way of a token. What is remembered is written in batches by {@link
 * #flush}.
 */
public final class Journal {

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  /** How many rows are written in one transaction. */
  private static final int PORTION = 1_000;

  /** How many rows of usage are kept in memory at most: about 5 MB. */
  private static final int USAGE_ROWS = 100_000;

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
  private final UsageCounts usage = new UsageCounts(USAGE_ROWS);

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
    AuthenticatedClient client = permit.client();
    used(client, now);
    usage.add(
        client.tenant().tenant().name(),
        client.entry().app().clientId(),
        permit.api().id(),
        Outcomes.ISSUED,
        now);
  }

  /** Remembers that a client proved itself, for whatever it then asked. */
  public void used(AuthenticatedClient client, Instant now) {
    uses.put(client.tenant().tenant().name(), client.credential().id(), now.toEpochMilli());
  }

  /** Counts a refusal of the token endpoint, for an app and an API that are there or null. */
  void refused(
      TenantName tenant,
      @Nullable ClientId client,
      @Nullable ApiId api,
      Reason reason,
      Instant now) {
    refused(reason);
    usage.add(tenant, client, api, Outcomes.number(reason), now);
  }

  private void refused(Reason reason) {
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
   * Writes what was remembered, in portions of {@value #PORTION} rows, between which others may
   * change the database, for {@link #PATIENCE}: where very many apps ask in turn, the rest comes
   * with the next time, each in its turn. What cannot be written now is kept.
   */
  public synchronized void flush(Store store) {
    write(store, patience);
  }

  /** Writes all that was remembered, before the end, but does not hold the end up for long. */
  public synchronized void flushAll(Store store) {
    write(store, LAST_PATIENCE);
    if (uses.size() > 0) {
      LOG.warn("last use of {} credentials was not recorded", uses.size());
    }
    if (usage.size() > 0) {
      LOG.warn("usage was not recorded: {} counts", usage.size());
    }
  }

  private void write(Store store, Duration most) {
    long lost = usage.takeLost();
    if (lost > 0) {
      LOG.warn("{} token requests are missing from usage: there was no room to count them", lost);
    }
    long began = System.nanoTime();
    try {
      boolean more;
      do {
        // A portion of each in turn: neither waits for the end of the other.
        boolean moreUses = writeUses(store);
        more = writeUsage(store) || moreUses;
      } while (more && System.nanoTime() - began < most.toNanos());
    } catch (StoreException e) {
      LOG.warn("last uses and usage are not recorded yet: {}", e.getMessage());
    }
  }

  /** Says whether there may be more. */
  private boolean writeUses(Store store) {
    List<Use> some = uses.take(portion);
    Map<TenantName, Map<CredentialId, Instant>> batches = new HashMap<>();
    for (Use use : some) {
      batches
          .computeIfAbsent(use.tenant(), name -> new HashMap<>())
          .put(use.credential(), Instant.ofEpochMilli(use.millis()));
    }
    write(
        batches,
        store::recordUse,
        (tenant, batch) -> batch.forEach((id, at) -> uses.put(tenant, id, at.toEpochMilli())));
    return some.size() == portion;
  }

  /** The same; each count is one row for its minute, one for its hour and one for its day. */
  private boolean writeUsage(Store store) {
    int most = Math.max(1, portion / Grain.values().length);
    List<Row> some = usage.take(most);
    Map<TenantName, List<Row>> batches = new HashMap<>();
    for (Row row : some) {
      batches.computeIfAbsent(row.tenant(), name -> new ArrayList<>()).add(row);
    }
    write(
        batches,
        (tenant, rows) -> store.recordUsage(tenant, rows.stream().map(UsageCounts::count).toList()),
        usage::putBack);
    return some.size() == most;
  }

  /** Writes one tenant's batch after another; what is not written is put back. */
  private static <T> void write(
      Map<TenantName, T> batches,
      BiConsumer<TenantName, T> writing,
      BiConsumer<TenantName, T> putBack) {
    try {
      for (var left = batches.entrySet().iterator(); left.hasNext(); left.remove()) {
        Map.Entry<TenantName, T> batch = left.next();
        writing.accept(batch.getKey(), batch.getValue());
      }
    } finally {
      batches.forEach(putBack);
    }
  }
}
