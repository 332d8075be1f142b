package dev.postern.bench.jmh;

import dev.postern.protocol.Audience;
import dev.postern.protocol.ClientId;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.feed.FeedEntry;
import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.server.Listening;
import dev.postern.server.PosternServer;
import dev.postern.server.admin.Founder;
import dev.postern.server.clientauth.Pepper;
import dev.postern.server.config.ConsoleConfig;
import dev.postern.server.config.DpopConfig;
import dev.postern.server.config.FeedConfig;
import dev.postern.server.config.HttpConfig;
import dev.postern.server.config.IssuingConfig;
import dev.postern.server.config.JwksUriConfig;
import dev.postern.server.config.KeysConfig;
import dev.postern.server.config.ManagementConfig;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.config.ServerConfig;
import dev.postern.server.signing.KeyForge;
import dev.postern.server.signing.MasterKey;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.ApiScope;
import dev.postern.store.AuditLine;
import dev.postern.store.Grant;
import dev.postern.store.GrantId;
import dev.postern.store.Ids;
import dev.postern.store.Installation;
import dev.postern.store.MemoryStore;
import dev.postern.store.Proof;
import dev.postern.store.RegisteredIdentifier;
import dev.postern.store.SealedKey;
import dev.postern.store.TenantName;
import dev.postern.store.TenantWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * A whole server in this process with everything in memory, whose tenants differ in how much they
 * have revoked. Tokens come from it by HTTP, and revocations leave it by its feed.
 */
final class TokenSite implements AutoCloseable {

  /** The scopes of every token here. */
  static final String SCOPES = "archive:read archive:write";

  private static final int ACT = 10_000;
  private static final JsonReader JSON = new JsonReader(JsonLimits.REQUEST);

  private final SecureRandom random = new SecureRandom();
  private final Clock clock = Clock.systemUTC();
  private final Pepper pepper = new Pepper(bytes());
  private final MasterKey master = new MasterKey(bytes(), random);
  private final KeyForge forge = new KeyForge(master, random);
  private final Founder founder = new Founder(forge, pepper, random);
  private final MemoryStore store = new MemoryStore();
  private final Listening listening;
  private final PosternServer server;
  private final Founder.Operator operator;

  /** A tenant: its issuer, and who may have tokens there. */
  record Site(String issuer, Founder.Operator app) {}

  TokenSite() throws IOException {
    listening = Listening.open(config(), clock);
    operator = founder.operator(clock.instant());
    store.found(
        new Installation("gen-bench", master.name(), pepper.name(), clock.instant()),
        founder.found(TenantName.DEFAULT, operator, line(), clock.instant()));
    server = listening.serve(store, master, pepper, random);
  }

  /** Founds a tenant that has revoked so many sessions already. */
  Site tenant(String text, int revoked) {
    TenantName name = TenantName.parse(text).orElseThrow();
    Founder.Operator app = founder.operator(clock.instant());
    change(
        TenantName.DEFAULT,
        writer -> writer.found(founder.found(name, app, line(), clock.instant())));
    server.awaitChange(name, 1, Duration.ofSeconds(20));
    for (int done = 0; done < revoked; done += ACT) {
      revoke(name, Math.min(ACT, revoked - done));
    }
    return new Site(listening.address().issuer(name).text(), app);
  }

  /** Revokes parts of sessions that nobody here has. */
  private void revoke(TenantName name, int count) {
    Instant until = clock.instant().plus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);
    List<FeedEntry> entries = new ArrayList<>(count);
    byte[] part = new byte[9];
    for (int i = 0; i < count; i++) {
      random.nextBytes(part);
      String text = Base64.getUrlEncoder().encodeToString(part);
      entries.add(new FeedEntry(FeedEntry.SID, text, until));
    }
    change(name, writer -> writer.revoke(Ids.next("rev", writer.now(), random), entries));
  }

  /** Gives the tenant {@code text} an API whose tokens are signed so; its audience. */
  String api(String text, Site site, SignatureAlgorithm algorithm) {
    String audience =
        "https://storage-" + algorithm.text().toLowerCase(Locale.ROOT) + ".example.com";
    TenantName name = TenantName.parse(text).orElseThrow();
    ApiId id = new ApiId(Ids.next("api", clock.instant(), random));
    change(
        name,
        writer -> {
          if (writer.keys().stream().noneMatch(key -> key.algorithm().equals(algorithm.text()))) {
            writer.put(
                forge.token(
                    name, algorithm, SealedKey.State.ACTIVE, writer.now(), writer.number()));
          }
          writer.put(storage(id, audience, algorithm, writer));
          writer.put(grant(site.app().clientId(), id, writer));
        });
    return audience;
  }

  private static Api storage(
      ApiId id, String audience, SignatureAlgorithm algorithm, TenantWriter writer) {
    return new Api(
        id,
        new RegisteredIdentifier(new Audience(audience)),
        "Storage",
        Scopes.parse(SCOPES).orElseThrow().list().stream()
            .map(scope -> new ApiScope(scope, ""))
            .toList(),
        Api.USUAL_LIFETIME,
        Api.USUAL_LIFETIME,
        Api.USUAL_LIFETIME,
        algorithm,
        Proof.NONE,
        writer.number(),
        writer.now(),
        writer.number());
  }

  private Grant grant(ClientId app, ApiId api, TenantWriter writer) {
    return new Grant(
        new GrantId(Ids.next("grant", writer.now(), random)),
        app,
        api,
        Scopes.parse(SCOPES).orElseThrow(),
        JsonObject.EMPTY,
        null,
        null,
        Grant.Status.ACTIVE,
        writer.number(),
        writer.now(),
        writer.number());
  }

  /** As many tokens, no two alike, each by a request of its own. */
  List<String> tokens(Site site, String audience, int count) throws IOException, JsonFault {
    String form =
        "grant_type=client_credentials&client_id=%s&client_secret=%s&audience=%s"
            .formatted(site.app().clientId().text(), site.app().secret().reveal(), audience);
    HttpCall call =
        HttpCall.post(
            URI.create(site.issuer() + "service/oauth/token"),
            "application/x-www-form-urlencoded",
            form.getBytes(StandardCharsets.US_ASCII));
    List<String> tokens = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      HttpAnswer answer = call.send(JsonLimits.REQUEST.bytes());
      if (answer.status() != 200) {
        throw new IOException("no token: " + answer.status() + " " + answer.text());
      }
      tokens.add(JSON.object(answer.body()).string("access_token"));
    }
    return tokens;
  }

  private void change(TenantName tenant, Consumer<TenantWriter> work) {
    long number =
        store.<Long, RuntimeException>change(
            tenant,
            clock.instant(),
            writer -> {
              work.accept(writer);
              writer.audit(line());
              return writer.number();
            });
    server.awaitChange(tenant, number, Duration.ofSeconds(60));
  }

  private static AuditLine line() {
    return AuditLine.byServer("bench.put", "bench", JsonNull.NULL);
  }

  private static ServerConfig config() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return new ServerConfig(
        new HttpConfig(
            loopback,
            0,
            Optional.empty(),
            List.of(),
            Optional.empty(),
            PublicAddress.LOCAL_HUB,
            20_000,
            256),
        new ManagementConfig(loopback, 0),
        ConsoleConfig.BESIDE,
        new IssuingConfig(Duration.ofHours(1), OptionalInt.empty()),
        new KeysConfig(Duration.ofHours(3), Duration.ofDays(90)),
        JwksUriConfig.USUAL,
        new FeedConfig(100, 100, 1L << 30),
        new DpopConfig(DpopConfig.Nonce.OPTIONAL),
        Optional.empty(),
        Duration.ofSeconds(2));
  }

  private byte[] bytes() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return bytes;
  }

  @Override
  public void close() {
    server.close();
  }
}
