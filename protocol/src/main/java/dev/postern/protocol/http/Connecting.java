package dev.postern.protocol.http;

import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/**
 * How a call gets its connection.
 *
 * @param time for all of it, from the look-up of the name to the last byte
 * @param tls whose trust and certificate; empty: the platform's
 * @param addresses who says where the host is; empty: the platform, which may also send the call
 *     through a SOCKS proxy
 */
record Connecting(Duration time, Optional<SSLSocketFactory> tls, Optional<Addresses> addresses) {

  static final Connecting USUAL =
      new Connecting(Duration.ofSeconds(10), Optional.empty(), Optional.empty());

  Connecting within(Duration limit) {
    return new Connecting(limit, tls, addresses);
  }

  Connecting over(SSLSocketFactory factory) {
    return new Connecting(time, Optional.of(factory), addresses);
  }

  Connecting to(Addresses known) {
    return new Connecting(time, tls, Optional.of(known));
  }
}
