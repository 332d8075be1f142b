package dev.postern.verifier;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.token.SignedIntrospection;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The introspection endpoint of the live issuer: right, or wrong in the way that a test wants. */
final class IntrospectionDesk {

  static final String GUARD = "guard";

  /** What somebody asked. */
  record Question(@Nullable String authorization, String accept, Map<String, String> form) {}

  /** How one question is answered that is not answered as the others are. */
  record Turn(Duration delay, int status, String retryAfter) {}

  private final LiveIssuer issuer;
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  final List<Question> questions = new CopyOnWriteArrayList<>();
  final Queue<Turn> turns = new ConcurrentLinkedQueue<>();
  volatile boolean open = true;

  /** Where the metadata say that it is; who asks at its first place is answered with the status. */
  volatile String place = "introspect";

  volatile String userInfo = "";
  volatile boolean active = true;
  volatile int status = 200;
  volatile String retryAfter = "";
  volatile String type = SignedIntrospection.TYPE;
  volatile String contentType = "application/" + SignedIntrospection.TYPE;
  volatile @Nullable Signing key;
  volatile @Nullable String body;
  volatile Duration delay = Duration.ZERO;
  volatile UnaryOperator<JsonObject> payload = UnaryOperator.identity();

  IntrospectionDesk(LiveIssuer issuer) {
    this.issuer = issuer;
  }

  int mostAtOnce() {
    return mostAtOnce.get();
  }

  void handle(HttpExchange exchange) throws IOException {
    mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    try (exchange) {
      Question question =
          new Question(
              exchange.getRequestHeaders().getFirst("Authorization"),
              exchange.getRequestHeaders().getFirst("Accept"),
              form(new String(exchange.getRequestBody().readAllBytes(), US_ASCII)));
      questions.add(question);
      Turn turn = turns.poll();
      if (turn == null) {
        boolean moved = exchange.getRequestURI().getPath().equals("/moved");
        turn = new Turn(delay, moved ? 200 : status, retryAfter);
      }
      Thread.sleep(turn.delay().toMillis());
      String given = body;
      byte[] answer = (given != null ? given : signed(question)).getBytes(US_ASCII);
      exchange.getResponseHeaders().set("Content-Type", contentType);
      if (!turn.retryAfter().isEmpty()) {
        exchange.getResponseHeaders().set("Retry-After", turn.retryAfter());
      }
      atOnce.decrementAndGet();
      exchange.sendResponseHeaders(turn.status(), answer.length);
      exchange.getResponseBody().write(answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, String> form(String text) {
    return Arrays.stream(text.split("&", -1))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
  }

  private String signed(Question question) {
    JsonObject about =
        active
            ? JsonObject.builder()
                .put("active", true)
                .put("token_type", "Bearer")
                .putAll(claims(question.form().getOrDefault("token", "")))
                .build()
            : JsonObject.builder().put("active", false).build();
    Instant now = Instant.now();
    JsonObject usual =
        JsonObject.builder()
            .put("iss", issuer.issuer.text())
            .put("aud", GUARD)
            .put("iat", now.getEpochSecond())
            .put("postern_as_of", now.toEpochMilli())
            .put("token_introspection", about)
            .build();
    Signing other = key;
    return (other != null ? other : issuer.tokenKey).jws(type, payload.apply(usual));
  }

  private static JsonObject claims(String token) {
    try {
      byte[] payload = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
      return new JsonReader(JsonLimits.REQUEST).object(payload);
    } catch (JsonFault e) {
      throw new IllegalStateException(e);
    }
  }
}
