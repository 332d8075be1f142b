package dev.postern.jdbc;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.store.ApiId;
import dev.postern.store.AuthenticationMethod;
import dev.postern.store.Registration;
import dev.postern.store.RegistrationPolicy;
import dev.postern.store.RegistrationPolicy.Offer;
import dev.postern.store.RegistrationPolicyId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of registration policies and registrations. */
final class RegistrationRows {

  static final String REMOVE_POLICY = "DELETE FROM registration_policy WHERE tenant = ? AND id = ?";

  private static final String PUT_POLICY =
      Sql.upsert(
          "registration_policy",
          "tenant, id",
          "name, offers, methods, by_url, most_apps, secret_lifetime_seconds, expires_at, token_hash,"
              + " hint, created_at, version");
  private static final String PUT_REGISTRATION =
      Sql.upsert("registration", "tenant, client_id", "policy_id, token_hash, metadata, version");

  private static final String API_ID = "api_id";
  private static final String SCOPES = "scopes";

  private RegistrationRows() {}

  static void put(Sql sql, String tenant, RegistrationPolicy policy) {
    @Nullable Duration lifetime = policy.secretLifetime();
    @Nullable Instant end = policy.expiresAt();
    sql.update(
        PUT_POLICY,
        tenant,
        policy.id().text(),
        policy.name(),
        offers(policy.offers()),
        JsonArray.ofStrings(policy.methods().stream().map(Enum::name).sorted().toList()).text(),
        policy.byUrl() ? 1 : 0,
        policy.mostApps(),
        lifetime == null ? null : lifetime.toSeconds(),
        end == null ? null : end.toEpochMilli(),
        policy.tokenHash(),
        policy.hint(),
        policy.createdAt().toEpochMilli(),
        policy.version());
  }

  private static String offers(List<Offer> offers) {
    List<JsonValue> all =
        offers.stream()
            .<JsonValue>map(offer ->
                JsonObject.builder()
                    .put(API_ID, offer.apiId().text())
                    .put(SCOPES, offer.scopes().text())
                    .build())
            .toList();
    return new JsonArray(all).text();
  }

  static void put(Sql sql, String tenant, Registration registration) {
    sql.update(
        PUT_REGISTRATION,
        tenant,
        registration.clientId().text(),
        registration.policyId().text(),
        registration.tokenHash(),
        registration.metadata().text(),
        registration.version());
  }

  static RegistrationPolicy policy(ResultSet row) throws SQLException {
    List<Offer> offers = new ArrayList<>();
    for (JsonObject each : Rows.objects(row, "offers")) {
      offers.add(
          new Offer(
              new ApiId(Rows.string(each, API_ID)),
              Scopes.parse(Rows.string(each, SCOPES))
                  .orElseThrow(() -> new SQLException("malformed scopes"))));
    }
    Set<AuthenticationMethod> methods = EnumSet.noneOf(AuthenticationMethod.class);
    for (String name : Rows.strings(row.getString("methods"))) {
      methods.add(AuthenticationMethod.valueOf(name));
    }
    @Nullable Long lifetime = number(row, "secret_lifetime_seconds");
    @Nullable Long end = number(row, "expires_at");
    return new RegistrationPolicy(
        new RegistrationPolicyId(row.getString("id")),
        row.getString("name"),
        offers,
        methods,
        row.getInt("by_url") != 0,
        row.getInt("most_apps"),
        lifetime == null ? null : Duration.ofSeconds(lifetime),
        end == null ? null : Instant.ofEpochMilli(end),
        row.getString("token_hash"),
        row.getString("hint"),
        Rows.instant(row, "created_at"),
        row.getLong("version"));
  }

  static Registration registration(ResultSet row) throws SQLException {
    return new Registration(
        new ClientId(row.getString("client_id")),
        new RegistrationPolicyId(row.getString("policy_id")),
        row.getString("token_hash"),
        Rows.object(row.getString("metadata")),
        row.getLong("version"));
  }

  private static @Nullable Long number(ResultSet row, String column) throws SQLException {
    long number = row.getLong(column);
    return row.wasNull() ? null : number;
  }
}
