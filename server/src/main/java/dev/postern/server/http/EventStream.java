package dev.postern.server.http;

/**
 * One subscriber to Server-Sent Events: a queue of bytes towards one client, bounded in size and in
 * the time that the client may stand still. Safe for use by several threads.
 */
public interface EventStream {

  /**
   * Queues bytes for the client, in order, and never blocks.
   *
   * @return false if the stream is closed, also because its queue is full or has stood still for
   *     too long: then this call has closed it
   */
  boolean offer(byte[] chunk);

  /** Ends the stream; whatever is still queued may be lost. */
  void close();

  /**
   * Runs an action once when the stream has ended, whoever ended it; at once if it has ended
   * already. The action must not block. A second call adds a second action.
   */
  void onClosed(Runnable action);
}
