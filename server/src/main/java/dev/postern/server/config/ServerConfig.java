package dev.postern.server.config;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * All that the server itself is told.
 *
 * @param http where and how it listens
 * @param management where health and metrics are
 * @param console where the console is
 * @param issuing how tokens are issued
 * @param keys how long keys live
 * @param jwksUri where keys may be fetched from
 * @param feed how many may listen to the feeds
 * @param dpop what is wanted of DPoP proofs
 * @param openId the provider that people sign in by, if there is one
 * @param shutdownGrace how long requests under way may take when the server stops
 */
public record ServerConfig(
    HttpConfig http,
    ManagementConfig management,
    ConsoleConfig console,
    IssuingConfig issuing,
    KeysConfig keys,
    JwksUriConfig jwksUri,
    FeedConfig feed,
    DpopConfig dpop,
    Optional<OpenIdConfig> openId,
    Duration shutdownGrace) {

  /** One with a console beside the endpoints. */
  public ServerConfig(
      HttpConfig http,
      ManagementConfig management,
      IssuingConfig issuing,
      KeysConfig keys,
      JwksUriConfig jwksUri,
      FeedConfig feed,
      DpopConfig dpop,
      Duration shutdownGrace) {
    this(
        http,
        management,
        ConsoleConfig.BESIDE,
        issuing,
        keys,
        jwksUri,
        feed,
        dpop,
        Optional.empty(),
        shutdownGrace);
  }

  /** Refuses what only the whole shows to be wrong. */
  public ServerConfig {
    Checks checks =
        new Checks()
            .range("shutdown.grace", shutdownGrace, Duration.ZERO, Duration.ofMinutes(60))
            .that(
                http.port() == 0
                    || http.port() != management.port()
                    || !overlap(http.address(), management.address()),
                "another port than http.port is wanted; 0 takes a free one",
                "management.port",
                "http.port",
                "management.host",
                "http.host");
    console.beside(http, management, checks).done();
  }

  /** Whether a port of one could be the same port of the other. */
  static boolean overlap(InetAddress one, InetAddress other) {
    return one.equals(other) || one.isAnyLocalAddress() || other.isAnyLocalAddress();
  }
}
