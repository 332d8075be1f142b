package dev.postern.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.postern.protocol.ClientId;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** As whom other issuers know apps, while these change. */
final class PrincipalsTest {

  private static final ClientId ONE = new ClientId("app_one");
  private static final ClientId TWO = new ClientId("app_two");
  private static final Principal A = new Principal("https://a/", "s");
  private static final Principal B = new Principal("https://b/", "s");

  private final TenantRegistry registry =
      new TenantRegistry(Samples.tenant(TenantName.DEFAULT, 1), new Head(1, "hash"));

  private static AppEntry app(ClientId id, Principal... principals) {
    List<Credential> credentials =
        Arrays.stream(principals).map(each -> federated(id, each)).toList();
    return new AppEntry(Samples.bareApp(id, 1), credentials, List.of());
  }

  private static Credential federated(ClientId app, Principal principal) {
    TrustedKeys keys = new TrustedKeys.Url(new KeySetUrl("https://a/"));
    Trust trust = new Trust(principal, keys, false);
    return new FederatedCredential(
        new CredentialId("cred_1"), app, trust, Instant.EPOCH, null, 1, 1);
  }

  @Test
  void anAppIsFoundByTheNamesThatItHasNow() {
    assertThat(registry.believes(A.issuer())).isFalse();
    assertThat(registry.apps(A)).isEmpty();
    registry.put(app(ONE, A));
    assertThat(registry.believes(A.issuer())).isTrue();
    assertThat(registry.apps(A)).containsExactly(ONE);
    assertThat(registry.apps(new Principal(A.issuer(), "t"))).isEmpty();
    assertThat(registry.apps(new Principal("https://a", "s"))).isEmpty();
    registry.put(app(ONE, B));
    assertThat(registry.believes(A.issuer())).isFalse();
    assertThat(registry.apps(A)).isEmpty();
    assertThat(registry.apps(B)).containsExactly(ONE);
    registry.put(app(ONE, B, A));
    registry.put(app(ONE, A, A));
    assertThat(registry.apps(A)).containsExactly(ONE);
    assertThat(registry.apps(B)).isEmpty();
  }

  @Test
  void whoIsGoneTakesNobodyWithIt() {
    registry.put(app(ONE, A, B));
    registry.put(app(TWO, A));
    assertThat(registry.apps(A)).containsExactlyInAnyOrder(ONE, TWO);
    registry.removeApp(ONE);
    registry.removeApp(new ClientId("app_nobody"));
    assertThat(registry.apps(A)).containsExactly(TWO);
    assertThat(registry.believes(B.issuer())).isFalse();
    registry.removeApp(TWO);
    assertThat(registry.believes(A.issuer())).isFalse();
  }

  @Test
  void aNameHasOneTo512Characters() {
    String longest = "\ud83d\ude00".repeat(512);
    assertThat(new Principal(longest, longest).subject()).isEqualTo(longest);
    for (String wrong : new String[] {"", longest + "a"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> new Principal(wrong, "s"));
      assertThatIllegalArgumentException().isThrownBy(() -> new Principal("i", wrong));
    }
  }

  @Test
  void theHintIsTheEndOfTheSubjectInWholeCharacters() {
    assertThat(federated(ONE, A).hint()).isEqualTo("s");
    assertThat(federated(ONE, new Principal("i", "a".repeat(70) + "b")).hint())
        .isEqualTo("a".repeat(63) + "b");
    String faces = "\ud83d\ude00".repeat(40);
    assertThat(federated(ONE, new Principal("i", faces + "a")).hint())
        .isEqualTo("\ud83d\ude00".repeat(31) + "a");
  }
}
