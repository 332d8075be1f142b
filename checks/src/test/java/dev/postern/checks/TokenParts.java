package dev.postern.checks;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import java.util.Base64;

/** What a token says, read without any check. */
public final class TokenParts {

  private TokenParts() {}

  static JsonObject header(String token) {
    return part(token, 0);
  }

  public static JsonObject claims(String token) {
    return part(token, 1);
  }

  private static JsonObject part(String token, int index) {
    try {
      byte[] json = Base64.getUrlDecoder().decode(token.split("\\.", -1)[index]);
      return new JsonReader(JsonLimits.REQUEST).object(json);
    } catch (JsonFault e) {
      throw new AssertionError(e);
    }
  }
}
