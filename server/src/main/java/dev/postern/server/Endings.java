package dev.postern.server;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has to be closed again, the last that was opened first, whatever of it fails. */
final class Endings implements AutoCloseable {

  private final Deque<Runnable> endings = new ArrayDeque<>();

  /** {@code ending} closes what has just been opened. */
  void add(Runnable ending) {
    endings.push(ending);
  }

  /** Closes everything because of {@code reason}, which what fails of it is added to. */
  void after(Throwable reason) {
    while (!endings.isEmpty()) {
      try {
        endings.pop().run();
      } catch (RuntimeException e) {
        reason.addSuppressed(e);
      }
    }
  }

  /** Closes everything; what fails first is thrown in the end. */
  @Override
  public void close() {
    while (!endings.isEmpty()) {
      try {
        endings.pop().run();
      } catch (RuntimeException e) {
        after(e);
        throw e;
      }
    }
  }
}
