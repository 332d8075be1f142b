package dev.postern.server.admin;

import dev.postern.protocol.KeyId;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.signing.KeyForge;
import dev.postern.store.SealedKey;
import dev.postern.store.TenantName;
import java.util.List;

/** A tenant's signing keys: made when an algorithm comes into use, and replaced when revoked. */
public final class SigningKeys {

  private final Changes changes;
  private final KeyForge forge;

  SigningKeys(Changes changes, KeyForge forge) {
    this.changes = changes;
    this.forge = forge;
  }

  /** A part of the list: every key that signs or signed, and never a secret half. */
  public JsonObject list(TenantName tenant, Paging paging) throws Refusal {
    return changes.read(
        tenant,
        reader -> {
          List<SealedKey> keys =
              reader.keys().stream().filter(SigningKeys::signs).sorted(SigningKeys::order).toList();
          return paging.cut(keys, SigningKeys::view, key -> key.id().text());
        });
  }

  private static boolean signs(SealedKey key) {
    return key.use() != SealedKey.Use.SESSION;
  }

  private static int order(SealedKey one, SealedKey other) {
    return one.id().text().compareTo(other.id().text());
  }

  /** Sees to it that there is a key for {@code algorithm} to sign tokens with. */
  void ensure(Edit edit, SignatureAlgorithm algorithm) {
    boolean there =
        edit.tenant().keys().stream()
            .anyMatch(key ->
                key.use() == SealedKey.Use.TOKEN
                    && key.state() == SealedKey.State.ACTIVE
                    && key.algorithm().equals(algorithm.text()));
    if (!there) {
      edit.tenant().put(fresh(edit, algorithm));
    }
  }

  private SealedKey fresh(Edit edit, SignatureAlgorithm algorithm) {
    return forge.token(
        edit.tenant().tenant().name(),
        algorithm,
        SealedKey.State.ACTIVE,
        edit.now(),
        edit.number());
  }

  /** Closes every token that a key signed; a successor signs from this change on. */
  void revoke(Edit edit, KeyId id) throws Refusal {
    SealedKey key =
        edit.tenant()
            .key(id)
            .filter(it -> it.use() == SealedKey.Use.TOKEN)
            .orElseThrow(() -> AdminReason.Invalid.at("/kid", "names no key that signs tokens"));
    edit.closing().key(id);
    if (key.state() != SealedKey.State.REMOVED) {
      edit.tenant().put(key.in(SealedKey.State.REMOVED, edit.number()));
      SignatureAlgorithm.parse(key.algorithm()).ifPresent(algorithm -> ensure(edit, algorithm));
    }
  }

  private static JsonObject view(SealedKey key) {
    return JsonObject.builder()
        .put("kid", key.id().text())
        .put("use", key.use() == SealedKey.Use.FEED ? "feed" : "token")
        .put("algorithm", key.algorithm())
        .put("state", lower(key.state()))
        .put("created_at", key.createdAt().toString())
        .build();
  }

  private static String lower(SealedKey.State state) {
    return switch (state) {
      case PUBLISHED -> "published";
      case ACTIVE -> "active";
      case RETIRING -> "retiring";
      case REMOVED -> "removed";
    };
  }
}
