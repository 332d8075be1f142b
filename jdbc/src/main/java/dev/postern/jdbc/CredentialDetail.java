package dev.postern.jdbc;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.json.JsonBoolean;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.PublicJwk;
import dev.postern.store.AssertionRules;
import dev.postern.store.Credential;
import dev.postern.store.CredentialId;
import dev.postern.store.KeyCredential;
import dev.postern.store.SecretCredential;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the kinds of credentials keep beside what all have. A secret is its hash alone; any other
 * kind has the empty hash, a name, and JSON.
 */
final class CredentialDetail {

  private static final String PUBLIC_KEY = "public_key";
  private static final String JWK = "jwk";
  private static final String TOKEN_ENDPOINT_AUDIENCE = "token_endpoint_audience";
  private static final String TYPE_REQUIRED = "type_required";

  private CredentialDetail() {}

  static String secretHash(Credential credential) {
    return switch (credential) {
      case SecretCredential secret -> secret.secretHash();
      case KeyCredential ignored -> "";
    };
  }

  static @Nullable String kind(Credential credential) {
    return switch (credential) {
      case SecretCredential ignored -> null;
      case KeyCredential ignored -> PUBLIC_KEY;
    };
  }

  static @Nullable String detail(Credential credential) {
    return switch (credential) {
      case SecretCredential ignored -> null;
      case KeyCredential key -> {
        JsonObject.Builder detail = JsonObject.builder().put(JWK, key.key().json());
        if (key.rules().tokenEndpointAudience()) {
          detail.put(TOKEN_ENDPOINT_AUDIENCE, true);
        }
        if (key.rules().typeRequired()) {
          detail.put(TYPE_REQUIRED, true);
        }
        yield detail.build().text();
      }
    };
  }

  /** The credential of a row that has no hash. */
  static Credential read(Cursor row, ClientId owner) throws SQLException {
    if (!row.text(9).equals(PUBLIC_KEY)) {
      // A later version made it: to pass it over would only hide that this one is too old.
      throw new SQLException("a credential of a kind that is not known");
    }
    JsonObject detail = Rows.object(row.text(10));
    @Nullable Long end = row.optionalNumber(6);
    try {
      return new KeyCredential(
          new CredentialId(row.text(2)),
          owner,
          PublicJwk.kept(detail.object(JWK).text()),
          AssertionRules.of(said(detail, TOKEN_ENDPOINT_AUDIENCE), said(detail, TYPE_REQUIRED)),
          Instant.ofEpochMilli(row.number(5)),
          end == null ? null : Instant.ofEpochMilli(end),
          row.number(7),
          row.number(8));
    } catch (JsonFault e) {
      throw new SQLException("malformed detail of a credential", e);
    }
  }

  private static boolean said(JsonObject detail, String name) {
    return detail.member(name).filter(new JsonBoolean(true)::equals).isPresent();
  }
}
