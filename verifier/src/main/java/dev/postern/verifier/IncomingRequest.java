package dev.postern.verifier;

import java.util.List;

/**
 * A request that asks to pass, as far as that depends on it.
 *
 * @param method its method, as sent
 * @param path its raw path, as sent; a query behind it does not count. One with dot segments, or
 *     without a slash in front, is no address that a proof could be for
 * @param authorization every value of its {@code Authorization} header
 * @param proofs every value of its {@code DPoP} header
 */
public record IncomingRequest(
    String method, String path, List<String> authorization, List<String> proofs) {

  /** Copies the lists. */
  public IncomingRequest {
    authorization = List.copyOf(authorization);
    proofs = List.copyOf(proofs);
  }

  /** Method and path: the headers hold secrets. */
  @Override
  public String toString() {
    return "IncomingRequest[" + method + ' ' + path + ']';
  }
}
