package dev.postern.server.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TooMany;
import dev.postern.store.RegistrationPolicyId;
import dev.postern.store.TenantName;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How often apps are registered and changed, and how often tokens are tried. */
final class RegistrationRateTest {

  private static final TenantName ACME = new TenantName("acme");
  private static final RegistrationPolicyId POLICY = new RegistrationPolicyId("policy_1");

  private final RegistrationRate rate = new RegistrationRate();

  private interface Take {
    void one() throws Refusal;
  }

  /** How many are taken of a few more than there can be; fewer than a refill brings meanwhile. */
  private static int taken(int tries, Take take) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      try {
        take.one();
        taken++;
      } catch (Refusal refusal) {
        assertThat(refusal.reason())
            .isInstanceOfSatisfying(
                TooMany.class,
                wait ->
                    assertThat(wait.retryAfter())
                        .isPositive()
                        .isLessThanOrEqualTo(Duration.ofMinutes(1)));
      }
    }
    return taken;
  }

  @Test
  void aPolicyHasItsOwnAndInEachTenant() throws Refusal {
    assertThat(taken(100, () -> rate.register(ACME, POLICY)))
        .isBetween(RegistrationRate.REGISTRATIONS, RegistrationRate.REGISTRATIONS + 5);
    rate.register(ACME, new RegistrationPolicyId("policy_2"));
    rate.register(TenantName.DEFAULT, POLICY);
  }

  @Test
  void changesAreCountedForThePolicyWhicheverAppTheyAreOfAndKeepNobodyFromRegistering()
      throws Refusal {
    assertThat(taken(100, () -> rate.change(ACME, POLICY)))
        .isBetween(RegistrationRate.CHANGES, RegistrationRate.CHANGES + 5);
    rate.register(ACME, POLICY);
    rate.change(ACME, new RegistrationPolicyId("policy_2"));
    rate.change(TenantName.DEFAULT, POLICY);
  }

  @Test
  void oneTokenIsHeardSoOftenAndOthersAreHeard() throws Refusal {
    assertThat(taken(100, () -> rate.request("hash-1")))
        .isBetween(RegistrationRate.PER_TOKEN, RegistrationRate.PER_TOKEN + 5);
    rate.request("hash-2");
  }

  @Test
  void whoTriedTooManyWrongTokensIsNotHeardForAWhileAndOthersAre() throws Exception {
    InetAddress from = InetAddress.ofLiteral("192.0.2.7");
    assertThat(taken(100, () -> rate.tried(from)))
        .isBetween(RegistrationRate.WRONG_PER_ADDRESS, RegistrationRate.WRONG_PER_ADDRESS + 5);
    rate.tried(InetAddress.ofLiteral("192.0.2.8"));
  }

  @Test
  void rightTokensAreNotCountedAndMakeNoRoomForMoreWrongOnes() throws Exception {
    InetAddress from = InetAddress.ofLiteral("192.0.2.7");
    assertThat(
            taken(
                100,
                () -> {
                  rate.tried(from);
                  rate.right(from);
                }))
        .isEqualTo(100);
    rate.right(from);
    assertThat(taken(100, () -> rate.tried(from)))
        .isBetween(RegistrationRate.WRONG_PER_ADDRESS, RegistrationRate.WRONG_PER_ADDRESS + 5);
  }

  @Test
  void ofIpv6ANetworkIsOneAddress() throws Exception {
    assertThat(taken(100, () -> rate.tried(InetAddress.ofLiteral("2001:db8:0:1::1"))))
        .isLessThan(100);
    InetAddress neighbour = InetAddress.ofLiteral("2001:db8:0:1:ffff::2");
    assertThat(catchThrowableOfType(Refusal.class, () -> rate.tried(neighbour))).isNotNull();
    rate.tried(InetAddress.ofLiteral("2001:db8:0:2::1"));
  }

  @Test
  void thoseThatCameLastAreRememberedAndNoMore() throws Refusal {
    RecentBuckets<Integer> buckets = new RecentBuckets<>(1);
    buckets.take(0);
    buckets.take(1);
    for (int key = 2; key < RecentBuckets.MOST; key++) {
      buckets.take(key);
    }
    assertThat(catchThrowableOfType(Refusal.class, () -> buckets.take(0))).isNotNull();
    // One more: the one that was not asked for longest makes room, and that is not 0.
    buckets.take(RecentBuckets.MOST);
    assertThat(catchThrowableOfType(Refusal.class, () -> buckets.take(0))).isNotNull();
    buckets.take(1);
    buckets.giveBack(-1);
  }
}
