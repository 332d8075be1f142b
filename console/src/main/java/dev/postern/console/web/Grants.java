package dev.postern.console.web;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Grants as they are sent to the Admin API, which takes each as a whole. */
public final class Grants {

  private static final List<String> KEPT =
      List.of("claims", "token_lifetime_seconds", "expires_at", "status", "exchange", "only_apis");

  private Grants() {}

  /** A grant with these scopes: all else stays as it was before, if it was there. */
  public static JsonObject with(Optional<Item> before, Set<String> scopes) {
    JsonObject.Builder body = JsonObject.builder();
    before.ifPresent(grant ->
        KEPT.forEach(name -> grant.json().member(name).ifPresent(value -> body.put(name, value))));
    return body.put("scopes", JsonArray.ofStrings(scopes)).build();
  }
}
