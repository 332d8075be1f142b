package dev.postern.server;

import dev.postern.server.clientauth.Pepper;
import dev.postern.server.config.ClientCertificates;
import dev.postern.server.config.ConsoleConfig;
import dev.postern.server.config.HttpConfig;
import dev.postern.server.config.ManagementConfig;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.config.ServerConfig;
import dev.postern.server.http.engine.Listener;
import dev.postern.server.http.engine.ListenerOptions;
import dev.postern.server.keysets.Destinations;
import dev.postern.server.keysets.KeySets;
import dev.postern.server.openid.OpenIdProvider;
import dev.postern.server.signing.CryptoProvider;
import dev.postern.server.signing.MasterKey;
import dev.postern.store.Store;
import dev.postern.store.TenantName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that has its ports and answers 503 until it serves. The ports come first, because the
 * issuer may hang on them and everything else on the issuer.
 */
public final class Listening implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Listening.class);

  private static final Duration TLS_CHECK = Duration.ofSeconds(10);

  private final ServerConfig config;
  private final Endings endings;
  private final Ports ports;
  private final PublicAddress address;
  private final URI managementUrl;
  private final Destinations destinations;
  private final KeySets keySets;
  private final Optional<OpenIdProvider> openId;
  private final Clock clock;
  private boolean served;

  /**
   * The ports.
   *
   * @param listener that of the endpoints
   * @param management that of health and metrics
   * @param console that of the console, where it has its own
   */
  record Ports(Listener listener, Listener management, Optional<Listener> console) {}

  private Listening(ServerConfig config, Clock clock, Endings endings) throws IOException {
    this.config = config;
    this.clock = clock;
    this.endings = endings;
    this.destinations = new Destinations(config.jwksUri());
    this.keySets = KeySets.open(config.jwksUri(), destinations);
    endings.add(keySets::close);
    this.openId =
        config.openId().isPresent()
            ? Optional.of(new OpenIdProvider(config.openId().get(), clock))
            : Optional.empty();
    this.ports = ports(config, clock, endings);
    this.address = address(config, ports);
    this.managementUrl = url("http", config.management().address(), ports.management().port());
  }

  /**
   * Binds all ports.
   *
   * @throws IOException where one cannot be bound, or a certificate cannot be read
   */
  public static Listening open(ServerConfig config, Clock clock) throws IOException {
    CryptoProvider.install();
    Endings endings = new Endings();
    try {
      return new Listening(config, clock, endings);
    } catch (IOException | RuntimeException | Error e) {
      endings.after(e);
      throw e;
    }
  }

  private static Ports ports(ServerConfig config, Clock clock, Endings endings) throws IOException {
    Listener listener = opened(options(config, clock), endings);
    ManagementConfig apart = config.management();
    Listener management =
        opened(ListenerOptions.plain(apart.address(), apart.port(), clock), endings);
    Optional<Listener> console =
        config.console().apart()
            ? Optional.of(opened(consoleOptions(config, clock), endings))
            : Optional.empty();
    return new Ports(listener, management, console);
  }

  private static Listener opened(ListenerOptions options, Endings endings) throws IOException {
    Listener listener = Listener.open(options);
    endings.add(() -> listener.close(Duration.ZERO));
    return listener;
  }

  /** As that of the endpoints, elsewhere; people are not asked for certificates of machines. */
  private static ListenerOptions consoleOptions(ServerConfig config, Clock clock) {
    ListenerOptions usual = options(config, clock);
    return new ListenerOptions(
        config.console().address(),
        config.console().port().orElseThrow(),
        usual.tls(),
        usual.proxies(),
        usual.connections(),
        usual.timeouts(),
        usual.eventLoops(),
        clock,
        ClientCertificates.NONE);
  }

  private static ListenerOptions options(ServerConfig config, Clock clock) {
    HttpConfig http = config.http();
    ListenerOptions plain = ListenerOptions.plain(http.address(), http.port(), clock);
    ListenerOptions.Connections usual = plain.connections();
    return new ListenerOptions(
        plain.address(),
        plain.port(),
        http.tls()
            .map(tls ->
                new ListenerOptions.Tls(tls.certificate(), tls.key(), tls.oldest(), TLS_CHECK)),
        http.behindProxy(),
        new ListenerOptions.Connections(
            http.connections(),
            http.connectionsPerSource(),
            usual.streamQueueBytes(),
            config.feed().memory(),
            usual.streamStall()),
        plain.timeouts(),
        plain.eventLoops(),
        clock,
        http.clientCertificates());
  }

  private static PublicAddress address(ServerConfig config, Ports ports) {
    HttpConfig http = config.http();
    URI own =
        http.publicUrl()
            .orElseGet(() -> url(scheme(http), http.address(), ports.listener().port()));
    PublicAddress address = new PublicAddress(own, http.hubDomain());
    ConsoleConfig console = config.console();
    if (!console.enabled()) {
      return address.withoutConsoles();
    }
    if (console.publicUrl().isPresent()) {
      URI url = console.publicUrl().get();
      return address.withConsolesAt(url, PublicAddress.named(url.getHost()));
    }
    return ports
        .console()
        .map(Listener::port)
        .map(port -> address.withConsolesAt(consoleUrl(config, port), http.hubDomain()))
        .orElse(address);
  }

  /** The public URL's scheme and host, or what is bound, with the console's port. */
  private static URI consoleUrl(ServerConfig config, int port) {
    HttpConfig http = config.http();
    return http.publicUrl()
        .map(url -> URI.create(url.getScheme() + "://" + url.getHost() + ":" + port))
        .orElseGet(() -> url(scheme(http), config.console().address(), port));
  }

  private static String scheme(HttpConfig http) {
    return http.tls().isPresent() ? "https" : "http";
  }

  private static URI url(String scheme, InetAddress address, int port) {
    String host = address.getHostAddress();
    String bracketed = host.contains(":") ? "[" + host + "]" : host;
    return URI.create(scheme + "://" + bracketed + ":" + port);
  }

  /** Where the world reaches this server. */
  public PublicAddress address() {
    return address;
  }

  /** Where health and metrics are. */
  public URI managementUrl() {
    return managementUrl;
  }

  /** Serves the endpoints alone. */
  public PosternServer serve(Store store, MasterKey master, Pepper pepper, SecureRandom random) {
    return serve(store, master, pepper, random, TenantPages.NONE);
  }

  /**
   * Reads everything into memory and starts to answer; the listeners are the server's now. If that
   * fails they are not, and closing this closes them.
   *
   * @param pages the console of each tenant; served unless it is turned off
   */
  public PosternServer serve(
      Store store, MasterKey master, Pepper pepper, SecureRandom random, TenantPages pages) {
    PosternServer server =
        new PosternServer(
            new PosternServer.Given(
                config,
                address,
                store,
                master,
                pepper,
                destinations,
                keySets,
                openId,
                config.console().enabled() ? pages : TenantPages.NONE,
                clock,
                random),
            ports);
    served = true;
    warn();
    return server;
  }

  /** Not refused: without people, or with an OpenID provider, all is as it should be. */
  private void warn() {
    address
        .console(TenantName.DEFAULT)
        .map(console -> URI.create(console).getHost())
        .filter(host -> !PublicAddress.nameable(host))
        .ifPresent(host ->
            LOG.warn(
                "the console is at an IP address, {}, and nobody can make a passkey there:"
                    + " passkeys are bound to names; set http.public-url or console.public-url"
                    + " to a URL with a name",
                host));
  }

  /** Closes the ports, unless a server has them: then it does. */
  @Override
  public void close() {
    if (!served) {
      endings.close();
    }
  }
}
