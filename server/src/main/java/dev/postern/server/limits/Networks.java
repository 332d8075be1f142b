package dev.postern.server.limits;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** Whom a limit per address is for: of IPv6 one has a network of 64 bits, not an address. */
final class Networks {

  private static final int BYTES = 8;

  private Networks() {}

  /** A name for the network of {@code address}. */
  static String of(InetAddress address) {
    byte[] bytes = address.getAddress();
    return HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, BYTES)));
  }
}
