package dev.postern.server.revocation;

/** One listener to a feed: takes bytes without ever blocking, or is gone. */
public interface Subscriber {

  /** Hands on bytes; false where the subscriber is gone or had to be let go. */
  boolean offer(byte[] chunk);

  /** Ends it. */
  void close();
}
