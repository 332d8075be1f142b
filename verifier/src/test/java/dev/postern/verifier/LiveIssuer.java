package dev.postern.verifier;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.ServerMetadata;
import dev.postern.protocol.feed.FeedEntry;
import dev.postern.protocol.feed.FeedMessage;
import dev.postern.protocol.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** An authorization server as the verifier sees it: metadata, key sets and a live feed. */
final class LiveIssuer implements AutoCloseable {

  static final String AUDIENCE = "https://storage.example.com";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor();
  private final List<OutputStream> subscribers = new CopyOnWriteArrayList<>();
  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  private final List<String> lastEventIds = new CopyOnWriteArrayList<>();
  private final List<FeedEntry> live = new CopyOnWriteArrayList<>();
  private final AtomicInteger tokens = new AtomicInteger();
  final Issuer issuer;
  final IntrospectionDesk desk;
  volatile Signing tokenKey = Signing.key("token-1");
  volatile Signing feedKey = Signing.key("feed-1");
  volatile String keyCaching = "max-age=300";
  volatile String metadataIssuer;
  volatile Duration metadataDelay = Duration.ZERO;
  volatile int feedStatus = 200;
  volatile int keyStatus = 200;
  volatile boolean beating = true;
  volatile String generation = "g1";
  volatile long seq = 5;

  LiveIssuer() throws IOException {
    this(0);
  }

  LiveIssuer(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    issuer = new Issuer("http://acme.hub.localhost:" + server.getAddress().getPort() + "/");
    metadataIssuer = issuer.text();
    desk = new IntrospectionDesk(this);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
    var unused =
        beats.scheduleAtFixedRate(
            () -> {
              if (beating) {
                heartbeat();
              }
            },
            50,
            50,
            TimeUnit.MILLISECONDS);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    asked.computeIfAbsent(path, name -> new AtomicInteger()).incrementAndGet();
    switch (path) {
      case ServerMetadata.PATH -> {
        pause(metadataDelay);
        answer(exchange, 200, metadata());
      }
      case "/keys" -> {
        exchange.getResponseHeaders().set("Cache-Control", "public, " + keyCaching);
        answer(exchange, keyStatus, keySet(tokenKey));
      }
      case "/feed/keys" -> answer(exchange, 200, keySet(feedKey));
      case "/feed" -> feed(exchange);
      case "/introspect", "/moved" -> desk.handle(exchange);
      default -> answer(exchange, 404, "");
    }
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String metadata() {
    String at = issuer.text();
    JsonObject.Builder metadata =
        JsonObject.builder()
            .put("issuer", metadataIssuer)
            .put("token_endpoint", at + "token")
            .put("jwks_uri", at + "keys")
            .put(ServerMetadata.FEED, at + "feed")
            .put(ServerMetadata.FEED_KEYS, at + "feed/keys");
    if (desk.open) {
      String there = at.replace("://", "://" + desk.userInfo) + desk.place;
      metadata.put("introspection_endpoint", there);
    }
    return metadata.build().text();
  }

  private static String keySet(Signing... keys) {
    return List.of(keys).stream()
        .map(Signing::jwk)
        .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
  }

  private void feed(HttpExchange exchange) throws IOException {
    boolean events = "text/event-stream".equals(exchange.getRequestHeaders().getFirst("Accept"));
    if (!events) {
      String snapshot = snapshot();
      exchange
          .getResponseHeaders()
          .set("ETag", '"' + Integer.toHexString(snapshot.hashCode()) + '"');
      answer(exchange, 200, snapshot);
      return;
    }
    if (feedStatus != 200) {
      answer(exchange, feedStatus, "");
      return;
    }
    String lastEventId = exchange.getRequestHeaders().getFirst("Last-Event-ID");
    lastEventIds.add(lastEventId == null ? "" : lastEventId);
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    synchronized (this) {
      out.write("retry: 100\n\n: hello\n\n".getBytes(US_ASCII));
      // Who comes back at the right place has missed nothing here.
      if (!(generation + ":" + seq).equals(lastEventId)) {
        out.write(event("snapshot", snapshot()));
      }
      out.flush();
      subscribers.add(out);
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static byte[] event(String type, String data) {
    return ("event: " + type + "\nid: x\n" + "data: " + data + "\n\n").getBytes(US_ASCII);
  }

  private synchronized void heartbeat() {
    send("heartbeat", message(seq, OptionalLong.of(seq), List.of()));
  }

  /** Sends an event to whoever listens. */
  synchronized void send(String type, String data) {
    sendRaw(event(type, data));
  }

  synchronized void sendRaw(byte[] bytes) {
    subscribers.removeIf(subscriber -> gone(subscriber, bytes));
  }

  private static boolean gone(OutputStream subscriber, byte[] bytes) {
    try {
      subscriber.write(bytes);
      subscriber.flush();
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  String message(long number, OptionalLong prev, List<FeedEntry> entries) {
    return message(number, prev, Instant.now(), entries);
  }

  String message(long number, OptionalLong prev, Instant asOf, List<FeedEntry> entries) {
    return feedKey.jws(
        FeedMessage.TYPE, new FeedMessage(issuer, generation, number, prev, asOf, entries).json());
  }

  String snapshot() {
    return message(seq, OptionalLong.empty(), List.copyOf(live));
  }

  /** Revokes, and tells it. */
  synchronized void revoke(String kind, String value) {
    revokeSilently(kind, value);
    send("revocations", message(seq, OptionalLong.of(seq - 3), List.of(live.get(live.size() - 1))));
  }

  /** Revokes; only a snapshot will tell. */
  synchronized void revokeSilently(String kind, String value) {
    live.add(new FeedEntry(kind, value, Instant.now().plusSeconds(3600)));
    seq += 3;
  }

  /** Tells of something that verifiers must know and do not: their views are stale from now on. */
  synchronized void tellTheUnknown() {
    FeedEntry entry = new FeedEntry("tenant-group", "x", Instant.now().plusSeconds(600), false);
    tell(seq + 1, message(seq + 1, OptionalLong.of(seq), List.of(entry)));
  }

  /** Tells news with a number that heartbeats are to speak of from then on. */
  synchronized void tell(long number, String news) {
    send("revocations", news);
    seq = number;
  }

  /** Starts the feed anew, as a server does that has lost commits; nothing is revoked in it. */
  synchronized void restart(String newGeneration, long number) {
    live.clear();
    generation = newGeneration;
    seq = number;
  }

  /** Cuts every stream. */
  synchronized void hangUp() {
    for (OutputStream subscriber : subscribers) {
      try {
        subscriber.close();
      } catch (IOException e) {
        // It was closed from the other side already.
      }
    }
    subscribers.clear();
  }

  int listeners() {
    return subscribers.size();
  }

  int asked(String path) {
    AtomicInteger count = asked.get(path);
    return count == null ? 0 : count.get();
  }

  List<String> lastEventIds() {
    return List.copyOf(lastEventIds);
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** The claims of a good token, each with a session of its own. */
  JsonObject.Builder claims() {
    long now = Instant.now().getEpochSecond();
    String number = String.format("%04d", tokens.incrementAndGet());
    String sid = "api-part0000.app-part%s.grant-pt%s.cred-prt%s".formatted(number, number, number);
    return JsonObject.builder()
        .put("iss", issuer.text())
        .put("sub", "reader@client")
        .put("client_id", "reader")
        .put("aud", AUDIENCE)
        .put("jti", "jti-" + number)
        .put("sid", sid)
        .put("iat", now)
        .put("exp", now + 600)
        .put("scope", "archive:read archive:list");
  }

  /** The header of a good token with its own session. */
  String bearer() {
    return bearer(claims().build());
  }

  String bearer(JsonObject claims) {
    return "Bearer " + tokenKey.jws("at+jwt", claims);
  }

  @Override
  public void close() {
    hangUp();
    beats.shutdownNow();
    server.stop(0);
    threads.shutdownNow();
  }
}
