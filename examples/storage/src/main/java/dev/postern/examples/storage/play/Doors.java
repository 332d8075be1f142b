package dev.postern.examples.storage.play;

import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** Calls as curl would make them, and what is read from the answers. */
final class Doors {

  private static final int LIMIT = 1024 * 1024;
  private static final JsonReader JSON = new JsonReader(JsonLimits.REQUEST);

  private Doors() {}

  /** A GET with a token. */
  static HttpAnswer get(URI uri, String token) throws IOException {
    return HttpCall.get(uri).header("Authorization", "Bearer " + token).send(LIMIT);
  }

  static HttpAnswer get(URI uri) throws IOException {
    return HttpCall.get(uri).send(LIMIT);
  }

  /** A PUT with a token. */
  static HttpAnswer put(URI uri, String token, byte[] body) throws IOException {
    return HttpCall.of("PUT", uri, body).header("Authorization", "Bearer " + token).send(LIMIT);
  }

  /** Status and challenge, as one line. */
  static String shown(HttpAnswer answer) {
    return answer.status() + answer.header("WWW-Authenticate").map(text -> " " + text).orElse("");
  }

  static JsonObject json(byte[] document) throws StepFailed {
    try {
      return JSON.object(document);
    } catch (JsonFault e) {
      throw new StepFailed("an answer that is no JSON object: " + e.text());
    }
  }

  static String member(JsonObject object, String name) throws StepFailed {
    try {
      return object.string(name);
    } catch (JsonFault e) {
      throw new StepFailed("an answer in which " + e.text());
    }
  }

  /** How long a token is good for by what it says itself. */
  static Duration left(String token) throws StepFailed {
    try {
      String payload = token.split("\\.", -1)[1];
      long end = json(Base64.getUrlDecoder().decode(payload)).integer("exp");
      return Duration.between(Instant.now(), Instant.ofEpochSecond(end));
    } catch (JsonFault | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new StepFailed("a token that cannot be read");
    }
  }

  /** How many requests the server has had, by its own metric. */
  static long requestsSoFar(URI management) throws IOException, StepFailed {
    String metric = "postern_http_requests_total{listener=\"public\"} ";
    for (String line : get(management.resolve("/metrics")).text().lines().toList()) {
      if (line.startsWith(metric)) {
        return (long) Double.parseDouble(line.substring(metric.length()));
      }
    }
    throw new StepFailed("metrics without " + metric);
  }
}
