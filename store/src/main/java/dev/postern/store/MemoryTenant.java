package dev.postern.store;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.KeyId;
import dev.postern.protocol.admin.AuditRecord;
import dev.postern.protocol.token.SignatureAlgorithm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One tenant of a {@link MemoryStore}. Nobody changes one that others can see: a change works on a
 * copy.
 */
class MemoryTenant implements TenantReader {

  Tenant tenant;
  Head head = new Head(0, AuditRecord.START);
  long revocationSeq;
  final NavigableMap<String, Api> apis = new TreeMap<>();
  final NavigableMap<String, App> apps = new TreeMap<>();
  final Map<String, Credential> credentials = new TreeMap<>();
  final Map<String, Grant> grants = new TreeMap<>();
  final Map<CredentialId, Instant> lastUsed = new HashMap<>();
  final Map<String, SealedKey> keys = new TreeMap<>();
  final NavigableMap<String, CertificateAuthority> authorities = new TreeMap<>();
  final NavigableMap<String, Account> accounts = new TreeMap<>();
  final NavigableMap<String, RegistrationPolicy> registrationPolicies = new TreeMap<>();
  final Map<String, Registration> registrations = new HashMap<>();
  final Map<String, StoredReply> replies = new HashMap<>();
  final List<LiveRevocation> revocations = new ArrayList<>();
  MemoryUsage usage = MemoryUsage.NONE;
  final List<AuditEvent> events = new ArrayList<>();
  final List<Change> changes = new ArrayList<>();

  /** A tenant without anything. */
  MemoryTenant(Tenant tenant) {
    this.tenant = tenant;
  }

  /** A copy that can be changed. */
  MemoryTenant(MemoryTenant other) {
    tenant = other.tenant;
    head = other.head;
    revocationSeq = other.revocationSeq;
    apis.putAll(other.apis);
    apps.putAll(other.apps);
    credentials.putAll(other.credentials);
    grants.putAll(other.grants);
    lastUsed.putAll(other.lastUsed);
    keys.putAll(other.keys);
    authorities.putAll(other.authorities);
    accounts.putAll(other.accounts);
    registrationPolicies.putAll(other.registrationPolicies);
    registrations.putAll(other.registrations);
    replies.putAll(other.replies);
    revocations.addAll(other.revocations);
    events.addAll(other.events);
    changes.addAll(other.changes);
    usage = other.usage;
  }

  /** A copy with later uses of its credentials. */
  MemoryTenant withUse(Map<CredentialId, Instant> uses) {
    MemoryTenant copy = new MemoryTenant(this);
    uses.forEach((id, at) -> {
      if (credentials.containsKey(id.text())) {
        copy.lastUsed.merge(id, at, (one, other) -> one.isAfter(other) ? one : other);
      }
    });
    return copy;
  }

  /** A copy with that usage. */
  MemoryTenant with(MemoryUsage newUsage) {
    MemoryTenant copy = new MemoryTenant(this);
    copy.usage = newUsage;
    return copy;
  }

  /** A copy without what has had its time at {@code now}. */
  MemoryTenant purged(Instant now, int keptChanges) {
    MemoryTenant copy = new MemoryTenant(this);
    copy.revocations.removeIf(each -> !live(each.revocation(), now));
    copy.replies.values().removeIf(reply -> reply.until().isBefore(now));
    copy.changes.removeIf(change -> change.number() <= head.number() - keptChanges);
    return copy;
  }

  @Override
  public Tenant tenant() {
    return tenant;
  }

  @Override
  public Head head() {
    return head;
  }

  @Override
  public Optional<Api> api(ApiId id) {
    return Optional.ofNullable(apis.get(id.text()));
  }

  @Override
  public Optional<Api> api(ApiIdentifier identifier) {
    return apis.values().stream().filter(api -> api.identifier().equals(identifier)).findFirst();
  }

  @Override
  public List<Api> apis(Page page) {
    return part(apis, page);
  }

  @Override
  public Optional<AppEntry> app(ClientId id) {
    return Optional.ofNullable(apps.get(id.text())).map(this::entry);
  }

  @Override
  public List<App> apps(Page page) {
    return part(apps, page);
  }

  @Override
  public Map<ClientId, String> appNames(Set<ClientId> ids) {
    return names(ids, id -> Optional.ofNullable(apps.get(id.text())).map(App::name));
  }

  @Override
  public Map<ApiId, String> apiNames(Set<ApiId> ids) {
    return names(ids, id -> api(id).map(Api::name));
  }

  @Override
  public Map<RegistrationPolicyId, String> registrationPolicyNames(Set<RegistrationPolicyId> ids) {
    return names(ids, id -> registrationPolicy(id).map(RegistrationPolicy::name));
  }

  private static <K> Map<K, String> names(Set<K> ids, Function<K, Optional<String>> name) {
    Map<K, String> names = new HashMap<>();
    ids.forEach(id -> name.apply(id).ifPresent(found -> names.put(id, found)));
    return names;
  }

  @Override
  public void everyApp(Consumer<AppEntry> consumer) {
    List.copyOf(apps.values()).forEach(app -> consumer.accept(entry(app)));
  }

  private AppEntry entry(App app) {
    return new AppEntry(
        app,
        credentialsOf(app.clientId()).toList(),
        grants.values().stream()
            .filter(grant -> grant.clientId().equals(app.clientId()))
            .sorted(Comparator.comparing(grant -> grant.apiId().text()))
            .toList());
  }

  private Stream<Credential> credentialsOf(ClientId app) {
    return credentials.values().stream().filter(each -> each.clientId().equals(app));
  }

  @Override
  public List<ClientId> appsGranted(ApiId api) {
    return grants.values().stream()
        .filter(grant -> grant.apiId().equals(api))
        .map(Grant::clientId)
        .sorted(Comparator.comparing(ClientId::text))
        .toList();
  }

  @Override
  public List<GrantedApp> appsGranted(ApiId api, Page page) {
    return grants.values().stream()
        .filter(grant -> grant.apiId().equals(api))
        .filter(grant -> grant.clientId().text().compareTo(page.after()) > 0)
        .sorted(Comparator.comparing(grant -> grant.clientId().text()))
        .limit(page.limit())
        .map(grant -> new GrantedApp(present(grant.clientId()), grant.scopes()))
        .toList();
  }

  /** The app that something hangs on. */
  private App present(ClientId id) {
    return Objects.requireNonNull(apps.get(id.text()), "an app that something hangs on");
  }

  @Override
  public int appsSignedFor(SignatureAlgorithm algorithm) {
    return (int)
        grants.values().stream()
            .filter(
                grant -> api(grant.apiId()).filter(api -> api.algorithm() == algorithm).isPresent())
            .map(Grant::clientId)
            .distinct()
            .count();
  }

  @Override
  public Map<CredentialId, Instant> lastUsed(ClientId app) {
    Map<CredentialId, Instant> used = new HashMap<>(lastUsed);
    used.keySet().retainAll(credentialsOf(app).map(Credential::id).toList());
    return used;
  }

  @Override
  public Map<ClientId, AppUse> uses(List<ClientId> apps) {
    Map<ClientId, AppUse> uses = new HashMap<>();
    for (ClientId app : apps) {
      credentialsOf(app)
          .forEach(each ->
              uses.merge(
                  app,
                  AppUse.NONE.and(CredentialFilter.Type.of(each), lastUsed.get(each.id())),
                  (before, _) ->
                      before.and(CredentialFilter.Type.of(each), lastUsed.get(each.id()))));
    }
    return uses;
  }

  @Override
  public Found<ListedCredential> credentials(CredentialFilter filter, Page page) {
    List<ListedCredential> rest =
        credentials.values().stream()
            .filter(each -> each.id().text().compareTo(page.after()) > 0)
            .sorted(Comparator.comparing(each -> each.id().text()))
            .map(each ->
                new ListedCredential(
                    each, present(each.clientId()).name(), lastUsed.get(each.id())))
            .toList();
    return Found.in(rest, page.limit(), filter::wants, each -> each.credential().id().text());
  }

  @Override
  public List<SealedKey> keys() {
    return keys.values().stream()
        .sorted(Comparator.comparing(SealedKey::createdAt).thenComparing(key -> key.id().text()))
        .toList();
  }

  @Override
  public Optional<SealedKey> key(KeyId id) {
    return Optional.ofNullable(keys.get(id.text()));
  }

  @Override
  public List<CertificateAuthority> authorities() {
    return List.copyOf(authorities.values());
  }

  @Override
  public Optional<CertificateAuthority> authority(CertificateAuthorityId id) {
    return Optional.ofNullable(authorities.get(id.text()));
  }

  @Override
  public List<Revocation> revocations(Instant now) {
    return revocations.stream()
        .map(LiveRevocation::revocation)
        .filter(each -> live(each, now))
        .toList();
  }

  private static boolean live(Revocation revocation, Instant now) {
    return !revocation.entry().until().isBefore(now);
  }

  @Override
  public List<LiveRevocation> revocations(Instant now, LiveRevocation.Place after, int limit) {
    return revocations.stream()
        .filter(each -> live(each.revocation(), now) && each.place().compareTo(after) > 0)
        .limit(limit)
        .toList();
  }

  @Override
  public List<Revocation> revocations(long seq) {
    return revocations.stream()
        .map(LiveRevocation::revocation)
        .filter(each -> each.seq() == seq)
        .toList();
  }

  @Override
  public long revocationSeq() {
    return revocationSeq;
  }

  @Override
  public List<UsageSum> usage(UsageQuery query, Optional<UsageSum> after, int limit) {
    return usage.sums(query, after, limit);
  }

  @Override
  public Found<AuditEvent> audit(AuditFilter filter, AuditFilter.Part part) {
    boolean newestFirst = part.order() == AuditFilter.Order.NEWEST_FIRST;
    long after = part.start();
    List<AuditEvent> rest =
        (newestFirst ? events.reversed() : events)
            .stream()
                .filter(
                    each -> newestFirst ? each.record().seq() < after : each.record().seq() > after)
                .toList();
    return Found.in(
        rest,
        part.limit(),
        each -> filter.wants(each.record()),
        each -> Long.toString(each.record().seq()));
  }

  @Override
  public Optional<Account> account(AccountId id) {
    return Optional.ofNullable(accounts.get(id.text()));
  }

  @Override
  public Optional<Account> account(Account.LookupKey key) {
    return accounts.values().stream().filter(each -> each.keys().contains(key)).findFirst();
  }

  @Override
  public List<Account> accounts(Page page) {
    return part(accounts, page);
  }

  @Override
  public Optional<RegistrationPolicy> registrationPolicy(RegistrationPolicyId id) {
    return Optional.ofNullable(registrationPolicies.get(id.text()));
  }

  @Override
  public List<RegistrationPolicy> registrationPolicies() {
    return List.copyOf(registrationPolicies.values());
  }

  @Override
  public Optional<Registration> registration(ClientId app) {
    return Optional.ofNullable(registrations.get(app.text()));
  }

  @Override
  public int registrations(RegistrationPolicyId policy) {
    return (int)
        registrations.values().stream().filter(each -> each.policyId().equals(policy)).count();
  }

  @Override
  public Optional<StoredReply> reply(String key) {
    return Optional.ofNullable(replies.get(key));
  }

  private static <T> List<T> part(NavigableMap<String, T> items, Page page) {
    return items.tailMap(page.after(), false).values().stream().limit(page.limit()).toList();
  }
}
