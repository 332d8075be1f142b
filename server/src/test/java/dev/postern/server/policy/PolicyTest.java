package dev.postern.server.policy;

import static dev.postern.server.TokenSite.HOME;
import static dev.postern.server.TokenSite.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.ProvenClient;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.TokenSite.Terms;
import dev.postern.server.grant.GrantRequest.ClientCredentials;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.Api;
import dev.postern.store.Grant;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is allowed, asked as the route asks it. */
final class PolicyTest {

  private final TokenSite site = new TokenSite();

  private Permit permit(Client client, ClientCredentials request) throws Refusal {
    return Policy.decide(
        site.grants.authorize(ProvenClient.of(site, HOME, client.proof()), request, site.now()),
        site.nothing(),
        site.now());
  }

  private Api api(String name, Duration usual, Duration most) {
    Api api = site.api(HOME, "https://" + name + ".example.com", "a", "b", "read:all");
    site.change(
        HOME,
        writer ->
            writer.put(
                new Api(
                    api.id(),
                    api.identifier(),
                    api.name(),
                    api.scopes(),
                    usual,
                    most,
                    most,
                    api.algorithm(),
                    api.proof(),
                    api.epoch(),
                    api.createdAt(),
                    writer.number())));
    return api;
  }

  private Instant end(
      String name, @Nullable Duration own, @Nullable Instant grantEnd, @Nullable Instant secretEnd)
      throws Refusal {
    Api api = api(name, Duration.ofHours(1), Duration.ofHours(2));
    Client client = site.app(HOME, secretEnd);
    site.grant(client, api, new Terms(JsonObject.EMPTY, own, grantEnd, Grant.Status.ACTIVE), "a");
    return permit(client, TokenSite.anything()).expiresAt();
  }

  @Test
  void aTokenEndsWithTheFirstOfAllThatCanEndIt() throws Refusal {
    Instant second = START.minusMillis(250);
    assertThat(end("one", null, null, null)).isEqualTo(second.plusSeconds(3600));
    assertThat(end("two", Duration.ofMinutes(5), null, null)).isEqualTo(second.plusSeconds(300));
    assertThat(end("three", Duration.ofDays(2), null, null)).isEqualTo(second.plusSeconds(7200));
    Instant soon = START.plusMillis(9_900);
    Instant whole = Instant.parse("2026-11-24T10:00:10Z");
    assertThat(end("four", null, soon, null)).isEqualTo(whole).isBefore(soon);
    assertThat(end("five", null, null, soon)).isEqualTo(whole);
    assertThat(end("six", null, soon, soon.plusSeconds(1))).isEqualTo(whole);
    assertThat(end("seven", null, soon.plusSeconds(1), soon)).isEqualTo(whole);
    assertThat(end("eight", Duration.ofSeconds(3), soon, soon)).isEqualTo(second.plusSeconds(3));
  }

  @Test
  void noTokenIsBornDead() {
    // 10:00:00.250 now; whole seconds are all that a token can say.
    for (Instant end :
        List.of(
            START.plusMillis(1), START.plusMillis(749), Instant.parse("2026-11-24T10:00:00.9Z"))) {
      assertRefused(
          () -> caught(() -> end("g" + end.toEpochMilli(), null, end, null)),
          TokenReason.TARGET_NOT_GRANTED);
      assertRefused(
          () -> caught(() -> end("c" + end.toEpochMilli(), null, null, end)),
          TokenReason.CREDENTIAL_EXPIRED);
    }
  }

  private interface Deciding {
    Object decide() throws Refusal;
  }

  private static Object caught(Deciding deciding) {
    try {
      return deciding.decide();
    } catch (Refusal refusal) {
      return refusal.reason();
    }
  }

  private static void assertRefused(Supplier<Object> outcome, TokenReason reason) {
    assertThat(outcome.get()).isEqualTo(reason);
  }

  @Test
  void scopesAreGrantedWholeOrNotAtAll() throws Refusal {
    Api api = api("scopes", Duration.ofHours(1), Duration.ofHours(1));
    Client client = site.app(HOME);
    // The API has lost the scope "gone" since.
    site.grant(client, api, "b", "a", "gone");
    assertThat(permit(client, TokenSite.anything()).scopes().text()).isEqualTo("b a");
    assertThat(permit(client, asking("a")).scopes().text()).isEqualTo("a");
    assertThat(permit(client, asking("a", "b")).scopes().text()).isEqualTo("a b");
    for (String scope : List.of("gone", "read:all", "read", "A", "c")) {
      assertThat(caught(() -> permit(client, asking("a", scope))))
          .isEqualTo(TokenReason.SCOPE_NOT_GRANTED);
    }
    assertThat(caught(() -> permit(client, asking()))).isEqualTo(TokenReason.NO_SCOPE_LEFT);
    Client empty = site.app(HOME);
    site.grant(empty, api, "gone");
    assertThat(caught(() -> permit(empty, TokenSite.anything())))
        .isEqualTo(TokenReason.NO_SCOPE_LEFT);
  }

  private static ClientCredentials asking(String... scopes) {
    return new ClientCredentials(
        Optional.empty(), Optional.of(Scopes.of(scopes)), JsonObject.EMPTY);
  }
}
