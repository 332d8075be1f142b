package dev.postern.server.issuance;

import dev.postern.server.issuance.UseTable.Use;
import dev.postern.store.CredentialId;
import dev.postern.store.TenantName;
import java.util.ArrayList;
import java.util.List;

/**
 * The uses of credentials that nobody has written yet, from all threads: each credential once, with
 * its last use, and each in its turn. A lock is held for a step in memory and never longer.
 */
final class LastUses {

  /** So many threads as may well meet, and tables that grow by little at a time. */
  private static final int STRIPES = 64;

  private final UseTable[] stripes = new UseTable[STRIPES];

  /** Where the next taking goes on; only {@link #take} moves these two. */
  private int turn;

  private int leftInTurn;

  LastUses() {
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new UseTable();
    }
  }

  /** Remembers a use at {@code millis} since 1970; a later one of the same credential is kept. */
  void put(TenantName tenant, CredentialId credential, long millis) {
    UseTable stripe = stripes[UseTable.hash(tenant, credential) >>> 26];
    synchronized (stripe) {
      stripe.put(tenant, credential, millis);
    }
  }

  /**
   * Takes out at most {@code most}, in turns that take from each stripe no more than it held when
   * its turn began: who comes back pushes out nobody.
   */
  synchronized List<Use> take(int most) {
    List<Use> taken = new ArrayList<>();
    for (int visited = 0; visited <= STRIPES && taken.size() < most; visited++) {
      takeFrom(stripes[turn], most, taken);
      if (leftInTurn == 0) {
        turn = (turn + 1) % STRIPES;
        leftInTurn = sizeOf(stripes[turn]);
      }
    }
    return taken;
  }

  private void takeFrom(UseTable stripe, int most, List<Use> taken) {
    synchronized (stripe) {
      while (leftInTurn > 0 && taken.size() < most) {
        Use use = stripe.poll();
        if (use == null) {
          throw new IllegalStateException("only this takes out, and it counted");
        }
        taken.add(use);
        leftInTurn--;
      }
    }
  }

  /** How many wait to be written. */
  int size() {
    int all = 0;
    for (UseTable stripe : stripes) {
      all += sizeOf(stripe);
    }
    return all;
  }

  private static int sizeOf(UseTable stripe) {
    synchronized (stripe) {
      return stripe.size();
    }
  }
}
