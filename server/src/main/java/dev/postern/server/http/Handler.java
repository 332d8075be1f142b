package dev.postern.server.http;

/** What answers the requests of one route, in plain blocking code. */
@FunctionalInterface
public interface Handler {

  /**
   * Answers one request.
   *
   * @throws RequestRefused if the request cannot be read: answered in the style of its path
   * @throws Exception anything else becomes 500, or what the assembly maps it to; its message is
   *     never shown
   */
  Reply handle(Request request) throws Exception;

  /**
   * Whether {@link #handle} may wait (for a lock, a file, the network, a slow computation). One
   * that may is called on a virtual thread of its own. One that may not is called on the event
   * loop; where it finds that a request has to wait it answers {@link Reply#later}.
   */
  default boolean mayWait() {
    return true;
  }
}
