package dev.postern.server.http;

import dev.postern.protocol.mtls.ClientCertificate;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request before its body: what routing sees.
 *
 * @param method as sent, case-sensitive (RFC 9110 section 9.1)
 * @param host the authority asked for, in lower case, with the port if one was sent
 * @param path the raw path as sent, not normalised
 * @param query the raw query without its question mark, null if there is none
 * @param headers all header fields
 * @param peer the client's address: that of the connection, or the one that a configured proxy
 *     tells
 * @param secure whether the client spoke TLS to us or to a configured proxy
 * @param certificate what the client proved in TLS to hold, to us or to a configured proxy
 */
public record RequestHead(
    String method,
    String host,
    String path,
    @Nullable String query,
    Headers headers,
    InetAddress peer,
    boolean secure,
    Optional<ClientCertificate> certificate) {

  /** A request on a connection without a certificate. */
  public RequestHead(
      String method,
      String host,
      String path,
      @Nullable String query,
      Headers headers,
      InetAddress peer,
      boolean secure) {
    this(method, host, path, query, headers, peer, secure, Optional.empty());
  }

  /** Method and path only: query and headers may hold secrets. */
  @Override
  public String toString() {
    return method + " " + path;
  }
}
