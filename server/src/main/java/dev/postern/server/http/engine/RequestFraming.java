package dev.postern.server.http.engine;

import dev.postern.server.http.ErrorStyle;
import dev.postern.server.http.HttpError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Guards one connection: lets only well-framed bytes through to the HTTP decoder, and keeps time.
 * All of it happens on the connection's event loop.
 *
 * <p>Requests may be pipelined, so when a bad byte comes, good requests before it may still wait
 * for their answers. They get them first; then comes the refusal, then the end. The end is gentle:
 * we stop writing at once but go on reading (and throw away) for a moment, since closing a socket
 * with unread bytes would destroy the answer before the client has read it (RFC 9112 section 9.6).
 *
 * <p>A client that sends no more (it has closed its half) gets the answers to what it sent whole,
 * and then the end.
 *
 * <p>Time runs per <em>turn</em>: from when a request is the one to be dealt with, to its answer. A
 * client is not blamed for the time in which its pipelined requests wait for us.
 */
// Netty and Vert.x report a failed write or close by closing the connection, which we hear of.
@SuppressWarnings("FutureReturnValueIgnored")
final class RequestFraming extends ChannelInboundHandlerAdapter {
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ListenerState listener;
  private final FlushRound.Door door;
  private final FrameScanner scanner = new FrameScanner();
  private @Nullable ChannelHandlerContext context;
  private @Nullable ByteBuf held;
  private @Nullable HttpError refusal;
  private @Nullable Exchange exchange;

  /** Nothing that comes in is looked at any more. */
  private boolean deaf;

  /** The last answer is being written: there must be none after it. */
  private boolean last;

  /** The client sends no more. */
  private boolean complete;

  /** All is written; the client has until {@code endingSince} plus a moment to read it. */
  private boolean ending;

  /** The client has been told that there is no more. */
  private boolean finished;

  private long endingSince;
  private boolean used;
  private int unanswered;
  private long turnStarted = System.nanoTime();
  private long bodyStarted;

  RequestFraming(ListenerState listener, FlushRound.Door door) {
    this.listener = listener;
    this.door = door;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (deaf) {
      bytes.release();
      return;
    }
    long now = System.nanoTime();
    if (unanswered == 0 && !scanner.inRequest()) {
      turnStarted = now;
    }
    if (held != null) {
      ByteBuf more = bytes;
      bytes = held.writeBytes(more);
      more.release();
      held = null;
    }
    used = true;
    int passed = scanner.scan(ByteBufUtil.getBytes(bytes));
    int heads = scanner.takeHeads();
    if (heads > 0) {
      unanswered += heads;
      bodyStarted = now;
    }
    HttpError error = scanner.error();
    deaf = error != null;
    pass(ctx, bytes, passed);
    if (error != null) {
      refuse(error);
    }
  }

  private void pass(ChannelHandlerContext ctx, ByteBuf bytes, int passed) {
    if (passed == bytes.readableBytes()) {
      ctx.fireChannelRead(bytes);
      return;
    }
    ByteBuf good = bytes.readRetainedSlice(passed);
    if (!deaf) {
      held = ctx.alloc().buffer(bytes.readableBytes()).writeBytes(bytes);
    }
    bytes.release();
    if (passed > 0) {
      ctx.fireChannelRead(good);
    } else {
      good.release();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      complete = true;
      deaf = true;
      drop();
      if (finished || (exchange != null && exchange.streams())) {
        ctx.close();
      } else {
        settle();
      }
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    drop();
    deaf = true;
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    drop();
  }

  /** A request has reached routing: it is the one to be answered next. */
  void begun(Exchange next) {
    exchange = next;
  }

  /** The answer to a request has been written to the socket. */
  void answered() {
    exchange = null;
    unanswered--;
    turnStarted = System.nanoTime();
    settle();
  }

  /** The answer that is about to be written is the last: whatever else came in is nobody's. */
  void lastAnswer() {
    deaf = true;
    last = true;
    drop();
  }

  /** Ends the connection after what is written: the client is told, and given time to read. */
  void finish() {
    deaf = true;
    finished = true;
    end();
    drop();
    ChannelHandlerContext ctx = context();
    if (complete) {
      ctx.close();
      return;
    }
    ctx.channel().config().setAutoRead(true);
    // The end of the output does not come by the pipeline, and must not overtake what waits in it.
    door.open();
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    if (tls != null) {
      tls.closeOutbound();
    } else {
      ((DuplexChannel) ctx.channel()).shutdownOutput();
    }
  }

  /**
   * Ends the connection at once, whatever waits to be written. A plain close would leave bytes that
   * the client does not take with the kernel, for minutes; a reset frees them.
   */
  void abort() {
    deaf = true;
    Channel channel = context().channel();
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    channel.unsafe().close(channel.newPromise());
  }

  /** Looks at the clock; called some times a second. */
  void tick(long now) {
    ListenerOptions.Timeouts limits = listener.options().timeouts();
    long turn = now - turnStarted;
    boolean overdue = turn > limits.request().toNanos();
    if (ending) {
      if (now - endingSince > LINGER_NANOS) {
        abort();
      }
    } else if (exchange != null && exchange.streams()) {
      exchange.tick(now);
    } else if (unanswered == 0 && !scanner.inRequest()) {
      if (turn > (used ? limits.idle() : limits.header()).toNanos()) {
        context().close();
      }
    } else if (receiving()) {
      if (overdue || tooSlow(now, limits)) {
        refuse(HttpError.REQUEST_TIMEOUT);
      }
    } else if (overdue && exchange != null && turn < limits.request().toNanos() + LINGER_NANOS) {
      exchange.expire();
    } else if (overdue) {
      abort();
    }
  }

  /** Whether the request whose turn it is has not come whole. */
  private boolean receiving() {
    return !deaf && unanswered == (scanner.inBody() ? 1 : 0);
  }

  private boolean tooSlow(long now, ListenerOptions.Timeouts limits) {
    if (!scanner.inBody()) {
      return now - turnStarted > limits.header().toNanos();
    }
    long taken = now - Math.max(bodyStarted, turnStarted);
    return taken > limits.body().toNanos()
        || (taken > limits.slowBody().toNanos()
            && scanner.bodyBytes() * 1e9 / taken < limits.bodyBytesPerSecond());
  }

  private void refuse(HttpError error) {
    deaf = true;
    refusal = error;
    drop();
    listener
        .refusals()
        .write(System.nanoTime(), Level.INFO, "a request was refused before routing: {}", error);
    settle();
  }

  /**
   * Once all whole requests have their answers: writes the refusal of what came after them, or ends
   * the connection of a client that sends no more.
   */
  private void settle() {
    int whole = unanswered - (scanner.inBody() ? 1 : 0);
    if (last || ending || whole > 0) {
      return;
    }
    HttpError error = refusal;
    if (error == null) {
      if (complete) {
        context().close();
      }
      return;
    }
    refusal = null;
    end();
    byte[] reply = ReplyHead.closing(ErrorStyle.OAUTH.reply(error), listener.date().now());
    context()
        .writeAndFlush(Unpooled.wrappedBuffer(reply))
        .addListener((ChannelFutureListener) written -> finish());
  }

  private void end() {
    ending = true;
    endingSince = System.nanoTime();
  }

  private void drop() {
    if (held != null) {
      held.release();
      held = null;
    }
  }

  private ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return context;
  }
}
