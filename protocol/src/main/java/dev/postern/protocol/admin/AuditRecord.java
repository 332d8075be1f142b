package dev.postern.protocol.admin;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * One line of the audit log, chained to the line before it: nobody can change, drop or reorder a
 * line without every later hash giving him away.
 *
 * <p>A line's hash is SHA-256 over the previous line's hash (64 lower-case hex digits, 64 zeros
 * before the first), a newline, and {@link #content()} as compact JSON.
 *
 * @param seq the number of the change, counted from 1 without holes within a tenant
 * @param at when, in milliseconds
 * @param actor who: a client id, the id of a registration policy for who registers by it, or {@code
 *     postern} for the server itself
 * @param action what, as {@code app.create}
 * @param target to what, as {@code app/<client_id>}
 * @param before what was there, secrets left out; JSON's null where nothing was
 * @param after what is there now, secrets left out; JSON's null where nothing is
 * @param address from which network address, empty for the server itself
 */
public record AuditRecord(
    long seq,
    Instant at,
    String actor,
    String action,
    String target,
    JsonValue before,
    JsonValue after,
    String address) {

  /** The hash that stands for the line before the first. */
  public static final String START = "0".repeat(64);

  /** The line without hashes, its members in the one order that the hash is taken over. */
  public JsonObject content() {
    return JsonObject.builder()
        .put("seq", seq)
        .put("at", at.toEpochMilli())
        .put("actor", actor)
        .put("action", action)
        .put("target", target)
        .put("before", before)
        .put("after", after)
        .put("address", address)
        .build();
  }

  /** Reads a line as the Admin API gives it. */
  public static AuditRecord read(JsonObject json) throws JsonFault {
    return new AuditRecord(
        json.integer("seq"),
        Instant.ofEpochMilli(json.integer("at")),
        json.string("actor"),
        json.string("action"),
        json.string("target"),
        json.member("before").orElseThrow(() -> new JsonFault("before is missing")),
        json.member("after").orElseThrow(() -> new JsonFault("after is missing")),
        json.string("address"));
  }

  /** This line's hash, 64 lower-case hex digits, behind a line whose hash is {@code previous}. */
  public String hash(String previous) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(previous.getBytes(StandardCharsets.US_ASCII));
      digest.update((byte) '\n');
      digest.update(content().bytes());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
