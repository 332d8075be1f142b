package dev.postern.bench.ceiling;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.Future;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Bare Netty on one event loop over epoll, with its usual HTTP codec. */
public final class NettyCeiling {

  private static final int BODY_LIMIT = 32 * 1024;
  private static final AsciiString TYPE_OPTIONS = AsciiString.cached("X-Content-Type-Options");

  private final TokenWork work;
  private Instant now = Instant.EPOCH;
  private AsciiString date = AsciiString.EMPTY_STRING;

  private NettyCeiling(TokenWork work) {
    this.work = work;
  }

  /** Serves until it is ended; see {@link ServerArguments}, without TLS. */
  public static void main(String[] arguments)
      throws GeneralSecurityException, InterruptedException {
    ServerArguments asked = ServerArguments.read(arguments);
    NettyCeiling ceiling = new NettyCeiling(new TokenWork(asked.algorithm(), asked.issuer()));
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    ceiling.tick();
    Future<?> _ = loop.scheduleAtFixedRate(ceiling::tick, 200, 200, TimeUnit.MILLISECONDS);
    new ServerBootstrap()
        .group(loop)
        .channel(EpollServerSocketChannel.class)
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                ChannelPipeline pipeline = channel.pipeline();
                pipeline.addLast(new HttpServerCodec());
                pipeline.addLast(new HttpObjectAggregator(BODY_LIMIT));
                pipeline.addLast(ceiling.new Endpoint());
              }
            })
        .bind("127.0.0.1", asked.port())
        .sync()
        .channel()
        .closeFuture()
        .sync();
  }

  private void tick() {
    now = Instant.now();
    date =
        AsciiString.of(DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)));
  }

  private final class Endpoint extends SimpleChannelInboundHandler<FullHttpRequest> {

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      byte @Nullable [] body =
          switch (request.uri()) {
            case "/token" ->
                work.answer(ByteBufUtil.getBytes(request.content()), now.getEpochSecond())
                    .orElse(null);
            case "/jwks" -> work.keySet();
            default -> null;
          };
      ChannelFuture _ = context.write(reply(body), context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      ChannelFuture _ = context.close();
    }

    private FullHttpResponse reply(byte @Nullable [] json) {
      byte[] body = json == null ? new byte[0] : json;
      FullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              json == null ? HttpResponseStatus.UNAUTHORIZED : HttpResponseStatus.OK,
              Unpooled.wrappedBuffer(body));
      response
          .headers()
          .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
          .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
          .set(HttpHeaderNames.PRAGMA, "no-cache")
          .set(HttpHeaderNames.DATE, date)
          .set(TYPE_OPTIONS, "nosniff")
          .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
      return response;
    }
  }
}
