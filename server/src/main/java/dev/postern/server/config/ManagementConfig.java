package dev.postern.server.config;

import java.net.InetAddress;

/**
 * Where health and metrics are served, always as plain HTTP.
 *
 * @param address the address to bind
 * @param port the port, 0 for a free one
 */
public record ManagementConfig(InetAddress address, int port) {

  /** Refuses what is no port. */
  public ManagementConfig {
    new Checks().range("management.port", port, 0, 65535).done();
  }
}
