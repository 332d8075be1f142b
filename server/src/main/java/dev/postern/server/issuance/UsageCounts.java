package dev.postern.server.issuance;

import dev.postern.protocol.ClientId;
import dev.postern.server.issuance.UsageTable.Row;
import dev.postern.store.ApiId;
import dev.postern.store.TenantName;
import dev.postern.store.UsageCount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The token requests that nobody has written yet, from all threads, by tenant, app, API, outcome
 * and minute. A lock is held for a step in memory and never longer.
 *
 * <p>There are so many rows at most. What would be one more is counted without app and API, for
 * which a quarter more is kept free: so the totals are true whatever the number of apps.
 */
final class UsageCounts {

  /** So many threads as may well meet, and tables that grow by little at a time. */
  private static final int STRIPES = 64;

  /** What the outcomes' numbers fit in; the minutes have the rest, until the year 2087. */
  private static final int OUTCOME_BITS = 7;

  private static final long FIRST_MINUTE =
      Instant.parse("2024-01-01T00:00:00Z").getEpochSecond() / 60;

  private final UsageTable[] stripes = new UsageTable[STRIPES];
  private final AtomicLong lost = new AtomicLong();

  /** What is being taken out of the stripe whose turn it is; only {@link #take} moves these. */
  private UsageTable open = new UsageTable(0);

  private int next;
  private int turn;

  /** For at most {@code most} rows, and a quarter more without app and API. */
  UsageCounts(int most) {
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new UsageTable(most / STRIPES);
    }
  }

  /** Counts a request of the minute that {@code now} is in. */
  void add(
      TenantName tenant, @Nullable ClientId client, @Nullable ApiId api, int outcome, Instant now) {
    // A clock that was never set counts as the first minute there is.
    int minute = (int) Math.max(0, now.getEpochSecond() / 60 - FIRST_MINUTE);
    add(tenant, client, api, (minute << OUTCOME_BITS) | outcome, 1);
  }

  /** Adds what was taken out, and could not be written, once more. */
  void putBack(TenantName tenant, List<Row> rows) {
    rows.forEach(row -> add(tenant, row.client(), row.api(), row.what(), row.requests()));
  }

  private void add(
      TenantName tenant, @Nullable ClientId client, @Nullable ApiId api, int what, long requests) {
    if (!addTo(tenant, client, api, what, requests) && !addTo(tenant, null, null, what, requests)) {
      lost.addAndGet(requests);
    }
  }

  private boolean addTo(
      TenantName tenant, @Nullable ClientId client, @Nullable ApiId api, int what, long requests) {
    UsageTable stripe = stripes[UsageTable.hash(tenant, client, api, what) >>> 26];
    synchronized (stripe) {
      return stripe.add(tenant, client, api, what, requests);
    }
  }

  /** Takes out at most {@code most} rows, each stripe in its turn, whole, and all of them once. */
  synchronized List<Row> take(int most) {
    List<Row> taken = new ArrayList<>();
    for (int visited = 0; visited <= STRIPES && taken.size() < most; visited++) {
      while (next < open.size() && taken.size() < most) {
        taken.add(open.row(next++));
      }
      if (next == open.size()) {
        openNext();
      }
    }
    return taken;
  }

  private void openNext() {
    turn = (turn + 1) % STRIPES;
    next = 0;
    UsageTable stripe = stripes[turn];
    synchronized (stripe) {
      open = stripe.emptied();
    }
  }

  /** How many rows wait to be written. */
  synchronized int size() {
    int all = open.size() - next;
    for (UsageTable stripe : stripes) {
      synchronized (stripe) {
        all += stripe.size();
      }
    }
    return all;
  }

  /** How many requests found no room since somebody asked last. */
  long takeLost() {
    return lost.getAndSet(0);
  }

  /** A row as the store takes it. */
  static UsageCount count(Row row) {
    long minute = FIRST_MINUTE + (row.what() >>> OUTCOME_BITS);
    return new UsageCount(
        Instant.ofEpochSecond(minute * 60),
        row.client(),
        row.api(),
        Outcomes.of(row.what() & ((1 << OUTCOME_BITS) - 1)),
        row.requests());
  }
}
