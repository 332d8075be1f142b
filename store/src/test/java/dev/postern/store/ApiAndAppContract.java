package dev.postern.store;

import static dev.postern.store.Samples.ADMIN;
import static dev.postern.store.Samples.IDENTITY;
import static dev.postern.store.Samples.NOW;
import static dev.postern.store.Samples.OPERATOR;
import static dev.postern.store.Samples.api;
import static dev.postern.store.Samples.app;
import static dev.postern.store.Samples.authority;
import static dev.postern.store.Samples.bareApp;
import static dev.postern.store.Samples.bareGrant;
import static dev.postern.store.Samples.certificateCredential;
import static dev.postern.store.Samples.credential;
import static dev.postern.store.Samples.endlessCertificateCredential;
import static dev.postern.store.Samples.endlessCredential;
import static dev.postern.store.Samples.endlessFederatedCredential;
import static dev.postern.store.Samples.endlessKeyCredential;
import static dev.postern.store.Samples.endlessKeySetCredential;
import static dev.postern.store.Samples.exchangingGrant;
import static dev.postern.store.Samples.federatedCredential;
import static dev.postern.store.Samples.grant;
import static dev.postern.store.Samples.importedCredential;
import static dev.postern.store.Samples.invitationCredential;
import static dev.postern.store.Samples.key;
import static dev.postern.store.Samples.keyCredential;
import static dev.postern.store.Samples.keySetCredential;
import static dev.postern.store.Samples.openIdCredential;
import static dev.postern.store.Samples.passkeyCredential;
import static dev.postern.store.Samples.strictApp;
import static dev.postern.store.TenantName.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.KeyId;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SignatureAlgorithm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tenants, APIs, apps, credentials, grants and keys. */
public interface ApiAndAppContract extends ContractStore {

  /** An app of these tests. */
  ClientId X = new ClientId("app_x");

  @Test
  default void aTenantIsReplacedAsAWhole() {
    founded();
    Tenant blocked =
        new Tenant(DEFAULT, "other", Tenant.Status.BLOCKED, NOW.plusSeconds(1), 2)
            .under(Profile.FAPI2, 2);
    change(DEFAULT, tenant -> tenant.put(blocked));
    look(DEFAULT, tenant -> assertThat(tenant.tenant()).isEqualTo(blocked));
    change(DEFAULT, tenant -> tenant.put(blocked.under(Profile.STANDARD, 3)));
    look(
        DEFAULT,
        tenant -> assertThat(tenant.tenant()).isEqualTo(blocked.under(Profile.STANDARD, 3)));
  }

  @Test
  default void aChangePutsNoOtherTenant() {
    foundedTwice();
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() ->
            change(DEFAULT, tenant -> tenant.put(Samples.tenant(Samples.ACME, tenant.number()))));
  }

  @Test
  default void anApiIsFoundByIdAndByIdentifier() {
    founded();
    Api api = api("api_x", 2);
    change(DEFAULT, tenant -> tenant.put(api));
    look(DEFAULT, tenant -> assertThat(tenant.api(api.id())).contains(api));
    look(DEFAULT, tenant -> assertThat(tenant.api(api.identifier())).contains(api));
    look(DEFAULT, tenant -> assertThat(tenant.api(new ApiId("api_y"))).isEmpty());
    look(DEFAULT, tenant -> assertThat(tenant.api(api("api_y", 1).identifier())).isEmpty());
    assertThat(read(DEFAULT, tenant -> tenant.api(BuiltInApi.IDENTITY)).orElseThrow().id())
        .isEqualTo(IDENTITY);
  }

  @Test
  default void noTwoApisHaveOneIdentifier() {
    founded();
    change(DEFAULT, tenant -> tenant.put(api("api_x", "https://x.example.com", 2)));
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(
            () -> change(DEFAULT, tenant -> tenant.put(api("api_y", "https://x.example.com", 3))));
    change(DEFAULT, tenant -> tenant.put(api("api_x", "https://x.example.com", 3)));
    assertThat(read(DEFAULT, tenant -> tenant.api(new ApiId("api_x"))).orElseThrow().version())
        .isEqualTo(3);
  }

  @Test
  default void anAppComesBackAsItWasPut() {
    founded();
    AppEntry full =
        new AppEntry(
            app(X, 2),
            List.of(
                credential("cred_1", X, 2),
                endlessCredential("cred_2", X, 2),
                keyCredential("cred_3", X, 2),
                endlessKeyCredential("cred_4", X, 2),
                keySetCredential("cred_5", X, 2),
                endlessKeySetCredential("cred_6", X, 2),
                importedCredential("cred_7", X, 2),
                certificateCredential("cred_8", X, 2),
                endlessCertificateCredential("cred_9", X, 2),
                federatedCredential("cred_a", X, 2),
                endlessFederatedCredential("cred_b", X, 2),
                passkeyCredential("cred_c", X, 2),
                invitationCredential("cred_d", X, 2),
                openIdCredential("cred_e", X, 2)),
            List.of(grant(X, ADMIN, 2), bareGrant("grant_x2", X, IDENTITY, 2)));
    AppEntry bare = new AppEntry(bareApp(new ClientId("app_y"), 2), List.of(), List.of());
    change(
        DEFAULT,
        tenant -> {
          tenant.put(full.app());
          // Put in another order than they come back in.
          full.credentials().reversed().forEach(tenant::put);
          full.grants().reversed().forEach(tenant::put);
          tenant.put(bare.app());
        });
    look(DEFAULT, tenant -> assertThat(tenant.app(X)).contains(full));
    look(DEFAULT, tenant -> assertThat(tenant.app(bare.app().clientId())).contains(bare));
    look(DEFAULT, tenant -> assertThat(tenant.app(new ClientId("app_z"))).isEmpty());
  }

  @Test
  default void anAppIsStrictThoughNothingElseIsSpecialAboutIt() {
    founded();
    App strict = strictApp(X, 2);
    change(DEFAULT, tenant -> tenant.put(strict));
    look(DEFAULT, tenant -> assertThat(tenant.app(X).orElseThrow().app()).isEqualTo(strict));
  }

  @Test
  default void puttingAnAppAgainKeepsItsCredentialsAndGrants() {
    founded();
    change(DEFAULT, tenant -> tenant.put(app(OPERATOR, 2).inEpoch(App.Status.BLOCKED, 2)));
    AppEntry entry = read(DEFAULT, tenant -> tenant.app(OPERATOR)).orElseThrow();
    assertThat(entry.app().status()).isEqualTo(App.Status.BLOCKED);
    assertThat(entry.app().version()).isEqualTo(2);
    assertThat(entry.credentials()).hasSize(1);
    assertThat(entry.grants()).hasSize(2);
  }

  @Test
  default void credentialsAndGrantsAreReplacedAndRemoved() {
    founded();
    Credential credential = endlessCredential("cred_operator", OPERATOR, 2);
    Grant again = exchangingGrant("grant_again", OPERATOR, ADMIN, 2);
    change(
        DEFAULT,
        tenant -> {
          tenant.put(credential);
          tenant.put(again);
        });
    assertThat(read(DEFAULT, tenant -> tenant.app(OPERATOR)).orElseThrow())
        .isEqualTo(
            new AppEntry(
                app(OPERATOR, 1),
                List.of(credential),
                List.of(again, grant(OPERATOR, IDENTITY, 1))));
    change(
        DEFAULT,
        tenant -> {
          tenant.removeCredential(OPERATOR, credential.id());
          tenant.removeGrant(OPERATOR, ADMIN);
        });
    assertThat(read(DEFAULT, tenant -> tenant.app(OPERATOR)).orElseThrow())
        .isEqualTo(
            new AppEntry(app(OPERATOR, 1), List.of(), List.of(grant(OPERATOR, IDENTITY, 1))));
  }

  @Test
  default void aGrantIsLimitedThoughNothingElseIsSpecialAboutItAndIsNoLongerWhenThatIsTakenBack() {
    founded();
    Set<ApiId> only = Set.of(new ApiId("api_files"), new ApiId("api_gone"));
    Grant limited = bareGrant("grant_bare", OPERATOR, ADMIN, 2).limitedTo(only);
    Grant bare = bareGrant("grant_bare", OPERATOR, ADMIN, 3);
    for (Grant each : List.of(limited, bare)) {
      change(DEFAULT, tenant -> tenant.put(each));
      look(
          DEFAULT,
          tenant -> assertThat(tenant.app(OPERATOR).orElseThrow().grant(ADMIN)).contains(each));
    }
  }

  @Test
  default void aCredentialMayTakeThePlaceOfOneOfAnotherKind() {
    founded();
    for (Credential each :
        List.of(
            keyCredential("cred_operator", OPERATOR, 2),
            endlessCredential("cred_operator", OPERATOR, 3),
            keySetCredential("cred_operator", OPERATOR, 4),
            endlessKeyCredential("cred_operator", OPERATOR, 5),
            endlessKeySetCredential("cred_operator", OPERATOR, 6),
            importedCredential("cred_operator", OPERATOR, 7),
            certificateCredential("cred_operator", OPERATOR, 8),
            credential("cred_operator", OPERATOR, 9),
            endlessCertificateCredential("cred_operator", OPERATOR, 10),
            federatedCredential("cred_operator", OPERATOR, 11),
            invitationCredential("cred_operator", OPERATOR, 12),
            passkeyCredential("cred_operator", OPERATOR, 13))) {
      change(DEFAULT, tenant -> tenant.put(each));
      assertThat(read(DEFAULT, tenant -> tenant.app(OPERATOR)).orElseThrow().credentials())
          .containsExactly(each);
    }
  }

  @Test
  default void anAuthorityIsItsTenantsAloneAndGoesWhenItIsRemoved() {
    foundedTwice();
    long number =
        change(
            DEFAULT,
            tenant -> {
              tenant.put(authority("ca_2", tenant.number()));
              tenant.put(authority("ca_1", tenant.number()));
            });
    look(
        DEFAULT,
        tenant -> {
          assertThat(tenant.authorities())
              .containsExactly(authority("ca_1", number), authority("ca_2", number));
          assertThat(tenant.authority(new CertificateAuthorityId("ca_2")))
              .contains(authority("ca_2", number));
        });
    look(
        Samples.ACME,
        tenant -> {
          assertThat(tenant.authorities()).isEmpty();
          assertThat(tenant.authority(new CertificateAuthorityId("ca_2"))).isEmpty();
        });
    change(DEFAULT, tenant -> tenant.removeAuthority(new CertificateAuthorityId("ca_1")));
    change(Samples.ACME, tenant -> tenant.removeAuthority(new CertificateAuthorityId("ca_2")));
    look(
        DEFAULT,
        tenant -> assertThat(tenant.authorities()).containsExactly(authority("ca_2", number)));
  }

  @Test
  default void whatHangsOnNothingIsRefused() {
    founded();
    List<Consumer<TenantWriter>> orphans =
        List.of(
            tenant -> tenant.put(credential("cred_x", X, tenant.number())),
            tenant -> tenant.put(grant(X, ADMIN, tenant.number())),
            tenant -> tenant.put(grant(OPERATOR, new ApiId("api_x"), tenant.number())));
    for (Consumer<TenantWriter> orphan : orphans) {
      assertThatExceptionOfType(StoreException.class).isThrownBy(() -> change(DEFAULT, orphan));
    }
    assertThat(read(DEFAULT, TenantReader::head).number()).isEqualTo(1);
  }

  @Test
  default void anIdNamesOneCredentialAndOneGrantOfTheTenant() {
    founded();
    change(DEFAULT, tenant -> tenant.put(app(X, tenant.number())));
    String taken = grant(OPERATOR, ADMIN, 1).id().text();
    List<Consumer<TenantWriter>> puts =
        List.of(
            tenant -> tenant.put(credential("cred_operator", X, tenant.number())),
            tenant -> tenant.put(grant(taken, X, ADMIN, tenant.number())));
    for (Consumer<TenantWriter> put : puts) {
      assertThatExceptionOfType(StoreException.class).isThrownBy(() -> change(DEFAULT, put));
    }
    assertThat(read(DEFAULT, tenant -> tenant.app(OPERATOR)).orElseThrow().credentials())
        .hasSize(1);
  }

  @Test
  default void aRemovedApiTakesItsGrantsAlongAndNothingElse() {
    founded();
    change(DEFAULT, tenant -> tenant.removeApi(ADMIN));
    look(DEFAULT, tenant -> assertThat(tenant.api(ADMIN)).isEmpty());
    look(DEFAULT, tenant -> assertThat(tenant.api(BuiltInApi.ADMIN)).isEmpty());
    look(DEFAULT, tenant -> assertThat(tenant.appsGranted(ADMIN)).isEmpty());
    AppEntry operator = read(DEFAULT, tenant -> tenant.app(OPERATOR)).orElseThrow();
    assertThat(operator.grants()).containsExactly(grant(OPERATOR, IDENTITY, 1));
    assertThat(operator.credentials()).hasSize(1);
  }

  @Test
  default void aRemovedAppTakesItsCredentialsAndGrantsAlong() {
    founded();
    change(DEFAULT, tenant -> tenant.removeApp(OPERATOR));
    look(DEFAULT, tenant -> assertThat(tenant.app(OPERATOR)).isEmpty());
    look(DEFAULT, tenant -> assertThat(tenant.appsGranted(ADMIN)).isEmpty());
    look(DEFAULT, tenant -> assertThat(tenant.lastUsed(OPERATOR)).isEmpty());
    change(DEFAULT, tenant -> tenant.put(app(OPERATOR, tenant.number())));
    look(
        DEFAULT,
        tenant ->
            assertThat(tenant.app(OPERATOR))
                .contains(new AppEntry(app(OPERATOR, 3), List.of(), List.of())));
  }

  @Test
  default void removingWhatIsNotThereDoesNothing() {
    founded();
    change(
        DEFAULT,
        tenant -> {
          tenant.removeApi(new ApiId("no"));
          tenant.removeApp(new ClientId("no"));
          tenant.removeCredential(X, new CredentialId("cred_operator"));
          tenant.removeGrant(X, ADMIN);
          tenant.removeAccount(new AccountId("no"));
        });
    assertThat(store().changes(DEFAULT, 1, 1).getFirst().touched()).isEmpty();
    look(
        DEFAULT,
        tenant ->
            assertThat(tenant.app(OPERATOR)).contains(Samples.founding(DEFAULT).apps().getFirst()));
  }

  @Test
  default void listsComeInTheOrderOfIdsPageByPage() {
    founded();
    change(
        DEFAULT,
        tenant -> {
          for (String id : List.of("c", "B", "a", "~", "-")) {
            tenant.put(api("api" + id, "https://" + (int) id.charAt(0), tenant.number()));
            tenant.put(app(new ClientId("app" + id), tenant.number()));
          }
        });
    List<String> order = List.of("app-", "appB", "app_operator", "appa", "appc", "app~");
    List<String> seen = new ArrayList<>();
    String after = "";
    for (int i = 0; i < 4; i++) {
      Page page = new Page(after, 2);
      List<App> apps = read(DEFAULT, tenant -> tenant.apps(page));
      assertThat(apps).hasSize(i < 3 ? 2 : 0);
      apps.forEach(app -> seen.add(app.clientId().text()));
      after = seen.getLast();
    }
    assertThat(seen).isEqualTo(order);
    look(
        DEFAULT,
        tenant ->
            assertThat(tenant.apis(new Page("apiB", 2)))
                .extracting(api -> api.id().text())
                .containsExactly("api_admin", "api_identity"));
  }

  @Test
  default void everyAppComesOnceWithWhatIsItsOwn() {
    founded();
    int count = 2 * Page.LIMIT + 1;
    change(
        DEFAULT,
        tenant -> {
          tenant.removeApp(OPERATOR);
          for (int i = 0; i < count; i++) {
            ClientId id = new ClientId("app_%05d".formatted(i));
            tenant.put(bareApp(id, tenant.number()));
            for (int k = 0; k < i % 3; k++) {
              tenant.put(credential("cred_" + i + "_" + k, id, tenant.number()));
            }
            if (i % 2 == 1) {
              tenant.put(grant(id, ADMIN, tenant.number()));
            }
          }
        });
    List<AppEntry> entries =
        store()
            .<List<AppEntry>, RuntimeException>read(
                DEFAULT,
                tenant -> {
                  Queue<AppEntry> found = new ConcurrentLinkedQueue<>();
                  tenant.everyApp(found::add);
                  return found.stream()
                      .sorted(Comparator.comparing(entry -> entry.app().clientId().text()))
                      .toList();
                });
    assertThat(entries)
        .extracting(entry -> entry.app().clientId().text())
        .isEqualTo(IntStream.range(0, count).mapToObj("app_%05d"::formatted).toList());
    for (int i = 0; i < count; i++) {
      AppEntry entry = entries.get(i);
      assertThat(entry.credentials()).hasSize(i % 3);
      assertThat(entry.credentials())
          .allMatch(credential -> credential.clientId().equals(entry.app().clientId()));
      assertThat(entry.grants()).hasSize(i % 2);
    }
    look(DEFAULT, tenant -> assertThat(tenant.apps(new Page("", Page.LIMIT))).hasSize(Page.LIMIT));
    look(DEFAULT, tenant -> assertThat(tenant.appsGranted(ADMIN)).hasSize(count / 2));
  }

  @Test
  default void theLatestUseOfACredentialIsKept() {
    founded();
    CredentialId id = new CredentialId("cred_operator");
    look(DEFAULT, tenant -> assertThat(tenant.lastUsed(OPERATOR)).isEmpty());
    for (Instant at : List.of(NOW, NOW.plusSeconds(9), NOW.plusSeconds(5))) {
      store().recordUse(DEFAULT, Map.of(id, at, new CredentialId("long_gone"), NOW));
    }
    look(
        DEFAULT,
        tenant ->
            assertThat(tenant.lastUsed(OPERATOR)).containsOnly(Map.entry(id, NOW.plusSeconds(9))));
    assertThat(read(DEFAULT, TenantReader::head).number()).as("no change is made").isEqualTo(1);
    change(DEFAULT, tenant -> tenant.put(endlessCredential("cred_operator", OPERATOR, 2)));
    look(
        DEFAULT,
        tenant ->
            assertThat(tenant.lastUsed(OPERATOR)).containsOnly(Map.entry(id, NOW.plusSeconds(9))));
    change(DEFAULT, tenant -> tenant.removeCredential(OPERATOR, id));
    change(DEFAULT, tenant -> tenant.put(endlessCredential("cred_operator", OPERATOR, 4)));
    look(DEFAULT, tenant -> assertThat(tenant.lastUsed(OPERATOR)).isEmpty());
  }

  @Test
  default void keysComeInTheOrderOfTheirMaking() {
    founded();
    SealedKey older =
        new SealedKey(
            new KeyId("z-old"),
            SealedKey.Use.SESSION,
            "HS256",
            SealedKey.State.ACTIVE,
            JsonObject.EMPTY,
            "sealed",
            NOW.minusSeconds(1),
            NOW.plusMillis(1),
            2);
    SealedKey retired = key("kid-a", 1).in(SealedKey.State.REMOVED, NOW.plusSeconds(7), 2);
    assertThat(retired.sealed()).as("of a removed key no secret is kept").isEmpty();
    change(
        DEFAULT,
        tenant -> {
          tenant.put(older);
          tenant.put(retired);
        });
    look(
        DEFAULT,
        tenant -> assertThat(tenant.keys()).containsExactly(older, retired, key("kid-b", 1)));
    look(DEFAULT, tenant -> assertThat(tenant.key(new KeyId("kid-a"))).contains(retired));
    look(DEFAULT, tenant -> assertThat(tenant.key(new KeyId("kid-c"))).isEmpty());
  }

  @Test
  default void anAppIsCountedOnceForAnAlgorithmHoweverManyOfItsApisAreSignedSo() {
    founded();
    App app = app(new ClientId("app_two"), 2);
    Api other = signed("api_rsa", SignatureAlgorithm.RS256);
    change(
        DEFAULT,
        tenant -> {
          tenant.put(app);
          tenant.put(other);
          tenant.put(grant(app.clientId(), ADMIN, 2));
          tenant.put(grant(app.clientId(), other.id(), 2));
        });
    look(
        DEFAULT,
        tenant -> {
          assertThat(tenant.appsSignedFor(SignatureAlgorithm.ES256)).isEqualTo(2);
          assertThat(tenant.appsSignedFor(SignatureAlgorithm.RS256)).isEqualTo(1);
          assertThat(tenant.appsSignedFor(SignatureAlgorithm.EDDSA)).isZero();
        });
  }

  private static Api signed(String id, SignatureAlgorithm algorithm) {
    Api api = api(id, 2);
    return new Api(
        api.id(),
        api.identifier(),
        api.name(),
        api.scopes(),
        api.tokenLifetime(),
        api.maxTokenLifetime(),
        api.longestLifetime(),
        algorithm,
        api.proof(),
        api.epoch(),
        api.createdAt(),
        api.version());
  }
}
