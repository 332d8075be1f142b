package dev.postern.store;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.admin.AuditRecord;
import dev.postern.protocol.feed.FeedEntry;
import dev.postern.store.Change.Touched;
import dev.postern.store.Change.Touched.Kind;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A change of one tenant of a {@link MemoryStore}: a copy that takes the tenant's place. */
final class MemoryWriter extends MemoryTenant implements TenantWriter {

  /** All tenants as they will be after the change; founding adds to them. */
  private final Map<TenantName, MemoryTenant> tenants;

  private final long number;
  private final Instant now;
  private final Set<Touched> touched = new LinkedHashSet<>();
  private boolean refused;
  private boolean audited;

  MemoryWriter(MemoryTenant before, Map<TenantName, MemoryTenant> tenants, Instant now) {
    super(before);
    this.tenants = tenants;
    this.number = before.head.number() + 1;
    this.now = now;
  }

  /** Adds a tenant with all that it is born with to {@code tenants}. */
  static void found(Founding founding, Map<TenantName, MemoryTenant> tenants, Instant now) {
    MemoryWriter writer = new MemoryWriter(new MemoryTenant(founding.tenant()), tenants, now);
    writer.put(founding.tenant());
    founding.keys().forEach(writer::put);
    founding.apis().forEach(writer::put);
    for (AppEntry entry : founding.apps()) {
      writer.put(entry.app());
      entry.credentials().forEach(writer::put);
      entry.grants().forEach(writer::put);
    }
    writer.audit(founding.audit());
    tenants.put(founding.tenant().name(), writer.result());
  }

  /** The tenant after the change, or an exception where the change must not be kept. */
  MemoryTenant result() {
    if (refused) {
      throw new StoreException("an earlier step of this change was refused");
    }
    if (!audited) {
      throw new IllegalStateException("a change writes its audit line");
    }
    return new MemoryTenant(this);
  }

  @Override
  public long number() {
    return number;
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public void put(Tenant changed) {
    if (!changed.name().equals(tenant.name())) {
      throw new IllegalArgumentException("another tenant's change");
    }
    touch(Kind.TENANT, changed.name().text(), changed.version());
    tenant = changed;
  }

  @Override
  public void put(Api api) {
    touch(Kind.API, api.id().text(), api.version());
    demand(api(api.identifier()).filter(other -> !other.id().equals(api.id())).isEmpty());
    apis.put(api.id().text(), api);
  }

  @Override
  public void removeApi(ApiId id) {
    checkOpen();
    List<ClientId> granted = appsGranted(id);
    if (apis.remove(id.text()) != null) {
      touched.add(new Touched(Kind.API, id.text()));
      granted.forEach(app -> touched.add(new Touched(Kind.APP, app.text())));
      grants.values().removeIf(grant -> grant.apiId().equals(id));
    }
  }

  @Override
  public void put(App app) {
    touch(Kind.APP, app.clientId().text(), app.version());
    apps.put(app.clientId().text(), app);
  }

  @Override
  public void removeApp(ClientId id) {
    checkOpen();
    if (apps.remove(id.text()) != null) {
      touched.add(new Touched(Kind.APP, id.text()));
      grants.values().removeIf(grant -> grant.clientId().equals(id));
      credentials.values().removeIf(credential -> credential.clientId().equals(id));
      lastUsed.keySet().removeIf(used -> !credentials.containsKey(used.text()));
      registrations.remove(id.text());
    }
  }

  @Override
  public void put(Credential credential) {
    touch(Kind.APP, credential.clientId().text(), credential.version());
    demand(apps.containsKey(credential.clientId().text()));
    @Nullable Credential other = credentials.get(credential.id().text());
    demand(other == null || other.clientId().equals(credential.clientId()));
    credentials.put(credential.id().text(), credential);
  }

  @Override
  public void removeCredential(ClientId app, CredentialId id) {
    checkOpen();
    @Nullable Credential there = credentials.get(id.text());
    if (there != null && there.clientId().equals(app)) {
      credentials.remove(id.text());
      lastUsed.remove(id);
      touched.add(new Touched(Kind.APP, app.text()));
    }
  }

  @Override
  public void put(Grant grant) {
    touch(Kind.APP, grant.clientId().text(), grant.version());
    demand(apps.containsKey(grant.clientId().text()) && apis.containsKey(grant.apiId().text()));
    grants.values().removeIf(other -> samePlace(other, grant));
    demand(!grants.containsKey(grant.id().text()));
    grants.put(grant.id().text(), grant);
  }

  private static boolean samePlace(Grant one, Grant other) {
    return one.clientId().equals(other.clientId()) && one.apiId().equals(other.apiId());
  }

  @Override
  public void removeGrant(ClientId app, ApiId api) {
    checkOpen();
    if (grants
        .values()
        .removeIf(grant -> grant.clientId().equals(app) && grant.apiId().equals(api))) {
      touched.add(new Touched(Kind.APP, app.text()));
    }
  }

  @Override
  public void put(SealedKey key) {
    touch(Kind.KEY, key.id().text(), key.version());
    keys.put(key.id().text(), key);
  }

  @Override
  public void put(CertificateAuthority authority) {
    touch(Kind.AUTHORITY, authority.id().text(), authority.version());
    authorities.put(authority.id().text(), authority);
  }

  @Override
  public void removeAuthority(CertificateAuthorityId id) {
    checkOpen();
    if (authorities.remove(id.text()) != null) {
      touched.add(new Touched(Kind.AUTHORITY, id.text()));
    }
  }

  @Override
  public void put(Account account) {
    checkNumber(account.version());
    demand(new HashSet<>(account.keys()).size() == account.keys().size());
    for (Account.LookupKey key : account.keys()) {
      demand(account(key).filter(other -> !other.id().equals(account.id())).isEmpty());
    }
    accounts.put(account.id().text(), account);
  }

  @Override
  public void removeAccount(AccountId id) {
    checkOpen();
    accounts.remove(id.text());
  }

  @Override
  public void put(RegistrationPolicy policy) {
    touch(Kind.REGISTRATION_POLICY, policy.id().text(), policy.version());
    demand(
        registrationPolicies.values().stream()
            .filter(other -> other.tokenHash().equals(policy.tokenHash()))
            .allMatch(other -> other.id().equals(policy.id())));
    registrationPolicies.put(policy.id().text(), policy);
  }

  @Override
  public void removeRegistrationPolicy(RegistrationPolicyId id) {
    checkOpen();
    if (registrationPolicies.remove(id.text()) != null) {
      touched.add(new Touched(Kind.REGISTRATION_POLICY, id.text()));
      registrations.values().removeIf(each -> each.policyId().equals(id));
    }
  }

  @Override
  public void put(Registration registration) {
    checkNumber(registration.version());
    demand(
        apps.containsKey(registration.clientId().text())
            && registrationPolicies.containsKey(registration.policyId().text()));
    registrations.put(registration.clientId().text(), registration);
  }

  @Override
  public void revoke(String id, List<FeedEntry> entries) {
    checkOpen();
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("an act of revocation has at least one entry");
    }
    revocationSeq++;
    for (int i = 0; i < entries.size(); i++) {
      revocations.add(
          new LiveRevocation(
              new Revocation(id, revocationSeq, entries.get(i), now),
              new LiveRevocation.Place(revocationSeq, i)));
    }
    touched.add(new Touched(Kind.REVOCATION, Long.toString(revocationSeq)));
  }

  @Override
  public void put(StoredReply reply) {
    checkOpen();
    replies.put(reply.key(), reply);
  }

  @Override
  public void found(Founding founding) {
    checkOpen();
    if (!tenant.name().equals(TenantName.DEFAULT)) {
      throw new IllegalStateException("only the tenant default founds others");
    }
    demand(!tenants.containsKey(founding.tenant().name()));
    founding
        .tenant()
        .issuerPath()
        .ifPresent(path -> demand(MemoryStore.paths(tenants).stream().noneMatch(path::overlaps)));
    found(founding, tenants, now);
  }

  @Override
  public void audit(AuditLine line) {
    checkOpen();
    AuditRecord event =
        new AuditRecord(
            number,
            now,
            line.actor(),
            line.action(),
            line.target(),
            line.before(),
            line.after(),
            line.address());
    String hash = event.hash(head.hash());
    events.add(new AuditEvent(event, hash));
    changes.add(new Change(number, head.hash(), hash, List.copyOf(touched)));
    head = new Head(number, hash);
    audited = true;
  }

  private void touch(Kind kind, String id, long version) {
    checkNumber(version);
    touched.add(new Touched(kind, id));
  }

  private void checkNumber(long version) {
    checkOpen();
    if (version != number) {
      throw new IllegalArgumentException("what is put carries the number of its change");
    }
  }

  private void checkOpen() {
    if (audited) {
      throw new IllegalStateException("a change writes one audit line, last");
    }
  }

  /** What a database's constraints would see to. */
  private void demand(boolean met) {
    if (!met) {
      refused = true;
      throw new StoreException("what is put does not fit what is there");
    }
  }
}
