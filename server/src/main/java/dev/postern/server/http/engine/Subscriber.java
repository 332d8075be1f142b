package dev.postern.server.http.engine;

import dev.postern.server.http.EventStream;
import io.netty.channel.EventLoop;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The stream to one subscriber. Bytes count as waiting from when they are offered to when the
 * socket has taken them, so neither our queue nor Netty's can grow past the limit, nor all of them
 * together past theirs.
 *
 * <p>A chunk goes out in slices, and one that is longer than a slice counts as one slice: the rest
 * of it is shared with all who are sent the same (a snapshot of everything revoked may have any
 * length, and everybody who comes must be able to have it).
 */
// Netty and Vert.x report a failed write or close by closing the connection, which we hear of.
@SuppressWarnings("FutureReturnValueIgnored")
final class Subscriber implements EventStream {
  /** A full queue is at least so many slices. */
  private static final int SLICES = 4;

  private final ListenerOptions.Connections limits;
  private final StreamMemory memory;
  private final HttpServerResponse outgoing;
  private final EventLoop loop;
  private final RequestFraming framing;
  private final List<Runnable> endings = new ArrayList<>();
  private final Deque<byte[]> queue = new ArrayDeque<>(); // The event loop's own.
  private final int slice;
  private boolean closed;
  private volatile boolean abandoned;
  private int waiting;
  private long movedAt;

  Subscriber(ListenerState listener, HttpServerResponse outgoing, Connection connection) {
    this.limits = listener.options().connections();
    this.slice = Math.max(1, limits.streamQueueBytes() / SLICES);
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
      int cost = cost(chunk);
      if (cost <= limits.streamQueueBytes() - waiting && memory.take(cost)) {
        if (waiting == 0) {
          movedAt = System.nanoTime();
        }
        waiting += cost;
        // Inside the lock, so that chunks are written in the order in which they were counted.
        loop.execute(() -> enqueue(chunk));
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

  private int cost(byte[] chunk) {
    return Math.min(chunk.length, slice);
  }

  private void enqueue(byte[] chunk) {
    queue.add(chunk);
    if (queue.size() == 1) {
      write(0);
    }
  }

  /** Writes the first chunk of the queue from {@code start} on, and then those behind it. */
  private void write(int start) {
    byte[] chunk = queue.peek();
    if (chunk == null || abandoned) {
      return;
    }
    int end = Math.min(chunk.length, start + slice);
    outgoing
        .write(Buffer.buffer(Arrays.copyOfRange(chunk, start, end)))
        .onSuccess(written -> {
          boolean whole = end == chunk.length;
          moved(whole ? cost(chunk) : 0);
          if (whole) {
            queue.remove();
          }
          write(whole ? 0 : end);
        });
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
