package dev.postern.jdbc;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.store.ApiId;
import dev.postern.store.App;
import dev.postern.store.AppEntry;
import dev.postern.store.Credential;
import dev.postern.store.CredentialId;
import dev.postern.store.Grant;
import dev.postern.store.GrantId;
import dev.postern.store.GrantedApp;
import dev.postern.store.ImportedCredential;
import dev.postern.store.Page;
import dev.postern.store.Profile;
import dev.postern.store.Proof;
import dev.postern.store.SecretCredential;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads apps with their credentials and grants, one or a million: three statements in the order of
 * the client ids, merged.
 *
 * <p>A start waits for this and the registry keeps what it makes, so two things are done for the
 * sake of many apps. What most of them have not (labels, limits, claims of their own) is one
 * column, {@code plain}, and is read only where that is 0; what a credential is that is no secret
 * is read only where it has no hash. And what is the same in many (scopes, an API's id, the instant
 * at which an app was made with all that is its) is one object.
 */
final class AppRows {

  private static final String COLUMNS =
      """
      SELECT app.client_id, app.name, app.description, app.epoch, app.created_at, app.version,
        CASE WHEN app.status = 'ACTIVE' AND app.labels = '{}' AND app.allowed_ips = '[]'
          AND app.tokens_per_minute IS NULL AND app.acts_for = '[]' AND app.proof = 'NONE'
          AND app.profile = 'STANDARD'
          THEN 1 ELSE 0 END AS plain,
        app.status, app.labels, app.allowed_ips, app.tokens_per_minute, app.acts_for, app.proof,
        app.profile\
      """;

  private static final String APPS =
      COLUMNS + " FROM app WHERE tenant = ? AND client_id BETWEEN ? AND ? ORDER BY client_id";
  private static final String PAGE =
      COLUMNS + " FROM app WHERE tenant = ? AND client_id > ? ORDER BY client_id LIMIT ?";

  /** A cross join, because SQLite takes its tables in the order in which they stand. */
  private static final String GRANTED =
      COLUMNS
          + """
          , app_grant.scopes
          FROM app_grant CROSS JOIN app
          WHERE app_grant.tenant = ? AND app_grant.api_id = ? AND app_grant.client_id > ?
            AND app.tenant = app_grant.tenant AND app.client_id = app_grant.client_id
          ORDER BY app_grant.client_id LIMIT ?\
          """;

  private static final String CREDENTIALS =
      """
      SELECT client_id, id, secret_hash, hint, created_at, expires_at, epoch, version, kind, detail
      FROM credential WHERE tenant = ? AND client_id BETWEEN ? AND ? ORDER BY client_id, id\
      """;

  private static final String GRANTS =
      """
      SELECT client_id, id, api_id, scopes, epoch, created_at, version,
        CASE WHEN status = 'ACTIVE' AND claims = '{}' AND token_lifetime_seconds IS NULL
          AND expires_at IS NULL AND exchange IS NULL AND only_apis IS NULL
          THEN 1 ELSE 0 END AS plain,
        status, claims, token_lifetime_seconds, expires_at, exchange, only_apis
      FROM app_grant WHERE tenant = ? AND client_id BETWEEN ? AND ? ORDER BY client_id, api_id\
      """;

  /** More different texts than this are not remembered: what differs that much is not shared. */
  private static final int SHARED = 10_000;

  private final Map<String, Scopes> scopes = new HashMap<>();
  private final Map<String, ApiId> apis = new HashMap<>();
  private Instant lastInstant = Instant.EPOCH;

  AppRows() {}

  /** Hands on the apps from {@code first} to {@code last}, both included, in order. */
  static void read(Connection connection, String tenant, Range range, Consumer<AppEntry> consumer)
      throws SQLException {
    new AppRows().merge(connection, tenant, range, consumer);
  }

  /** Hands on the apps of a page, without what is theirs. */
  static void page(Connection connection, String tenant, Page page, Consumer<App> consumer)
      throws SQLException {
    AppRows rows = new AppRows();
    try (Cursor apps = new Cursor(connection, PAGE, tenant, page.after(), page.limit())) {
      while (apps.next()) {
        consumer.accept(rows.app(apps));
      }
    }
  }

  /** Hands on the apps of a page that have a grant at {@code api}. */
  static void granted(
      Connection connection, String tenant, ApiId api, Page page, Consumer<GrantedApp> consumer)
      throws SQLException {
    AppRows rows = new AppRows();
    try (Cursor apps =
        new Cursor(connection, GRANTED, tenant, api.text(), page.after(), page.limit())) {
      while (apps.next()) {
        consumer.accept(new GrantedApp(rows.app(apps), rows.scopes(apps.text(15))));
      }
    }
  }

  /**
   * Client ids that follow each other.
   *
   * @param first the first of them, or a text that is less
   * @param last the last of them, or a text that is more
   */
  record Range(String first, String last) {

    /** DEL is behind every character of a client id. */
    static final Range ALL = new Range("", "\u007f");
  }

  private void merge(Connection connection, String tenant, Range range, Consumer<AppEntry> consumer)
      throws SQLException {
    List<Credential> credentials = new ArrayList<>();
    List<Grant> grants = new ArrayList<>();
    try (Cursor apps = new Cursor(connection, APPS, tenant, range.first(), range.last());
        Cursor credential =
            new Cursor(connection, CREDENTIALS, tenant, range.first(), range.last());
        Cursor grant = new Cursor(connection, GRANTS, tenant, range.first(), range.last())) {
      credential.next();
      grant.next();
      while (apps.next()) {
        byte[] owner = apps.owner();
        App app = app(apps);
        credentials.clear();
        while (credential.of(owner)) {
          credentials.add(credential(credential, app.clientId()));
          credential.next();
        }
        grants.clear();
        while (grant.of(owner)) {
          grants.add(grant(grant, app.clientId()));
          grant.next();
        }
        consumer.accept(new AppEntry(app, credentials, grants));
      }
    }
  }

  private App app(Cursor row) throws SQLException {
    boolean plain = row.number(7) == 1;
    return new App(
        new ClientId(new String(row.owner(), StandardCharsets.US_ASCII)),
        row.text(2),
        row.text(3),
        plain ? App.Status.ACTIVE : App.Status.valueOf(row.text(8)),
        plain ? Map.of() : labels(row.text(9)),
        plain ? List.of() : Rows.strings(row.text(10)),
        plain ? App.Limits.NONE : limits(row.optionalNumber(11)),
        plain ? Set.of() : apis(row.text(12)),
        plain ? Proof.NONE : Proof.valueOf(row.text(13)),
        plain ? Profile.STANDARD : Profile.valueOf(row.text(14)),
        row.number(4),
        instant(row.number(5)),
        row.number(6));
  }

  private static Map<String, String> labels(String json) throws SQLException {
    Map<String, String> labels = new LinkedHashMap<>();
    JsonObject kept = Rows.object(json);
    for (String name : kept.members().keySet()) {
      labels.put(name, Rows.string(kept, name));
    }
    return labels;
  }

  private static App.Limits limits(@Nullable Long tokensPerMinute) {
    return tokensPerMinute == null
        ? App.Limits.NONE
        : new App.Limits(OptionalInt.of(Math.toIntExact(tokensPerMinute)));
  }

  private Set<ApiId> apis(String json) throws SQLException {
    Set<ApiId> ids = new HashSet<>();
    Rows.strings(json).forEach(id -> ids.add(api(id)));
    return ids;
  }

  /** The column of APIs that a grant is limited to, or null. */
  static @Nullable String text(@Nullable Set<ApiId> apis) {
    return apis == null
        ? null
        : JsonArray.ofStrings(apis.stream().map(ApiId::text).sorted().toList()).text();
  }

  /** The credential of a row of the columns of {@link #CREDENTIALS}. */
  Credential credential(Cursor row, ClientId owner) throws SQLException {
    String hash = row.text(3);
    if (hash.isEmpty()) {
      return CredentialDetail.read(row, owner);
    }
    CredentialId id = new CredentialId(row.text(2));
    String hint = row.text(4);
    Instant createdAt = instant(row.number(5));
    @Nullable Instant end = optionalInstant(row.optionalNumber(6));
    long epoch = row.number(7);
    long version = row.number(8);
    return hash.startsWith(ImportedCredential.START)
        ? new ImportedCredential(id, owner, hash, hint, createdAt, end, epoch, version)
        : new SecretCredential(id, owner, hash, hint, createdAt, end, epoch, version);
  }

  private Grant grant(Cursor row, ClientId owner) throws SQLException {
    boolean plain = row.number(8) == 1;
    @Nullable Long lifetime = plain ? null : row.optionalNumber(11);
    @Nullable String exchange = plain ? null : row.optionalText(13);
    @Nullable String only = plain ? null : row.optionalText(14);
    return new Grant(
        new GrantId(row.text(2)),
        owner,
        api(row.text(3)),
        scopes(row.text(4)),
        plain ? JsonObject.EMPTY : Rows.object(row.text(10)),
        lifetime == null ? null : Duration.ofSeconds(lifetime),
        plain ? null : optionalInstant(row.optionalNumber(12)),
        plain ? Grant.Status.ACTIVE : Grant.Status.valueOf(row.text(9)),
        exchange == null ? null : ExchangeTerms.read(exchange),
        only == null ? null : apis(only),
        row.number(5),
        instant(row.number(6)),
        row.number(7));
  }

  private Scopes scopes(String text) throws SQLException {
    @Nullable Scopes known = scopes.get(text);
    if (known != null) {
      return known;
    }
    Scopes read =
        Scopes.parse(text).orElseThrow(() -> new SQLException("malformed scopes of a grant"));
    if (scopes.size() < SHARED) {
      scopes.put(text, read);
    }
    return read;
  }

  private ApiId api(String text) {
    @Nullable ApiId known = apis.get(text);
    if (known != null) {
      return known;
    }
    ApiId read = new ApiId(text);
    if (apis.size() < SHARED) {
      apis.put(text, read);
    }
    return read;
  }

  private Instant instant(long millis) {
    if (lastInstant.toEpochMilli() != millis) {
      lastInstant = Instant.ofEpochMilli(millis);
    }
    return lastInstant;
  }

  private @Nullable Instant optionalInstant(@Nullable Long millis) {
    return millis == null ? null : instant(millis);
  }
}
