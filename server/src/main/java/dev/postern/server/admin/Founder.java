package dev.postern.server.admin;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.server.clientauth.ClientSecret;
import dev.postern.server.clientauth.Pepper;
import dev.postern.server.clientauth.RegistrationToken;
import dev.postern.server.signing.KeyForge;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.App;
import dev.postern.store.AppEntry;
import dev.postern.store.AuditLine;
import dev.postern.store.BuiltInApi;
import dev.postern.store.Credential;
import dev.postern.store.CredentialId;
import dev.postern.store.Founding;
import dev.postern.store.Grant;
import dev.postern.store.GrantId;
import dev.postern.store.Ids;
import dev.postern.store.InvitationCredential;
import dev.postern.store.IssuerPath;
import dev.postern.store.Profile;
import dev.postern.store.Proof;
import dev.postern.store.SealedKey;
import dev.postern.store.SecretCredential;
import dev.postern.store.Tenant;
import dev.postern.store.TenantName;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a tenant with all that it is born with: its keys, its two built-in APIs, and one app named
 * {@code operator} that may do everything at both.
 */
public final class Founder {

  /** What a tenant's first app is called. */
  static final String OPERATOR = "operator";

  /** What the first person is called whom a server is made with. */
  static final String OWNER = "owner";

  static final String OWNER_DESCRIPTION = "The first person; may do everything.";

  static final String DESCRIPTION = "Made with the tenant; may do everything.";

  /** A tenant's first change. */
  private static final long FIRST = 1;

  private final KeyForge forge;
  private final Pepper pepper;
  private final SecureRandom random;

  /** A founder. */
  public Founder(KeyForge forge, Pepper pepper, SecureRandom random) {
    this.forge = forge;
    this.pepper = pepper;
    this.random = random;
  }

  /**
   * Who the operator of a new tenant is.
   *
   * @param clientId his name
   * @param secret his secret: to be shown once
   */
  public record Operator(ClientId clientId, ClientSecret secret) {

    /** The credential as its owner keeps it, with the secret: the shape of operator.json. */
    public JsonObject json(JsonObject addresses) {
      return JsonObject.builder()
          .put("client_id", clientId.text())
          .put("client_secret", secret.reveal())
          .putAll(addresses)
          .build();
    }

    /** Where an operator finds the server at {@code issuer}. */
    public static JsonObject addresses(Issuer issuer) {
      return JsonObject.builder()
          .put("issuer", issuer.text())
          .put("token_endpoint", issuer.below("service/oauth/token"))
          .put("admin_audience", BuiltInApi.ADMIN.audience(issuer).text())
          .put("identity_audience", BuiltInApi.IDENTITY.audience(issuer).text())
          .build();
    }
  }

  /** What a tenant's log starts with: who it is that may do everything. */
  public static JsonObject first(TenantName name, Operator operator) {
    return JsonObject.builder()
        .put("name", name.text())
        .put("operator", operator.clientId().text())
        .build();
  }

  /** The same where there is a person, too. */
  public static JsonObject first(TenantName name, Operator operator, Owner owner) {
    return JsonObject.builder()
        .putAll(first(name, operator))
        .put(OWNER, owner.clientId().text())
        .build();
  }

  /** An operator that nobody has named. */
  public Operator operator(Instant now) {
    return new Operator(new ClientId(Ids.next("app", now, random)), ClientSecret.random(random));
  }

  /** A new tenant whose issuer has no path, to be put into the store. */
  public Founding found(TenantName name, Operator operator, AuditLine audit, Instant now) {
    return found(name, Optional.empty(), operator, audit, now);
  }

  /** A new tenant, to be put into the store. */
  public Founding found(
      TenantName name, Optional<IssuerPath> path, Operator operator, AuditLine audit, Instant now) {
    byte[] apiKey = new byte[16];
    random.nextBytes(apiKey);
    Tenant tenant =
        new Tenant(
            name,
            path.orElse(null),
            HexFormat.of().formatHex(apiKey),
            Tenant.Status.ACTIVE,
            Profile.STANDARD,
            now,
            FIRST);
    List<SealedKey> keys =
        List.of(
            forge.token(name, SignatureAlgorithm.ES256, SealedKey.State.ACTIVE, now, FIRST),
            forge.feed(name, SealedKey.State.ACTIVE, now, FIRST),
            forge.session(name, now, FIRST));
    List<Api> apis =
        List.of(
            builtIn(BuiltInApi.ADMIN, "Admin API", name, now),
            builtIn(BuiltInApi.IDENTITY, "Identity Management API", name, now));
    return new Founding(tenant, keys, apis, List.of(operator(operator, apis, now)), audit);
  }

  private Api builtIn(BuiltInApi identifier, String name, TenantName tenant, Instant now) {
    return new Api(
        new ApiId(Ids.next("api", now, random)),
        identifier,
        name,
        BuiltInScopes.of(identifier, tenant),
        Api.USUAL_LIFETIME,
        Api.USUAL_LIFETIME,
        Api.USUAL_LIFETIME,
        SignatureAlgorithm.ES256,
        Proof.NONE,
        FIRST,
        now,
        FIRST);
  }

  private AppEntry operator(Operator operator, List<Api> apis, Instant now) {
    return new AppEntry(
        app(operator.clientId(), OPERATOR, DESCRIPTION, now),
        List.of(credential(operator, now, FIRST)),
        everything(operator.clientId(), apis, null, now));
  }

  private static App app(ClientId id, String name, String description, Instant now) {
    return new App(
        id,
        name,
        description,
        App.Status.ACTIVE,
        Map.of(),
        List.of(),
        App.Limits.NONE,
        Set.of(),
        Proof.NONE,
        Profile.STANDARD,
        FIRST,
        now,
        FIRST);
  }

  private List<Grant> everything(
      ClientId app, List<Api> apis, @Nullable Duration lifetime, Instant now) {
    List<Grant> grants = new ArrayList<>();
    for (Api api : apis) {
      grants.add(
          new Grant(
              new GrantId(Ids.next("grant", now, random)),
              app,
              api.id(),
              api.scopeNames(),
              JsonObject.EMPTY,
              lifetime,
              null,
              Grant.Status.ACTIVE,
              FIRST,
              now,
              FIRST));
    }
    return grants;
  }

  /**
   * The first person of a new tenant.
   *
   * @param clientId who he is
   * @param invitation what he makes his passkey by: to be shown once
   */
  public record Owner(ClientId clientId, RegistrationToken invitation) {

    /** Where his browser makes it, at {@code console}. */
    public String link(String console) {
      return People.link(console, clientId + "." + invitation.reveal());
    }
  }

  /** A person that nobody has named. */
  public Owner owner(Instant now) {
    return new Owner(
        new ClientId(Ids.next("app", now, random)),
        RegistrationToken.random(RegistrationToken.Kind.INVITATION, random));
  }

  /** {@code founding} with a person who may do everything, too, once he has a passkey. */
  public Founding owned(Founding founding, Owner owner) {
    Instant now = founding.tenant().createdAt();
    Credential invitation =
        new InvitationCredential(
            new CredentialId(Ids.next("cred", now, random)),
            owner.clientId(),
            pepper.hash(owner.invitation()),
            owner.invitation().hint(),
            now,
            now.plus(NewCredential.USUAL_INVITATION),
            FIRST,
            FIRST);
    return founding.with(
        new AppEntry(
            app(owner.clientId(), OWNER, OWNER_DESCRIPTION, now),
            List.of(invitation),
            everything(owner.clientId(), founding.apis(), People.SESSION, now)));
  }

  /** A credential for an operator's secret, made by change {@code number}. */
  public Credential credential(Operator operator, Instant now, long number) {
    return new SecretCredential(
        new CredentialId(Ids.next("cred", now, random)),
        operator.clientId(),
        pepper.hash(operator.secret()),
        operator.secret().hint(),
        now,
        null,
        number,
        number);
  }
}
