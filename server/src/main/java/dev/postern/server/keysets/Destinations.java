package dev.postern.server.keysets;

import dev.postern.server.config.JwksUriConfig;
import dev.postern.store.KeySetUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a fetch may go. A name is looked up once, every address that it has is looked at, and the
 * connection goes to one of these very addresses: what the name means a moment later does not
 * count. One forbidden address refuses the host, for whoever controls the name chose it.
 *
 * <p>Hosts that the operator named may be anywhere, at the ports that he named.
 */
public final class Destinations {

  /** So many addresses of a host are tried at most. */
  private static final int TRIED = 4;

  private final JwksUriConfig config;
  private final Lookups lookups;

  /** The open network, and the hosts that {@code config} allows. */
  public Destinations(JwksUriConfig config) {
    this(config, InetAddress::getAllByName);
  }

  Destinations(JwksUriConfig config, Lookups.Names names) {
    this.config = config;
    this.lookups = new Lookups(names);
  }

  /** Whether it can be told from the URL alone that nothing is fetched from there. */
  public boolean refuses(KeySetUrl url) {
    boolean special =
        local(url.host()) || url.address().filter(SpecialAddresses::special).isPresent();
    return special && !allowed(url);
  }

  private boolean allowed(KeySetUrl url) {
    return config.allows(url.host(), url.port());
  }

  /**
   * The addresses that a fetch from {@code place} may go to, in the order in which they are tried.
   *
   * @throws IOException where there are none, or one of them is forbidden
   */
  List<InetAddress> of(KeySets.Place place) throws IOException {
    List<InetAddress> all = addresses(place);
    if (!allowed(place.url()) && all.stream().anyMatch(SpecialAddresses::special)) {
      throw new IOException("its host has an address that is not public");
    }
    return all.stream().limit(TRIED).toList();
  }

  private List<InetAddress> addresses(KeySets.Place place) throws IOException {
    String host = place.url().host();
    Optional<InetAddress> literal = place.url().address();
    if (literal.isPresent()) {
      return List.of(literal.get());
    }
    // RFC 6761 6.3: every name under localhost is this machine, whatever a resolver thinks.
    return local(host)
        ? List.of(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}))
        : List.of(lookups.of(place.tenant(), host));
  }

  private static boolean local(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost") || name.endsWith(".localhost");
  }
}
