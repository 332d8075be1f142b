package dev.postern.jdbc;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.KeyId;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.store.Account;
import dev.postern.store.AccountId;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.ApiIdentifier;
import dev.postern.store.App;
import dev.postern.store.AppEntry;
import dev.postern.store.AppUse;
import dev.postern.store.AuditEvent;
import dev.postern.store.AuditFilter;
import dev.postern.store.CertificateAuthority;
import dev.postern.store.CertificateAuthorityId;
import dev.postern.store.CredentialFilter;
import dev.postern.store.CredentialId;
import dev.postern.store.Found;
import dev.postern.store.GrantedApp;
import dev.postern.store.Head;
import dev.postern.store.ListedCredential;
import dev.postern.store.LiveRevocation;
import dev.postern.store.Page;
import dev.postern.store.Registration;
import dev.postern.store.RegistrationPolicy;
import dev.postern.store.RegistrationPolicyId;
import dev.postern.store.Revocation;
import dev.postern.store.SealedKey;
import dev.postern.store.StoreException;
import dev.postern.store.StoredReply;
import dev.postern.store.Tenant;
import dev.postern.store.TenantName;
import dev.postern.store.TenantReader;
import dev.postern.store.UsageQuery;
import dev.postern.store.UsageSum;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads one tenant within one transaction. */
class JdbcTenantReader implements TenantReader {

  /** Fewer apps than this are read by one thread. */
  private static final int SPLIT = 1_000;

  final Sql sql;

  /** The tenant's name as every statement binds it first. */
  final String name;

  final TenantName tenant;
  private final Head head;
  private final @Nullable Transactions siblings;

  /**
   * A reader.
   *
   * @param siblings where other transactions may see the same, or null where none does: what a
   *     change has put so far only its own transaction sees
   */
  JdbcTenantReader(Sql sql, TenantName tenant, Head head, @Nullable Transactions siblings) {
    this.sql = sql;
    this.tenant = tenant;
    this.name = tenant.text();
    this.head = head;
    this.siblings = siblings;
  }

  /** A reader of {@code tenant}; its first statement settles which view the transaction has. */
  static JdbcTenantReader of(Sql sql, TenantName tenant, @Nullable Transactions siblings) {
    Head head =
        sql.first(
                "SELECT number, hash FROM tenant_counter WHERE tenant = ?",
                Rows::head,
                tenant.text())
            .orElseThrow(() -> new StoreException("no such tenant"));
    return new JdbcTenantReader(sql, tenant, head, siblings);
  }

  @Override
  public Tenant tenant() {
    return one("SELECT * FROM tenant WHERE name = ?", Rows::tenant, name);
  }

  @Override
  public Head head() {
    return head;
  }

  @Override
  public Optional<Api> api(ApiId id) {
    return sql.first("SELECT * FROM api WHERE tenant = ? AND id = ?", Rows::api, name, id.text());
  }

  @Override
  public Optional<Api> api(ApiIdentifier identifier) {
    return sql.first(
        "SELECT * FROM api WHERE tenant = ? AND identifier = ?",
        Rows::api,
        name,
        identifier.text());
  }

  @Override
  public List<Api> apis(Page page) {
    return sql.list(
        "SELECT * FROM api WHERE tenant = ? AND id > ? ORDER BY id LIMIT ?",
        Rows::api,
        name,
        page.after(),
        page.limit());
  }

  @Override
  public Optional<AppEntry> app(ClientId id) {
    List<AppEntry> found = new ArrayList<>(1);
    read(new AppRows.Range(id.text(), id.text()), found::add);
    return found.stream().findFirst();
  }

  @Override
  public List<App> apps(Page page) {
    List<App> found = new ArrayList<>();
    sql.plain(connection -> AppRows.page(connection, name, page, found::add));
    return found;
  }

  @Override
  public Map<ClientId, String> appNames(Set<ClientId> ids) {
    return NameRows.APPS.of(sql, name, ids);
  }

  @Override
  public Map<ApiId, String> apiNames(Set<ApiId> ids) {
    return NameRows.APIS.of(sql, name, ids);
  }

  @Override
  public Map<RegistrationPolicyId, String> registrationPolicyNames(Set<RegistrationPolicyId> ids) {
    return NameRows.REGISTRATION_POLICIES.of(sql, name, ids);
  }

  /** Many apps in two halves at once: a server that starts has nothing else to do. */
  @Override
  public void everyApp(Consumer<AppEntry> consumer) {
    List<String> middle = siblings == null ? List.of() : middle();
    if (siblings == null || middle.size() < 2) {
      read(AppRows.Range.ALL, consumer);
      return;
    }
    AppRows.Range lower = new AppRows.Range(AppRows.Range.ALL.first(), middle.getFirst());
    AppRows.Range upper = new AppRows.Range(middle.getLast(), AppRows.Range.ALL.last());
    try (ExecutorService second = Executors.newSingleThreadExecutor()) {
      Future<Boolean> done = second.submit(() -> readBeside(siblings, upper, consumer));
      read(lower, consumer);
      if (!done.get()) {
        read(upper, consumer);
      }
    } catch (ExecutionException e) {
      throw new StoreException("half of the apps could not be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("reading the apps was interrupted", e);
    }
  }

  /** The last app of the first half and the first of the second, or empty where they are few. */
  private List<String> middle() {
    long count =
        one("SELECT count(*) AS n FROM app WHERE tenant = ?", row -> row.getLong("n"), name);
    return count < SPLIT
        ? List.of()
        : sql.list(
            "SELECT client_id FROM app WHERE tenant = ? ORDER BY client_id LIMIT 2 OFFSET ?",
            row -> row.getString("client_id"),
            name,
            count / 2);
  }

  /**
   * Reads in another transaction, unless a change was committed before that one began: every change
   * of an app moves its tenant's head, so two views with one head show the same apps. Nor where no
   * other connection is free.
   */
  private boolean readBeside(
      Transactions others, AppRows.Range range, Consumer<AppEntry> consumer) {
    AtomicBoolean begun = new AtomicBoolean();
    try {
      return others.run(sql -> {
        JdbcTenantReader sibling = of(sql, tenant, null);
        if (!sibling.head().equals(head)) {
          return false;
        }
        begun.set(true);
        sibling.read(range, consumer);
        return true;
      });
    } catch (StoreException e) {
      if (begun.get()) {
        throw e;
      }
      return false;
    }
  }

  private void read(AppRows.Range range, Consumer<AppEntry> consumer) {
    sql.plain(connection -> AppRows.read(connection, name, range, consumer));
  }

  @Override
  public List<ClientId> appsGranted(ApiId api) {
    return sql.list(
        "SELECT client_id FROM app_grant WHERE tenant = ? AND api_id = ? ORDER BY client_id",
        row -> new ClientId(row.getString("client_id")),
        name,
        api.text());
  }

  @Override
  public List<GrantedApp> appsGranted(ApiId api, Page page) {
    List<GrantedApp> found = new ArrayList<>();
    sql.plain(connection -> AppRows.granted(connection, name, api, page, found::add));
    return found;
  }

  @Override
  public int appsSignedFor(SignatureAlgorithm algorithm) {
    return one(
        """
        SELECT COUNT(DISTINCT app_grant.client_id)
        FROM api JOIN app_grant ON app_grant.tenant = api.tenant AND app_grant.api_id = api.id
        WHERE api.tenant = ? AND api.algorithm = ?\
        """,
        row -> row.getInt(1),
        name,
        algorithm.text());
  }

  @Override
  public Map<CredentialId, Instant> lastUsed(ClientId app) {
    Map<CredentialId, Instant> used = new HashMap<>();
    sql.list(
            """
            SELECT id, last_used_at FROM credential
            WHERE tenant = ? AND client_id = ? AND last_used_at IS NOT NULL\
            """,
            row ->
                Map.entry(new CredentialId(row.getString("id")), Rows.instant(row, "last_used_at")),
            name,
            app.text())
        .forEach(entry -> used.put(entry.getKey(), entry.getValue()));
    return used;
  }

  @Override
  public Map<ClientId, AppUse> uses(List<ClientId> apps) {
    return AppUses.of(apps, sql, name);
  }

  @Override
  public Found<ListedCredential> credentials(CredentialFilter filter, Page page) {
    return CredentialSearch.of(filter).in(sql, name, page);
  }

  @Override
  public List<SealedKey> keys() {
    return sql.list(
        "SELECT * FROM sealed_key WHERE tenant = ? ORDER BY created_at, kid", Rows::key, name);
  }

  @Override
  public Optional<SealedKey> key(KeyId id) {
    return sql.first(
        "SELECT * FROM sealed_key WHERE tenant = ? AND kid = ?", Rows::key, name, id.text());
  }

  @Override
  public List<CertificateAuthority> authorities() {
    return sql.list(
        "SELECT * FROM certificate_authority WHERE tenant = ? ORDER BY id",
        AuthorityRows::authority,
        name);
  }

  @Override
  public Optional<CertificateAuthority> authority(CertificateAuthorityId id) {
    return sql.first(
        "SELECT * FROM certificate_authority WHERE tenant = ? AND id = ?",
        AuthorityRows::authority,
        name,
        id.text());
  }

  @Override
  public List<Revocation> revocations(Instant now) {
    return sql.list(
        "SELECT * FROM revocation WHERE tenant = ? AND ends_at >= ? ORDER BY seq, position",
        Rows::revocation,
        name,
        now.toEpochMilli());
  }

  /** The plus keeps a database from the index by ends: those who live are not in order there. */
  @Override
  public List<LiveRevocation> revocations(Instant now, LiveRevocation.Place after, int limit) {
    return sql.list(
        """
        SELECT * FROM revocation
        WHERE tenant = ? AND (seq, position) > (?, ?) AND +ends_at >= ?
        ORDER BY seq, position LIMIT ?\
        """,
        row ->
            new LiveRevocation(
                Rows.revocation(row),
                new LiveRevocation.Place(row.getLong("seq"), row.getInt("position"))),
        name,
        after.seq(),
        after.position(),
        now.toEpochMilli(),
        limit);
  }

  @Override
  public List<Revocation> revocations(long seq) {
    return sql.list(
        "SELECT * FROM revocation WHERE tenant = ? AND seq = ? ORDER BY position",
        Rows::revocation,
        name,
        seq);
  }

  @Override
  public long revocationSeq() {
    return one(
        "SELECT revocation_seq FROM tenant_counter WHERE tenant = ?",
        row -> row.getLong("revocation_seq"),
        name);
  }

  @Override
  public List<UsageSum> usage(UsageQuery query, Optional<UsageSum> after, int limit) {
    return UsageRows.sums(sql, name, query, after, limit);
  }

  @Override
  public Found<AuditEvent> audit(AuditFilter filter, AuditFilter.Part part) {
    return AuditSearch.of(filter, part).in(sql, name);
  }

  @Override
  public Optional<Account> account(AccountId id) {
    Map<AccountId, List<Account.LookupKey>> keys = keys(id, id);
    return sql.first(
        "SELECT * FROM account WHERE tenant = ? AND id = ?",
        row -> Rows.account(row, keys),
        name,
        id.text());
  }

  @Override
  public Optional<Account> account(Account.LookupKey key) {
    return sql.first(
            "SELECT account_id FROM account_key WHERE tenant = ? AND kind = ? AND value = ?",
            row -> new AccountId(row.getString("account_id")),
            name,
            key.kind().name(),
            key.value())
        .flatMap(this::account);
  }

  @Override
  public List<Account> accounts(Page page) {
    List<AccountId> ids =
        sql.list(
            "SELECT id FROM account WHERE tenant = ? AND id > ? ORDER BY id LIMIT ?",
            row -> new AccountId(row.getString("id")),
            name,
            page.after(),
            page.limit());
    if (ids.isEmpty()) {
      return List.of();
    }
    Map<AccountId, List<Account.LookupKey>> keys = keys(ids.getFirst(), ids.getLast());
    return sql.list(
        "SELECT * FROM account WHERE tenant = ? AND id BETWEEN ? AND ? ORDER BY id",
        row -> Rows.account(row, keys),
        name,
        ids.getFirst().text(),
        ids.getLast().text());
  }

  /** The keys of the accounts from {@code first} to {@code last}. */
  private Map<AccountId, List<Account.LookupKey>> keys(AccountId first, AccountId last) {
    return sql
        .list(
            """
            SELECT account_id, kind, value FROM account_key
            WHERE tenant = ? AND account_id BETWEEN ? AND ? ORDER BY account_id, position\
            """,
            row -> Map.entry(new AccountId(row.getString("account_id")), Rows.accountKey(row)),
            name,
            first.text(),
            last.text())
        .stream()
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
  }

  @Override
  public Optional<RegistrationPolicy> registrationPolicy(RegistrationPolicyId id) {
    return sql.first(
        "SELECT * FROM registration_policy WHERE tenant = ? AND id = ?",
        RegistrationRows::policy,
        name,
        id.text());
  }

  @Override
  public List<RegistrationPolicy> registrationPolicies() {
    return sql.list(
        "SELECT * FROM registration_policy WHERE tenant = ? ORDER BY id",
        RegistrationRows::policy,
        name);
  }

  @Override
  public Optional<Registration> registration(ClientId app) {
    return sql.first(
        "SELECT * FROM registration WHERE tenant = ? AND client_id = ?",
        RegistrationRows::registration,
        name,
        app.text());
  }

  @Override
  public int registrations(RegistrationPolicyId policy) {
    return one(
        "SELECT COUNT(*) FROM registration WHERE tenant = ? AND policy_id = ?",
        row -> row.getInt(1),
        name,
        policy.text());
  }

  @Override
  public Optional<StoredReply> reply(String key) {
    return sql.first(
        "SELECT * FROM stored_reply WHERE tenant = ? AND reply_key = ?", Rows::reply, name, key);
  }

  private <T> T one(String statement, Sql.Row<T> reader, Object... arguments) {
    return sql.first(statement, reader, arguments)
        .orElseThrow(() -> new StoreException("a row that must be there is missing"));
  }
}
