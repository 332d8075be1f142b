package dev.postern.checks;

import dev.postern.app.ConsolePages;
import dev.postern.jdbc.SqliteStore;
import dev.postern.protocol.Audience;
import dev.postern.protocol.ClientId;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.feed.FeedEntry;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.server.Listening;
import dev.postern.server.PosternServer;
import dev.postern.server.admin.Founder;
import dev.postern.server.clientauth.ClientSecret;
import dev.postern.server.clientauth.Pepper;
import dev.postern.server.config.ConsoleConfig;
import dev.postern.server.config.DpopConfig;
import dev.postern.server.config.FeedConfig;
import dev.postern.server.config.HttpConfig;
import dev.postern.server.config.IssuingConfig;
import dev.postern.server.config.JwksUriConfig;
import dev.postern.server.config.KeysConfig;
import dev.postern.server.config.ManagementConfig;
import dev.postern.server.config.OpenIdConfig;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.config.ServerConfig;
import dev.postern.server.config.TlsFiles;
import dev.postern.server.signing.KeyForge;
import dev.postern.server.signing.MasterKey;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.ApiScope;
import dev.postern.store.App;
import dev.postern.store.AssertionRules;
import dev.postern.store.AuditLine;
import dev.postern.store.BuiltInApi;
import dev.postern.store.CredentialId;
import dev.postern.store.Grant;
import dev.postern.store.GrantId;
import dev.postern.store.Ids;
import dev.postern.store.Installation;
import dev.postern.store.KeySetCredential;
import dev.postern.store.KeySetUrl;
import dev.postern.store.Profile;
import dev.postern.store.Proof;
import dev.postern.store.RegisteredIdentifier;
import dev.postern.store.SealedKey;
import dev.postern.store.SecretCredential;
import dev.postern.store.Store;
import dev.postern.store.TenantName;
import dev.postern.store.TenantReader;
import dev.postern.store.TenantWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A whole server in this process, on free ports, with a database of its own. What tests need to be
 * there is put through the store, as another node would put it; the server learns of it by itself.
 */
public final class RunningServer implements AutoCloseable {

  private static final KeysConfig USUAL_KEYS =
      new KeysConfig(Duration.ofHours(3), Duration.ofDays(90));

  private static final TenantName TENANT = TenantName.DEFAULT;

  private final SecureRandom random = new SecureRandom();
  private final Clock clock = Clock.systemUTC();
  private final Pepper pepper = new Pepper(bytes());
  private final Store store;
  private final Listening listening;
  private final PosternServer server;
  private final KeyForge forge;
  private final Founder founder;
  private final Founder.Operator operator;
  private final byte[] masterBytes = bytes();

  public RunningServer(Path data) throws IOException {
    this(data, config());
  }

  /** One that fetches keys of apps so. */
  RunningServer(Path data, JwksUriConfig jwksUri) throws IOException {
    this(data, config(USUAL_KEYS, DpopConfig.Nonce.OPTIONAL, http(Optional.empty()), jwksUri));
  }

  /** One whose people sign in by that provider. */
  public RunningServer(Path data, OpenIdConfig openId) throws IOException {
    this(data, openId, ConsoleConfig.BESIDE);
  }

  /** The same with its console there, or none. */
  RunningServer(Path data, OpenIdConfig openId, ConsoleConfig console) throws IOException {
    this(data, by(config(), openId, console));
  }

  private static ServerConfig by(ServerConfig usual, OpenIdConfig openId, ConsoleConfig console) {
    return new ServerConfig(
        usual.http(),
        usual.management(),
        console,
        usual.issuing(),
        usual.keys(),
        usual.jwksUri(),
        usual.feed(),
        usual.dpop(),
        Optional.of(openId),
        usual.shutdownGrace());
  }

  /** One whose keys live so long. */
  public RunningServer(Path data, KeysConfig keys) throws IOException {
    this(
        data, config(keys, DpopConfig.Nonce.OPTIONAL, http(Optional.empty()), JwksUriConfig.USUAL));
  }

  /** One that wants a nonce of its own in DPoP proofs, or not. */
  RunningServer(Path data, DpopConfig.Nonce nonce) throws IOException {
    this(data, config(USUAL_KEYS, nonce, http(Optional.empty()), JwksUriConfig.USUAL));
  }

  /** One that speaks TLS where it has files for that. */
  RunningServer(Path data, Optional<TlsFiles> tls) throws IOException {
    this(data, config(USUAL_KEYS, DpopConfig.Nonce.OPTIONAL, http(tls), JwksUriConfig.USUAL));
  }

  /** The same that wants nonces so, and fetches keys of apps so. */
  RunningServer(Path data, TlsFiles tls, DpopConfig.Nonce nonce, JwksUriConfig jwksUri)
      throws IOException {
    this(data, config(USUAL_KEYS, nonce, http(Optional.of(tls)), jwksUri));
  }

  /** One that is reached at {@code publicUrl}, on the port that this names. */
  RunningServer(Path data, URI publicUrl) throws IOException {
    this(
        data,
        http(publicUrl.getPort(), Optional.of(publicUrl), Optional.empty()),
        JwksUriConfig.USUAL);
  }

  /** One that listens so, and fetches keys of apps so. */
  RunningServer(Path data, HttpConfig http, JwksUriConfig jwksUri) throws IOException {
    this(data, config(USUAL_KEYS, DpopConfig.Nonce.OPTIONAL, http, jwksUri));
  }

  /** One with its console there, reached at {@code publicUrl} on the port that this names. */
  public RunningServer(Path data, URI publicUrl, ConsoleConfig console) throws IOException {
    this(
        data,
        config(
            USUAL_KEYS,
            DpopConfig.Nonce.OPTIONAL,
            http(publicUrl.getPort(), Optional.of(publicUrl), Optional.empty()),
            JwksUriConfig.USUAL,
            console));
  }

  /** One with its console there, which speaks TLS where it has files for that. */
  public RunningServer(Path data, Optional<TlsFiles> tls, ConsoleConfig console)
      throws IOException {
    this(
        data,
        config(USUAL_KEYS, DpopConfig.Nonce.OPTIONAL, http(tls), JwksUriConfig.USUAL, console));
  }

  private RunningServer(Path data, ServerConfig config) throws IOException {
    MasterKey master = new MasterKey(masterBytes, random);
    listening = Listening.open(config, clock);
    store = SqliteStore.open(data);
    forge = new KeyForge(master, random);
    founder = new Founder(forge, pepper, random);
    operator = founder.operator(clock.instant());
    AuditLine audit = AuditLine.byServer("tenant.create", "tenant/default", JsonNull.NULL);
    store.found(
        new Installation("gen-test", master.name(), pepper.name(), clock.instant()),
        founder.found(TENANT, operator, audit, clock.instant()));
    server = listening.serve(store, master, pepper, random, new ConsolePages(clock));
  }

  /** The app that the tenant was founded with: it may do everything at both built-in APIs. */
  public Caller operator() {
    return caller(TENANT, operator);
  }

  /** Founds another tenant; its operator. */
  public Caller found(TenantName name) {
    Founder.Operator first = founder.operator(clock.instant());
    AuditLine audit = AuditLine.byServer("tenant.create", "tenant/" + name, JsonNull.NULL);
    put(writer -> writer.found(founder.found(name, first, audit, clock.instant())));
    server.awaitChange(name, 1, Duration.ofSeconds(20));
    return caller(name, first);
  }

  private Caller caller(TenantName tenant, Founder.Operator app) {
    String issuer = listening.address().issuer(tenant).text();
    return new Caller(issuer, app.clientId().text(), app.secret().reveal());
  }

  private static ServerConfig config() {
    return config(
        USUAL_KEYS, DpopConfig.Nonce.OPTIONAL, http(Optional.empty()), JwksUriConfig.USUAL);
  }

  private static ServerConfig config(
      KeysConfig keys, DpopConfig.Nonce nonce, HttpConfig http, JwksUriConfig jwksUri) {
    return config(keys, nonce, http, jwksUri, ConsoleConfig.BESIDE);
  }

  private static ServerConfig config(
      KeysConfig keys,
      DpopConfig.Nonce nonce,
      HttpConfig http,
      JwksUriConfig jwksUri,
      ConsoleConfig console) {
    return new ServerConfig(
        http,
        new ManagementConfig(InetAddress.getLoopbackAddress(), 0),
        console,
        new IssuingConfig(Duration.ofHours(1), OptionalInt.empty()),
        keys,
        jwksUri,
        new FeedConfig(10_000, 10, 64 << 20),
        new DpopConfig(nonce),
        Optional.empty(),
        Duration.ofSeconds(2));
  }

  private static HttpConfig http(Optional<TlsFiles> tls) {
    return http(0, Optional.empty(), tls);
  }

  private static HttpConfig http(int port, Optional<URI> publicUrl, Optional<TlsFiles> tls) {
    return new HttpConfig(
        InetAddress.getLoopbackAddress(),
        port,
        tls,
        List.of(),
        publicUrl,
        PublicAddress.LOCAL_HUB,
        20_000,
        256);
  }

  private byte[] bytes() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return bytes;
  }

  public URI url() {
    return listening.address().publicUrl();
  }

  /** Where a browser finds the console; an assertion error where there is none. */
  public URI console() {
    return URI.create(
        listening
            .address()
            .console(TENANT)
            .orElseThrow(() -> new AssertionError("there is no console")));
  }

  URI management() {
    return listening.managementUrl();
  }

  /** The operator, who may do everything. */
  Admin admin() {
    return new Admin(operator());
  }

  /** Defines an API and gives back its id. */
  String api(String identifier, String... scopes) {
    return api(identifier, SignatureAlgorithm.ES256, scopes);
  }

  /** Defines an API whose tokens are signed so, with a key for it, and gives back its id. */
  String api(String identifier, SignatureAlgorithm algorithm, String... scopes) {
    ApiId id = new ApiId(Ids.next("api", clock.instant(), random));
    put(writer -> {
      if (writer.keys().stream().noneMatch(key -> key.algorithm().equals(algorithm.text()))) {
        writer.put(
            forge.token(TENANT, algorithm, SealedKey.State.ACTIVE, writer.now(), writer.number()));
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
              writer.now(),
              writer.number()));
    });
    return id.text();
  }

  /** Signs with the key that this server signs such tokens with. */
  public TokenForger forger(SignatureAlgorithm algorithm) {
    return forger(TENANT, algorithm);
  }

  /** The same with the keys of another tenant. */
  public TokenForger forger(TenantName tenant, SignatureAlgorithm algorithm) {
    SealedKey key =
        store.<List<SealedKey>, RuntimeException>read(tenant, TenantReader::keys).stream()
            .filter(each -> each.use() == SealedKey.Use.TOKEN)
            .filter(each -> each.state() == SealedKey.State.ACTIVE)
            .filter(each -> each.algorithm().equals(algorithm.text()))
            .findFirst()
            .orElseThrow();
    return TokenForger.open(masterBytes, tenant, key, algorithm);
  }

  /** The id of one of the two APIs that every tenant has. */
  String builtIn(BuiltInApi api) {
    return store
        .<Optional<Api>, RuntimeException>read(TENANT, tenant -> tenant.api(api))
        .orElseThrow()
        .id()
        .text();
  }

  /** The tenant's API key. */
  String apiKey() {
    return store.<String, RuntimeException>read(TENANT, tenant -> tenant.tenant().apiKey());
  }

  /** Makes an app with one secret and without grants. */
  Caller app(String name) {
    ClientId id = new ClientId(Ids.next("app", clock.instant(), random));
    ClientSecret secret = ClientSecret.random(random);
    put(writer -> {
      writer.put(
          new App(
              id,
              name,
              "",
              App.Status.ACTIVE,
              Map.of(),
              List.of(),
              App.Limits.NONE,
              Set.of(),
              Proof.NONE,
              Profile.STANDARD,
              writer.number(),
              writer.now(),
              writer.number()));
      writer.put(
          new SecretCredential(
              new CredentialId(Ids.next("cred", writer.now(), random)),
              id,
              pepper.hash(secret),
              secret.hint(),
              writer.now(),
              null,
              writer.number(),
              writer.number()));
    });
    return new Caller(url() + "/", id.text(), secret.reveal());
  }

  /** Gives an app the keys at a URL, past whoever looks at that. */
  void keySet(Caller app, String url) {
    put(writer ->
        writer.put(
            new KeySetCredential(
                new CredentialId(Ids.next("cred", writer.now(), random)),
                new ClientId(app.id()),
                new KeySetUrl(url),
                AssertionRules.USUAL,
                writer.now(),
                null,
                writer.number(),
                writer.number())));
  }

  /** Gives an app scopes at an API. */
  void grant(Caller app, String apiId, String... scopes) {
    grant(app, apiId, JsonObject.EMPTY, null, scopes);
  }

  /** Gives an app scopes at an API, with claims and a lifetime of its own. */
  void grant(
      Caller app, String apiId, JsonObject claims, @Nullable Duration lifetime, String... scopes) {
    put(writer ->
        writer.put(
            new Grant(
                new GrantId(Ids.next("grant", writer.now(), random)),
                new ClientId(app.id()),
                new ApiId(apiId),
                Scopes.of(scopes),
                claims,
                lifetime,
                null,
                Grant.Status.ACTIVE,
                writer.number(),
                writer.now(),
                writer.number())));
  }

  /** Blocks an app. */
  public void block(Caller caller) {
    change(caller, (app, number) -> app.inEpoch(App.Status.BLOCKED, number));
  }

  /** Limits an app to so many tokens a minute. */
  void limit(Caller caller, int tokensPerMinute) {
    App.Limits limits = new App.Limits(OptionalInt.of(tokensPerMinute));
    change(
        caller,
        (app, number) ->
            new App(
                app.clientId(),
                app.name(),
                app.description(),
                app.status(),
                app.labels(),
                app.allowedIps(),
                limits,
                app.actsFor(),
                app.proof(),
                app.profile(),
                app.epoch(),
                app.createdAt(),
                number));
  }

  /** Closes whatever one part of a session stands for; back once the change is committed. */
  void revoke(String part) {
    store.<Long, RuntimeException>change(
        TENANT,
        clock.instant(),
        writer -> {
          Instant until = writer.now().plus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);
          writer.revoke(
              Ids.next("rev", writer.now(), random),
              List.of(new FeedEntry(FeedEntry.SID, part, until)));
          writer.audit(AuditLine.byServer("check.revoke", "check", JsonNull.NULL));
          return writer.number();
        });
  }

  private interface AppChange {
    App changed(App app, long number);
  }

  private void change(Caller caller, AppChange change) {
    put(writer ->
        writer.put(
            change.changed(
                writer.app(new ClientId(caller.id())).orElseThrow().app(), writer.number())));
  }

  private void put(Consumer<TenantWriter> work) {
    long number =
        store.<Long, RuntimeException>change(
            TENANT,
            clock.instant(),
            writer -> {
              work.accept(writer);
              writer.audit(AuditLine.byServer("check.put", "check", JsonNull.NULL));
              return writer.number();
            });
    server.awaitChange(TENANT, number, Duration.ofSeconds(20));
  }

  @Override
  public void close() {
    server.close();
    store.close();
  }
}
