package dev.postern.jdbc;

import dev.postern.protocol.KeyId;
import dev.postern.protocol.admin.AuditRecord;
import dev.postern.protocol.feed.FeedEntry;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.store.Account;
import dev.postern.store.AccountId;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.ApiIdentifier;
import dev.postern.store.ApiScope;
import dev.postern.store.AuditEvent;
import dev.postern.store.AuditFilter;
import dev.postern.store.Change;
import dev.postern.store.Head;
import dev.postern.store.Installation;
import dev.postern.store.IssuerPath;
import dev.postern.store.Profile;
import dev.postern.store.Proof;
import dev.postern.store.Revocation;
import dev.postern.store.SealedKey;
import dev.postern.store.StoredReply;
import dev.postern.store.Tenant;
import dev.postern.store.TenantName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows as what they stand for, and writes what of them is JSON. A row that makes no sense is
 * an {@link SQLException}.
 */
final class Rows {

  /** What we wrote ourselves is read whole; only its depth is bounded, for the stack's sake. */
  private static final JsonReader JSON =
      new JsonReader(
          new JsonLimits(Integer.MAX_VALUE, 200, Integer.MAX_VALUE, 1000, Integer.MAX_VALUE));

  private Rows() {}

  static Installation installation(ResultSet row) throws SQLException {
    return new Installation(
        row.getString("generation"),
        row.getString("master_key_check"),
        row.getString("pepper_check"),
        instant(row, "founded_at"));
  }

  static Tenant tenant(ResultSet row) throws SQLException {
    String path = row.getString("issuer_path");
    return new Tenant(
        new TenantName(row.getString("name")),
        path == null ? null : new IssuerPath(path),
        row.getString("api_key"),
        Tenant.Status.valueOf(row.getString("status")),
        Profile.valueOf(row.getString("profile")),
        instant(row, "created_at"),
        row.getLong("version"));
  }

  static Head head(ResultSet row) throws SQLException {
    return new Head(row.getLong("number"), row.getString("hash"));
  }

  static Change change(ResultSet row) throws SQLException {
    List<Change.Touched> touched = new ArrayList<>();
    for (JsonObject each : objects(row, "touched")) {
      touched.add(
          new Change.Touched(
              Change.Touched.Kind.valueOf(string(each, "kind")), string(each, "id")));
    }
    return new Change(
        row.getLong("number"), row.getString("previous_hash"), row.getString("hash"), touched);
  }

  /** What {@link #change} reads. */
  static String touched(Collection<Change.Touched> touched) {
    List<JsonValue> list =
        touched.stream()
            .<JsonValue>map(each ->
                JsonObject.builder().put("kind", each.kind().name()).put("id", each.id()).build())
            .toList();
    return new JsonArray(list).text();
  }

  /** What is written of a line of the log, in the order of the table's columns as inserted. */
  static @Nullable Object[] audit(String tenant, AuditEvent event) {
    AuditRecord line = event.record();
    return new @Nullable Object[] {
      tenant,
      line.seq(),
      line.at().toEpochMilli(),
      line.actor(),
      line.action(),
      line.target(),
      AuditFilter.app(line.target()).orElse(null),
      line.before().text(),
      line.after().text(),
      line.address(),
      event.hash()
    };
  }

  static AuditEvent auditEvent(ResultSet row) throws SQLException {
    return new AuditEvent(
        new AuditRecord(
            row.getLong("seq"),
            instant(row, "recorded_at"),
            row.getString("actor"),
            row.getString("action"),
            row.getString("target"),
            json(row, "before_json"),
            json(row, "after_json"),
            row.getString("address")),
        row.getString("hash"));
  }

  /** What {@link #api} reads of its scopes. */
  static String scopes(List<ApiScope> scopes) {
    List<JsonValue> list =
        scopes.stream()
            .<JsonValue>map(scope ->
                JsonObject.builder()
                    .put("name", scope.name())
                    .put("description", scope.description())
                    .build())
            .toList();
    return new JsonArray(list).text();
  }

  static Api api(ResultSet row) throws SQLException {
    List<ApiScope> scopes = new ArrayList<>();
    for (JsonObject scope : objects(row, "scopes")) {
      scopes.add(new ApiScope(string(scope, "name"), string(scope, "description")));
    }
    return new Api(
        new ApiId(row.getString("id")),
        ApiIdentifier.read(row.getString("identifier")),
        row.getString("name"),
        scopes,
        Duration.ofSeconds(row.getLong("token_lifetime_seconds")),
        Duration.ofSeconds(row.getLong("max_token_lifetime_seconds")),
        Duration.ofSeconds(row.getLong("longest_lifetime_seconds")),
        SignatureAlgorithm.parse(row.getString("algorithm"))
            .orElseThrow(() -> new SQLException("unknown algorithm")),
        Proof.valueOf(row.getString("proof")),
        row.getLong("epoch"),
        instant(row, "created_at"),
        row.getLong("version"));
  }

  static SealedKey key(ResultSet row) throws SQLException {
    return new SealedKey(
        new KeyId(row.getString("kid")),
        SealedKey.Use.valueOf(row.getString("key_use")),
        row.getString("algorithm"),
        SealedKey.State.valueOf(row.getString("state")),
        object(row, "public_key"),
        row.getString("sealed"),
        instant(row, "created_at"),
        stateSince(row),
        row.getLong("version"));
  }

  /** Who wrote it may not have known of the column; then it is in its state from its making. */
  private static Instant stateSince(ResultSet row) throws SQLException {
    long millis = row.getLong("state_since");
    return row.wasNull() ? instant(row, "created_at") : Instant.ofEpochMilli(millis);
  }

  static Revocation revocation(ResultSet row) throws SQLException {
    return new Revocation(
        row.getString("id"),
        row.getLong("seq"),
        new FeedEntry(
            row.getString("kind"),
            row.getString("value"),
            instant(row, "ends_at"),
            row.getInt("optional") == 1),
        instant(row, "recorded_at"));
  }

  /** An account with the keys that stand elsewhere. */
  static Account account(ResultSet row, Map<AccountId, List<Account.LookupKey>> keys)
      throws SQLException {
    AccountId id = new AccountId(row.getString("id"));
    return new Account(
        id,
        keys.getOrDefault(id, List.of()),
        object(row, "profile"),
        row.getString("password_hash"),
        instant(row, "created_at"),
        instant(row, "modified_at"),
        row.getLong("version"));
  }

  static Account.LookupKey accountKey(ResultSet row) throws SQLException {
    return new Account.LookupKey(
        Account.LookupKey.Kind.valueOf(row.getString("kind")), row.getString("value"));
  }

  static StoredReply reply(ResultSet row) throws SQLException {
    return new StoredReply(
        row.getString("reply_key"),
        row.getString("request_hash"),
        row.getInt("status"),
        row.getString("location"),
        object(row, "body"),
        instant(row, "ends_at"));
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return Instant.ofEpochMilli(row.getLong(column));
  }

  private static JsonValue json(ResultSet row, String column) throws SQLException {
    return json(row.getString(column));
  }

  private static JsonValue json(String text) throws SQLException {
    try {
      return JSON.read(text);
    } catch (JsonFault e) {
      throw new SQLException("malformed JSON", e);
    }
  }

  private static JsonObject object(ResultSet row, String column) throws SQLException {
    return object(row.getString(column));
  }

  /** The object that {@code text} is. */
  static JsonObject object(String text) throws SQLException {
    if (json(text) instanceof JsonObject object) {
      return object;
    }
    throw new SQLException("no JSON object where one is kept");
  }

  static List<JsonObject> objects(ResultSet row, String column) throws SQLException {
    List<JsonObject> objects = new ArrayList<>();
    for (JsonValue value : array(row.getString(column)).values()) {
      if (!(value instanceof JsonObject object)) {
        throw new SQLException("something other than objects in " + column);
      }
      objects.add(object);
    }
    return objects;
  }

  /** The array of strings that {@code text} is. */
  static List<String> strings(String text) throws SQLException {
    try {
      return array(text).strings();
    } catch (JsonFault e) {
      throw new SQLException("something other than strings in an array", e);
    }
  }

  private static JsonArray array(String text) throws SQLException {
    if (json(text) instanceof JsonArray array) {
      return array;
    }
    throw new SQLException("no JSON array where one is kept");
  }

  /** The string {@code member} of an object. */
  static String string(JsonObject object, String member) throws SQLException {
    if (object.member(member).orElse(null) instanceof JsonString string) {
      return string.value();
    }
    throw new SQLException("no string " + member);
  }
}
