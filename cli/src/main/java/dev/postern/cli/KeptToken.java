package dev.postern.cli;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import java.time.Instant;

/** A token as it is kept between two commands. */
final class KeptToken {

  private final String value;
  private final Instant expiresAt;
  private final String scope;

  KeptToken(String value, Instant expiresAt, String scope) {
    this.value = value;
    this.expiresAt = expiresAt;
    this.scope = scope;
  }

  static KeptToken read(JsonObject json) throws JsonFault {
    return new KeptToken(
        json.string("access_token"),
        Instant.ofEpochSecond(json.integer("expires_at")),
        json.string("scope"));
  }

  JsonObject json() {
    return JsonObject.builder()
        .put("access_token", value)
        .put("expires_at", expiresAt.getEpochSecond())
        .put("scope", scope)
        .build();
  }

  String value() {
    return value;
  }

  Instant expiresAt() {
    return expiresAt;
  }

  /** Says nothing of the token's value. */
  @Override
  public String toString() {
    return "KeptToken[" + expiresAt + "]";
  }
}
