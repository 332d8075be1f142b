package dev.postern.jdbc;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonBoolean;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.protocol.token.KnownCertificate;
import dev.postern.protocol.token.PublicJwk;
import dev.postern.protocol.token.Thumbprint;
import dev.postern.store.AcceptedCertificate;
import dev.postern.store.ApiId;
import dev.postern.store.AssertionRules;
import dev.postern.store.CertificateCredential;
import dev.postern.store.Credential;
import dev.postern.store.CredentialFilter;
import dev.postern.store.CredentialId;
import dev.postern.store.FederatedCredential;
import dev.postern.store.ImportedCredential;
import dev.postern.store.InvitationCredential;
import dev.postern.store.KeyCredential;
import dev.postern.store.KeySetCredential;
import dev.postern.store.KeySetUrl;
import dev.postern.store.OpenIdCredential;
import dev.postern.store.PasskeyCredential;
import dev.postern.store.Principal;
import dev.postern.store.SecretCredential;
import dev.postern.store.Trust;
import dev.postern.store.TrustedKeys;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the kinds of credentials keep beside what all have. A secret is its hash alone, which tells
 * whether it was imported; any other kind has the empty hash, a name, and JSON.
 */
final class CredentialDetail {

  private static final String PUBLIC_KEY = "public_key";
  private static final String KEY_SET = "key_set";
  private static final String CERTIFICATE = "certificate";
  private static final String FEDERATED = "federated";
  private static final String PASSKEY = "passkey";
  private static final String INVITATION = "invitation";
  private static final String OPENID = "openid";
  private static final String HASH = "hash";
  private static final String KEY = "key";
  private static final String ISSUER = "issuer";
  private static final String SUBJECT = "subject";
  private static final String LIMITED_LAST = "limited_last";
  private static final String LIMITED_BY_HAND = "limited_by_hand";
  private static final String REUSABLE = "reusable";
  private static final String JWK = "jwk";
  private static final String JWKS_URI = "jwks_uri";
  private static final String TOKEN_ENDPOINT_AUDIENCE = "token_endpoint_audience";
  private static final String TYPE_REQUIRED = "type_required";
  private static final String PEM = "pem";
  private static final String THUMBPRINT = "sha256";
  private static final String NOT_BEFORE = "not_before";
  private static final String NOT_AFTER = "not_after";
  private static final String NAME_KIND = "name_kind";
  private static final String NAME = "name";

  private CredentialDetail() {}

  static String secretHash(Credential credential) {
    return switch (credential) {
      case SecretCredential secret -> secret.secretHash();
      case ImportedCredential imported -> imported.secretHash();
      case KeyCredential ignored -> "";
      case KeySetCredential ignored -> "";
      case CertificateCredential ignored -> "";
      case FederatedCredential ignored -> "";
      case PasskeyCredential ignored -> "";
      case InvitationCredential ignored -> "";
      case OpenIdCredential ignored -> "";
    };
  }

  static @Nullable String kind(Credential credential) {
    return switch (credential) {
      case SecretCredential _, ImportedCredential _ -> null;
      case KeyCredential ignored -> PUBLIC_KEY;
      case KeySetCredential ignored -> KEY_SET;
      case CertificateCredential ignored -> CERTIFICATE;
      case FederatedCredential ignored -> FEDERATED;
      case PasskeyCredential ignored -> PASSKEY;
      case InvitationCredential ignored -> INVITATION;
      case OpenIdCredential ignored -> OPENID;
    };
  }

  /** What a credential with that in the column {@code kind} is. */
  static CredentialFilter.Type type(@Nullable String kind) {
    if (kind == null) {
      return CredentialFilter.Type.SECRET;
    }
    return switch (kind) {
      case PUBLIC_KEY, KEY_SET -> CredentialFilter.Type.KEY;
      case CERTIFICATE -> CredentialFilter.Type.CERTIFICATE;
      case FEDERATED -> CredentialFilter.Type.FEDERATED;
      case PASSKEY -> CredentialFilter.Type.PASSKEY;
      case INVITATION -> CredentialFilter.Type.INVITATION;
      case OPENID -> CredentialFilter.Type.OPENID;
      default -> throw new IllegalStateException("a credential of the kind " + kind);
    };
  }

  /** What is true of the column {@code kind} of credentials of that type. */
  static String condition(CredentialFilter.Type type) {
    return switch (type) {
      case SECRET -> "kind IS NULL";
      case KEY -> "kind IN ('" + PUBLIC_KEY + "', '" + KEY_SET + "')";
      case CERTIFICATE -> "kind = '" + CERTIFICATE + "'";
      case FEDERATED -> "kind = '" + FEDERATED + "'";
      case PASSKEY -> "kind = '" + PASSKEY + "'";
      case INVITATION -> "kind = '" + INVITATION + "'";
      case OPENID -> "kind = '" + OPENID + "'";
    };
  }

  static @Nullable String detail(Credential credential) {
    return switch (credential) {
      case SecretCredential _, ImportedCredential _ -> null;
      case KeyCredential key ->
          detail(JsonObject.builder().put(JWK, key.key().json()), key.rules());
      case KeySetCredential set ->
          detail(JsonObject.builder().put(JWKS_URI, set.url().text()), set.rules());
      case CertificateCredential certificate -> detail(certificate.accepted());
      case FederatedCredential federated -> detail(federated.trust());
      case PasskeyCredential passkey ->
          JsonObject.builder()
              .put(NAME, passkey.known().name())
              .put(KEY, passkey.known().key())
              .build()
              .text();
      case InvitationCredential invitation ->
          JsonObject.builder().put(HASH, invitation.secretHash()).build().text();
      case OpenIdCredential(_, _, var principal, var limits, _, _, _, _, _) ->
          JsonObject.builder()
              .put(ISSUER, principal.issuer())
              .put(SUBJECT, principal.subject())
              .put(LIMITED_LAST, apis(limits.last()))
              .put(LIMITED_BY_HAND, apis(limits.byHand()))
              .build()
              .text();
    };
  }

  /** What it is known by stands beside the text: to read certificates takes long where many are. */
  private static String detail(AcceptedCertificate accepted) {
    return switch (accepted) {
      case AcceptedCertificate.Itself(var pem, var known) ->
          JsonObject.builder()
              .put(PEM, pem)
              .put(THUMBPRINT, known.thumbprint().text())
              .put(NOT_BEFORE, known.notBefore().getEpochSecond())
              .put(NOT_AFTER, known.notAfter().getEpochSecond())
              .build()
              .text();
      case AcceptedCertificate.Named(var kind, var value) ->
          JsonObject.builder().put(NAME_KIND, kind.name()).put(NAME, value).build().text();
    };
  }

  private static String detail(Trust trust) {
    JsonObject.Builder detail =
        JsonObject.builder()
            .put(ISSUER, trust.principal().issuer())
            .put(SUBJECT, trust.principal().subject());
    switch (trust.keys()) {
      case TrustedKeys.Key(var key) -> detail.put(JWK, key.json());
      case TrustedKeys.Url(var url) -> detail.put(JWKS_URI, url.text());
    }
    if (trust.reusable()) {
      detail.put(REUSABLE, true);
    }
    return detail.build().text();
  }

  private static String detail(JsonObject.Builder detail, AssertionRules rules) {
    if (rules.tokenEndpointAudience()) {
      detail.put(TOKEN_ENDPOINT_AUDIENCE, true);
    }
    if (rules.typeRequired()) {
      detail.put(TYPE_REQUIRED, true);
    }
    return detail.build().text();
  }

  /** The credential of a row that has no hash. */
  static Credential read(Cursor row, ClientId owner) throws SQLException {
    JsonObject detail = Rows.object(row.text(10));
    try {
      return switch (row.text(9)) {
        case PUBLIC_KEY -> key(row, owner, detail);
        case KEY_SET -> keySet(row, owner, detail);
        case CERTIFICATE -> certificate(row, owner, detail);
        case FEDERATED -> federated(row, owner, detail);
        case PASSKEY -> passkey(row, owner, detail);
        case INVITATION -> invitation(row, owner, detail);
        case OPENID -> openId(row, owner, detail);
        // A later version made it: to pass it over would only hide that this one is too old.
        default -> throw new SQLException("a credential of a kind that is not known");
      };
    } catch (JsonFault | IllegalArgumentException e) {
      throw new SQLException("malformed detail of a credential", e);
    }
  }

  private static Credential key(Cursor row, ClientId owner, JsonObject detail)
      throws SQLException, JsonFault {
    return new KeyCredential(
        new CredentialId(row.text(2)),
        owner,
        PublicJwk.kept(detail.object(JWK).text()),
        rules(detail),
        Instant.ofEpochMilli(row.number(5)),
        end(row),
        row.number(7),
        row.number(8));
  }

  private static Credential keySet(Cursor row, ClientId owner, JsonObject detail)
      throws SQLException, JsonFault {
    return new KeySetCredential(
        new CredentialId(row.text(2)),
        owner,
        new KeySetUrl(detail.string(JWKS_URI)),
        rules(detail),
        Instant.ofEpochMilli(row.number(5)),
        end(row),
        row.number(7),
        row.number(8));
  }

  private static Credential certificate(Cursor row, ClientId owner, JsonObject detail)
      throws SQLException, JsonFault {
    return new CertificateCredential(
        new CredentialId(row.text(2)),
        owner,
        accepted(detail),
        Instant.ofEpochMilli(row.number(5)),
        end(row),
        row.number(7),
        row.number(8));
  }

  private static AcceptedCertificate accepted(JsonObject detail) throws JsonFault {
    if (detail.has(NAME)) {
      return new AcceptedCertificate.Named(
          AcceptedCertificate.Kind.valueOf(detail.string(NAME_KIND)), detail.string(NAME));
    }
    return new AcceptedCertificate.Itself(
        detail.string(PEM),
        new KnownCertificate(
            new Thumbprint(detail.string(THUMBPRINT)),
            Instant.ofEpochSecond(detail.integer(NOT_BEFORE)),
            Instant.ofEpochSecond(detail.integer(NOT_AFTER))));
  }

  private static Credential federated(Cursor row, ClientId owner, JsonObject detail)
      throws SQLException, JsonFault {
    TrustedKeys keys =
        detail.has(JWK)
            ? new TrustedKeys.Key(PublicJwk.kept(detail.object(JWK).text()))
            : new TrustedKeys.Url(new KeySetUrl(detail.string(JWKS_URI)));
    return new FederatedCredential(
        new CredentialId(row.text(2)),
        owner,
        new Trust(
            new Principal(detail.string(ISSUER), detail.string(SUBJECT)),
            keys,
            said(detail, REUSABLE)),
        Instant.ofEpochMilli(row.number(5)),
        end(row),
        row.number(7),
        row.number(8));
  }

  private static Credential passkey(Cursor row, ClientId owner, JsonObject detail)
      throws SQLException, JsonFault {
    return new PasskeyCredential(
        new CredentialId(row.text(2)),
        owner,
        new PasskeyCredential.Known(detail.string(NAME), detail.string(KEY)),
        row.text(4),
        Instant.ofEpochMilli(row.number(5)),
        end(row),
        row.number(7),
        row.number(8));
  }

  private static Credential invitation(Cursor row, ClientId owner, JsonObject detail)
      throws SQLException, JsonFault {
    return new InvitationCredential(
        new CredentialId(row.text(2)),
        owner,
        detail.string(HASH),
        row.text(4),
        Instant.ofEpochMilli(row.number(5)),
        end(row),
        row.number(7),
        row.number(8));
  }

  private static Credential openId(Cursor row, ClientId owner, JsonObject detail)
      throws SQLException, JsonFault {
    return new OpenIdCredential(
        new CredentialId(row.text(2)),
        owner,
        new Principal(detail.string(ISSUER), detail.string(SUBJECT)),
        new OpenIdCredential.Limits(apis(detail, LIMITED_LAST), apis(detail, LIMITED_BY_HAND)),
        row.text(4),
        Instant.ofEpochMilli(row.number(5)),
        end(row),
        row.number(7),
        row.number(8));
  }

  private static JsonValue apis(@Nullable Set<ApiId> apis) {
    return apis == null
        ? JsonNull.NULL
        : JsonArray.ofStrings(apis.stream().map(ApiId::text).sorted().toList());
  }

  /** Null where nobody is limited, or was when this was written by an earlier version. */
  private static @Nullable Set<ApiId> apis(JsonObject detail, String name) throws SQLException {
    @Nullable JsonValue kept = detail.members().get(name);
    if (kept == null || kept == JsonNull.NULL) {
      return null;
    }
    return Rows.strings(kept.text()).stream().map(ApiId::new).collect(Collectors.toSet());
  }

  private static AssertionRules rules(JsonObject detail) {
    return AssertionRules.of(said(detail, TOKEN_ENDPOINT_AUDIENCE), said(detail, TYPE_REQUIRED));
  }

  private static @Nullable Instant end(Cursor row) throws SQLException {
    @Nullable Long end = row.optionalNumber(6);
    return end == null ? null : Instant.ofEpochMilli(end);
  }

  private static boolean said(JsonObject detail, String name) {
    return detail.member(name).filter(new JsonBoolean(true)::equals).isPresent();
  }
}
