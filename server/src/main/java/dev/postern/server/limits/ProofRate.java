package dev.postern.server.limits;

import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.server.refusal.Refusal;

/**
 * How many proofs of possession that do not stand an app may show in a minute. Each costs a check
 * of a signature on an event loop, which what stands pays by the rate of tokens.
 */
public final class ProofRate {

  /** Proofs of one app that did not stand, in any minute, on one node. */
  public static final int PER_MINUTE = 600;

  private final Buckets buckets = new Buckets();

  /** Refuses an app that has shown too many, with the time until it may show another. */
  public void look(AuthenticatedClient client) throws Refusal {
    buckets.look(client, PER_MINUTE);
  }

  /** Counts one that did not stand. */
  public void failed(AuthenticatedClient client) {
    boolean _ = buckets.tryTake(client, PER_MINUTE);
  }
}
