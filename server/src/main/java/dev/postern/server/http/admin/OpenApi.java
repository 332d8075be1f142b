package dev.postern.server.http.admin;

import dev.postern.protocol.Issuer;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * The description of the Admin API (OpenAPI 3.1), written by hand; a test holds it to the routes
 * and to what they answer.
 */
final class OpenApi {

  private static final String FILE = "openapi.json";
  private static final JsonObject WRITTEN = read();

  private OpenApi() {}

  /** The description as the tenant of {@code issuer} serves it. */
  static byte[] document(Issuer issuer) {
    JsonObject server =
        JsonObject.builder().put("url", issuer.below(AdminRoutes.ROOT.substring(1))).build();
    JsonObject.Builder document = JsonObject.builder().putAll(WRITTEN);
    return document.put("servers", new JsonArray(List.of(server))).build().bytes();
  }

  private static JsonObject read() {
    try (InputStream in = OpenApi.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is not among the classes");
      }
      return new JsonReader(JsonLimits.REQUEST).object(in.readAllBytes());
    } catch (IOException | JsonFault e) {
      throw new IllegalStateException(FILE + " cannot be read", e);
    }
  }
}
