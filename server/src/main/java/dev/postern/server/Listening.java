package dev.postern.server;

import dev.postern.server.clientauth.Pepper;
import dev.postern.server.config.HttpConfig;
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
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * A server that has its ports and answers 503 until it serves. The ports come first, because the
 * issuer may hang on them and everything else on the issuer.
 */
public final class Listening implements AutoCloseable {

  private static final Duration TLS_CHECK = Duration.ofSeconds(10);

  private final ServerConfig config;
  private final Listener listener;
  private final Listener management;
  private final PublicAddress address;
  private final URI managementUrl;
  private final Destinations destinations;
  private final KeySets keySets;
  private final Optional<OpenIdProvider> openId;
  private final Clock clock;
  private boolean served;

  private Listening(ServerConfig config, Listener listener, Listener management, Clock clock)
      throws IOException {
    this.config = config;
    this.destinations = new Destinations(config.jwksUri());
    this.keySets = KeySets.open(config.jwksUri(), destinations);
    this.openId =
        config.openId().isPresent()
            ? Optional.of(new OpenIdProvider(config.openId().get(), clock))
            : Optional.empty();
    this.listener = listener;
    this.management = management;
    this.clock = clock;
    this.address = new PublicAddress(publicUrl(config.http(), listener), config.http().hubDomain());
    this.managementUrl = url("http", config.management().address(), management.port());
  }

  /**
   * Binds both ports.
   *
   * @throws IOException where one cannot be bound, or a certificate cannot be read
   */
  public static Listening open(ServerConfig config, Clock clock) throws IOException {
    CryptoProvider.install();
    Listener listener = Listener.open(options(config, clock));
    try {
      Listener management =
          Listener.open(
              ListenerOptions.plain(
                  config.management().address(), config.management().port(), clock));
      try {
        return new Listening(config, listener, management, clock);
      } catch (IOException e) {
        management.close(Duration.ZERO);
        throw e;
      }
    } catch (IOException e) {
      listener.close(Duration.ZERO);
      throw e;
    }
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

  private static URI publicUrl(HttpConfig http, Listener listener) {
    Optional<URI> chosen = http.publicUrl();
    return chosen.orElseGet(
        () -> url(http.tls().isPresent() ? "https" : "http", http.address(), listener.port()));
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
   * Reads everything into memory and starts to answer; the listeners are the server's now.
   *
   * @param pages what each tenant serves beside its endpoints
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
                pages,
                clock,
                random),
            listener,
            management);
    served = true;
    return server;
  }

  /** Closes the ports, unless a server has them: then it does. */
  @Override
  public void close() {
    if (served) {
      return;
    }
    listener.close(Duration.ZERO);
    management.close(Duration.ZERO);
    keySets.close();
  }
}
