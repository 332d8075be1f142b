package dev.postern.server.http.engine;

import dev.postern.server.http.EventStream;
import io.netty.channel.EventLoop;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * The stream to one subscriber. Bytes count as waiting from when they are offered to when the
 * socket has taken them, so neither our queue nor Netty's can grow past the limit, nor all of them
 * together past theirs.
 */
// Netty and Vert.x report a failed write or close by closing the connection, which we hear of.
@SuppressWarnings("FutureReturnValueIgnored")
final class Subscriber implements EventStream {
  private final ListenerOptions.Connections limits;
  private final StreamMemory memory;
  private final HttpServerResponse outgoing;
  private final EventLoop loop;
  private final RequestFraming framing;
  private final List<Runnable> endings = new ArrayList<>();
  private boolean closed;
  private volatile boolean abandoned;
  private int waiting;
  private long movedAt;

  Subscriber(ListenerState listener, HttpServerResponse outgoing, Connection connection) {
    this.limits = listener.options().connections();
    this.memory = listener.streamMemory();
    this.outgoing = outgoing;
    this.loop = connection.loop();
    this.framing = connection.framing();
    outgoing.closeHandler(gone -> end());
  }

  @Override
  public boolean offer(byte[] chunk) {
    synchronized (this) {
      if (closed) {
        return false;
      }
      if (chunk.length <= limits.streamQueueBytes() - waiting && memory.take(chunk.length)) {
        if (waiting == 0) {
          movedAt = System.nanoTime();
        }
        waiting += chunk.length;
        // Inside the lock, so that chunks are written in the order in which they were counted.
        loop.execute(() -> write(chunk));
        return true;
      }
    }
    drop();
    return false;
  }

  @Override
  public void close() {
    if (end()) {
      loop.execute(() -> {
        outgoing.end();
        framing.finish();
      });
    }
  }

  /** Ends the stream before anything of it was sent; the connection is not touched. */
  void abandon() {
    abandoned = true;
    end();
  }

  /** Ends the stream to a client that does not keep up: nothing more could reach it. */
  private void drop() {
    if (end()) {
      loop.execute(framing::abort);
    }
  }

  @Override
  public void onClosed(Runnable action) {
    synchronized (this) {
      if (!closed) {
        endings.add(action);
        return;
      }
    }
    action.run();
  }

  /** Ends the stream if bytes have waited too long without any being taken. */
  void tick(long now) {
    boolean stalled;
    synchronized (this) {
      stalled = waiting > 0 && now - movedAt > limits.streamStall().toNanos();
    }
    if (stalled) {
      drop();
    }
  }

  private void write(byte[] chunk) {
    if (!abandoned) {
      outgoing.write(Buffer.buffer(chunk)).onSuccess(written -> moved(chunk.length));
    }
  }

  private synchronized void moved(int bytes) {
    if (!closed) {
      waiting -= bytes;
      memory.release(bytes);
      movedAt = System.nanoTime();
    }
  }

  private boolean end() {
    List<Runnable> last;
    synchronized (this) {
      if (closed) {
        return false;
      }
      closed = true;
      memory.release(waiting);
      last = List.copyOf(endings);
    }
    last.forEach(Runnable::run);
    return true;
  }
}
