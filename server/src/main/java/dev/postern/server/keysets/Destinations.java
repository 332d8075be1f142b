package dev.postern.server.keysets;

import dev.postern.protocol.http.Addresses;
import dev.postern.server.config.JwksUriConfig;
import dev.postern.store.KeySetUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/**
 * Where a fetch may go. A name is looked up once, every address that it has is looked at, and the
 * connection goes to one of these very addresses: what the name means a moment later does not
 * count. One forbidden address refuses the host, for whoever controls the name chose it.
 *
 * <p>Hosts that the operator named may be anywhere.
 */
public final class Destinations implements Addresses {

  /** Who looks names up; the platform, outside of tests. */
  @FunctionalInterface
  interface Names {
    InetAddress[] lookUp(String name) throws IOException;
  }

  /** So many addresses of a host are tried at most. */
  private static final int TRIED = 4;

  private final JwksUriConfig config;
  private final Names names;

  /** The open network, and the hosts that {@code config} allows. */
  public Destinations(JwksUriConfig config) {
    this(config, InetAddress::getAllByName);
  }

  Destinations(JwksUriConfig config, Names names) {
    this.config = config;
    this.names = names;
  }

  /** Whether it can be told from the URL alone that nothing is fetched from there. */
  public boolean refuses(KeySetUrl url) {
    boolean special =
        local(url.host()) || url.address().filter(SpecialAddresses::special).isPresent();
    return special && !config.allows(url.host());
  }

  @Override
  public List<InetAddress> of(String host) throws IOException {
    boolean allowed = config.allows(host);
    List<InetAddress> all =
        local(host)
            // RFC 6761 6.3: every name under localhost is this machine, whatever a resolver thinks.
            ? List.of(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}))
            : List.of(names.lookUp(JwksUriConfig.canonical(host)));
    if (!allowed && all.stream().anyMatch(SpecialAddresses::special)) {
      throw new IOException("its host has an address that is not public");
    }
    return all.stream().limit(TRIED).toList();
  }

  private static boolean local(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost") || name.endsWith(".localhost");
  }
}
