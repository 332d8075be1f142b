package dev.postern.server.limits;

import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.server.refusal.Refusal;

/**
 * How many tokens an app may revoke one by one in a minute. Each is a change of the database and an
 * entry that every verifier keeps until the token has ended, so an app that asks for tokens only to
 * revoke them must not fill both; whoever has so many to end blocks the app or revokes its
 * credential, which is one entry.
 */
public final class RevocationRate {

  /** Revocations of one app in any minute, on one node. */
  public static final int PER_MINUTE = 60;

  /** Lines about an app's attempts at tokens of others in any minute: a change of the database. */
  static final int TOLD_PER_MINUTE = 1;

  private final Buckets buckets = new Buckets();
  private final Buckets told = new Buckets();

  /** Takes one revocation's place, or refuses with the time until there is one. */
  public void admit(AuthenticatedClient client) throws Refusal {
    buckets.take(client, PER_MINUTE);
  }

  /** Whether it is to be told that the app attempted to revoke another's token. */
  public boolean tells(AuthenticatedClient client) {
    return told.tryTake(client, TOLD_PER_MINUTE);
  }
}
