package dev.postern.server.clientauth;

import static dev.postern.server.TokenSite.HERE;
import static dev.postern.server.TokenSite.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.admin.RehashDuty;
import dev.postern.server.clientauth.CheckedSecrets.Pair;
import dev.postern.server.clientauth.CheckedSecrets.Verdict;
import dev.postern.server.refusal.Awaited;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.App;
import dev.postern.store.Credential;
import dev.postern.store.CredentialId;
import dev.postern.store.SecretCredential;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Secrets of which another server made the hash. */
final class ImportedSecretsTest {

  private static final String SECRET = "kc-5Yd8fLw0qZ2tVbN7xRpJ3";
  private static final String HASH =
      "$argon2id$v=19$m=4096,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg"
          + "$eEQNUkjvMmOulI9ym28JhRKNqEaNotA22z3jWYKc23g";

  /** The same secret, by PBKDF2. */
  private static final String OTHER_HASH =
      "$pbkdf2-sha256$i=10000$MDEyMzQ1Njc4OWFiY2RlZg"
          + "$5zZ91jtUPttPULRAwphoRcCwrlJB+906mkVBGw/k3n4";

  private static final String GUESSABLE = "hunter2-hunter2";
  private static final String GUESSABLE_HASH =
      "$argon2id$v=19$m=4096,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg"
          + "$mdeWH6o70c6h5YGTP7H8rIpuABDDg9i4jp3tI66yCjg";

  private final TokenSite site = new TokenSite();
  private final Client client = site.app(HOME);

  private AuthenticatedClient ask(String secret) throws Refusal {
    return site.authentication.authenticate(site.tenant(HOME), proof(secret), site.now());
  }

  private SecretProof proof(String secret) {
    return new SecretProof(client.id().text(), secret, HERE);
  }

  private TokenReason refused(String secret) {
    try {
      throw new AssertionError("let in: " + ask(secret));
    } catch (Refusal refusal) {
      return refusal.reason() instanceof Awaited awaited
          ? awaited.otherwise()
          : (TokenReason) refusal.reason();
    }
  }

  /** As an endpoint does it before it asks once more. */
  private void check(String secret) throws Refusal {
    try {
      throw new AssertionError("let in: " + ask(secret));
    } catch (Refusal refusal) {
      ((Awaited) refusal.reason()).arrival().await();
    }
  }

  private void rehash() {
    new RehashDuty(site.authentication.imported(), site.store, () -> site.now()).run();
    site.replica.catchUp();
  }

  private Credential kept(CredentialId id) {
    return site.tenant(HOME).app(client.id()).orElseThrow().credentials().stream()
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theFirstUseIsAwaitedAndTheNextOnesAreToldFromMemory() throws Refusal {
    CredentialId imported = site.imported(client, HASH, null);
    assertThat(refused(SECRET)).isEqualTo(TokenReason.SECRET_UNCHECKED);
    check(SECRET);
    assertThat(ask(SECRET).credential().id()).isEqualTo(imported);
    assertThat(ask(client.secret().reveal()).credential().id()).isEqualTo(client.credential());
  }

  @Test
  void aWrongSecretIsCheckedOnceAndThenRefusedFromMemory() throws Refusal {
    site.imported(client, HASH, null);
    assertThat(refused("wrong")).isEqualTo(TokenReason.SECRET_UNCHECKED);
    check("wrong");
    assertThat(refused("wrong")).isEqualTo(TokenReason.PROOF_WRONG);
    check(SECRET);
    assertThat(refused("another"))
        .as("guesses are never fast")
        .isEqualTo(TokenReason.SECRET_UNCHECKED);
  }

  @Test
  void whatWouldBeRefusedAnywayIsNotChecked() {
    CredentialId imported = site.imported(client, HASH, site.now());
    assertThat(refused(SECRET)).as("ended").isEqualTo(TokenReason.PROOF_WRONG);
    site.drop(client, imported);
    site.imported(client, HASH, null);
    site.change(
        client,
        parts ->
            new TokenSite.Parts(
                parts.status(), List.of("192.0.2.7"), parts.limits(), parts.actsFor()));
    assertThat(refused(SECRET)).as("from elsewhere").isEqualTo(TokenReason.PROOF_WRONG);
    site.change(
        client,
        parts ->
            new TokenSite.Parts(App.Status.BLOCKED, List.of(), parts.limits(), parts.actsFor()));
    assertThat(refused(SECRET)).as("blocked").isEqualTo(TokenReason.PROOF_WRONG);
  }

  @Test
  void anEndedCredentialIsRefusedAlsoWhereItsSecretIsKnown() throws Refusal {
    site.imported(client, HASH, site.now().plusSeconds(10));
    check(SECRET);
    site.at(site.now().plusSeconds(10));
    assertThat(refused(SECRET)).isEqualTo(TokenReason.CREDENTIAL_EXPIRED);
  }

  @Test
  void ofTwoHashesOfOneSecretTheOneThatHasNotEndedCounts() throws Refusal {
    CredentialId ending = site.imported(client, HASH, site.now().plusSeconds(10));
    check(SECRET);
    CredentialId other = site.imported(client, OTHER_HASH, null);
    assertThat(ask(SECRET).credential().id()).isEqualTo(ending);
    site.at(site.now().plusSeconds(10));
    check(SECRET);
    assertThat(ask(SECRET).credential().id()).isEqualTo(other);
  }

  @Test
  void anEndedSecretOfOursKeepsNoImportedOneOut() throws Refusal {
    site.imported(client, HASH, site.now().plusSeconds(10));
    check(SECRET);
    rehash();
    site.at(site.now().plusSeconds(10));
    assertThat(refused(SECRET)).isEqualTo(TokenReason.CREDENTIAL_EXPIRED);
    CredentialId again = site.imported(client, HASH, null);
    check(SECRET);
    assertThat(ask(SECRET).credential().id()).isEqualTo(again);
  }

  @Test
  void aSecretThatLooksRandomIsHashedAnewInTheSameEpoch() throws Refusal {
    CredentialId id = site.imported(client, HASH, site.now().plusSeconds(10));
    Credential before = kept(id);
    check(SECRET);
    rehash();
    SecretCredential after = (SecretCredential) kept(id);
    assertThat(after.secretHash()).startsWith("hmac-sha256:" + site.pepper.name() + ":");
    assertThat(after.epoch()).isEqualTo(before.epoch());
    assertThat(after.expiresAt()).isEqualTo(before.expiresAt());
    assertThat(after.hint()).isEqualTo(before.hint());
    assertThat(ask(SECRET).credential().id()).isEqualTo(id);
    assertThat(refused("wrong")).as("an ordinary secret now").isEqualTo(TokenReason.PROOF_WRONG);
    assertThat(site.authentication.imported().rehashes()).isEmpty();
    ClientAuthentication restarted =
        new ClientAuthentication(site.pepper, site.address, site.keySets, site.now());
    assertThat(
            restarted.authenticate(site.tenant(HOME), proof(SECRET), site.now()).credential().id())
        .isEqualTo(id);
  }

  @Test
  void aSecretThatMayBeGuessedKeepsItsSlowHash() throws Refusal {
    CredentialId id = site.imported(client, GUESSABLE_HASH, null);
    Credential before = kept(id);
    check(GUESSABLE);
    assertThat(site.authentication.imported().rehashes()).isEmpty();
    rehash();
    assertThat(kept(id)).isEqualTo(before);
    assertThat(ask(GUESSABLE).credential().id()).isEqualTo(id);
  }

  @Test
  void whatIsGoneIsNotHashedAnew() throws Refusal {
    CredentialId id = site.imported(client, HASH, null);
    check(SECRET);
    site.drop(client, id);
    long head = site.tenant(HOME).head().number();
    rehash();
    assertThat(site.authentication.imported().rehashes()).isEmpty();
    assertThat(site.tenant(HOME).head().number())
        .as("no change that changes nothing")
        .isEqualTo(head);
  }

  @Test
  void whatIsRememberedIsBounded() {
    CheckedSecrets checked = new CheckedSecrets(2, 2);
    for (int i = 0; i < 3; i++) {
      checked.found(new Pair("$" + i, "right"), true);
      checked.found(new Pair("$x", "wrong" + i), false);
    }
    assertThat(
            List.of(0, 1, 2).stream()
                .filter(i -> checked.verdict(new Pair("$" + i, "right")) == Verdict.RIGHT))
        .hasSize(2);
    assertThat(checked.verdict(new Pair("$x", "wrong0"))).isEqualTo(Verdict.UNKNOWN);
    assertThat(checked.verdict(new Pair("$x", "wrong2"))).isEqualTo(Verdict.WRONG);
    assertThat(new Pair("$x", "canary")).hasToString("Pair[hidden]");
  }
}
