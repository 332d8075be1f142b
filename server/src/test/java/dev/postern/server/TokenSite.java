package dev.postern.server;

import dev.postern.protocol.Audience;
import dev.postern.protocol.ClientId;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.feed.FeedEntry;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.SigningKey;
import dev.postern.server.access.Access;
import dev.postern.server.access.Standing;
import dev.postern.server.admin.Founder;
import dev.postern.server.clientauth.ClientAuthentication;
import dev.postern.server.clientauth.ClientSecret;
import dev.postern.server.clientauth.Pepper;
import dev.postern.server.clientauth.SecretProof;
import dev.postern.server.config.DpopConfig;
import dev.postern.server.config.JwksUriConfig;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.grant.GrantRequest;
import dev.postern.server.grant.Grants;
import dev.postern.server.issuance.Issuance;
import dev.postern.server.issuance.Journal;
import dev.postern.server.issuance.TokenRequest;
import dev.postern.server.keysets.Destinations;
import dev.postern.server.keysets.KeySets;
import dev.postern.server.limits.ProofRate;
import dev.postern.server.limits.TokenRate;
import dev.postern.server.mint.Mint;
import dev.postern.server.possession.Confirmation;
import dev.postern.server.possession.Possession;
import dev.postern.server.possession.Shown;
import dev.postern.server.refusal.Reason;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.replica.LastRead;
import dev.postern.server.replica.Replica;
import dev.postern.server.signing.KeyForge;
import dev.postern.server.signing.KeyRing;
import dev.postern.server.signing.MasterKey;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.ApiScope;
import dev.postern.store.App;
import dev.postern.store.AssertionRules;
import dev.postern.store.AuditLine;
import dev.postern.store.CredentialId;
import dev.postern.store.Grant;
import dev.postern.store.GrantId;
import dev.postern.store.Ids;
import dev.postern.store.ImportedCredential;
import dev.postern.store.Installation;
import dev.postern.store.KeyCredential;
import dev.postern.store.KeySetCredential;
import dev.postern.store.KeySetUrl;
import dev.postern.store.MemoryStore;
import dev.postern.store.Profile;
import dev.postern.store.Proof;
import dev.postern.store.RegisteredIdentifier;
import dev.postern.store.Registry;
import dev.postern.store.SealedKey;
import dev.postern.store.SecretCredential;
import dev.postern.store.TenantName;
import dev.postern.store.TenantRegistry;
import dev.postern.store.TenantWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Everything on the way of a token, for two tenants, on a store in memory and under a clock that
 * stands still until it is turned. What a test changes is in the registry when the change is done.
 */
public final class TokenSite {

  public static final TenantName HOME = TenantName.DEFAULT;
  public static final TenantName ACME = new TenantName("acme");
  public static final Instant START = Instant.parse("2026-11-24T10:00:00.250Z");
  public static final InetAddress HERE = InetAddress.getLoopbackAddress();

  public final SecureRandom random = new SecureRandom();
  public final MemoryStore store = new MemoryStore();
  public final Registry registry = new Registry();
  public final PublicAddress address =
      new PublicAddress(URI.create("http://127.0.0.1:8080"), PublicAddress.LOCAL_HUB);
  public final MasterKey master = new MasterKey(bytes(), random);
  public final KeyForge forge = new KeyForge(master, random);
  public final KeyRing keys = new KeyRing(registry, master);
  public final Pepper pepper = new Pepper(bytes());
  public final KeySets keySets;
  public final ClientAuthentication authentication;
  public final Grants grants =
      new Grants(address, new Standing(registry, address, keys::verification));
  public final Journal journal = new Journal();
  public final LastRead lastRead = new LastRead(() -> now());
  public final Replica replica;
  public final Possession possession =
      new Possession(registry, address, keys::session, new DpopConfig(DpopConfig.Nonce.OPTIONAL));
  public final Access access = new Access(registry, address, keys::verification, possession);
  public final Issuance issuance;

  private volatile Instant now = START;
  private volatile boolean cutOff;

  /** An app with one secret. */
  public record Client(
      TenantName tenant, ClientId id, CredentialId credential, ClientSecret secret) {

    /** The right proof, from here. */
    public SecretProof proof() {
      return new SecretProof(id.text(), secret.reveal(), HERE);
    }
  }

  /** Hears what changes, and tells nobody. */
  private static final Replica.RegistryListener SILENT =
      new Replica.RegistryListener() {
        @Override
        public void loaded(TenantName tenant, boolean diverged) {}

        @Override
        public void revoked(TenantName tenant, long seq, List<FeedEntry> entries) {}

        @Override
        public void keysChanged(TenantName tenant) {}
      };

  /** A site that tells nobody what changes. */
  public TokenSite() {
    this(SILENT);
  }

  public TokenSite(Replica.RegistryListener listener) {
    this(listener, keySets(JwksUriConfig.USUAL));
  }

  /** A site that fetches keys of apps so. */
  public TokenSite(KeySets keySets) {
    this(SILENT, keySets);
  }

  /** Key sets as an operator may choose. */
  public static KeySets keySets(JwksUriConfig config) {
    try {
      return KeySets.open(config, new Destinations(config));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TokenSite(Replica.RegistryListener listener, KeySets keySets) {
    this.keySets = keySets;
    this.authentication = new ClientAuthentication(pepper, address, keySets, START);
    Founder founder = new Founder(forge, pepper, random);
    AuditLine audit = AuditLine.byServer("tenant.create", "tenant", JsonNull.NULL);
    store.found(
        new Installation("gen-1", master.name(), pepper.name(), now),
        founder.found(HOME, founder.operator(now), audit, now));
    replica = new Replica(store, registry, () -> now(), lastRead, listener);
    change(HOME, writer -> writer.found(founder.found(ACME, founder.operator(now), audit, now)));
    issuance =
        new Issuance(
            registry,
            new Issuance.Steps(
                authentication,
                grants,
                possession,
                new TokenRate(OptionalInt.empty()),
                new ProofRate(),
                new Mint(address, keys::session),
                keys,
                journal),
            () -> now(),
            random,
            () -> cutOff);
  }

  private byte[] bytes() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return bytes;
  }

  public Instant now() {
    return now;
  }

  public void at(Instant instant) {
    now = instant;
  }

  /** Whether this node has been without its database for too long. */
  public void cutOff(boolean value) {
    cutOff = value;
  }

  public TenantRegistry tenant(TenantName name) {
    return registry.tenant(name).orElseThrow();
  }

  /** One change, known to this node when it is done; its number. */
  public long change(TenantName tenant, Consumer<TenantWriter> work) {
    long number =
        store.<Long, RuntimeException>change(
            tenant,
            now,
            writer -> {
              work.accept(writer);
              writer.audit(AuditLine.byServer("test.change", "test", JsonNull.NULL));
              return writer.number();
            });
    replica.catchUp();
    return number;
  }

  /** An API whose tokens live a day, with a key for its algorithm where there is none yet. */
  public Api api(
      TenantName tenant, String identifier, SignatureAlgorithm algorithm, String... scopes) {
    ApiId id = new ApiId(Ids.next("api", now, random));
    change(
        tenant,
        writer -> {
          if (writer.keys().stream().noneMatch(key -> key.algorithm().equals(algorithm.text()))) {
            writer.put(
                forge.token(tenant, algorithm, SealedKey.State.ACTIVE, now, writer.number()));
          }
          writer.put(
              new Api(
                  id,
                  new RegisteredIdentifier(new Audience(identifier)),
                  "An API",
                  Arrays.stream(scopes).map(name -> new ApiScope(name, "")).toList(),
                  Api.USUAL_LIFETIME,
                  Api.USUAL_LIFETIME,
                  Api.USUAL_LIFETIME,
                  algorithm,
                  Proof.NONE,
                  writer.number(),
                  now,
                  writer.number()));
        });
    return tenant(tenant).api(id).orElseThrow();
  }

  public Api api(TenantName tenant, String identifier, String... scopes) {
    return api(tenant, identifier, SignatureAlgorithm.ES256, scopes);
  }

  /** An app with one secret that ends at {@code end}, or never. */
  public Client app(TenantName tenant, @Nullable Instant end) {
    ClientId id = new ClientId(Ids.next("app", now, random));
    change(
        tenant,
        writer ->
            writer.put(
                new App(
                    id,
                    "An app",
                    "",
                    App.Status.ACTIVE,
                    Map.of(),
                    List.of(),
                    App.Limits.NONE,
                    Set.of(),
                    Proof.NONE,
                    Profile.STANDARD,
                    writer.number(),
                    now,
                    writer.number())));
    return credential(tenant, id, ClientSecret.random(random), end);
  }

  public Client app(TenantName tenant) {
    return app(tenant, null);
  }

  /** One more secret of an app. */
  public Client credential(
      TenantName tenant, ClientId app, ClientSecret secret, @Nullable Instant end) {
    CredentialId id = new CredentialId(Ids.next("cred", now, random));
    change(
        tenant,
        writer ->
            writer.put(
                new SecretCredential(
                    id,
                    app,
                    pepper.hash(secret),
                    secret.hint(),
                    now,
                    end,
                    writer.number(),
                    writer.number())));
    return new Client(tenant, app, id, secret);
  }

  /** One more key of an app, which ends at {@code end}, or never. */
  public CredentialId key(Client app, SigningKey key, AssertionRules rules, @Nullable Instant end) {
    CredentialId id = new CredentialId(Ids.next("cred", now, random));
    change(
        app.tenant(),
        writer ->
            writer.put(
                new KeyCredential(
                    id,
                    app.id(),
                    key.publicKey(),
                    rules,
                    now,
                    end,
                    writer.number(),
                    writer.number())));
    return id;
  }

  /** The keys at a URL as one more credential of an app. */
  public CredentialId keySet(Client app, String url, AssertionRules rules, @Nullable Instant end) {
    CredentialId id = new CredentialId(Ids.next("cred", now, random));
    change(
        app.tenant(),
        writer ->
            writer.put(
                new KeySetCredential(
                    id,
                    app.id(),
                    new KeySetUrl(url),
                    rules,
                    now,
                    end,
                    writer.number(),
                    writer.number())));
    return id;
  }

  /** One more secret of an app, by the hash that another server made of it. */
  public CredentialId imported(Client app, String hash, @Nullable Instant end) {
    CredentialId id = new CredentialId(Ids.next("cred", now, random));
    change(
        app.tenant(),
        writer ->
            writer.put(
                new ImportedCredential(
                    id, app.id(), hash, "a hash", now, end, writer.number(), writer.number())));
    return id;
  }

  /** Ends a credential. */
  public void drop(Client app, CredentialId credential) {
    change(app.tenant(), writer -> writer.removeCredential(app.id(), credential));
  }

  /** Changes an app, which keeps its epoch. */
  public void change(Client client, UnaryOperator<Parts> change) {
    change(
        client.tenant(),
        writer -> {
          App app = writer.app(client.id()).orElseThrow().app();
          Parts parts =
              change.apply(new Parts(app.status(), app.allowedIps(), app.limits(), Set.of()));
          writer.put(with(app, parts, app.proof(), writer.number()));
        });
  }

  /** What every token of an app has to be bound to from now on. */
  public void demand(Client client, Proof proof) {
    change(
        client.tenant(),
        writer -> {
          App app = writer.app(client.id()).orElseThrow().app();
          Parts same = new Parts(app.status(), app.allowedIps(), app.limits(), app.actsFor());
          writer.put(with(app, same, proof, writer.number()));
        });
  }

  private static App with(App app, Parts parts, Proof proof, long number) {
    return new App(
        app.clientId(),
        app.name(),
        app.description(),
        parts.status(),
        app.labels(),
        parts.allowedIps(),
        parts.limits(),
        parts.actsFor(),
        proof,
        app.profile(),
        app.epoch(),
        app.createdAt(),
        number);
  }

  /** What every token for an API of the first tenant has to be bound to from now on. */
  public void demand(Api api, Proof proof) {
    change(
        HOME,
        writer ->
            writer.put(
                new Api(
                    api.id(),
                    api.identifier(),
                    api.name(),
                    api.scopes(),
                    api.tokenLifetime(),
                    api.maxTokenLifetime(),
                    api.longestLifetime(),
                    api.algorithm(),
                    proof,
                    api.epoch(),
                    api.createdAt(),
                    writer.number())));
  }

  /** What a test changes of an app. */
  public record Parts(
      App.Status status, List<String> allowedIps, App.Limits limits, Set<ApiId> actsFor) {}

  /** How a grant differs from the usual. */
  public record Terms(
      JsonObject claims, @Nullable Duration lifetime, @Nullable Instant end, Grant.Status status) {

    public static final Terms USUAL = new Terms(JsonObject.EMPTY, null, null, Grant.Status.ACTIVE);
  }

  public Grant grant(Client client, Api api, Terms terms, String... scopes) {
    GrantId id = new GrantId(Ids.next("grant", now, random));
    change(
        client.tenant(),
        writer ->
            writer.put(
                new Grant(
                    id,
                    client.id(),
                    api.id(),
                    Scopes.of(scopes),
                    terms.claims(),
                    terms.lifetime(),
                    terms.end(),
                    terms.status(),
                    writer.number(),
                    now,
                    writer.number())));
    return tenant(client.tenant()).app(client.id()).orElseThrow().grant(api.id()).orElseThrow();
  }

  public Grant grant(Client client, Api api, String... scopes) {
    return grant(client, api, Terms.USUAL, scopes);
  }

  /** No proof that anybody holds a key. */
  public Confirmation nothing() throws Refusal {
    return possession.prove(HOME, new ClientId("nobody"), Shown.NOTHING, now);
  }

  /** A request for whatever is granted. */
  public static GrantRequest.ClientCredentials anything() {
    return new GrantRequest.ClientCredentials(Optional.empty(), Optional.empty(), JsonObject.EMPTY);
  }

  /** The token that {@code client} gets by asking for nothing in particular. */
  public String token(Client client) throws Refusal {
    return new String(
        issuance
            .issue(new TokenRequest(client.tenant(), client.proof(), anything(), Shown.NOTHING))
            .token()
            .reveal(),
        StandardCharsets.US_ASCII);
  }

  /** Why {@code client} gets none. */
  public Reason refusal(Client client, GrantRequest request) {
    try {
      issuance.issue(new TokenRequest(client.tenant(), client.proof(), request, Shown.NOTHING));
    } catch (Refusal refusal) {
      return refusal.reason();
    }
    throw new AssertionError("a token is issued");
  }
}
