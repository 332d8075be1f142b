package dev.postern.server.limits;

import static dev.postern.server.TokenSite.ACME;
import static dev.postern.server.TokenSite.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.ProvenClient;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.TokenSite.Parts;
import dev.postern.server.policy.Permit;
import dev.postern.server.policy.Policy;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TooMany;
import dev.postern.store.App;
import dev.postern.store.TenantName;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How often an app may ask. Limits are far apart, for the buckets fill by the real clock. */
final class TokenRateTest {

  private final TokenSite site = new TokenSite();

  private Client client(TenantName tenant, OptionalInt own) {
    Client client = site.app(tenant);
    site.grant(client, site.api(tenant, "https://" + client.id() + ".example.com", "a"), "a");
    limit(client, own);
    return client;
  }

  private void limit(Client client, OptionalInt own) {
    site.change(
        client,
        parts -> new Parts(parts.status(), parts.allowedIps(), new App.Limits(own), Set.of()));
  }

  private int admitted(TokenRate rate, Client client, int tries) {
    int admitted = 0;
    for (int i = 0; i < tries; i++) {
      try {
        rate.admit(permit(client));
        admitted++;
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
    return admitted;
  }

  private Permit permit(Client client) throws Refusal {
    return Policy.decide(
        site.grants.authorize(
            ProvenClient.of(site, client.tenant(), client.proof()),
            TokenSite.anything(),
            site.now()),
        site.nothing(),
        site.now());
  }

  @Test
  void theAppsOwnLimitCountsElseTheUsualOneElseNone() {
    Client plain = client(HOME, OptionalInt.empty());
    Client own = client(HOME, OptionalInt.of(2));
    TokenRate none = new TokenRate(OptionalInt.empty());
    assertThat(admitted(none, plain, 50)).isEqualTo(50);
    assertThat(admitted(none, own, 50)).isBetween(2, 4);
    TokenRate usual = new TokenRate(OptionalInt.of(1));
    assertThat(admitted(usual, plain, 50)).isBetween(1, 3);
    assertThat(admitted(usual, own, 50)).isBetween(2, 4);
    assertThat(admitted(usual, client(ACME, OptionalInt.empty()), 1)).isEqualTo(1);
  }

  @Test
  void anotherLimitCountsFromItsFirstRequestOn() {
    TokenRate rate = new TokenRate(OptionalInt.empty());
    Client client = client(HOME, OptionalInt.of(1));
    assertThat(admitted(rate, client, 20)).isBetween(1, 2);
    limit(client, OptionalInt.of(10));
    assertThat(admitted(rate, client, 30)).isBetween(10, 14);
    limit(client, OptionalInt.empty());
    assertThat(admitted(rate, client, 30)).isEqualTo(30);
  }

  @Test
  void aLimitOfNothingAdmitsNobodyAndBreaksNothing() {
    Client client = client(HOME, OptionalInt.of(0));
    assertThat(admitted(new TokenRate(OptionalInt.empty()), client, 3)).isZero();
    limit(client, OptionalInt.empty());
    assertThat(admitted(new TokenRate(OptionalInt.of(-1)), client, 3)).isZero();
  }
}
