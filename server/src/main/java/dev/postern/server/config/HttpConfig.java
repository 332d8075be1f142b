package dev.postern.server.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** http. */
public record HttpConfig(
    String host,
    int port,
    Optional<TlsFiles> tls,
    List<AddressRange> behindProxy,
    Optional<URI> publicUrl,
    String hubDomain,
    int connections,
    int connectionsPerSource) {}
