package dev.postern.bench.ceiling;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PemKeyCertOptions;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;

/** Bare Vert.x on one event loop: what Postern's own engine could do with nothing above it. */
public final class VertxCeiling {

  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
  private static final CharSequence PRAGMA = HttpHeaders.createOptimized("Pragma");
  private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");
  private static final CharSequence TYPE_OPTIONS =
      HttpHeaders.createOptimized("X-Content-Type-Options");
  private static final CharSequence NO_SNIFF = HttpHeaders.createOptimized("nosniff");

  private final TokenWork work;
  private Instant now = Instant.EPOCH;
  private CharSequence date = "";

  private VertxCeiling(TokenWork work) {
    this.work = work;
  }

  /** Serves until it is ended; see {@link ServerArguments}. */
  public static void main(String[] arguments) throws GeneralSecurityException {
    ServerArguments asked = ServerArguments.read(arguments);
    VertxCeiling ceiling = new VertxCeiling(new TokenWork(asked.algorithm(), asked.issuer()));
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
    if (!vertx.isNativeTransportEnabled()) {
      throw new IllegalStateException("no epoll: this would not be the ceiling");
    }
    ceiling.tick();
    vertx.setPeriodic(200, id -> ceiling.tick());
    HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(asked.port());
    asked
        .tls()
        .ifPresent(tls ->
            options
                .setSsl(true)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
                .setKeyCertOptions(
                    new PemKeyCertOptions()
                        .setCertPath(tls.certificate().toString())
                        .setKeyPath(tls.key().toString())));
    vertx
        .createHttpServer(options)
        .requestHandler(ceiling::handle)
        .listen()
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private void tick() {
    now = Instant.now();
    date =
        HttpHeaders.createOptimized(
            DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)));
  }

  private void handle(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if ("/token".equals(request.path())) {
      request.bodyHandler(body ->
          work.answer(body.getBytes(), now.getEpochSecond())
              .ifPresentOrElse(
                  answer -> reply(response, answer), () -> response.setStatusCode(401).end()));
    } else if ("/jwks".equals(request.path())) {
      reply(response, work.keySet());
    } else {
      response.setStatusCode(404).end();
    }
  }

  private void reply(HttpServerResponse response, byte[] json) {
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
        .putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE)
        .putHeader(PRAGMA, NO_CACHE)
        .putHeader(HttpHeaders.DATE, date)
        .putHeader(TYPE_OPTIONS, NO_SNIFF)
        .end(Buffer.buffer(json));
  }
}
