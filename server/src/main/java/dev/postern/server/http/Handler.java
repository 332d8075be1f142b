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
   * Whether answering this request may wait (for a lock, a file, the network, a slow computation).
   * If it may not, {@link #handle} runs on the event loop; else on a virtual thread of its own.
   * Asked on the event loop, so it must be quick itself.
   */
  default boolean mayWait(Request request) {
    return true;
  }
}
