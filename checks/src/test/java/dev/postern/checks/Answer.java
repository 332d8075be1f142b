package dev.postern.checks;

import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * What the server answered.
 *
 * @param status the status code
 * @param body the body as text
 * @param http the answer itself
 */
public record Answer(int status, String body, HttpAnswer http) {

  private static final JsonReader JSON = new JsonReader(JsonLimits.FEED);

  public static Answer to(HttpCall call) {
    try {
      HttpAnswer answer = call.send(64 * 1024 * 1024);
      return new Answer(answer.status(), answer.text(), answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public JsonObject json() {
    try {
      return JSON.object(http.body());
    } catch (JsonFault e) {
      throw new AssertionError("not a JSON object: " + body, e);
    }
  }

  public String text(String member) {
    try {
      return json().string(member);
    } catch (JsonFault e) {
      throw new AssertionError(e.text() + " in " + body, e);
    }
  }

  public Optional<String> header(String name) {
    return http.header(name);
  }
}
