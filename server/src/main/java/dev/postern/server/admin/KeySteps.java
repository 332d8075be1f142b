package dev.postern.server.admin;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.server.signing.KeyForge;
import dev.postern.server.signing.KeyLife.Step;
import dev.postern.store.SealedKey;
import dev.postern.store.SealedKey.State;
import dev.postern.store.SealedKey.Use;
import dev.postern.store.TenantWriter;
import java.util.ArrayList;
import java.util.List;

/** Takes the steps of keys' lives within a change. */
final class KeySteps {

  private final KeyForge forge;

  KeySteps(KeyForge forge) {
    this.forge = forge;
  }

  /** A key that is made now, and put. */
  SealedKey fresh(TenantWriter tenant, Use use, SignatureAlgorithm algorithm, State state) {
    SealedKey key =
        switch (use) {
          case TOKEN ->
              forge.token(tenant.tenant().name(), algorithm, state, tenant.now(), tenant.number());
          case FEED -> forge.feed(tenant.tenant().name(), state, tenant.now(), tenant.number());
          case SESSION -> throw new IllegalArgumentException("a session key has no successor");
        };
    tenant.put(key);
    return key;
  }

  /** Takes {@code steps}; the keys as they are afterwards. */
  List<SealedKey> take(List<Step> steps, TenantWriter tenant) {
    List<SealedKey> after = new ArrayList<>();
    for (Step step : steps) {
      after.add(
          switch (step) {
            case Step.Publish(Use use, SignatureAlgorithm algorithm) ->
                fresh(tenant, use, algorithm, State.PUBLISHED);
            case Step.Move(SealedKey key, State to) -> moved(tenant, key, to);
          });
    }
    return after;
  }

  private static SealedKey moved(TenantWriter tenant, SealedKey key, State to) {
    SealedKey after = key.in(to, tenant.now(), tenant.number());
    tenant.put(after);
    return after;
  }

  /** What the audit log says of keys. */
  static JsonArray logged(List<SealedKey> keys) {
    return new JsonArray(
        keys.stream()
            .<JsonValue>map(key ->
                JsonObject.builder()
                    .put("kid", key.id().text())
                    .put("state", text(key.state()))
                    .build())
            .toList());
  }

  /** A state on the wire. */
  static String text(State state) {
    return switch (state) {
      case PUBLISHED -> "published";
      case ACTIVE -> "active";
      case RETIRING -> "retiring";
      case REMOVED -> "removed";
    };
  }
}
