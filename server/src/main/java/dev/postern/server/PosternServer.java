package dev.postern.server;

import dev.postern.protocol.feed.FeedEntry;
import dev.postern.server.access.Access;
import dev.postern.server.access.Standing;
import dev.postern.server.admin.Administration;
import dev.postern.server.admin.KeyDuty;
import dev.postern.server.admin.RehashDuty;
import dev.postern.server.admin.StatusReport;
import dev.postern.server.admin.UsageDuty;
import dev.postern.server.clientauth.Argon2id;
import dev.postern.server.clientauth.ClientAuthentication;
import dev.postern.server.clientauth.Pepper;
import dev.postern.server.config.KeysConfig;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.config.ServerConfig;
import dev.postern.server.grant.Grants;
import dev.postern.server.http.HttpError;
import dev.postern.server.http.Router;
import dev.postern.server.http.admin.AdminRoutes;
import dev.postern.server.http.identity.IdentityRoutes;
import dev.postern.server.http.management.ManagementRoutes;
import dev.postern.server.identity.Accounts;
import dev.postern.server.introspection.Introspection;
import dev.postern.server.issuance.Issuance;
import dev.postern.server.issuance.Journal;
import dev.postern.server.keysets.Destinations;
import dev.postern.server.keysets.KeySets;
import dev.postern.server.limits.ProofRate;
import dev.postern.server.limits.RevocationRate;
import dev.postern.server.limits.TokenRate;
import dev.postern.server.mint.Mint;
import dev.postern.server.openid.OpenIdProvider;
import dev.postern.server.possession.Possession;
import dev.postern.server.replica.LastRead;
import dev.postern.server.replica.LevelStore;
import dev.postern.server.replica.Replica;
import dev.postern.server.revocation.Closing;
import dev.postern.server.revocation.Closings;
import dev.postern.server.revocation.Feeds;
import dev.postern.server.revocation.Slots;
import dev.postern.server.revocation.TokenRevocation;
import dev.postern.server.signing.KeyForge;
import dev.postern.server.signing.KeyLife;
import dev.postern.server.signing.KeyRing;
import dev.postern.server.signing.MasterKey;
import dev.postern.store.Ids;
import dev.postern.store.Installation;
import dev.postern.store.IssuerPath;
import dev.postern.store.Registry;
import dev.postern.store.Store;
import dev.postern.store.StoreException;
import dev.postern.store.TenantName;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The authorization server, put together and running. */
public final class PosternServer implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration HEARTBEAT = Duration.ofMillis(500);
  private static final Duration KEY_LIFE = Duration.ofMillis(200);
  private static final Duration REHASH = Duration.ofSeconds(1);
  private static final Duration FLUSH = Duration.ofSeconds(3);
  private static final Duration FORGET = Duration.ofSeconds(30);
  private static final Duration PURGE = Duration.ofMinutes(1);

  /**
   * The oldest view that a strict verifier goes by; introspection, which it asks then, has none
   * older.
   */
  private static final Duration FRESH = Duration.ofMinutes(1);

  private final Given given;
  private final Listening.Ports ports;
  private final Duties duties = new Duties();
  private final Journal journal = new Journal();
  private final Metrics metrics;
  private final Registry registry = new Registry();
  private final ClientAuthentication authentication;

  /** What a server is given. */
  record Given(
      ServerConfig config,
      PublicAddress address,
      Store store,
      MasterKey master,
      Pepper pepper,
      Destinations destinations,
      KeySets keySets,
      Optional<OpenIdProvider> openId,
      TenantPages pages,
      Clock clock,
      SecureRandom random) {

    private Given at(PublicAddress known) {
      return new Given(
          config,
          known,
          store,
          master,
          pepper,
          destinations,
          keySets,
          openId,
          pages,
          clock,
          random);
    }
  }

  PosternServer(Given bare, Listening.Ports ports) {
    this.given = bare.at(bare.address().with(this::path));
    this.ports = ports;
    this.authentication =
        new ClientAuthentication(
            given.pepper(), given.address(), given.keySets(), given.clock().instant());
    Installation installation =
        given
            .store()
            .installation()
            .orElseThrow(() -> new IllegalStateException("the store has no data yet"));
    LastRead lastRead = new LastRead(given.clock());
    KeyRing keys = new KeyRing(registry, given.master());
    Feeds feeds = feeds(registry, keys, installation, lastRead);
    Replica replica =
        new Replica(given.store(), registry, given.clock(), lastRead, new FeedNews(feeds));
    replica.catchUp();
    keys.openAll();
    Possession possession =
        new Possession(registry, given.address(), keys::session, given.config().dpop());
    Access access = new Access(registry, given.address(), keys::verification, possession);
    Issuance issuance = issuance(keys, possession, lastRead);
    LevelStore store = new LevelStore(given.store(), replica);
    Administration administration = administration(store, keys, feeds, lastRead);
    TenantSites.Parts parts =
        new TenantSites.Parts(
            registry,
            keys,
            access,
            feeds,
            issuance,
            introspection(keys, lastRead),
            revocation(store, keys),
            identity(access, store),
            new AdminRoutes(access, administration, given.address(), given.clock()),
            administration.registrations(),
            administration.passkeys(),
            administration.openId());
    TenantSites sites = new TenantSites(given, parts);
    // From here on there is something to close; the ports are still whose they were.
    this.metrics = new Metrics(journal, registry, lastRead, feeds, ports);
    Endings begun = new Endings();
    begun.add(metrics::close);
    begun.add(duties::close);
    try {
      metrics.keySets(given.keySets());
      startDuties(replica, feeds, store);
      serve(sites, lastRead);
      // A provider that is slow or away holds up no start.
      Thread.ofVirtual().name("postern-openid").start(administration.openId()::announce);
    } catch (RuntimeException | Error e) {
      begun.after(e);
      throw e;
    }
  }

  /** A guess at who a tenant is that is not there yet would be kept for good. */
  private Optional<IssuerPath> path(TenantName tenant) {
    return registry
        .tenant(tenant)
        .orElseThrow(() -> new IllegalStateException("there is no tenant " + tenant))
        .tenant()
        .issuerPath();
  }

  private IdentityRoutes identity(Access access, Store store) {
    Argon2id passwords = new Argon2id(given.random());
    Accounts accounts = new Accounts(registry, store, passwords, given.random());
    return new IdentityRoutes(access, accounts, given.address(), given.clock());
  }

  private Administration administration(Store store, KeyRing keys, Feeds feeds, LastRead lastRead) {
    return Administration.of(
        new Administration.Tools(
            store,
            registry,
            new Closings(keys, given.config().issuing().cutoff()),
            keys,
            forge(),
            life(),
            given.pepper(),
            given.destinations(),
            given.address(),
            given.openId(),
            new StatusReport.Node(feeds::subscriberCount, lastRead::age),
            given.clock(),
            given.random()));
  }

  private KeyForge forge() {
    return new KeyForge(given.master(), given.random());
  }

  private KeyLife life() {
    KeysConfig keys = given.config().keys();
    // As long as a closed session stays in the feed behind the last token's end, and why.
    Duration aftermath = given.config().issuing().cutoff().plus(Closing.SKEW);
    return new KeyLife(keys.publish(), keys.rotateEvery(), aftermath);
  }

  private Feeds feeds(
      Registry registry, KeyRing keys, Installation installation, LastRead lastRead) {
    Slots slots = new Slots(given.config().feed().subscribers(), given.config().feed().perClient());
    // The database may have been restored from an older copy since the last start. With its old
    // numbers in the old generation every verifier would take what is new for what it knows.
    String generation =
        installation.generation() + Ids.next("-start", given.clock().instant(), given.random());
    return new Feeds(
        registry, given.address(), keys, slots, generation, lastRead::at, given.random());
  }

  private Issuance issuance(KeyRing keys, Possession possession, LastRead lastRead) {
    Duration cutoff = given.config().issuing().cutoff();
    Issuance.Steps steps =
        new Issuance.Steps(
            authentication,
            new Grants(given.address(), standing(keys)),
            possession,
            new TokenRate(given.config().issuing().tokensPerMinute()),
            new ProofRate(),
            new Mint(given.address(), keys::session),
            keys,
            journal);
    return new Issuance(
        registry, steps, given.clock(), given.random(), () -> lastRead.age().compareTo(cutoff) > 0);
  }

  private Introspection introspection(KeyRing keys, LastRead lastRead) {
    Introspection.Steps steps =
        new Introspection.Steps(
            registry, authentication, journal::used, standing(keys), keys, given.address());
    return new Introspection(
        steps, given.clock(), lastRead::at, () -> lastRead.age().compareTo(FRESH) > 0);
  }

  private TokenRevocation revocation(Store store, KeyRing keys) {
    return new TokenRevocation(
        new TokenRevocation.Steps(
            registry, authentication, journal::used, standing(keys), new RevocationRate()),
        store,
        new Closings(keys, given.config().issuing().cutoff()),
        given.clock(),
        given.random());
  }

  private Standing standing(KeyRing keys) {
    return new Standing(registry, given.address(), keys::verification);
  }

  private void startDuties(Replica replica, Feeds feeds, Store store) {
    duties.every(POLL, "reading the database", replica::catchUp);
    duties.every(HEARTBEAT, "the feeds' heartbeat", feeds::heartbeat);
    KeyDuty keys = new KeyDuty(registry, store, life(), forge(), given.clock());
    duties.every(KEY_LIFE, "the life of the keys", keys::run);
    RehashDuty rehash = new RehashDuty(authentication.imported(), store, given.clock());
    duties.every(REHASH, "hashing imported secrets anew", rehash::run);
    duties.every(FLUSH, "recording last use and usage", () -> journal.flush(given.store()));
    UsageDuty usage = new UsageDuty(given.store(), given.clock());
    duties.every(FORGET, "forgetting old usage", usage::run);
    duties.every(
        PURGE,
        "clearing away what has had its time",
        () -> {
          replica.prune();
          given.store().purge(given.clock().instant());
        });
  }

  private void serve(TenantSites sites, LastRead lastRead) {
    Duration cutoff = given.config().issuing().cutoff();
    ManagementRoutes routes =
        new ManagementRoutes(
            lastRead::age, () -> lastRead.age().compareTo(cutoff) <= 0, metrics::scrape);
    Router router = new Router(routes.routes());
    ports.console().ifPresent(own -> own.serve(sites.consoles(), PosternServer::known));
    ports
        .listener()
        .serve(ports.console().isPresent() ? sites.endpoints() : sites.all(), PosternServer::known);
    // Probes come by whatever name or address the machine has.
    ports.management().serve(host -> Optional.of(router), PosternServer::known);
  }

  /** Tells the feeds what came into the registry. */
  private record FeedNews(Feeds feeds) implements Replica.RegistryListener {

    @Override
    public void loaded(TenantName tenant, boolean diverged) {
      feeds.loaded(tenant, diverged);
    }

    @Override
    public void revoked(TenantName tenant, long seq, List<FeedEntry> entries) {
      feeds.revoked(tenant, seq, entries);
    }

    @Override
    public void keysChanged(TenantName tenant) {
      feeds.keysChanged(tenant);
    }
  }

  static Optional<HttpError> known(Throwable thrown) {
    return thrown instanceof StoreException ? Optional.of(HttpError.UNAVAILABLE) : Optional.empty();
  }

  /**
   * Waits until this node has come to a change that was made somewhere else.
   *
   * @throws IllegalStateException where that takes longer than {@code limit}
   */
  public void awaitChange(TenantName tenant, long number, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (registry.tenant(tenant).map(each -> each.head().number()).orElse(0L) < number) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("change " + number + " has not come in time");
      }
      LockSupport.parkNanos(POLL.toNanos() / 10);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      // Whoever interrupts a stop has what is left of it done without waiting.
      Thread.currentThread().interrupt();
    }
  }

  /** Stops: no new requests, those under way are answered, what was only counted is written. */
  @Override
  public void close() {
    Duration grace = given.config().shutdownGrace();
    // At once: a slow request at one must not take the other's time.
    Optional<Thread> console =
        ports.console().map(own -> Thread.ofVirtual().start(() -> own.close(grace)));
    ports.listener().close(grace);
    console.ifPresent(PosternServer::join);
    ports.management().close(Duration.ZERO);
    duties.close();
    given.keySets().close();
    journal.flushAll(given.store());
    metrics.close();
  }
}
