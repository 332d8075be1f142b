package dev.postern.server.http.engine;

import dev.postern.protocol.mtls.ClientCertificate;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.util.Optional;

/** What an exchange needs to know of its connection. Its event loop's own. */
final class Connection {

  private final RequestFraming framing;
  private final EventLoop loop;
  private final InetAddress peer;
  private final Optional<SslHandler> tls;
  private Optional<ClientCertificate> certificate = Optional.empty();
  private boolean looked;

  /**
   * A connection.
   *
   * @param framing its guard
   * @param loop the one thread that may write to it
   * @param peer the other end
   * @param tls what encrypts it, if anything does
   */
  Connection(RequestFraming framing, EventLoop loop, InetAddress peer, Optional<SslHandler> tls) {
    this.framing = framing;
    this.loop = loop;
    this.peer = peer;
    this.tls = tls;
  }

  RequestFraming framing() {
    return framing;
  }

  EventLoop loop() {
    return loop;
  }

  InetAddress peer() {
    return peer;
  }

  boolean tls() {
    return tls.isPresent();
  }

  /**
   * The certificate whose key the other end proved in the handshake; asked for behind it. It stays
   * the same: nothing is negotiated anew.
   */
  Optional<ClientCertificate> certificate() {
    if (!looked) {
      looked = true;
      certificate = tls.flatMap(handler -> ClientCertificate.of(handler.engine().getSession()));
    }
    return certificate;
  }
}
