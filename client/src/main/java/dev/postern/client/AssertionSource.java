package dev.postern.client;

import java.io.IOException;

/**
 * Whence a workload has what its platform, or another issuer, says of it: the ID token of a
 * pipeline's job, as an example, which has to be asked for each time. Threads may share it.
 */
@FunctionalInterface
public interface AssertionSource {

  /**
   * An assertion to show now: a signed JWT of 8,192 characters at most, for the authorization
   * server that it is shown to. It is called anew for each token request, on the thread that makes
   * it, and has to end by itself.
   *
   * @throws IOException where there is none to be had; of it nothing but its class is told
   */
  String assertion() throws IOException;
}
