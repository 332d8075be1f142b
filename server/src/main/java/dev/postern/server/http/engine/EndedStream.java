package dev.postern.server.http.engine;

import dev.postern.server.http.EventStream;

/** The stream to a client who was gone before it began. */
final class EndedStream implements EventStream {

  @Override
  public boolean offer(byte[] chunk) {
    return false;
  }

  @Override
  public void close() {
    // It has ended already.
  }

  @Override
  public void onClosed(Runnable action) {
    action.run();
  }
}
