package dev.postern.server.http.engine;

import dev.postern.server.http.ErrorStyle;
import dev.postern.server.http.HttpError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Guards one connection: lets only well-framed bytes through to the HTTP decoder, and keeps time.
 * All of it happens on the connection's event loop.
 *
 * <p>Requests may be pipelined, so when a bad byte comes, good requests before it may still wait
 * for their answers. They get them first; then comes the refusal, then the end. The end is gentle:
 * we stop writing at once but go on reading (and throw away) for a moment, since closing a socket
 * with unread bytes would destroy the answer before the client has read it (RFC 9112 section 9.6).
 *
 * <p>Time runs per <em>turn</em>: from when a request is the one to be dealt with, to its answer. A
 * client is not blamed for the time in which its pipelined requests wait for us.
 */
// Netty and Vert.x report a failed write or close by closing the connection, which we hear of.
@SuppressWarnings("FutureReturnValueIgnored")
final class RequestFraming extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(RequestFraming.class);
  private static final long LINGER_MILLIS = 1000;

  private final ListenerState listener;
  private final FrameScanner scanner = new FrameScanner();
  private @Nullable ChannelHandlerContext context;
  private @Nullable ByteBuf held;
  private @Nullable HttpError refusal;
  private @Nullable Exchange exchange;

  /** Nothing that comes in is looked at any more. */
  private boolean deaf;

  private boolean used;
  private int unanswered;
  private long turnStarted = System.nanoTime();
  private long bodyStarted;

  RequestFraming(ListenerState listener) {
    this.listener = listener;
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
    int passed = scanner.scan(bytes);
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

  /**
   * Ends the connection after what has been written: the client is told, and given time to read.
   */
  void finish() {
    deaf = true;
    drop();
    ChannelHandlerContext ctx = context();
    ctx.channel().config().setAutoRead(true);
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    if (tls != null) {
      tls.closeOutbound();
    } else {
      ((DuplexChannel) ctx.channel()).shutdownOutput();
    }
    ctx.executor().schedule(() -> ctx.channel().close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Looks at the clock; called some times a second. */
  void tick(long now) {
    ListenerOptions.Timeouts limits = listener.options().timeouts();
    if (exchange != null && exchange.streams()) {
      exchange.tick(now);
    } else if (deaf && unanswered == 0) {
      return; // about to be closed
    } else if (unanswered == 0 && !scanner.inRequest()) {
      if (now - turnStarted > (used ? limits.idle() : limits.header()).toNanos()) {
        context().close();
      }
    } else if (now - turnStarted > limits.request().toNanos()) {
      overdue(now - turnStarted - limits.request().toNanos());
    } else if (!deaf && incomingIsSlow(now, limits)) {
      refuse(HttpError.REQUEST_TIMEOUT);
    }
  }

  private boolean incomingIsSlow(long now, ListenerOptions.Timeouts limits) {
    if (!scanner.inBody()) {
      return unanswered == 0 && now - turnStarted > limits.header().toNanos();
    }
    long taken = now - Math.max(bodyStarted, turnStarted);
    return unanswered == 1
        && (taken > limits.body().toNanos()
            || (taken > limits.slowBody().toNanos()
                && scanner.bodyBytes() * 1e9 / taken < limits.bodyBytesPerSecond()));
  }

  private void overdue(long nanos) {
    if (exchange == null || nanos > TimeUnit.MILLISECONDS.toNanos(LINGER_MILLIS)) {
      context().close();
    } else {
      exchange.expire();
    }
  }

  private void refuse(HttpError error) {
    deaf = true;
    refusal = error;
    drop();
    log.info("a request was refused before routing: {}", error);
    settle();
  }

  /** Writes the refusal if all whole requests before the bad one have their answers. */
  private void settle() {
    HttpError error = refusal;
    int whole = unanswered - (scanner.inBody() ? 1 : 0);
    if (error == null || whole > 0) {
      return;
    }
    refusal = null;
    unanswered = 0;
    byte[] reply = ReplyHead.closing(ErrorStyle.OAUTH.reply(error), listener.date().now());
    context()
        .writeAndFlush(Unpooled.wrappedBuffer(reply))
        .addListener((ChannelFutureListener) written -> finish());
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
