package dev.postern.server.limits;

import dev.postern.server.refusal.Refusal;
import dev.postern.store.RegistrationPolicyId;
import dev.postern.store.TenantName;
import java.net.InetAddress;

/**
 * How often apps are registered and changed by who holds a token for that: each is a change of the
 * database. How often one token is heard at all, and how often somebody may try tokens that are
 * none: each is a look into the database.
 *
 * <p>All is counted before the work that it limits, so it holds however many come at once.
 */
public final class RegistrationRate {

  /** Tries to register an app by one policy in any minute, on one node. */
  public static final int REGISTRATIONS = 60;

  /** Tries to change apps that are registered by one policy in any minute, on one node. */
  public static final int CHANGES = 60;

  /** Requests with one registration access token in any minute, on one node. */
  public static final int PER_TOKEN = 20;

  /** Wrong tokens from one address (of IPv6 one network of 64 bits) in any minute, on one node. */
  public static final int WRONG_PER_ADDRESS = 30;

  private record OfPolicy(TenantName tenant, RegistrationPolicyId policy) {}

  private final RecentBuckets<OfPolicy> registrations = new RecentBuckets<>(REGISTRATIONS);
  private final RecentBuckets<OfPolicy> changes = new RecentBuckets<>(CHANGES);
  private final RecentBuckets<String> tokens = new RecentBuckets<>(PER_TOKEN);
  private final RecentBuckets<String> addresses = new RecentBuckets<>(WRONG_PER_ADDRESS);

  /** Takes the place of one registration, or refuses with the time until there is one. */
  public void register(TenantName tenant, RegistrationPolicyId policy) throws Refusal {
    registrations.take(new OfPolicy(tenant, policy));
  }

  /** Takes the place of one change of such an app, or refuses with the time until there is one. */
  public void change(TenantName tenant, RegistrationPolicyId policy) throws Refusal {
    changes.take(new OfPolicy(tenant, policy));
  }

  /**
   * Takes the place of one request with a token, or refuses with the time until there is one.
   *
   * @param token the hash of the token, right or wrong
   */
  public void request(String token) throws Refusal {
    tokens.take(token);
  }

  /**
   * Takes the place of one wrong token before it is known whether it is wrong, or refuses with the
   * time until there is one.
   */
  public void tried(InetAddress from) throws Refusal {
    addresses.take(Networks.of(from));
  }

  /** Gives back what {@link #tried} took: the token was right. */
  public void right(InetAddress from) {
    addresses.giveBack(Networks.of(from));
  }
}
