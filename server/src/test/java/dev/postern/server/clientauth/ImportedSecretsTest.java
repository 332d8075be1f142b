package dev.postern.server.clientauth;

import static dev.postern.server.TokenSite.ACME;
import static dev.postern.server.TokenSite.HERE;
import static dev.postern.server.TokenSite.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.ClientId;
import dev.postern.server.ProvenClient;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.admin.RehashDuty;
import dev.postern.server.clientauth.CheckedSecrets.Pair;
import dev.postern.server.clientauth.CheckedSecrets.Verdict;
import dev.postern.server.clientauth.ImportedSecrets.Offer;
import dev.postern.server.clientauth.SlowChecks.Asker;
import dev.postern.server.refusal.Awaited;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.App;
import dev.postern.store.Credential;
import dev.postern.store.CredentialId;
import dev.postern.store.SecretCredential;
import dev.postern.store.Store;
import dev.postern.store.StoreException;
import dev.postern.store.TenantName;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
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
    return ProvenClient.of(site, HOME, proof(secret));
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
    assertThat(ProvenClient.of(restarted, site, HOME, proof(SECRET)).credential().id())
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

  /** The pool of one thread is kept busy before the first check and again before the second. */
  @Test
  void whoHasTwoHashesWaitsNoLongerThanWhoHasOne() throws Exception {
    site.imported(client, GUESSABLE_HASH, null);
    site.imported(client, OTHER_HASH, null);
    SlowChecks slow = new SlowChecks(1, Duration.ofSeconds(2));
    ImportedSecrets imported = new ImportedSecrets(new CheckedSecrets(10, 10), slow);
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      keepBusy(threads, slow, "one", first);
      long began = System.nanoTime();
      Future<TokenReason> asked = threads.submit(() -> awaited(imported));
      Thread.sleep(500);
      keepBusy(threads, slow, "two", second);
      Thread.sleep(1_000);
      first.countDown();
      assertThat(asked.get()).isEqualTo(TokenReason.SECRET_UNCHECKED);
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isBetween(Duration.ofMillis(1_900), Duration.ofMillis(3_000));
      second.countDown();
    }
  }

  private TokenReason awaited(ImportedSecrets imported) {
    Offer offer =
        new Offer(
            site.tenant(HOME),
            site.tenant(HOME).app(client.id()).orElseThrow(),
            OfferedSecret.parse("wrong").orElseThrow(),
            "wrong",
            new SecretProof(client.id().text(), "wrong", HERE));
    try {
      imported.match(offer, null, site.now());
    } catch (Refusal refusal) {
      try {
        ((Awaited) refusal.reason()).arrival().await();
      } catch (Refusal unchecked) {
        return (TokenReason) unchecked.reason();
      }
    }
    throw new AssertionError("told");
  }

  private static void keepBusy(
      ExecutorService threads, SlowChecks slow, String name, CountDownLatch until)
      throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    Asker asker =
        new Asker(new TenantName(name), new ClientId(name), InetAddress.ofLiteral("192.0.2.1"));
    threads.execute(() -> {
      begun.countDown();
      try {
        boolean _ =
            slow.matches(new Pair("$" + name, name), asker, () -> held(until), slow.latest());
      } catch (Refusal tookTooLong) {
        // It goes on, which is what is wanted of it.
      }
    });
    begun.await();
    Thread.sleep(50);
  }

  private static boolean held(CountDownLatch until) {
    try {
      until.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return false;
  }

  /** Those that fail are slower to do so than one run of the duty takes. */
  @Test
  void whatFailsAlwaysKeepsNoOtherFromBeingHashedAnew() throws Exception {
    for (int i = 0; i < 8; i++) {
      Client failing = site.app(ACME);
      site.imported(failing, pbkdf2(SECRET, i), null);
      use(failing);
    }
    CredentialId good = site.imported(client, HASH, null);
    check(SECRET);
    Store store = failingFor(ACME, site.store);
    RehashDuty duty = new RehashDuty(site.authentication.imported(), store, () -> site.now());
    for (int run = 0; run < 9; run++) {
      duty.run();
    }
    site.replica.catchUp();
    assertThat(kept(good)).isInstanceOf(SecretCredential.class);
    assertThat(site.authentication.imported().rehashes()).hasSize(8);
  }

  private void use(Client client) throws Refusal {
    SecretProof proof = new SecretProof(client.id().text(), SECRET, HERE);
    try {
      throw new AssertionError(ProvenClient.of(site, client.tenant(), proof));
    } catch (Refusal refusal) {
      ((Awaited) refusal.reason()).arrival().await();
    }
  }

  private static String pbkdf2(String secret, int number) throws GeneralSecurityException {
    byte[] salt = ("a salt of its own " + number).getBytes(StandardCharsets.US_ASCII);
    byte[] hash =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
            .generateSecret(new PBEKeySpec(secret.toCharArray(), salt, 10_000, 256))
            .getEncoded();
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$pbkdf2-sha256$i=10000$"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(hash);
  }

  private static Store failingFor(TenantName tenant, Store store) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (method.getName().equals("change") && arguments[0].equals(tenant)) {
            Thread.sleep(250);
            throw new StoreException("it is busy");
          }
          try {
            return method.invoke(store, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return (Store)
        Proxy.newProxyInstance(Store.class.getClassLoader(), new Class<?>[] {Store.class}, handler);
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
