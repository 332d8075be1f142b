package dev.postern.server.clientauth;

import dev.postern.server.config.AddressRange;
import java.net.InetAddress;
import java.util.List;

/** Whether an app may ask from where it asks. */
public final class AllowedAddresses {

  private AllowedAddresses() {}

  /** Whether {@code from} lies in one of {@code allowed}; an empty list allows every address. */
  public static boolean allow(List<String> allowed, InetAddress from) {
    return allowed.isEmpty()
        || allowed.stream().anyMatch(range -> AddressRange.parse(range).contains(from));
  }
}
