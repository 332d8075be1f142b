package dev.postern.store;

import static dev.postern.store.Samples.ADMIN;
import static dev.postern.store.Samples.NOW;
import static dev.postern.store.Samples.app;
import static dev.postern.store.Samples.policy;
import static dev.postern.store.Samples.registration;
import static dev.postern.store.TenantName.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Scopes;
import dev.postern.store.Change.Touched;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Registration policies, and the apps that registered themselves by them. */
public interface RegistrationContract extends ContractStore {

  /** A policy. */
  RegistrationPolicyId FIRST = new RegistrationPolicyId("policy_1");

  /** Another one. */
  RegistrationPolicyId SECOND = new RegistrationPolicyId("policy_2");

  /** An app that registered itself. */
  ClientId SELF = new ClientId("app_self");

  /** Two policies, and an app that registered by the first. */
  private void registered() {
    founded();
    change(
        DEFAULT,
        tenant -> {
          tenant.put(policy("policy_2", tenant.number()));
          tenant.put(policy("policy_1", tenant.number()));
          tenant.put(app(SELF, tenant.number()));
          tenant.put(registration(SELF, "policy_1", tenant.number()));
        });
  }

  @Test
  default void aPolicyIsFoundAsItWasPutAndInTheOrderOfIds() {
    registered();
    look(
        DEFAULT,
        tenant -> {
          assertThat(tenant.registrationPolicy(FIRST)).contains(policy("policy_1", 2));
          assertThat(tenant.registrationPolicy(new RegistrationPolicyId("policy_3"))).isEmpty();
          assertThat(tenant.registrationPolicies())
              .containsExactly(policy("policy_1", 2), policy("policy_2", 2));
        });
    RegistrationPolicy endless =
        new RegistrationPolicy(
            FIRST,
            "n",
            List.of(),
            Set.of(AuthenticationMethod.PRIVATE_KEY_JWT),
            false,
            1,
            null,
            null,
            "hash-of-another",
            "",
            NOW,
            3);
    change(DEFAULT, tenant -> tenant.put(endless));
    look(DEFAULT, tenant -> assertThat(tenant.registrationPolicy(FIRST)).contains(endless));
    look(DEFAULT, tenant -> assertThat(tenant.registrations(FIRST)).isEqualTo(1));
  }

  @Test
  default void aPolicyIsOverAtItsEnd() {
    RegistrationPolicy policy = policy("policy_1", 2);
    assertThat(policy.live(NOW)).isTrue();
    assertThat(policy.live(NOW.plusSeconds(3000).minusMillis(1))).isTrue();
    assertThat(policy.live(NOW.plusSeconds(3000))).isFalse();
  }

  @Test
  default void whoeverPollsLearnsOfAPolicyAndNotOfARegistration() {
    registered();
    change(DEFAULT, tenant -> tenant.removeRegistrationPolicy(SECOND));
    assertThat(store().changes(DEFAULT, 1, 10))
        .extracting(Change::touched)
        .containsExactly(
            List.of(
                new Touched(Touched.Kind.REGISTRATION_POLICY, "policy_2"),
                new Touched(Touched.Kind.REGISTRATION_POLICY, "policy_1"),
                new Touched(Touched.Kind.APP, "app_self")),
            List.of(new Touched(Touched.Kind.REGISTRATION_POLICY, "policy_2")));
  }

  @Test
  default void noTwoPoliciesHaveOneToken() {
    registered();
    RegistrationPolicy first = policy("policy_1", 3);
    RegistrationPolicy third =
        new RegistrationPolicy(
            new RegistrationPolicyId("policy_3"),
            first.name(),
            first.offers(),
            first.methods(),
            first.byUrl(),
            first.mostApps(),
            first.secretLifetime(),
            first.expiresAt(),
            first.tokenHash(),
            first.hint(),
            first.createdAt(),
            3);
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> change(DEFAULT, tenant -> tenant.put(third)));
  }

  @Test
  default void aRegistrationIsFoundByItsAppAndCountedForItsPolicy() {
    registered();
    look(
        DEFAULT,
        tenant -> {
          assertThat(tenant.registration(SELF)).contains(registration(SELF, "policy_1", 2));
          assertThat(tenant.registration(new ClientId("app_operator"))).isEmpty();
          assertThat(tenant.registrations(FIRST)).isEqualTo(1);
          assertThat(tenant.registrations(SECOND)).isZero();
        });
    change(
        DEFAULT,
        tenant -> {
          tenant.put(registration(SELF, "policy_2", tenant.number()));
          assertThat(tenant.registrations(SECOND)).isEqualTo(1);
        });
    look(DEFAULT, tenant -> assertThat(tenant.registrations(FIRST)).isZero());
  }

  @Test
  default void aRegistrationEndsWithItsApp() {
    registered();
    change(DEFAULT, tenant -> tenant.removeApp(SELF));
    look(
        DEFAULT,
        tenant -> {
          assertThat(tenant.registration(SELF)).isEmpty();
          assertThat(tenant.registrations(FIRST)).isZero();
          assertThat(tenant.registrationPolicy(FIRST)).isPresent();
        });
  }

  @Test
  default void aRegistrationEndsWithItsPolicyAndItsAppDoesNot() {
    registered();
    change(DEFAULT, tenant -> tenant.removeRegistrationPolicy(FIRST));
    look(
        DEFAULT,
        tenant -> {
          assertThat(tenant.registration(SELF)).isEmpty();
          assertThat(tenant.app(SELF)).isPresent();
          assertThat(tenant.registrationPolicies()).containsExactly(policy("policy_2", 2));
        });
  }

  @Test
  default void anApiThatAPolicyNamesMayBeDeleted() {
    registered();
    change(DEFAULT, tenant -> tenant.removeApi(ADMIN));
    look(
        DEFAULT,
        tenant ->
            assertThat(tenant.registrationPolicy(FIRST).orElseThrow().offers())
                .contains(
                    new RegistrationPolicy.Offer(ADMIN, Scopes.of("apps:read", "apps:write"))));
  }

  @Test
  default void aRegistrationIsOfAnAppAndByAPolicyThatAreThere() {
    registered();
    List<Consumer<TenantWriter>> puts =
        List.of(
            tenant -> tenant.put(registration(new ClientId("nobody"), "policy_1", tenant.number())),
            tenant -> tenant.put(registration(SELF, "policy_3", tenant.number())));
    for (Consumer<TenantWriter> put : puts) {
      assertThatExceptionOfType(StoreException.class).isThrownBy(() -> change(DEFAULT, put));
    }
  }

  @Test
  default void nothingThatIsKeptForARegistrationShowsItsHash() {
    assertThat(policy("policy_1", 1).toString()).doesNotContain("hash");
    assertThat(registration(SELF, "policy_1", 1).toString()).doesNotContain("hash");
  }
}
