package dev.postern.server.http.engine;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that all streams of events together may hold in their queues. Each queue has its own
 * limit too, but ten thousand of them at that limit would be more than the machine has.
 */
final class StreamMemory {
  private final long limit;
  private final AtomicLong held = new AtomicLong();

  StreamMemory(long limit) {
    this.limit = limit;
  }

  /** Takes so many bytes; false, and nothing is taken, where that would pass the limit. */
  boolean take(int bytes) {
    if (held.addAndGet(bytes) > limit) {
      held.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  /** Gives bytes back that were taken. */
  void release(int bytes) {
    held.addAndGet(-bytes);
  }

  long held() {
    return held.get();
  }
}
