package dev.postern.server.http.engine;

import dev.postern.protocol.mtls.ClientCertHeader;
import dev.postern.protocol.mtls.ClientCertificate;
import dev.postern.server.config.ClientCertificates;
import dev.postern.server.http.Headers;
import dev.postern.server.http.HttpError;
import dev.postern.server.http.RequestRefused;
import java.util.Optional;

/**
 * The certificate of the client behind a request: from where the operator said, and from nowhere
 * else. The certificate of a proxy's own connection is not its clients', and a header of somebody
 * who is no proxy is passed over.
 */
final class ShownCertificates {

  private final ClientCertificates source;
  private final TrustedProxies proxies;

  ShownCertificates(ClientCertificates source, TrustedProxies proxies) {
    this.source = source;
    this.proxies = proxies;
  }

  /**
   * The certificate of a request's client.
   *
   * @param saidInClear whether a trusted proxy says that the client came to it without TLS
   * @throws RequestRefused with 400 if a trusted proxy tells what cannot be read or cannot be, or
   *     tells it twice: it passes something through from the client, or does not do what it is
   *     trusted for
   */
  Optional<ClientCertificate> of(Connection connection, Headers headers, boolean saidInClear) {
    return switch (source) {
      case NONE -> Optional.empty();
      case TLS -> proxies.trusts(connection.peer()) ? Optional.empty() : connection.certificate();
      case PROXY ->
          proxies.trusts(connection.peer()) ? told(headers, saidInClear) : Optional.empty();
    };
  }

  // RFC 9440 2.4: believed from a proxy that takes away what clients send under these names.
  private static Optional<ClientCertificate> told(Headers headers, boolean saidInClear) {
    if (saidInClear && headers.contains(ClientCertHeader.NAME)) {
      throw new RequestRefused(HttpError.BAD_REQUEST);
    }
    try {
      return ClientCertHeader.read(
          headers.all(ClientCertHeader.NAME), headers.all(ClientCertHeader.CHAIN));
    } catch (IllegalArgumentException malformed) {
      throw new RequestRefused(HttpError.BAD_REQUEST);
    }
  }
}
