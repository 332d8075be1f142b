package dev.postern.server.http.engine;

import dev.postern.server.http.EventStream;
import dev.postern.server.http.Handler;
import dev.postern.server.http.HttpError;
import dev.postern.server.http.Reply;
import dev.postern.server.http.Request;
import dev.postern.server.http.Route;
import dev.postern.server.http.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A running listener on a free port with a few routes that tell what they received. */
final class TestSite implements AutoCloseable {
  static final int ECHO_LIMIT = 100;

  final BlockingQueue<EventStream> subscribers = new LinkedBlockingQueue<>();
  final CountDownLatch waiting = new CountDownLatch(1);
  final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger done = new AtomicInteger();
  private final Listener listener;

  private TestSite(Listener listener) {
    this.listener = listener;
  }

  static TestSite open() throws IOException {
    return open(options -> options);
  }

  static TestSite open(UnaryOperator<ListenerOptions> change) throws IOException {
    ListenerOptions options =
        ListenerOptions.plain(InetAddress.getLoopbackAddress(), 0, Clock.systemUTC());
    TestSite site = new TestSite(Listener.open(change.apply(options)));
    Router router = new Router(site.routes());
    site.listener.serve(
        host -> site(host, router),
        failure ->
            failure instanceof IllegalStateException
                ? Optional.of(HttpError.UNAVAILABLE)
                : Optional.empty());
    return site;
  }

  private static Optional<Router> site(String host, Router router) {
    return switch (host) {
      case "evil.test" -> Optional.empty();
      case "broken.test" -> throw new UnsupportedOperationException("canary-of-a-site");
      case "down.test" -> throw new IllegalStateException("the store is down");
      default -> Optional.of(router);
    };
  }

  private List<Route> routes() {
    Handler echo =
        request ->
            text(request.method() + ":" + new String(request.body(), StandardCharsets.UTF_8));
    return List.of(
        new Route("POST", "/waiting", echo, ECHO_LIMIT),
        new Route("POST", "/direct", direct(echo), ECHO_LIMIT),
        Route.get("/hello", request -> text("hello")),
        Route.get("/long", request -> text("0123456789".repeat(50_000))),
        Route.get("/thread", direct(request -> text(Thread.currentThread().getName()))),
        Route.get("/thread/virtual", request -> text("" + Thread.currentThread().isVirtual())),
        Route.get("/things/{name}", request -> text(request.pathParameter("name"))),
        Route.get("/query", request -> text(request.queryParameters().value("a").orElse("none"))),
        Route.get(
            "/peer", request -> text(request.peer().getHostAddress() + " " + request.secure())),
        Route.get("/host", request -> text(request.host())),
        Route.get("/empty", request -> Reply.empty(204)),
        Route.get("/cached", request -> text("x").header("Cache-Control", "max-age=60")),
        Route.get("/fails", TestSite::fail),
        Route.get("/store-down", TestSite::storeDown),
        Route.get("/blocks", this::block),
        Route.get("/later", direct(this::later)),
        Route.get("/later/waiting", this::later),
        Route.get("/later/twice", direct(this::twice)),
        Route.get("/later/fails", direct(request -> Reply.later(() -> fail(request)))),
        Route.get("/cannot-tell", cannotTell()),
        Route.get("/events/broken", request -> Reply.events(this::breakOff)),
        Route.get("/events", request -> Reply.events(subscribers::add)),
        Route.get("/late-events", this::lateEvents));
  }

  private static Handler cannotTell() {
    return new Handler() {
      @Override
      public Reply handle(Request request) {
        return text("never");
      }

      @Override
      public boolean mayWait() {
        throw new UnsupportedOperationException("canary-of-a-question");
      }
    };
  }

  private void breakOff(EventStream stream) {
    subscribers.add(stream);
    stream.offer("offered".getBytes(StandardCharsets.US_ASCII));
    throw new UnsupportedOperationException("canary-of-a-consumer");
  }

  private static Handler direct(Handler handler) {
    return new Handler() {
      @Override
      public Reply handle(Request request) throws Exception {
        return handler.handle(request);
      }

      @Override
      public boolean mayWait() {
        return false;
      }
    };
  }

  private static Reply text(String text) {
    return Reply.of(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
  }

  private static Reply fail(Request request) throws IOException {
    throw new IOException("canary-in-a-message");
  }

  private static Reply storeDown(Request request) {
    throw new IllegalStateException("the store is down");
  }

  private Reply block(Request request) throws InterruptedException {
    waiting.countDown();
    release.await();
    return text("at last");
  }

  /** On the event loop it turns out that there is something to wait for. */
  private Reply later(Request request) {
    boolean loop = !Thread.currentThread().isVirtual();
    return Reply.later(() -> {
      block(request);
      return text(loop + " " + Thread.currentThread().isVirtual());
    });
  }

  /** What comes behind the waiting is left for later once more. */
  private Reply twice(Request request) {
    return Reply.later(() -> {
      block(request);
      return Reply.later(() -> text("done " + done.incrementAndGet()));
    });
  }

  private Reply lateEvents(Request request) throws InterruptedException {
    block(request);
    return Reply.events(subscribers::add);
  }

  long requestCount() {
    return listener.requestCount();
  }

  int port() {
    return listener.port();
  }

  Wire connect() throws IOException {
    return new Wire(port());
  }

  /** Sends bytes on a new connection and reads until the server closes it. */
  String whole(String bytes) throws IOException {
    try (Wire wire = connect()) {
      return wire.send(bytes).rest();
    }
  }

  /** The answer to a plain GET on a new connection. */
  String get(String path, String... headers) throws IOException {
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: site.test\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    try (Wire wire = connect()) {
      return wire.send(request + "\r\n").answer();
    }
  }

  long streamMemoryHeld() {
    return listener.streamMemoryHeld();
  }

  void close(Duration grace) {
    listener.close(grace);
  }

  @Override
  public void close() {
    release.countDown();
    close(Duration.ZERO);
  }
}
