package dev.postern.jdbc;

import static dev.postern.jdbc.Sql.millis;
import static dev.postern.jdbc.Sql.upsert;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.admin.AuditRecord;
import dev.postern.protocol.feed.FeedEntry;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.store.Account;
import dev.postern.store.AccountId;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.App;
import dev.postern.store.AppEntry;
import dev.postern.store.AuditEvent;
import dev.postern.store.AuditLine;
import dev.postern.store.CertificateAuthority;
import dev.postern.store.CertificateAuthorityId;
import dev.postern.store.Change.Touched;
import dev.postern.store.Change.Touched.Kind;
import dev.postern.store.Credential;
import dev.postern.store.CredentialId;
import dev.postern.store.Founding;
import dev.postern.store.Grant;
import dev.postern.store.Head;
import dev.postern.store.IssuerPath;
import dev.postern.store.Registration;
import dev.postern.store.RegistrationPolicy;
import dev.postern.store.RegistrationPolicyId;
import dev.postern.store.SealedKey;
import dev.postern.store.StoreException;
import dev.postern.store.StoredReply;
import dev.postern.store.Tenant;
import dev.postern.store.TenantName;
import dev.postern.store.TenantWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Writes one tenant within one transaction, and keeps count of what was touched. */
final class JdbcTenantWriter extends JdbcTenantReader implements TenantWriter {

  private static final String PUT_TENANT =
      upsert("tenant", "name", "api_key, status, profile, created_at, version, issuer_path");
  private static final String PUT_API =
      upsert(
          "api",
          "tenant, id",
          "identifier, name, scopes, token_lifetime_seconds, max_token_lifetime_seconds,"
              + " longest_lifetime_seconds, algorithm, proof, epoch, created_at, version");
  private static final String PUT_APP =
      upsert(
          "app",
          "tenant, client_id",
          "name, description, status, labels, allowed_ips, tokens_per_minute, acts_for, proof,"
              + " profile, epoch, created_at, version");
  private static final String PUT_CREDENTIAL =
      upsert(
          "credential",
          "tenant, client_id, id",
          "secret_hash, hint, created_at, expires_at, epoch, version, kind, detail");
  private static final String PUT_GRANT =
      upsert(
          "app_grant",
          "tenant, client_id, api_id",
          "id, scopes, claims, token_lifetime_seconds, expires_at, status, exchange, only_apis,"
              + " epoch, created_at, version");
  private static final String PUT_KEY =
      upsert(
          "sealed_key",
          "tenant, kid",
          "key_use, algorithm, state, public_key, sealed, created_at, state_since, version");
  private static final String PUT_ACCOUNT =
      upsert("account", "tenant, id", "profile, password_hash, created_at, modified_at, version");
  private static final String PUT_REPLY =
      upsert("stored_reply", "tenant, reply_key", "request_hash, status, location, body, ends_at");

  private final long number;
  private final Instant now;
  private final Set<Touched> touched = new LinkedHashSet<>();
  private boolean audited;

  private JdbcTenantWriter(Sql sql, TenantName tenant, Head before, Instant now) {
    super(sql, tenant, before, null);
    this.number = before.number() + 1;
    this.now = now;
  }

  /** Starts a change: takes its number, and so locks the tenant until the transaction ends. */
  static JdbcTenantWriter begin(Sql sql, TenantName tenant, Instant now) {
    Head before =
        sql.first(
                """
                UPDATE tenant_counter SET number = number + 1 WHERE tenant = ?
                RETURNING number - 1 AS number, hash\
                """,
                Rows::head,
                tenant.text())
            .orElseThrow(() -> new StoreException("no such tenant"));
    return new JdbcTenantWriter(sql, tenant, before, now);
  }

  /** Makes a tenant with all that it is born with, as its change 1. */
  static void found(Sql sql, Founding founding, Instant now) {
    Tenant tenant = founding.tenant();
    Head none = new Head(0, AuditRecord.START);
    if (sql.first("SELECT * FROM tenant WHERE name = ?", Rows::tenant, tenant.name().text())
        .isPresent()) {
      throw new StoreException("there is a tenant of that name");
    }
    if (tenant.issuerPath().filter(path -> JdbcStore.overlapped(sql, path)).isPresent()) {
      throw new StoreException("there is a tenant at that path, above it or below it");
    }
    JdbcTenantWriter writer = new JdbcTenantWriter(sql, tenant.name(), none, now);
    writer.put(tenant);
    sql.update(
        "INSERT INTO tenant_counter (tenant, number, hash, revocation_seq) VALUES (?, 1, ?, 0)",
        tenant.name().text(),
        none.hash());
    founding.keys().forEach(writer::put);
    founding.apis().forEach(writer::put);
    for (AppEntry entry : founding.apps()) {
      writer.put(entry.app());
      entry.credentials().forEach(writer::put);
      entry.grants().forEach(writer::put);
    }
    writer.audit(founding.audit());
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
    if (!changed.name().equals(tenant)) {
      throw new IllegalArgumentException("another tenant's change");
    }
    touch(Kind.TENANT, name, changed.version());
    sql.update(
        PUT_TENANT,
        name,
        changed.apiKey(),
        changed.status().name(),
        changed.profile().name(),
        changed.createdAt().toEpochMilli(),
        changed.version(),
        changed.issuerPath().map(IssuerPath::text).orElse(null));
  }

  @Override
  public void put(Api api) {
    touch(Kind.API, api.id().text(), api.version());
    sql.update(
        PUT_API,
        name,
        api.id().text(),
        api.identifier().text(),
        api.name(),
        Rows.scopes(api.scopes()),
        api.tokenLifetime().toSeconds(),
        api.maxTokenLifetime().toSeconds(),
        api.longestLifetime().toSeconds(),
        api.algorithm().text(),
        api.proof().name(),
        api.epoch(),
        api.createdAt().toEpochMilli(),
        api.version());
  }

  @Override
  public void removeApi(ApiId id) {
    List<ClientId> granted = appsGranted(id);
    if (remove("DELETE FROM api WHERE tenant = ? AND id = ?", name, id.text())) {
      touched.add(new Touched(Kind.API, id.text()));
      granted.forEach(app -> touched.add(new Touched(Kind.APP, app.text())));
    }
  }

  @Override
  public void put(App app) {
    touch(Kind.APP, app.clientId().text(), app.version());
    JsonObject.Builder labels = JsonObject.builder();
    new TreeMap<>(app.labels()).forEach(labels::put);
    @Nullable Integer limit =
        app.limits().tokensPerMinute().isPresent()
            ? app.limits().tokensPerMinute().getAsInt()
            : null;
    sql.update(
        PUT_APP,
        name,
        app.clientId().text(),
        app.name(),
        app.description(),
        app.status().name(),
        labels.build().text(),
        JsonArray.ofStrings(app.allowedIps()).text(),
        limit,
        JsonArray.ofStrings(app.actsFor().stream().map(ApiId::text).sorted().toList()).text(),
        app.proof().name(),
        app.profile().name(),
        app.epoch(),
        app.createdAt().toEpochMilli(),
        app.version());
  }

  @Override
  public void removeApp(ClientId id) {
    if (remove("DELETE FROM app WHERE tenant = ? AND client_id = ?", name, id.text())) {
      touched.add(new Touched(Kind.APP, id.text()));
    }
  }

  @Override
  public void put(Credential credential) {
    touch(Kind.APP, credential.clientId().text(), credential.version());
    sql.update(
        PUT_CREDENTIAL,
        name,
        credential.clientId().text(),
        credential.id().text(),
        CredentialDetail.secretHash(credential),
        credential.hint(),
        credential.createdAt().toEpochMilli(),
        millis(credential.expiresAt()),
        credential.epoch(),
        credential.version(),
        CredentialDetail.kind(credential),
        CredentialDetail.detail(credential));
  }

  @Override
  public void removeCredential(ClientId app, CredentialId id) {
    if (remove(
        "DELETE FROM credential WHERE tenant = ? AND client_id = ? AND id = ?",
        name,
        app.text(),
        id.text())) {
      touched.add(new Touched(Kind.APP, app.text()));
    }
  }

  @Override
  public void put(Grant grant) {
    touch(Kind.APP, grant.clientId().text(), grant.version());
    @Nullable Duration lifetime = grant.tokenLifetime();
    sql.update(
        PUT_GRANT,
        name,
        grant.clientId().text(),
        grant.apiId().text(),
        grant.id().text(),
        grant.scopes().text(),
        grant.claims().text(),
        lifetime == null ? null : lifetime.toSeconds(),
        millis(grant.expiresAt()),
        grant.status().name(),
        ExchangeTerms.text(grant.exchange()),
        AppRows.text(grant.onlyApis()),
        grant.epoch(),
        grant.createdAt().toEpochMilli(),
        grant.version());
  }

  @Override
  public void removeGrant(ClientId app, ApiId api) {
    if (remove(
        "DELETE FROM app_grant WHERE tenant = ? AND client_id = ? AND api_id = ?",
        name,
        app.text(),
        api.text())) {
      touched.add(new Touched(Kind.APP, app.text()));
    }
  }

  @Override
  public void put(SealedKey key) {
    touch(Kind.KEY, key.id().text(), key.version());
    sql.update(
        PUT_KEY,
        name,
        key.id().text(),
        key.use().name(),
        key.algorithm(),
        key.state().name(),
        key.publicKey().text(),
        key.sealed(),
        key.createdAt().toEpochMilli(),
        key.stateSince().toEpochMilli(),
        key.version());
  }

  @Override
  public void put(CertificateAuthority authority) {
    touch(Kind.AUTHORITY, authority.id().text(), authority.version());
    AuthorityRows.put(sql, name, authority);
  }

  @Override
  public void removeAuthority(CertificateAuthorityId id) {
    if (remove(AuthorityRows.REMOVE, name, id.text())) {
      touched.add(new Touched(Kind.AUTHORITY, id.text()));
    }
  }

  @Override
  public void put(Account account) {
    checkNumber(account.version());
    sql.update(
        PUT_ACCOUNT,
        name,
        account.id().text(),
        account.profile().text(),
        account.passwordHash(),
        account.createdAt().toEpochMilli(),
        account.modifiedAt().toEpochMilli(),
        account.version());
    sql.update(
        "DELETE FROM account_key WHERE tenant = ? AND account_id = ?", name, account.id().text());
    sql.batch(
        """
        INSERT INTO account_key (tenant, kind, value, account_id, position)
        VALUES (?, ?, ?, ?, ?)\
        """,
        positions(account.keys()),
        position -> {
          Account.LookupKey key = account.keys().get(position);
          return new Object[] {name, key.kind().name(), key.value(), account.id().text(), position};
        });
  }

  @Override
  public void removeAccount(AccountId id) {
    remove("DELETE FROM account WHERE tenant = ? AND id = ?", name, id.text());
  }

  @Override
  public void put(RegistrationPolicy policy) {
    touch(Kind.REGISTRATION_POLICY, policy.id().text(), policy.version());
    RegistrationRows.put(sql, name, policy);
  }

  @Override
  public void removeRegistrationPolicy(RegistrationPolicyId id) {
    if (remove(RegistrationRows.REMOVE_POLICY, name, id.text())) {
      touched.add(new Touched(Kind.REGISTRATION_POLICY, id.text()));
    }
  }

  @Override
  public void put(Registration registration) {
    checkNumber(registration.version());
    RegistrationRows.put(sql, name, registration);
  }

  @Override
  public void revoke(String id, List<FeedEntry> entries) {
    checkOpen();
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("an act of revocation has at least one entry");
    }
    long seq = revocationSeq() + 1;
    sql.update("UPDATE tenant_counter SET revocation_seq = ? WHERE tenant = ?", seq, name);
    sql.batch(
        """
        INSERT INTO revocation
          (tenant, seq, position, id, kind, value, ends_at, optional, recorded_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        positions(entries),
        position -> {
          FeedEntry entry = entries.get(position);
          return new Object[] {
            name,
            seq,
            position,
            id,
            entry.kind(),
            entry.value(),
            entry.until().toEpochMilli(),
            entry.optional() ? 1 : 0,
            now.toEpochMilli()
          };
        });
    touched.add(new Touched(Kind.REVOCATION, Long.toString(seq)));
  }

  @Override
  public void put(StoredReply reply) {
    checkOpen();
    sql.update(
        PUT_REPLY,
        name,
        reply.key(),
        reply.requestHash(),
        reply.status(),
        reply.location(),
        reply.body().text(),
        reply.until().toEpochMilli());
  }

  @Override
  public void found(Founding founding) {
    checkOpen();
    if (!tenant.equals(TenantName.DEFAULT)) {
      throw new IllegalStateException("only the tenant default founds others");
    }
    found(sql, founding, now);
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
    String hash = event.hash(head().hash());
    sql.update(
        """
        INSERT INTO audit_event
          (tenant, seq, recorded_at, actor, action, target, client_id, before_json, after_json,
           address, hash)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        Rows.audit(name, new AuditEvent(event, hash)));
    sql.update(
        """
        INSERT INTO tenant_change (tenant, number, previous_hash, hash, touched)
        VALUES (?, ?, ?, ?, ?)\
        """,
        name,
        number,
        head().hash(),
        hash,
        Rows.touched(touched));
    sql.update("UPDATE tenant_counter SET hash = ? WHERE tenant = ?", hash, name);
    audited = true;
  }

  /** Refuses a work that ended without its audit line. */
  void checkAudited() {
    if (!audited) {
      throw new IllegalStateException("a change writes its audit line");
    }
  }

  private void checkOpen() {
    if (audited) {
      throw new IllegalStateException("a change writes one audit line, last");
    }
  }

  private void checkNumber(long version) {
    checkOpen();
    if (version != number) {
      throw new IllegalArgumentException("what is put carries the number of its change");
    }
  }

  private void touch(Kind kind, String id, long version) {
    checkNumber(version);
    touched.add(new Touched(kind, id));
  }

  private boolean remove(String statement, Object... arguments) {
    checkOpen();
    return sql.update(statement, arguments) > 0;
  }

  private static List<Integer> positions(List<?> items) {
    return IntStream.range(0, items.size()).boxed().toList();
  }
}
