package dev.postern.server.clientauth;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * What a passkey's answer says of itself: enough to know what it has to be checked against. Nothing
 * of it is believed before the check.
 *
 * @param name the passkey's name (credential id), in base64url
 * @param userHandle the name of its person, which is the client id; empty where a passkey is made
 * @param challenge what it signed, in base64url
 * @param json the answer as a whole
 */
public record PasskeyAnswer(
    String name, Optional<String> userHandle, String challenge, JsonObject json) {

  private static final JsonReader READER =
      new JsonReader(new JsonLimits(PasskeyProof.LIMIT, 16, 200, 32, PasskeyProof.LIMIT));

  /** The answer in {@code text}; a fault where it is none. */
  static PasskeyAnswer parse(String text) throws JsonFault {
    if (text.length() > PasskeyProof.LIMIT) {
      throw new JsonFault("the answer is too long");
    }
    return of(READER.object(decoded(text)));
  }

  /** The answer that {@code json} is; a fault where it is none. */
  public static PasskeyAnswer of(JsonObject json) throws JsonFault {
    JsonObject response = json.object("response");
    JsonObject client = READER.object(decoded(response.string("clientDataJSON")));
    Optional<String> handle = Optional.empty();
    if (response.has("userHandle")) {
      handle =
          Optional.of(new String(decoded(response.string("userHandle")), StandardCharsets.UTF_8));
    }
    return new PasskeyAnswer(json.string("id"), handle, client.string("challenge"), json);
  }

  private static byte[] decoded(String text) throws JsonFault {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new JsonFault("is not base64url");
    }
  }

  /** Whose it says that it is. */
  @Override
  public String toString() {
    return "PasskeyAnswer[of " + userHandle.orElse("nobody") + "]";
  }
}
