package dev.postern.store;

import static dev.postern.store.Samples.ACME;
import static dev.postern.store.Samples.ADMIN;
import static dev.postern.store.Samples.NOW;
import static dev.postern.store.Samples.OPERATOR;
import static dev.postern.store.Samples.account;
import static dev.postern.store.Samples.api;
import static dev.postern.store.Samples.app;
import static dev.postern.store.Samples.credential;
import static dev.postern.store.Samples.email;
import static dev.postern.store.Samples.grant;
import static dev.postern.store.Samples.key;
import static dev.postern.store.Samples.policy;
import static dev.postern.store.Samples.registration;
import static dev.postern.store.Samples.reply;
import static dev.postern.store.TenantName.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.KeyId;
import dev.postern.protocol.feed.FeedEntry;
import dev.postern.protocol.token.SignatureAlgorithm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Two tenants are strangers, even where their ids are the same. */
public interface IsolationContract extends ContractStore {

  /** An app that both tenants have. */
  ClientId BOTH = new ClientId("app_both");

  /** A registration policy that both tenants have. */
  RegistrationPolicyId POLICY = new RegistrationPolicyId("policy_both");

  /** Something under every kind of id. */
  private static void fill(TenantWriter tenant) {
    long number = tenant.number();
    tenant.put(api("api_both", number));
    tenant.put(app(BOTH, number));
    tenant.put(credential("cred_both", BOTH, number));
    tenant.put(grant(BOTH, new ApiId("api_both"), number));
    tenant.put(key("kid-both", number));
    tenant.put(account("acc-both", number, "both@example.com"));
    tenant.put(policy("policy_both", number));
    tenant.put(registration(BOTH, "policy_both", number));
    tenant.put(reply("reply-both", NOW.plusSeconds(60)));
    tenant.revoke("rev_both", List.of(new FeedEntry("jti", "both", NOW.plusSeconds(60))));
  }

  /** Every question that can be asked of a tenant. */
  private static Map<String, Function<TenantReader, Object>> questions() {
    Page all = new Page("", Page.LIMIT);
    return Map.ofEntries(
        Map.entry("tenant", TenantReader::tenant),
        Map.entry("head", TenantReader::head),
        Map.entry("api", tenant -> tenant.api(new ApiId("api_both"))),
        Map.entry("api by identifier", tenant -> tenant.api(api("api_both", 1).identifier())),
        Map.entry("apis", tenant -> tenant.apis(all)),
        Map.entry("every api", TenantReader::everyApi),
        Map.entry("app", tenant -> tenant.app(BOTH)),
        Map.entry("apps", tenant -> tenant.apps(all)),
        Map.entry("every app", IsolationContract::everyApp),
        Map.entry("apps searched", tenant -> tenant.apps(AppFilter.ALL, all)),
        Map.entry("apps granted, paged", tenant -> tenant.appsGranted(new ApiId("api_both"), all)),
        Map.entry("all credentials", tenant -> tenant.credentials(CredentialFilter.ALL, all)),
        Map.entry(
            "live revocations, paged",
            tenant -> tenant.revocations(NOW, LiveRevocation.Place.START, 100)),
        Map.entry(
            "audit searched",
            tenant ->
                tenant.audit(
                    new AuditFilter("app_operator", null, null, null, null, null),
                    new AuditFilter.Part(null, 100, AuditFilter.Order.NEWEST_FIRST))),
        Map.entry("apps granted", tenant -> tenant.appsGranted(new ApiId("api_both"))),
        Map.entry("apps signed for", tenant -> tenant.appsSignedFor(SignatureAlgorithm.ES256)),
        Map.entry("last used", tenant -> tenant.lastUsed(BOTH)),
        Map.entry("uses", tenant -> tenant.uses(List.of(BOTH))),
        Map.entry("keys", TenantReader::keys),
        Map.entry("key", tenant -> tenant.key(new KeyId("kid-both"))),
        Map.entry("live revocations", tenant -> tenant.revocations(NOW)),
        Map.entry("revocations of an act", tenant -> tenant.revocations(1)),
        Map.entry("revocation seq", TenantReader::revocationSeq),
        Map.entry("audit", tenant -> Samples.log(tenant, 0, 100)),
        Map.entry("app names", tenant -> tenant.appNames(Set.of(BOTH))),
        Map.entry("api names", tenant -> tenant.apiNames(Set.of(new ApiId("api_both")))),
        Map.entry("policy names", tenant -> tenant.registrationPolicyNames(Set.of(POLICY))),
        Map.entry("account", tenant -> tenant.account(new AccountId("acc-both"))),
        Map.entry("account by key", tenant -> tenant.account(email("both@example.com"))),
        Map.entry("accounts", tenant -> tenant.accounts(all)),
        Map.entry("policy", tenant -> tenant.registrationPolicy(POLICY)),
        Map.entry("policies", TenantReader::registrationPolicies),
        Map.entry("registration", tenant -> tenant.registration(BOTH)),
        Map.entry("registrations", tenant -> tenant.registrations(POLICY)),
        Map.entry("reply", tenant -> tenant.reply("reply-both")));
  }

  private static List<AppEntry> everyApp(TenantReader tenant) {
    List<AppEntry> entries = new ArrayList<>();
    tenant.everyApp(entries::add);
    return entries;
  }

  private Map<String, Object> answers(TenantName name) {
    Map<String, Object> answers = new TreeMap<>();
    questions().forEach((what, question) -> answers.put(what, read(name, question)));
    answers.put("changes", store().changes(name, 0, 1000));
    return answers;
  }

  @Test
  default void whatOneTenantHasIsNothingToAnother() {
    foundedTwice();
    Map<String, Object> before = answers(ACME);
    change(DEFAULT, IsolationContract::fill);
    store().recordUse(DEFAULT, Map.of(new CredentialId("cred_both"), NOW));
    assertThat(answers(ACME)).isEqualTo(before);
    // A default tenant that held nothing of it would make the line above worthless.
    look(DEFAULT, tenant -> assertThat(tenant.lastUsed(BOTH)).hasSize(1));
    look(DEFAULT, tenant -> assertThat(tenant.revocationSeq()).isEqualTo(1));
  }

  @Test
  default void theSameIdsLiveApartInTwoTenants() {
    foundedTwice();
    change(DEFAULT, IsolationContract::fill);
    Map<String, Object> before = answers(DEFAULT);
    change(ACME, IsolationContract::fill);
    assertThat(answers(DEFAULT)).isEqualTo(before);
    look(ACME, tenant -> assertThat(tenant.revocationSeq()).isEqualTo(1));
    CredentialId credential = new CredentialId("cred_both");
    store().recordUse(ACME, Map.of(credential, NOW));
    List<Consumer<TenantWriter>> changes =
        List.of(
            tenant ->
                tenant.put(app(BOTH, tenant.number()).inEpoch(App.Status.BLOCKED, tenant.number())),
            tenant -> tenant.put(account("acc-both", tenant.number(), "new@example.com")),
            tenant -> tenant.put(reply("reply-both", NOW.plusSeconds(90))),
            tenant -> tenant.revoke("rev_2", List.of(new FeedEntry("jti", "n", NOW))),
            tenant -> tenant.removeGrant(BOTH, new ApiId("api_both")),
            tenant -> tenant.removeCredential(BOTH, credential),
            tenant -> tenant.removeApi(new ApiId("api_both")),
            tenant -> tenant.removeApi(ADMIN),
            tenant -> tenant.removeRegistrationPolicy(POLICY),
            tenant -> tenant.removeApp(BOTH),
            tenant -> tenant.removeApp(OPERATOR),
            tenant -> tenant.removeAccount(new AccountId("acc-both")));
    for (Consumer<TenantWriter> work : changes) {
      change(ACME, work);
    }
    assertThat(answers(DEFAULT)).isEqualTo(before);
    look(ACME, tenant -> assertThat(everyApp(tenant)).isEmpty());
  }

  @Test
  default void nothingHangsOnWhatAnotherTenantHas() {
    foundedTwice();
    change(DEFAULT, IsolationContract::fill);
    List<Consumer<TenantWriter>> puts =
        List.of(
            tenant -> tenant.put(credential("cred_new", BOTH, tenant.number())),
            tenant -> tenant.put(grant(BOTH, ADMIN, tenant.number())),
            tenant -> tenant.put(registration(OPERATOR, "policy_both", tenant.number())),
            tenant -> tenant.put(grant(OPERATOR, new ApiId("api_both"), tenant.number())));
    for (Consumer<TenantWriter> put : puts) {
      assertThatExceptionOfType(StoreException.class).isThrownBy(() -> change(ACME, put));
    }
  }

  @Test
  default void eachTenantCountsItsOwnChanges() {
    foundedTwice();
    for (int i = 0; i < 3; i++) {
      change(ACME, tenant -> {});
    }
    assertThat(change(DEFAULT, tenant -> {})).isEqualTo(3);
    assertThat(change(ACME, tenant -> {})).isEqualTo(5);
    assertThat(read(DEFAULT, TenantReader::head).number()).isEqualTo(3);
    assertThat(read(ACME, TenantReader::head).number()).isEqualTo(5);
  }
}
