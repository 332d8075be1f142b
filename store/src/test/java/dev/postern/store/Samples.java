package dev.postern.store;

import dev.postern.protocol.Audience;
import dev.postern.protocol.ClientId;
import dev.postern.protocol.KeyId;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.KnownCertificate;
import dev.postern.protocol.token.PublicJwk;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.Thumbprint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Things to keep, every member filled with something of its own. */
public final class Samples {

  /** When everything happens, unless said otherwise. */
  public static final Instant NOW = Instant.parse("2026-11-22T10:11:12.345Z");

  /** Another tenant than the default one. */
  public static final TenantName ACME = new TenantName("acme");

  static final ApiId ADMIN = new ApiId("api_admin");
  static final ApiId IDENTITY = new ApiId("api_identity");
  static final ClientId OPERATOR = new ClientId("app_operator");

  private Samples() {}

  /** What is settled on first start. */
  public static Installation installation() {
    return new Installation("generation-1", "check-of-master-key", "check-of-pepper", NOW);
  }

  /** A tenant with all that it is born with. */
  public static Founding founding(TenantName name) {
    return founding(tenant(name, 1));
  }

  /** A tenant whose issuer has a path, with all that it is born with. */
  public static Founding founding(TenantName name, IssuerPath path) {
    return founding(tenant(name, path));
  }

  private static Founding founding(Tenant tenant) {
    AppEntry operator =
        new AppEntry(
            app(OPERATOR, 1),
            List.of(credential("cred_operator", OPERATOR, 1)),
            List.of(grant(OPERATOR, ADMIN, 1), grant(OPERATOR, IDENTITY, 1)));
    return new Founding(
        tenant,
        List.of(key("kid-a", 1), key("kid-b", 1)),
        List.of(builtIn(ADMIN, BuiltInApi.ADMIN, 1), builtIn(IDENTITY, BuiltInApi.IDENTITY, 1)),
        List.of(operator),
        line("tenant.create"));
  }

  static Tenant tenant(TenantName name, long version) {
    return new Tenant(name, "key-of-" + name, Tenant.Status.ACTIVE, NOW, version);
  }

  static Tenant tenant(TenantName name, IssuerPath path) {
    return new Tenant(name, path, "key-of-" + name, Tenant.Status.ACTIVE, Profile.STANDARD, NOW, 1);
  }

  static Api builtIn(ApiId id, ApiIdentifier identifier, long version) {
    return new Api(
        id,
        identifier,
        "Built in " + id,
        List.of(new ApiScope("apps:read", "See apps"), new ApiScope("apps:write", "")),
        Duration.ofMinutes(5),
        Duration.ofHours(1),
        Duration.ofHours(2),
        SignatureAlgorithm.ES256,
        Proof.NONE,
        version,
        NOW,
        version);
  }

  /** An API whose identifier follows from its id. */
  static Api api(String id, long version) {
    return api(id, "https://" + id + ".example.com", version);
  }

  static Api api(String id, String identifier, long version) {
    return new Api(
        new ApiId(id),
        new RegisteredIdentifier(new Audience(identifier)),
        "Name of " + id,
        List.of(
            new ApiScope("archive:write", "Schreibt \u00e4 \"\ud83d\ude00\""),
            new ApiScope("b", "")),
        Duration.ofSeconds(61),
        Duration.ofSeconds(62),
        Duration.ofSeconds(63),
        SignatureAlgorithm.EDDSA,
        Proof.NONE,
        version,
        NOW.plusMillis(1),
        version);
  }

  /** An app. */
  public static App app(ClientId id, long version) {
    return new App(
        id,
        "Name of " + id,
        "For \u65e5\u672c\n",
        App.Status.ACTIVE,
        Map.of("team", "blue", "stage", ""),
        List.of("10.0.0.0/8", "::1"),
        new App.Limits(OptionalInt.of(7)),
        Set.of(ADMIN, IDENTITY),
        Proof.DPOP,
        Profile.FAPI2,
        version,
        NOW.plusMillis(2),
        version);
  }

  /** An app with nothing in all that may be empty. */
  static App bareApp(ClientId id, long version) {
    return new App(
        id,
        "",
        "",
        App.Status.BLOCKED,
        Map.of(),
        List.of(),
        App.Limits.NONE,
        Set.of(),
        Proof.NONE,
        Profile.STANDARD,
        version,
        NOW,
        version);
  }

  /** An app that is strict and in all else as most are. */
  static App strictApp(ClientId id, long version) {
    return new App(
        id,
        "Strict",
        "",
        App.Status.ACTIVE,
        Map.of(),
        List.of(),
        App.Limits.NONE,
        Set.of(),
        Proof.NONE,
        Profile.FAPI2,
        version,
        NOW,
        version);
  }

  /** A credential that ends. */
  public static Credential credential(String id, ClientId app, long version) {
    return new SecretCredential(
        new CredentialId(id),
        app,
        "hmac-sha256:p1:" + id,
        "abcd",
        NOW.plusMillis(3),
        NOW.plusSeconds(1000),
        version,
        version);
  }

  static Credential endlessCredential(String id, ClientId app, long version) {
    return new SecretCredential(
        new CredentialId(id), app, "hmac-sha256:p1:x", "wxyz", NOW, null, version, version);
  }

  static Credential importedCredential(String id, ClientId app, long version) {
    return new ImportedCredential(
        new CredentialId(id),
        app,
        "$argon2id$v=19$m=4096,t=1,p=1$c29tZXNhbHQ$" + id,
        "argon2id",
        NOW.plusMillis(6),
        NOW.plusSeconds(1000),
        version,
        version);
  }

  /** A key with all that a key may have, which ends. */
  static Credential keyCredential(String id, ClientId app, long version) {
    return new KeyCredential(
        new CredentialId(id),
        app,
        jwk(
            "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"a\",\"alg\":\"ES256\",\"kid\":\""
                + id
                + "\"}"),
        AssertionRules.of(true, true),
        NOW.plusMillis(5),
        NOW.plusSeconds(1000),
        version,
        version);
  }

  static Credential endlessKeyCredential(String id, ClientId app, long version) {
    return new KeyCredential(
        new CredentialId(id),
        app,
        jwk("{\"kty\":\"RSA\",\"alg\":\"PS256\",\"kid\":\"" + id + "\"}"),
        AssertionRules.USUAL,
        NOW,
        null,
        version,
        version);
  }

  /** A key set with all that one may have, which ends. */
  static Credential keySetCredential(String id, ClientId app, long version) {
    return new KeySetCredential(
        new CredentialId(id),
        app,
        new KeySetUrl("https://Keys.example.com:8443/" + id + "?v=1"),
        AssertionRules.of(true, true),
        NOW.plusMillis(7),
        NOW.plusSeconds(1000),
        version,
        version);
  }

  static Credential endlessKeySetCredential(String id, ClientId app, long version) {
    return new KeySetCredential(
        new CredentialId(id),
        app,
        new KeySetUrl("https://[2001:db8::1]/"),
        AssertionRules.USUAL,
        NOW,
        null,
        version,
        version);
  }

  /** A certificate itself, with an end. */
  static Credential certificateCredential(String id, ClientId app, long version) {
    return new CertificateCredential(
        new CredentialId(id),
        app,
        new AcceptedCertificate.Itself(
            "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n",
            new KnownCertificate(
                new Thumbprint("A".repeat(43)),
                Instant.parse("1969-12-31T23:59:59Z"),
                Instant.parse("9999-12-31T23:59:59Z"))),
        NOW.plusMillis(8),
        NOW.plusSeconds(1000),
        version,
        version);
  }

  static Credential endlessCertificateCredential(String id, ClientId app, long version) {
    return new CertificateCredential(
        new CredentialId(id),
        app,
        new AcceptedCertificate.Named(AcceptedCertificate.Kind.SUBJECT_DN, "CN=\u00e4\\,b,O=\"c\""),
        NOW,
        null,
        version,
        version);
  }

  static CertificateAuthority authority(String id, long version) {
    return new CertificateAuthority(
        new CertificateAuthorityId(id),
        "Name of " + id,
        "PEM\nof " + id,
        NOW.plusMillis(9),
        version);
  }

  static Credential federatedCredential(String id, ClientId app, long version) {
    return new FederatedCredential(
        new CredentialId(id),
        app,
        new Trust(
            new Principal("https://idp.example.com/", "system:serviceaccount:a:\u00e4"),
            new TrustedKeys.Url(new KeySetUrl("https://idp.example.com/jwks")),
            true),
        NOW,
        NOW.plusSeconds(9),
        version,
        version);
  }

  static Credential endlessFederatedCredential(String id, ClientId app, long version) {
    return new FederatedCredential(
        new CredentialId(id),
        app,
        new Trust(
            new Principal("idp", "s"),
            new TrustedKeys.Key(jwk("{\"kty\":\"OKP\",\"alg\":\"EdDSA\",\"kid\":\"k\"}")),
            false),
        NOW,
        null,
        version,
        version);
  }

  static Credential passkeyCredential(String id, ClientId app, long version) {
    return new PasskeyCredential(
        new CredentialId(id),
        app,
        new PasskeyCredential.Known("AQ-_", "AAAAAAAAAAAAAAAAAAAAAAADAQ-_pQ"),
        "Key of \u00e4",
        NOW,
        null,
        version,
        version);
  }

  static Credential invitationCredential(String id, ClientId app, long version) {
    return new InvitationCredential(
        new CredentialId(id),
        app,
        "hash of an invitation",
        "abcd",
        NOW,
        NOW.plusSeconds(100),
        version,
        version);
  }

  public static Credential openIdCredential(String id, ClientId app, long version) {
    return new OpenIdCredential(
        new CredentialId(id),
        app,
        new Principal("https://login.example.com/", "subject of \u00e4"),
        new OpenIdCredential.Limits(Set.of(new ApiId("api_a"), new ApiId("api_b")), null),
        "ada@example.com",
        NOW,
        null,
        version,
        version);
  }

  private static PublicJwk jwk(String text) {
    try {
      return PublicJwk.kept(text);
    } catch (JsonFault e) {
      throw new AssertionError(e);
    }
  }

  static Grant grant(ClientId app, ApiId api, long version) {
    return grant("grant_" + app + "_" + api, app, api, version);
  }

  static Grant grant(String id, ClientId app, ApiId api, long version) {
    return new Grant(
        new GrantId(id),
        app,
        api,
        Scopes.of("b", "archive:write"),
        JsonObject.builder().put("plan", "gold").put("n", 1L).build(),
        Duration.ofSeconds(30),
        NOW.plusSeconds(2000),
        Grant.Status.SUSPENDED,
        new Exchange(
            Set.of(new ApiId("api_front"), new ApiId("api_gone")),
            Set.of(new ClientId("app_caller")),
            Scopes.of("archive:write"),
            Exchange.Mode.IMPERSONATION),
        Set.of(new ApiId("api_files"), new ApiId("api_gone")),
        version,
        NOW.plusMillis(4),
        version);
  }

  /** One that gives something in exchange and is else as bare as can be. */
  static Grant exchangingGrant(String id, ClientId app, ApiId api, long version) {
    return bareGrant(id, app, api, version)
        .exchanging(new Exchange(Set.of(api), Set.of(), Scopes.none(), Exchange.Mode.DELEGATION));
  }

  static Grant bareGrant(String id, ClientId app, ApiId api, long version) {
    return new Grant(
        new GrantId(id),
        app,
        api,
        Scopes.none(),
        JsonObject.EMPTY,
        null,
        null,
        Grant.Status.ACTIVE,
        version,
        NOW,
        version);
  }

  static SealedKey key(String id, long version) {
    return new SealedKey(
        new KeyId(id),
        SealedKey.Use.TOKEN,
        "ES256",
        SealedKey.State.PUBLISHED,
        JsonObject.builder().put("kty", "EC").build(),
        "sealed:" + id,
        NOW,
        NOW.plusSeconds(1),
        version);
  }

  /** An account that is found by {@code emails}. */
  public static Account account(String id, long version, String... emails) {
    List<Account.LookupKey> keys = List.of(emails).stream().map(Samples::email).toList();
    return new Account(
        new AccountId(id),
        keys,
        JsonObject.builder()
            .put("Uid", id)
            .put("Email", JsonArray.ofStrings(List.of(emails)))
            .put("Nothing", JsonNull.NULL)
            .build(),
        "$argon2id$" + id,
        NOW,
        NOW.plusMillis(5),
        version);
  }

  static Account.LookupKey email(String address) {
    return new Account.LookupKey(Account.LookupKey.Kind.EMAIL, address);
  }

  static StoredReply reply(String key, Instant until) {
    return new StoredReply(
        key,
        "hash-of-request",
        201,
        "/admin/v1/apps/x",
        JsonObject.builder().put("a", 1L).build(),
        until);
  }

  static RegistrationPolicy policy(String id, long version) {
    return new RegistrationPolicy(
        new RegistrationPolicyId(id),
        "Name of " + id,
        List.of(
            new RegistrationPolicy.Offer(ADMIN, Scopes.of("apps:read", "apps:write")),
            new RegistrationPolicy.Offer(new ApiId("api_gone"), Scopes.of("a"))),
        Set.of(AuthenticationMethod.CLIENT_SECRET_BASIC, AuthenticationMethod.PRIVATE_KEY_JWT),
        true,
        7,
        Duration.ofDays(90),
        NOW.plusSeconds(3000),
        "hash-of-" + id,
        "abcd",
        NOW.plusMillis(8),
        version);
  }

  static Registration registration(ClientId app, String policy, long version) {
    return new Registration(
        app,
        new RegistrationPolicyId(policy),
        "hash-of-token",
        JsonObject.builder().put("client_name#de", "Gr\u00fc\u00dfe").build(),
        version);
  }

  /** The first {@code limit} lines of the log behind number {@code after}, oldest first. */
  public static List<AuditEvent> log(TenantReader tenant, long after, int limit) {
    return tenant
        .audit(AuditFilter.ALL, new AuditFilter.Part(after, limit, AuditFilter.Order.OLDEST_FIRST))
        .items();
  }

  /** An audit line with something in each of its members. */
  public static AuditLine line(String action) {
    return new AuditLine(
        "app_operator",
        action,
        "app/x",
        JsonNull.NULL,
        JsonObject.builder().put("name", "\u00e4\ud83d\ude00\n").put("n", 12L).build(),
        "127.0.0.1");
  }
}
