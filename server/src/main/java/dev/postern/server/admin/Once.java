package dev.postern.server.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A request that is to be carried out once, however often it is sent: its {@code Idempotency-Key}.
 *
 * @param key SHA-256 over the calling app and the key that it chose, in hex
 * @param request SHA-256 over method, path and body, in hex
 */
public record Once(String key, String request) {

  /** The request of {@code actor} that carries the key {@code chosen}. */
  public static Once of(Actor actor, String chosen, String method, String path, byte[] body) {
    return new Once(
        hash((actor.clientId() + "\n" + chosen).getBytes(StandardCharsets.UTF_8)),
        hash((method + " " + path + "\n").getBytes(StandardCharsets.UTF_8), body));
  }

  private static String hash(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
