package dev.postern.protocol.http;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/** Says where a host is, and so where a call may go. */
@FunctionalInterface
public interface Addresses {

  /**
   * The addresses that a call to {@code host} tries in order; nobody is asked again.
   *
   * @param host as it stands in the URL, an IPv6 address in brackets
   * @throws IOException where there is none, or none that may be called
   */
  List<InetAddress> of(String host) throws IOException;
}
