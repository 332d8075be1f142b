package dev.postern.server.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A block of IP addresses in CIDR form (RFC 4632 section 3.1).
 *
 * @param network any address of the block; bits after the prefix do not count
 * @param prefix how many leading bits are fixed
 */
public record AddressRange(InetAddress network, int prefix) {
  public AddressRange {
    if (prefix < 0 || prefix > network.getAddress().length * 8) {
      throw new IllegalArgumentException("the prefix length does not fit the address");
    }
  }

  /**
   * Reads {@code 192.0.2.7}, {@code 10.0.0.0/8} or {@code 2001:db8::/32}; never asks DNS.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    InetAddress network = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
    int prefix =
        slash < 0 ? network.getAddress().length * 8 : Integer.parseInt(text.substring(slash + 1));
    return new AddressRange(network, prefix);
  }

  /**
   * What the addresses of one host share: an address of IPv4 itself, of IPv6 the first 64 bits (RFC
   * 4291 section 2.5.4), all of which one host commonly has.
   */
  public static InetAddress host(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address;
    }
    byte[] network = address.getAddress();
    Arrays.fill(network, 8, 16, (byte) 0);
    try {
      return InetAddress.getByAddress(network);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Whether an address lies in the block; one of the other IP version never does. */
  public boolean contains(InetAddress address) {
    byte[] mine = network.getAddress();
    byte[] other = address.getAddress();
    if (mine.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit += 8) {
      int mask = prefix - bit >= 8 ? 0xff : 0xff << (8 - (prefix - bit));
      if (((mine[bit / 8] ^ other[bit / 8]) & mask & 0xff) != 0) {
        return false;
      }
    }
    return true;
  }
}
