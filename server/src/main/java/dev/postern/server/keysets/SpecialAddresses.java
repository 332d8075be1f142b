package dev.postern.server.keysets;

import dev.postern.server.config.AddressRange;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * The addresses that are not on the open network: this machine, private and link-local networks,
 * groups, and all that stands for something else (IANA's registries of special-purpose addresses,
 * RFC 6890).
 */
final class SpecialAddresses {

  private static final List<AddressRange> IPV4 =
      ranges(
          // RFC 1122 3.2.1.3: "this network"; 0.0.0.0 is this machine to many systems.
          "0.0.0.0/8",
          // RFC 1918.
          "10.0.0.0/8",
          // RFC 6598: shared address space of carriers, and of more than one cloud.
          "100.64.0.0/10",
          // RFC 1122 3.2.1.3.
          "127.0.0.0/8",
          // RFC 3927; where clouds have their metadata.
          "169.254.0.0/16",
          // RFC 1918.
          "172.16.0.0/12",
          // RFC 6890: protocol assignments, more metadata among them.
          "192.0.0.0/24",
          // RFC 5737: for documentation.
          "192.0.2.0/24",
          // RFC 7526: 6to4 relays.
          "192.88.99.0/24",
          // RFC 1918.
          "192.168.0.0/16",
          // RFC 2544: benchmarks.
          "198.18.0.0/15",
          // RFC 5737.
          "198.51.100.0/24",
          "203.0.113.0/24",
          // RFC 5771: groups.
          "224.0.0.0/4",
          // RFC 1112 4, RFC 919: reserved, and everybody.
          "240.0.0.0/4");

  /**
   * RFC 4291 2.4: all that is given out to be reached by everybody. Outside are the unspecified and
   * the loopback address, IPv4 in its several dresses (::/96, ::ffff:0:0/96), NAT64 (64:ff9b::/96
   * and 64:ff9b:1::/48), discard, unique-local, link-local, site-local and multicast addresses.
   */
  private static final AddressRange GLOBAL = AddressRange.parse("2000::/3");

  private static final List<AddressRange> IPV6 =
      ranges(
          // RFC 2928: protocol assignments; Teredo, benchmarks and ORCHIDs among them.
          "2001::/23",
          // RFC 3849: for documentation.
          "2001:db8::/32",
          // RFC 3056: 6to4, which is some IPv4 address.
          "2002::/16",
          // RFC 9637: for documentation.
          "3fff::/20");

  private SpecialAddresses() {}

  private static List<AddressRange> ranges(String... texts) {
    return Stream.of(texts).map(AddressRange::parse).toList();
  }

  /** Whether an address is one of these. */
  static boolean special(InetAddress address) {
    return address instanceof Inet4Address
        ? within(IPV4, address)
        : !GLOBAL.contains(address) || within(IPV6, address);
  }

  private static boolean within(List<AddressRange> ranges, InetAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }
}
