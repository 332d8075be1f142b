package dev.postern.protocol.feed;

import dev.postern.protocol.Issuer;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * One message of a revocation feed: a snapshot, news, or a heartbeat. It travels as the payload of
 * a JWS with {@code typ} {@value #TYPE}.
 *
 * @param issuer whose tokens it speaks of
 * @param generation the life of the feed that {@code seq} counts in, 1 to 64 characters of {@code
 *     [A-Za-z0-9._~-]}: another means a new start
 * @param seq the number of the last revocation that is known with this message
 * @param prev the number before it, empty for a snapshot, which holds everything that is live
 * @param asOf the instant of the database read that the message speaks of, in milliseconds
 * @param entries what is revoked; none in a heartbeat, whose {@code prev} is its {@code seq}
 */
public record FeedMessage(
    Issuer issuer,
    String generation,
    long seq,
    OptionalLong prev,
    Instant asOf,
    List<FeedEntry> entries) {

  /** The {@code typ} of the JWS. */
  public static final String TYPE = "revocations+jwt";

  /** Copies the entries. */
  public FeedMessage {
    entries = List.copyOf(entries);
  }

  /** Whether it holds everything that is live. */
  public boolean snapshot() {
    return prev.isEmpty();
  }

  /** The message as it is signed. */
  public JsonObject json() {
    List<JsonValue> list = new ArrayList<>(entries.size());
    entries.forEach(entry -> list.add(entry.json()));
    JsonObject.Builder json =
        JsonObject.builder()
            .put("iss", issuer.text())
            .put("generation", generation)
            .put("seq", seq);
    if (prev.isPresent()) {
      json.put("prev", prev.getAsLong());
    } else {
      json.put("prev", JsonNull.NULL);
    }
    return json.put("as_of", asOf.toEpochMilli()).put("entries", new JsonArray(list)).build();
  }

  /** Reads a message of {@code expected}; a fault where it is malformed or another issuer's. */
  public static FeedMessage read(JsonObject json, Issuer expected) throws JsonFault {
    if (!json.string("iss").equals(expected.text())) {
      throw new JsonFault("the feed is another issuer's");
    }
    // It comes back to the server in a header: Last-Event-ID.
    if (!json.string("generation").matches("[A-Za-z0-9._~-]{1,64}")) {
      throw new JsonFault("the generation is malformed");
    }
    boolean snapshot = json.member("prev").filter(JsonNull.NULL::equals).isPresent();
    List<FeedEntry> entries = new ArrayList<>();
    for (JsonValue value : json.array("entries").values()) {
      if (!(value instanceof JsonObject entry)) {
        throw new JsonFault("an entry is not an object");
      }
      entries.add(FeedEntry.read(entry));
    }
    return new FeedMessage(
        expected,
        json.string("generation"),
        json.integer("seq"),
        snapshot ? OptionalLong.empty() : OptionalLong.of(json.integer("prev")),
        Instant.ofEpochMilli(json.integer("as_of")),
        entries);
  }
}
