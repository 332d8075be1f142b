package dev.postern.server.limits;

import dev.postern.protocol.ClientId;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.RegistrationPolicyId;
import dev.postern.store.TenantName;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * How often apps are registered and changed by who holds a token for that: each is a change of the
 * database. And how often somebody may try tokens that are none, for each is a look into it.
 */
public final class RegistrationRate {

  /** Apps that are registered by one policy in any minute, on one node. */
  public static final int PER_POLICY = 60;

  /** Changes that one app makes to its registration in any minute, on one node. */
  public static final int PER_APP = 10;

  /** Wrong tokens from one address (of IPv6 one network of 64 bits) in any minute, on one node. */
  public static final int WRONG_PER_ADDRESS = 30;

  private static final int NETWORK_BYTES = 8;

  private record OfPolicy(TenantName tenant, RegistrationPolicyId policy) {}

  private record OfApp(TenantName tenant, ClientId app) {}

  private final RecentBuckets<OfPolicy> policies = new RecentBuckets<>(PER_POLICY);
  private final RecentBuckets<OfApp> apps = new RecentBuckets<>(PER_APP);
  private final RecentBuckets<String> addresses = new RecentBuckets<>(WRONG_PER_ADDRESS);

  /** Takes the place of one registration, or refuses with the time until there is one. */
  public void admit(TenantName tenant, RegistrationPolicyId policy) throws Refusal {
    policies.take(new OfPolicy(tenant, policy));
  }

  /** Takes the place of one change, or refuses with the time until there is one. */
  public void admit(TenantName tenant, ClientId app) throws Refusal {
    apps.take(new OfApp(tenant, app));
  }

  /** Refuses who has tried too many wrong tokens, whatever he has now. */
  public void checkTries(InetAddress from) throws Refusal {
    addresses.check(network(from));
  }

  /** Counts a wrong token. */
  public void wrong(InetAddress from) throws Refusal {
    addresses.take(network(from));
  }

  private static String network(InetAddress from) {
    byte[] bytes = from.getAddress();
    int length = Math.min(bytes.length, NETWORK_BYTES);
    return HexFormat.of().formatHex(Arrays.copyOf(bytes, length));
  }
}
