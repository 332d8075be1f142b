package dev.postern.server.http.engine;

import dev.postern.server.config.AddressRange;
import dev.postern.server.http.Headers;
import dev.postern.server.http.HttpError;
import dev.postern.server.http.RequestRefused;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Believes forwarded headers from configured proxies alone, and only about the client's address and
 * whether it spoke TLS; never about hosts.
 *
 * <p>A proxy appends to what it received, so only the right end of a list is its own word:
 * addresses are read from the right until one is no proxy of ours. A proxy that maintains one kind
 * of header may pass the other one through from the client; so both kinds together are refused.
 */
final class TrustedProxies {

  /** What the proxies tell of a client. */
  record Client(InetAddress address, boolean secure, boolean saidInClear) {}

  private final List<AddressRange> proxies;

  TrustedProxies(List<AddressRange> proxies) {
    this.proxies = proxies;
  }

  boolean trusts(InetAddress peer) {
    for (AddressRange proxy : proxies) {
      if (proxy.contains(peer)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The client behind a connection.
   *
   * @throws RequestRefused with 400 if a trusted proxy forwards what cannot be read: an unknown
   *     client must not pass for the proxy
   */
  Client client(InetAddress peer, boolean secure, Headers headers) {
    if (!trusts(peer)) {
      return new Client(peer, secure, false);
    }
    List<String> addresses = new ArrayList<>();
    Optional<String> scheme;
    List<String> forwarded = headers.all("Forwarded");
    if (forwarded.isEmpty()) {
      for (String line : headers.all("X-Forwarded-For")) {
        addresses.addAll(List.of(line.split(",", -1)));
      }
      scheme = headers.single("X-Forwarded-Proto").map(String::strip);
    } else {
      if (headers.contains("X-Forwarded-For") || headers.contains("X-Forwarded-Proto")) {
        throw new RequestRefused(HttpError.BAD_REQUEST);
      }
      List<String> elements = List.of(String.join(",", forwarded).split(",", -1));
      elements.forEach(element -> parameter(element, "for").ifPresent(addresses::add));
      scheme = parameter(elements.getLast(), "proto");
    }
    Optional<Boolean> said = scheme.map(TrustedProxies::tls);
    return new Client(
        nearest(peer, addresses), said.orElse(secure), said.equals(Optional.of(false)));
  }

  private InetAddress nearest(InetAddress peer, List<String> addresses) {
    InetAddress nearest = peer;
    for (String address : addresses.reversed()) {
      nearest = literal(address.strip());
      if (!trusts(nearest)) {
        return nearest;
      }
    }
    return nearest;
  }

  // RFC 7239 4: forwarded-pair = token "=" value, separated by ";"
  private static Optional<String> parameter(String element, String name) {
    for (String pair : element.split(";", -1)) {
      String[] parts = pair.strip().split("=", 2);
      if (parts.length == 2 && parts[0].toLowerCase(Locale.ROOT).equals(name)) {
        String value = parts[1];
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return Optional.of(quoted ? value.substring(1, value.length() - 1) : value);
      }
    }
    return Optional.empty();
  }

  // Also RFC 7239 6: an IPv6 address in brackets, either with a port
  private static InetAddress literal(String text) {
    String host = text;
    if (text.startsWith("[")) {
      int close = text.indexOf(']');
      host = close < 0 ? text : text.substring(1, close);
    } else if (text.indexOf(':') >= 0 && text.indexOf(':') == text.lastIndexOf(':')) {
      host = text.substring(0, text.indexOf(':'));
    }
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException notAnAddress) {
      throw new RequestRefused(HttpError.BAD_REQUEST);
    }
  }

  private static boolean tls(String scheme) {
    return switch (scheme.toLowerCase(Locale.ROOT)) {
      case "https" -> true;
      case "http" -> false;
      default -> throw new RequestRefused(HttpError.BAD_REQUEST);
    };
  }
}
