package dev.postern.server.http;

import dev.postern.protocol.dpop.DpopCheck;
import dev.postern.server.access.Presented;
import dev.postern.server.possession.Shown;

/** Takes out of a request what its sender shows of himself. */
public final class Presenting {

  private Presenting() {}

  /** The token and the proof of a call of a built-in API. */
  public static Presented call(Request request) {
    return new Presented(
        request.headers().all("Authorization"), shown(request), request.peer().getHostAddress());
  }

  /**
   * What proves that the sender holds a key or certificate. Mostly there is nothing, and nothing is
   * made then.
   */
  public static Shown shown(Request request) {
    return request.headers().contains(DpopCheck.HEADER) || request.certificate().isPresent()
        ? new Shown(
            request.headers().all(DpopCheck.HEADER),
            request.method(),
            request.path(),
            request.certificate())
        : Shown.NOTHING;
  }
}
