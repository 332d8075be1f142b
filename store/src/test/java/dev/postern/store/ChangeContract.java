package dev.postern.store;

import static dev.postern.store.Samples.ADMIN;
import static dev.postern.store.Samples.NOW;
import static dev.postern.store.Samples.OPERATOR;
import static dev.postern.store.Samples.account;
import static dev.postern.store.Samples.api;
import static dev.postern.store.Samples.app;
import static dev.postern.store.Samples.credential;
import static dev.postern.store.Samples.grant;
import static dev.postern.store.Samples.key;
import static dev.postern.store.Samples.line;
import static dev.postern.store.Samples.policy;
import static dev.postern.store.Samples.registration;
import static dev.postern.store.Samples.reply;
import static dev.postern.store.TenantName.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.feed.FeedEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A change: one transaction, one number, one audit line, all or nothing. */
public interface ChangeContract extends ContractStore {

  /** One of everything that a change can do. */
  List<Consumer<TenantWriter>> STEPS =
      List.of(
          tenant ->
              tenant.put(new Tenant(DEFAULT, "other", Tenant.Status.BLOCKED, NOW, tenant.number())),
          tenant -> tenant.put(api("api_x", tenant.number())),
          tenant -> tenant.put(app(new ClientId("app_x"), tenant.number())),
          tenant -> tenant.put(credential("cred_x", new ClientId("app_x"), tenant.number())),
          tenant -> tenant.put(grant(new ClientId("app_x"), new ApiId("api_x"), tenant.number())),
          tenant -> tenant.put(key("kid-x", tenant.number())),
          tenant -> tenant.put(Samples.authority("ca-x", tenant.number())),
          tenant -> tenant.put(account("acc-x", tenant.number(), "x@example.com")),
          tenant -> tenant.put(policy("policy_x", tenant.number())),
          tenant -> tenant.put(registration(new ClientId("app_x"), "policy_x", tenant.number())),
          tenant -> tenant.put(reply("reply-x", NOW.plusSeconds(60))),
          tenant -> tenant.revoke("rev_x", List.of(new FeedEntry("jti", "x", NOW))),
          tenant -> tenant.removeCredential(OPERATOR, new CredentialId("cred_operator")),
          tenant -> tenant.removeGrant(OPERATOR, ADMIN),
          tenant -> tenant.removeApi(ADMIN),
          tenant -> tenant.removeApp(OPERATOR),
          tenant -> tenant.removeAccount(new AccountId("acc-1")),
          tenant -> tenant.removeRegistrationPolicy(new RegistrationPolicyId("policy_x")),
          tenant -> tenant.found(Samples.founding(Samples.ACME)),
          tenant -> tenant.audit(line("step")));

  /** Everything that can be read of the default tenant and of the store, as one value. */
  static List<Object> everything(Store store) {
    Page all = new Page("", Page.LIMIT);
    List<Object> state = new ArrayList<>();
    store.read(
        DEFAULT,
        tenant -> {
          tenant.everyApp(state::add);
          state.add(tenant.registrationPolicies());
          state.add(tenant.registration(new ClientId("app_x")));
          return state.addAll(
              List.of(
                  tenant.tenant(),
                  tenant.head(),
                  tenant.apis(all),
                  tenant.keys(),
                  tenant.authorities(),
                  tenant.revocations(NOW),
                  tenant.revocationSeq(),
                  Samples.log(tenant, 0, 1000),
                  tenant.accounts(all),
                  tenant.account(Samples.email("x@example.com")),
                  tenant.reply("reply-x")));
        });
    state.add(store.heads());
    state.add(store.changes(DEFAULT, 0, 1000));
    state.add(store.tenants());
    return state;
  }

  @Test
  default void aWorkThatThrowsAfterAnyStepLeavesNoTraceAndUsesUpNoNumber() {
    founded();
    change(DEFAULT, tenant -> tenant.put(account("acc-1", tenant.number(), "a@example.com")));
    List<Object> before = everything(store());
    for (int steps = 0; steps <= STEPS.size(); steps++) {
      List<Consumer<TenantWriter>> first = STEPS.subList(0, steps);
      IOException thrown = new IOException("thrown by the work");
      assertThatThrownBy(() ->
              store()
                  .change(
                      DEFAULT,
                      NOW,
                      tenant -> {
                        first.forEach(step -> step.accept(tenant));
                        throw thrown;
                      }))
          .isSameAs(thrown);
      assertThat(everything(store())).as("after %s steps", steps).isEqualTo(before);
    }
    assertThat(change(DEFAULT, tenant -> {})).isEqualTo(3);
  }

  @Test
  default void allStepsTogetherAreOneChange() {
    founded();
    long number =
        store()
            .change(
                DEFAULT,
                NOW,
                tenant -> {
                  STEPS.forEach(step -> step.accept(tenant));
                  return tenant.number();
                });
    assertThat(number).isEqualTo(2);
    look(DEFAULT, tenant -> assertThat(tenant.app(new ClientId("app_x"))).isPresent());
    look(DEFAULT, tenant -> assertThat(tenant.app(OPERATOR)).isEmpty());
    assertThat(read(DEFAULT, TenantReader::head).number()).isEqualTo(2);
  }

  @Test
  default void anErrorUndoesTheChangeToo() {
    founded();
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() ->
            change(
                DEFAULT,
                tenant -> {
                  tenant.put(api("api_x", tenant.number()));
                  throw new AssertionError("thrown by the work");
                }));
    look(DEFAULT, tenant -> assertThat(tenant.api(new ApiId("api_x"))).isEmpty());
  }

  @Test
  default void aChangeWritesItsAuditLineOnceAndLast() {
    founded();
    List<Object> before = everything(store());
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> store().change(DEFAULT, NOW, TenantReader::tenant));
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> change(DEFAULT, tenant -> tenant.audit(line("first of two"))));
    for (Consumer<TenantWriter> step : STEPS) {
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() ->
              store()
                  .change(
                      DEFAULT,
                      NOW,
                      tenant -> {
                        tenant.audit(line("too early"));
                        step.accept(tenant);
                        return true;
                      }));
    }
    assertThat(everything(store())).isEqualTo(before);
  }

  @Test
  default void whatIsPutCarriesTheNumberOfItsChange() {
    founded();
    ClientId app = OPERATOR;
    List<Consumer<TenantWriter>> puts =
        List.of(
            tenant -> tenant.put(Samples.tenant(DEFAULT, 1)),
            tenant -> tenant.put(api("api_x", 1)),
            tenant -> tenant.put(app(app, 1)),
            tenant -> tenant.put(credential("cred_x", app, 1)),
            tenant -> tenant.put(grant(app, ADMIN, 1)),
            tenant -> tenant.put(key("kid-x", 1)),
            tenant -> tenant.put(policy("policy_x", 1)),
            tenant -> tenant.put(registration(app, "policy_x", 1)),
            tenant -> tenant.put(account("acc-x", 1)));
    for (Consumer<TenantWriter> put : puts) {
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> change(DEFAULT, put));
    }
    assertThat(read(DEFAULT, TenantReader::head).number()).isEqualTo(1);
  }

  @Test
  default void aChangeKnowsItsNumberItsTimeAndTheChangeBefore() {
    founded();
    Head before = read(DEFAULT, TenantReader::head);
    store()
        .change(
            DEFAULT,
            NOW.plusNanos(999_999),
            tenant -> {
              assertThat(tenant.number()).isEqualTo(2);
              assertThat(tenant.now()).as("in milliseconds").isEqualTo(NOW);
              assertThat(tenant.head()).isEqualTo(before);
              tenant.audit(line("test"));
              return true;
            });
    assertThat(read(DEFAULT, TenantReader::head).number()).isEqualTo(2);
  }

  @Test
  default void aChangeSeesWhatItHasPut() {
    founded();
    ClientId id = new ClientId("app_x");
    change(
        DEFAULT,
        tenant -> {
          App app = app(id, tenant.number());
          Credential credential = credential("cred_x", id, tenant.number());
          Grant grant = grant(id, ADMIN, tenant.number());
          tenant.put(app);
          tenant.put(credential);
          tenant.put(grant);
          assertThat(tenant.app(id))
              .contains(new AppEntry(app, List.of(credential), List.of(grant)));
          assertThat(tenant.appsGranted(ADMIN)).containsExactly(OPERATOR, id);
          tenant.removeGrant(id, ADMIN);
          assertThat(tenant.app(id)).contains(new AppEntry(app, List.of(credential), List.of()));
          tenant.removeApp(id);
          assertThat(tenant.app(id)).isEmpty();
        });
    look(DEFAULT, tenant -> assertThat(tenant.app(id)).isEmpty());
  }

  @Test
  default void aRefusedStatementCannotBePassedOver() {
    founded();
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() ->
            change(
                DEFAULT,
                tenant -> {
                  ClientId nobody = new ClientId("nobody");
                  assertThatExceptionOfType(StoreException.class)
                      .isThrownBy(() -> tenant.put(credential("c", nobody, tenant.number())));
                  tenant.put(api("api_x", tenant.number()));
                }));
    look(DEFAULT, tenant -> assertThat(tenant.api(new ApiId("api_x"))).isEmpty());
    assertThat(change(DEFAULT, tenant -> {})).isEqualTo(2);
  }

  @Test
  default void eightThreadsGetNumbersWithoutHolesAndLoseNothing() throws Exception {
    founded();
    int threads = 8;
    int each = 15;
    List<Long> numbers = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Callable<List<Long>>> writers = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        String prefix = "app_" + thread + "_";
        writers.add(() ->
            LongStream.range(0, each)
                .map(i -> change(DEFAULT, tenant -> countUp(tenant, prefix + i)))
                .boxed()
                .toList());
      }
      for (Future<List<Long>> written : executor.invokeAll(writers, 60, TimeUnit.SECONDS)) {
        numbers.addAll(written.get());
      }
    }
    assertThat(numbers)
        .containsExactlyInAnyOrderElementsOf(
            LongStream.rangeClosed(2, threads * each + 1).boxed().toList());
    look(
        DEFAULT, tenant -> assertThat(tenant.apps(new Page("", 1000))).hasSize(threads * each + 1));
    assertThat(read(DEFAULT, TenantReader::tenant).apiKey()).isEqualTo("120");
  }

  /** A change that is lost where it decides on something stale. */
  private static void countUp(TenantWriter tenant, String app) {
    String key = tenant.tenant().apiKey();
    int count = key.startsWith("key") ? 0 : Integer.parseInt(key);
    tenant.put(
        new Tenant(
            DEFAULT, Integer.toString(count + 1), Tenant.Status.ACTIVE, NOW, tenant.number()));
    tenant.put(app(new ClientId(app), tenant.number()));
  }

  @Test
  default void aReadingKeepsItsViewWhileAWriterCommits() throws Exception {
    founded();
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch committed = new CountDownLatch(1);
    try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
      Future<List<Integer>> reading =
          executor.submit(() ->
              store()
                  .<List<Integer>, InterruptedException>read(
                      DEFAULT,
                      tenant -> {
                        int before = tenant.apps(new Page("", 10)).size();
                        started.countDown();
                        assertThat(committed.await(30, TimeUnit.SECONDS)).isTrue();
                        assertThat(tenant.head().number()).isEqualTo(1);
                        assertThat(Samples.log(tenant, 0, 10)).hasSize(1);
                        return List.of(before, tenant.apps(new Page("", 10)).size());
                      }));
      assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
      change(DEFAULT, tenant -> tenant.put(app(new ClientId("app_x"), tenant.number())));
      committed.countDown();
      assertThat(reading.get(30, TimeUnit.SECONDS)).containsExactly(1, 1);
    }
    look(DEFAULT, tenant -> assertThat(tenant.apps(new Page("", 10))).hasSize(2));
  }

  @Test
  default void anExceptionOfAReadingIsThrownOnAsItIs() {
    founded();
    IOException thrown = new IOException("thrown by the work");
    assertThatThrownBy(() ->
            store()
                .read(
                    DEFAULT,
                    tenant -> {
                      throw thrown;
                    }))
        .isSameAs(thrown);
  }
}
