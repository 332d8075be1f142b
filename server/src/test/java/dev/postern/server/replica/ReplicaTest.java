package dev.postern.server.replica;

import static dev.postern.server.TokenSite.ACME;
import static dev.postern.server.TokenSite.HOME;
import static dev.postern.server.TokenSite.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.feed.FeedEntry;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.store.Api;
import dev.postern.store.AuditLine;
import dev.postern.store.MemoryStore;
import dev.postern.store.Registry;
import dev.postern.store.Samples;
import dev.postern.store.SealedKey;
import dev.postern.store.Store;
import dev.postern.store.Tenant;
import dev.postern.store.TenantName;
import dev.postern.store.TenantReader;
import dev.postern.store.TenantRegistry;
import dev.postern.store.TenantWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How the registry follows the database. */
final class ReplicaTest {

  private static final ClientId APP = new ClientId("app_a");

  private final List<String> news = new ArrayList<>();
  private final Replica.RegistryListener listener =
      new Replica.RegistryListener() {
        @Override
        public void loaded(TenantName tenant, boolean diverged) {
          news.add("loaded " + tenant + (diverged ? " diverged" : ""));
        }

        @Override
        public void revoked(TenantName tenant, long seq, List<FeedEntry> entries) {
          news.add("revoked " + tenant + " " + seq + " " + entries.size());
        }

        @Override
        public void keysChanged(TenantName tenant) {
          news.add("keys " + tenant);
        }
      };

  private static FeedEntry entry(String value, Instant until) {
    return new FeedEntry(FeedEntry.JTI, value, until);
  }

  private static void change(Store store, Consumer<TenantWriter> work) {
    change(store, "test.change", work);
  }

  private static void change(Store store, String action, Consumer<TenantWriter> work) {
    store.<Boolean, RuntimeException>change(
        HOME,
        START,
        writer -> {
          work.accept(writer);
          writer.audit(AuditLine.byServer(action, "test", JsonNull.NULL));
          return true;
        });
  }

  /** A store with one tenant, as another node has left it. */
  private static MemoryStore founded() {
    MemoryStore store = new MemoryStore();
    store.found(Samples.installation(), Samples.founding(HOME));
    return store;
  }

  @Test
  void whatIsChangedIsInTheRegistryAndWhoMustKnowIsTold() {
    TokenSite site = new TokenSite(listener);
    assertThat(news).containsExactlyInAnyOrder("loaded default", "loaded acme");
    news.clear();
    Client client = site.app(HOME);
    Api api = site.api(HOME, "https://a.example.com", "a");
    site.grant(client, api, "a");
    TenantRegistry tenant = site.tenant(HOME);
    assertThat(tenant.app(client.id()).orElseThrow().grant(api.id())).isPresent();
    assertThat(site.tenant(ACME).app(client.id())).isEmpty();
    assertThat(news).isEmpty();
    site.change(HOME, writer -> writer.revoke("rev", List.of(entry("a", START.plusSeconds(1)))));
    site.change(HOME, writer -> writer.removeApi(api.id()));
    site.change(HOME, writer -> writer.removeApp(client.id()));
    assertThat(news).containsExactly("revoked default 1 1");
    assertThat(tenant.revoked().entries()).hasSize(1);
    assertThat(tenant.api(api.id())).isEmpty();
    assertThat(tenant.app(client.id())).isEmpty();
    assertThat(tenant.head()).isEqualTo(site.store.heads().get(HOME));
  }

  @Test
  void aChangeThatIsReadTwiceDoesNoHarm() {
    MemoryStore store = founded();
    Registry registry = new Registry();
    Replica replica = replica(store, registry);
    replica.catchUp();
    for (int i = 0; i < 2500; i++) {
      if (i % 100 == 0) {
        change(store, writer -> writer.revoke("rev", List.of(entry("t", START.plusSeconds(1)))));
      } else {
        change(store, writer -> writer.put(Samples.app(APP, writer.number())));
      }
    }
    news.clear();
    replica.catchUp();
    replica.catchUp();
    TenantRegistry tenant = registry.tenant(HOME).orElseThrow();
    assertThat(tenant.head().number()).isEqualTo(2501);
    assertThat(tenant.revocationSeq()).isEqualTo(25);
    assertThat(news).hasSize(25).startsWith("revoked default 1 1").endsWith("revoked default 25 1");
  }

  /**
   * Else a token of the new session of an API could be had as long as the tenant, which was closed
   * with all its APIs, still looks open.
   */
  @Test
  void ofOneChangeTheTenantIsAppliedBeforeItsApis() {
    MemoryStore store = founded();
    List<String> read = new ArrayList<>();
    Registry registry = new Registry();
    Replica replica = replica(recording(store, read), registry);
    replica.catchUp();
    change(
        store,
        writer -> {
          writer.everyApi().forEach(api -> writer.put(api.inEpoch(writer.number())));
          writer.put(writer.tenant().in(Tenant.Status.BLOCKED, writer.number()));
        });
    read.clear();
    replica.catchUp();
    assertThat(registry.tenant(HOME).orElseThrow().tenant().status())
        .isEqualTo(Tenant.Status.BLOCKED);
    assertThat(read).startsWith("tenant").contains("api").containsOnlyOnce("tenant");
  }

  /** The same store, which notes the parts that are read. */
  private static Store recording(Store store, List<String> read) {
    return proxy(
        Store.class,
        (method, arguments) -> {
          if (method.getName().equals("read")) {
            Store.Reading<?, ?> work = (Store.Reading<?, ?>) arguments[1];
            return store.<Object, Exception>read(
                (TenantName) arguments[0],
                reader ->
                    work.on(
                        proxy(
                            TenantReader.class,
                            (part, given) -> {
                              read.add(part.getName());
                              return part.invoke(reader, given);
                            })));
          }
          return method.invoke(store, arguments);
        });
  }

  private interface Call {
    @Nullable Object of(Method method, Object[] arguments) throws Exception;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) ->
                call.of(method, arguments == null ? new Object[0] : arguments)));
  }

  private Replica replica(Store store, Registry registry) {
    return new Replica(store, registry, () -> START, new LastRead(() -> START), listener);
  }

  @Test
  void changesThatTheDatabaseHasLostStartANewGeneration() {
    // The database after a failover is another store whose history is the same up to a point.
    for (int lost : new int[] {0, 1, 3}) {
      for (int since : new int[] {0, 1, 5}) {
        MemoryStore before = founded();
        Registry registry = new Registry();
        replica(before, registry).catchUp();
        for (int i = 0; i < lost; i++) {
          change(
              before,
              "lost",
              writer -> writer.revoke("lost", List.of(entry("lost", START.plusSeconds(9)))));
        }
        replica(before, registry).catchUp();
        MemoryStore after = founded();
        for (int i = 0; i < since; i++) {
          change(
              after,
              "new",
              writer -> writer.revoke("new", List.of(entry("new", START.plusSeconds(9)))));
        }
        news.clear();
        replica(after, registry).catchUp();
        TenantRegistry tenant = registry.tenant(HOME).orElseThrow();
        assertThat(tenant.head()).isEqualTo(after.heads().get(HOME));
        assertThat(tenant.revocationSeq()).isEqualTo(since);
        assertThat(tenant.revoked().entries())
            .extracting(FeedEntry::value)
            .containsExactlyElementsOf(since == 0 ? List.of() : List.of("new"));
        if (lost > 0) {
          assertThat(news)
              .as(lost + " lost, " + since + " since")
              .containsExactly("loaded default diverged");
        } else {
          assertThat(news).hasSize(since).allMatch(each -> each.startsWith("revoked"));
        }
      }
    }
  }

  @Test
  void whatHasEndedIsNotLoadedAndIsDroppedInTime() {
    MemoryStore store = founded();
    change(
        store,
        writer ->
            writer.revoke(
                "rev", List.of(entry("past", START.minusSeconds(1)), entry("now", START))));
    Registry registry = new Registry();
    Replica replica = replica(store, registry);
    replica.catchUp();
    TenantRegistry tenant = registry.tenant(HOME).orElseThrow();
    assertThat(tenant.revoked().entries()).extracting(FeedEntry::value).containsExactly("now");
    assertThat(tenant.revocationSeq()).as("numbers go on").isEqualTo(1);
    new Replica(store, registry, () -> START.plusSeconds(1), new LastRead(() -> START), listener)
        .prune();
    assertThat(tenant.revoked().size()).isZero();
  }

  @Test
  void anApiIsNotThereBeforeTheKeyThatSignsForIt() {
    List<Boolean> keyBeforeApi = new ArrayList<>();
    TokenSite[] site = new TokenSite[1];
    site[0] =
        new TokenSite(
            new Replica.RegistryListener() {
              @Override
              public void loaded(TenantName tenant, boolean diverged) {}

              @Override
              public void revoked(TenantName tenant, long seq, List<FeedEntry> entries) {}

              @Override
              public void keysChanged(TenantName tenant) {
                keyBeforeApi.add(
                    site[0].tenant(tenant).apis().stream()
                        .noneMatch(api -> api.algorithm() == SignatureAlgorithm.EDDSA));
              }
            });
    Api usual = site[0].api(HOME, "https://a.example.com", "a");
    site[0].change(
        HOME,
        writer -> {
          writer.put(
              new Api(
                  usual.id(),
                  usual.identifier(),
                  usual.name(),
                  usual.scopes(),
                  usual.tokenLifetime(),
                  usual.maxTokenLifetime(),
                  usual.longestLifetime(),
                  SignatureAlgorithm.EDDSA,
                  usual.proof(),
                  usual.epoch(),
                  usual.createdAt(),
                  writer.number()));
          writer.put(
              site[0].forge.token(
                  HOME, SignatureAlgorithm.EDDSA, SealedKey.State.ACTIVE, START, writer.number()));
        });
    assertThat(keyBeforeApi).containsExactly(true);
  }

  @Test
  void theTimeSinceTheLastReadIsTheLongerOfTwo() {
    Instant[] wall = {START};
    LastRead lastRead = new LastRead(() -> wall[0]);
    assertThat(lastRead.age()).as("nothing was read yet").isGreaterThan(Duration.ofDays(365));
    lastRead.succeeded(lastRead.start());
    assertThat(lastRead.at()).isEqualTo(START);
    wall[0] = START.plusSeconds(100);
    assertThat(lastRead.age()).isGreaterThanOrEqualTo(Duration.ofSeconds(100));
    wall[0] = START.minusSeconds(100);
    assertThat(lastRead.age()).as("a clock that is put back").isGreaterThanOrEqualTo(Duration.ZERO);
  }
}
