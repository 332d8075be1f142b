package dev.postern.server.http.engine;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one turn of an event loop has answered is handed to the kernel together, at the turn's end.
 *
 * <p>A loop that has found thirty sockets readable answers one after the other. Were each answer
 * sent at once, every one would be a jump from our code into the kernel's and back, each finding
 * the processor's caches full of the other's; and the client would be woken by the first to find
 * one answer. So a flush waits behind its connection's {@link Door} until the loop has come through
 * what it found, but never for more than {@link #MOST} connections: an answer waits for a few
 * others, not for a crowd. Decision 0015 has the figures.
 *
 * <p>Belongs to one event loop, and only it may call.
 */
final class FlushRound {
  /** So many connections wait for each other: twice as many gain nothing more. */
  static final int MOST = 16;

  /** And no longer than this, where an answer takes long to make: an RSA signature does. */
  static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final Door[] NONE = {};

  private final LongSupplier nanos;
  private final List<Door> waiting = new ArrayList<>(MOST);
  private long began;
  private boolean endIsDue;

  /** An empty round; {@code nanos} is a clock that only goes forward. */
  FlushRound(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** The door of a new connection. */
  Door door() {
    return new Door();
  }

  private void join(Door door, ChannelHandlerContext connection) {
    long now = nanos.getAsLong();
    if (waiting.isEmpty()) {
      began = now;
    }
    waiting.add(door);
    if (waiting.size() == MOST || now - began >= LONGEST_NANOS) {
      end();
    } else if (!endIsDue) {
      endIsDue = true;
      connection.executor().execute(this::endOfTurn);
    }
  }

  private void endOfTurn() {
    endIsDue = false;
    end();
  }

  private void end() {
    // A flush may end its connection, or have it write more: that belongs to the next round.
    Door[] round = waiting.toArray(NONE);
    waiting.clear();
    for (Door door : round) {
      door.open();
    }
  }

  /** Where one connection's flushes wait; what comes after them in order opens it first. */
  // The future of a close is the promise, which its caller has.
  @SuppressWarnings("FutureReturnValueIgnored")
  final class Door extends ChannelOutboundHandlerAdapter {
    private @Nullable ChannelHandlerContext held;

    private Door() {}

    @Override
    public void flush(ChannelHandlerContext ctx) {
      if (held == null) {
        held = ctx;
        join(this, ctx);
      }
    }

    /** Lets what waits go out now. */
    void open() {
      ChannelHandlerContext waits = held;
      held = null;
      if (waits != null && !waits.isRemoved()) {
        waits.flush();
      }
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
      open();
      ctx.close(promise);
    }
  }
}
