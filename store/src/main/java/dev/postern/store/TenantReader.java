package dev.postern.store;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.KeyId;
import dev.postern.protocol.token.SignatureAlgorithm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One tenant as it stands in one consistent view. */
public interface TenantReader {

  /** The tenant. */
  Tenant tenant();

  /** Its last change. */
  Head head();

  /** An API by its id. */
  Optional<Api> api(ApiId id);

  /** An API by what tokens for it are asked for by. */
  Optional<Api> api(ApiIdentifier identifier);

  /** APIs in the order of their ids. */
  List<Api> apis(Page page);

  /** Every API, in the order of their ids. */
  default List<Api> everyApi() {
    List<Api> all = new ArrayList<>();
    List<Api> page = apis(new Page("", Page.LIMIT));
    while (!page.isEmpty()) {
      all.addAll(page);
      page = apis(new Page(page.getLast().id().text(), Page.LIMIT));
    }
    return all;
  }

  /** Searches the APIs, in the order of their ids. */
  default Found<Api> apis(Predicate<Api> wanted, Page page) {
    return Found.in(page, this::apis, wanted, api -> api.id().text());
  }

  /** An app with its credentials and grants. */
  Optional<AppEntry> app(ClientId id);

  /** Apps in the order of their ids. */
  List<App> apps(Page page);

  /** What those of these apps are called that are there. */
  Map<ClientId, String> appNames(Set<ClientId> ids);

  /** What those of these APIs are called that are there. */
  Map<ApiId, String> apiNames(Set<ApiId> ids);

  /** What those of these registration policies are called that are there. */
  Map<RegistrationPolicyId, String> registrationPolicyNames(Set<RegistrationPolicyId> ids);

  /** Searches the apps, in the order of their ids. */
  default Found<App> apps(AppFilter filter, Page page) {
    AppFilter.@Nullable AtApi granted = filter.granted();
    if (granted == null) {
      return Found.in(page, this::apps, filter::wants, app -> app.clientId().text());
    }
    return Found.in(
            page,
            part -> appsGranted(granted.api(), part),
            filter::wants,
            each -> each.app().clientId().text())
        .map(GrantedApp::app);
  }

  /**
   * Every app, whole, in no order; for the registry. Where there are many, {@code consumer} is
   * called by several threads at once; all of it has happened when this returns.
   */
  void everyApp(Consumer<AppEntry> consumer);

  /** The apps that have a grant at {@code api}, in the order of their ids. */
  List<ClientId> appsGranted(ApiId api);

  /** The same page by page, each app with what its grant there holds. */
  List<GrantedApp> appsGranted(ApiId api, Page page);

  /** How many apps have a grant at an API whose tokens are signed with {@code algorithm}. */
  int appsSignedFor(SignatureAlgorithm algorithm);

  /** When the credentials of an app were last used, as far as it is recorded. */
  Map<CredentialId, Instant> lastUsed(ClientId app);

  /** What each of these apps proves itself with; apps without a credential are left out. */
  Map<ClientId, AppUse> uses(List<ClientId> apps);

  /** Searches the credentials of all apps, in the order of their ids. */
  Found<ListedCredential> credentials(CredentialFilter filter, Page page);

  /** All keys, removed ones too, in the order of their making. */
  List<SealedKey> keys();

  /** One key. */
  Optional<SealedKey> key(KeyId id);

  /** All certificate authorities, in the order of their ids. */
  List<CertificateAuthority> authorities();

  /** One certificate authority. */
  Optional<CertificateAuthority> authority(CertificateAuthorityId id);

  /** The revocations that are live at {@code now}, in the order of their numbers. */
  List<Revocation> revocations(Instant now);

  /** The first {@code limit} of those that are live at {@code now} and stand behind a place. */
  List<LiveRevocation> revocations(Instant now, LiveRevocation.Place after, int limit);

  /** The revocations of one act. */
  List<Revocation> revocations(long seq);

  /** The number of the last act of revocation, 0 before the first. */
  long revocationSeq();

  /** Searches the audit lines. */
  Found<AuditEvent> audit(AuditFilter filter, AuditFilter.Part part);

  /**
   * The usage, in the order of time, app, API and outcome; what is not known comes first.
   *
   * @param after the last sum that is known already, or empty
   */
  List<UsageSum> usage(UsageQuery query, Optional<UsageSum> after, int limit);

  /** An account by its id. */
  Optional<Account> account(AccountId id);

  /** An account by something that it can be found by. */
  Optional<Account> account(Account.LookupKey key);

  /** Accounts in the order of their ids. */
  List<Account> accounts(Page page);

  /** A registration policy by its id. */
  Optional<RegistrationPolicy> registrationPolicy(RegistrationPolicyId id);

  /** All registration policies, in the order of their ids. */
  List<RegistrationPolicy> registrationPolicies();

  /** The registration of an app that registered itself, or empty. */
  Optional<Registration> registration(ClientId app);

  /** How many apps there are that were registered by that policy. */
  int registrations(RegistrationPolicyId policy);

  /** What a POST of that key was answered, or empty. */
  Optional<StoredReply> reply(String key);
}
