package dev.postern.server.http.engine;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.WebSocketServerConfig;
import io.vertx.core.http.impl.HttpServerConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * One event loop of a listener: takes its share of the connections, puts our guard into each and
 * looks at their clocks.
 *
 * <p>Vert.x is told of plain HTTP/1.1 only. TLS is a handler that we put in front ourselves, so
 * that a connection is counted and timed from its first moment, before any handshake, and a new
 * certificate is one field to change.
 */
// Netty and Vert.x report a failed write or close by closing the connection, which we hear of.
@SuppressWarnings("FutureReturnValueIgnored")
final class Acceptor implements Deployable {
  private static final AttributeKey<Connection> CONNECTION =
      AttributeKey.valueOf(Acceptor.class, "connection");

  private final ListenerState listener;
  private final Optional<TlsFiles> tls;
  private final int port;
  private final Set<RequestFraming> open = new HashSet<>();
  private final FlushRound round = new FlushRound(System::nanoTime);
  private final HttpServer server;

  Acceptor(Vertx vertx, ListenerState listener, Optional<TlsFiles> tls, int port) {
    this.listener = listener;
    this.tls = tls;
    this.port = port;
    this.server = vertx.createHttpServer(config());
  }

  private static HttpServerConfig config() {
    // Ours are the limits that count; Vert.x gets a little more room, so that it never answers
    // first.
    Http1ServerConfig http1 =
        new Http1ServerConfig()
            .setMaxInitialLineLength(2 * FrameScanner.LONGEST_LINE)
            .setMaxHeaderSize(2 * FrameScanner.LARGEST_HEADERS);
    WebSocketServerConfig webSockets =
        new WebSocketServerConfig()
            .setUsePerFrameCompression(false)
            .setUsePerMessageCompression(false);
    return new HttpServerConfig()
        .setVersions(HttpVersion.HTTP_1_1)
        .setHttp1Config(http1)
        .setWebSocketConfig(webSockets);
  }

  @Override
  public Future<?> deploy(Context context) {
    server.connectionHandler(this::opened);
    server.requestHandler(this::requested);
    context.owner().setPeriodic(tickMillis(listener.options().timeouts()), id -> tick());
    return server.listen(port, listener.options().address().getHostAddress());
  }

  int port() {
    return server.actualPort();
  }

  /** Stops accepting, lets answers under way finish, then closes what is left. */
  Future<Void> close(Duration grace) {
    return server.shutdown(grace);
  }

  private void opened(HttpConnection opened) {
    ChannelHandlerContext context = context(opened);
    InetAddress peer = ((InetSocketAddress) context.channel().remoteAddress()).getAddress();
    if (!listener.admission().admit(peer)) {
      context.channel().close();
      return;
    }
    // Else Netty closes a connection whose client has closed his half, past all handlers: an answer
    // that waits for its round would be lost.
    context.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    FlushRound.Door door = round.door();
    RequestFraming framing = new RequestFraming(listener, door);
    ChannelPipeline pipeline = context.pipeline();
    pipeline.addBefore("httpDecoder", "door", door);
    pipeline.addBefore("httpDecoder", "framing", framing);
    Optional<SslHandler> encrypting = tls.map(files -> files.handler(context.alloc()));
    encrypting.ifPresent(handler -> pipeline.addFirst("tls", handler));
    Connection connection =
        new Connection(framing, context.channel().eventLoop(), peer, encrypting);
    context.channel().attr(CONNECTION).set(connection);
    open.add(framing);
    context
        .channel()
        .closeFuture()
        .addListener(closed -> {
          open.remove(framing);
          listener.admission().release(peer);
        });
  }

  private void requested(HttpServerRequest request) {
    Connection connection = context(request.connection()).channel().attr(CONNECTION).get();
    new Exchange(listener, connection, request).begin();
  }

  private void tick() {
    long now = System.nanoTime();
    Set.copyOf(open).forEach(framing -> framing.tick(now));
    listener.refusals().tick(now);
    listener.failures().tick(now);
  }

  /**
   * Often enough that no limit is passed by more than a quarter, but four times a second at most.
   */
  private static long tickMillis(ListenerOptions.Timeouts timeouts) {
    long shortest =
        Math.min(
            Math.min(timeouts.header().toMillis(), timeouts.body().toMillis()),
            Math.min(timeouts.idle().toMillis(), timeouts.request().toMillis()));
    return Math.clamp(shortest / 4, 10, 250);
  }

  // The one place that reaches into Vert.x: a connection of its server knows its Netty pipeline.
  private static ChannelHandlerContext context(HttpConnection connection) {
    return ((HttpServerConnection) connection).channelHandlerContext();
  }
}
