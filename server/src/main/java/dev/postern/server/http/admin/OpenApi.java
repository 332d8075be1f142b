package dev.postern.server.http.admin;

import dev.postern.protocol.Issuer;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.store.TenantName;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * The description of the Admin API (OpenAPI 3.1), written by hand; a test holds it to the routes
 * and to what they answer.
 */
final class OpenApi {

  private static final String FILE = "openapi.json";
  private static final String PATHS = "paths";

  /** It is our own, and longer than a request may be. */
  private static final JsonLimits LIMITS = new JsonLimits(1 << 20, 32, 1000, 64, 64 * 1024);

  private static final JsonObject WRITTEN = read();

  private OpenApi() {}

  /**
   * The description as {@code tenant} serves it under {@code issuer}: only {@code default} looks
   * after tenants.
   */
  static byte[] document(TenantName tenant, Issuer issuer) {
    JsonObject server =
        JsonObject.builder().put("url", issuer.below(AdminRoutes.ROOT.substring(1))).build();
    JsonObject.Builder document = JsonObject.builder().putAll(WRITTEN);
    document.put("servers", new JsonArray(List.of(server)));
    if (!tenant.equals(TenantName.DEFAULT)) {
      document.put(PATHS, withoutTenants());
    }
    return document.build().bytes();
  }

  private static JsonObject withoutTenants() {
    JsonObject.Builder paths = JsonObject.builder();
    object(WRITTEN, PATHS).members().entrySet().stream()
        .filter(path -> !path.getKey().startsWith(AdminRoutes.TENANTS))
        .forEach(path -> paths.put(path.getKey(), path.getValue()));
    return paths.build();
  }

  private static JsonObject object(JsonObject in, String name) {
    try {
      return in.object(name);
    } catch (JsonFault e) {
      throw new IllegalStateException(FILE + ": " + e.text(), e);
    }
  }

  private static JsonObject read() {
    try (InputStream in = OpenApi.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is not among the classes");
      }
      return new JsonReader(LIMITS).object(in.readAllBytes());
    } catch (IOException | JsonFault e) {
      throw new IllegalStateException(FILE + " cannot be read", e);
    }
  }
}
