package dev.postern.cli;

import dev.postern.client.TokenSource;
import dev.postern.client.TokenUnavailable;
import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;

/** One of the server's built-in APIs: JSON over HTTP, with a token. */
final class RemoteApi {

  private static final int LIMIT = 8 * 1024 * 1024;
  private static final JsonReader JSON =
      new JsonReader(new JsonLimits(LIMIT, 32, 10_000, 64, 256 * 1024));
  private static final Duration TIME = Duration.ofSeconds(30);
  private static final int PAGE = 100;
  private static final int MOST_PAGES = 100_000;

  private final TokenSource tokens;
  private final String issuer;
  private final String root;
  private final Optional<SSLSocketFactory> tls;

  /**
   * The API at {@code root}, which is also its identifier, without a slash at its end.
   *
   * @param tls another way of TLS than the platform's
   */
  RemoteApi(TokenSource tokens, String issuer, String root, Optional<SSLSocketFactory> tls) {
    this.tokens = tokens;
    this.issuer = issuer;
    this.root = root;
    this.tls = tls;
  }

  /** An object with the tag of the state that was read. */
  record Tagged(JsonObject object, Optional<String> etag) {}

  /** Does something with each item of a list. */
  @FunctionalInterface
  interface Visitor {
    void visit(JsonObject item) throws CommandFailed;
  }

  /** The path of {@code segments}, each escaped: none can reach beyond its place. */
  static String path(String... segments) {
    return Stream.of(segments).map(RemoteApi::escaped).collect(Collectors.joining("/", "/", ""));
  }

  /** {@code text} as a part of an address. */
  static String escaped(String text) {
    String escaped = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    // Dots need no escape, but a segment of dots alone would be a step, not a name.
    return escaped.matches("\\.{1,2}") ? escaped.replace(".", "%2E") : escaped;
  }

  JsonObject get(String path) throws CommandFailed {
    return body(succeeded(send(call("GET", path))));
  }

  Tagged tagged(String path) throws CommandFailed {
    return tagged(succeeded(send(call("GET", path))));
  }

  /** Like {@link #tagged}, but empty where there is no such thing. */
  Optional<Tagged> find(String path) throws CommandFailed {
    HttpAnswer answer = send(call("GET", path));
    return answer.status() == 404 ? Optional.empty() : Optional.of(tagged(succeeded(answer)));
  }

  /** Every item of a list, over all its pages. */
  List<JsonObject> list(String path) throws CommandFailed {
    return list(path, new Query());
  }

  /** Every item of a list that {@code query} finds. */
  List<JsonObject> list(String path, Query query) throws CommandFailed {
    List<JsonObject> items = new ArrayList<>();
    pages(
        path,
        query,
        page -> {
          items.addAll(page);
          return true;
        });
    return items;
  }

  /** The first {@code most} items of a list that {@code query} finds. */
  List<JsonObject> first(int most, String path, Query query) throws CommandFailed {
    List<JsonObject> items = new ArrayList<>();
    pages(
        path,
        query,
        page -> {
          items.addAll(page.subList(0, Math.min(page.size(), most - items.size())));
          return items.size() < most;
        });
    return items;
  }

  /** Shows every item of a list to {@code visitor}, one page in memory at a time. */
  void each(String path, Visitor visitor) throws CommandFailed {
    pages(
        path,
        new Query(),
        page -> {
          for (JsonObject item : page) {
            visitor.visit(item);
          }
          return true;
        });
  }

  /** Takes a page, and says whether another is wanted. */
  @FunctionalInterface
  private interface Pages {
    boolean more(List<JsonObject> page) throws CommandFailed;
  }

  private void pages(String path, Query query, Pages pages) throws CommandFailed {
    String cursor = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      JsonObject answer = get(path + "?limit=" + PAGE + query.text() + cursor);
      List<JsonObject> items = new ArrayList<>();
      try {
        for (JsonValue item : answer.array("items").values()) {
          items.add(object(item));
        }
      } catch (JsonFault e) {
        throw CommandFailed.unreachable("the server's list is malformed: " + e.text());
      }
      if (!pages.more(items) || !(answer.members().get("next") instanceof JsonString next)) {
        return;
      }
      cursor = "&cursor=" + escaped(next.value());
    }
    throw CommandFailed.unreachable("the server's list does not end");
  }

  JsonObject post(String path, JsonObject body) throws CommandFailed {
    // A key of its own for each command: should the answer be lost, nothing is made twice.
    HttpCall call =
        call("POST", path, body).header("Idempotency-Key", UUID.randomUUID().toString());
    return body(succeeded(send(call)));
  }

  /** Replaces or makes the thing at {@code path}, if it still is as {@code etag} says. */
  JsonObject put(String path, JsonObject body, Optional<String> etag) throws CommandFailed {
    return body(succeeded(send(ifMatch(call("PUT", path, body), etag))));
  }

  /** Changes the thing at {@code path}, if it still is as {@code etag} says. */
  JsonObject patch(String path, JsonObject body, Optional<String> etag) throws CommandFailed {
    return body(succeeded(send(ifMatch(call("PATCH", path, body), etag))));
  }

  void delete(String path) throws CommandFailed {
    succeeded(send(call("DELETE", path)));
  }

  private HttpCall call(String method, String path) {
    return HttpCall.of(method, URI.create(root + path), new byte[0]);
  }

  private HttpCall call(String method, String path, JsonObject body) {
    return HttpCall.of(method, URI.create(root + path), body.bytes())
        .header("Content-Type", "application/json");
  }

  private static HttpCall ifMatch(HttpCall call, Optional<String> etag) {
    return etag.map(tag -> call.header("If-Match", tag)).orElse(call);
  }

  private HttpAnswer send(HttpCall call) throws CommandFailed {
    try {
      HttpCall whole = call.header("Accept", "application/json").within(TIME);
      return tokens.send(tls.map(whole::over).orElse(whole), LIMIT);
    } catch (TokenUnavailable e) {
      throw CommandFailed.of(e, issuer, root);
    } catch (IOException e) {
      throw CommandFailed.unreachable(
          "the server at " + root + " gave no answer: " + e.getClass().getSimpleName());
    }
  }

  private static HttpAnswer succeeded(HttpAnswer answer) throws CommandFailed {
    if (answer.status() >= 200 && answer.status() < 300) {
      return answer;
    }
    throw Refusals.read(answer);
  }

  private static Tagged tagged(HttpAnswer answer) throws CommandFailed {
    return new Tagged(body(answer), answer.header("ETag"));
  }

  private static JsonObject body(HttpAnswer answer) throws CommandFailed {
    try {
      return JSON.object(answer.body());
    } catch (JsonFault e) {
      throw CommandFailed.unreachable("the server's answer is malformed: " + e.text());
    }
  }

  private static JsonObject object(JsonValue value) throws JsonFault {
    if (value instanceof JsonObject object) {
      return object;
    }
    throw new JsonFault("an item is no object");
  }
}
