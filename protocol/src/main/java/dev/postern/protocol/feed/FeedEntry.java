package dev.postern.protocol.feed;

import dev.postern.protocol.json.JsonBoolean;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import java.time.Instant;

/**
 * One thing that is revoked: every token that has {@code value} as its {@code kind} is refused.
 *
 * @param kind {@link #SID} (one part of a session), {@link #JTI}, {@link #KID} or {@link #ISSUER};
 *     later versions may send others
 * @param value what is revoked
 * @param until the instant, in whole seconds, after which no token can carry it any more
 * @param optional whether a reader that does not know the kind may pass it over
 */
public record FeedEntry(String kind, String value, Instant until, boolean optional) {

  /** One part of a session id. */
  public static final String SID = "sid";

  /** One token. */
  public static final String JTI = "jti";

  /** Every token signed by one key. */
  public static final String KID = "kid";

  /** Every token of one issuer. */
  public static final String ISSUER = "issuer";

  /** An entry that every reader must know. */
  public FeedEntry(String kind, String value, Instant until) {
    this(kind, value, until, false);
  }

  /** Whether this version knows the kind. */
  public boolean known() {
    return kind.equals(SID) || kind.equals(JTI) || kind.equals(KID) || kind.equals(ISSUER);
  }

  /** The entry as it is sent. */
  public JsonObject json() {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("kind", kind)
            .put("value", value)
            .put("until", until.getEpochSecond());
    return (optional ? json.put("optional", true) : json).build();
  }

  /** Reads an entry; members that this version does not know are passed over. */
  static FeedEntry read(JsonObject json) throws JsonFault {
    long until = json.integer("until");
    if (until < 0 || until > 253_402_300_799L) {
      throw new JsonFault("until is out of range");
    }
    boolean optional = json.member("optional").filter(new JsonBoolean(true)::equals).isPresent();
    return new FeedEntry(
        json.string("kind"), json.string("value"), Instant.ofEpochSecond(until), optional);
  }
}
