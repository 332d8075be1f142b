package dev.postern.protocol.token;

import dev.postern.protocol.Claim;
import dev.postern.protocol.KeyId;
import dev.postern.protocol.SessionId;
import dev.postern.protocol.TokenId;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a token comes from, if it was had in exchange for another.
 *
 * @param actor who acts for the subject now
 * @param origins the tokens that it was had for, the newest first
 */
record Lineage(Optional<String> actor, List<Origin> origins) {

  /** That of most tokens. */
  static final Lineage NONE = new Lineage(Optional.empty(), List.of());

  Lineage {
    origins = List.copyOf(origins);
  }

  /** What {@code claims} say. */
  static Lineage read(JsonObject claims) throws JsonFault {
    if (!claims.has(Claim.ACT) && !claims.has(Claim.EXCHANGED_FOR)) {
      return NONE;
    }
    // RFC 8693 4.1: only the outermost actor counts; those in it are history.
    Optional<String> actor =
        claims.has(Claim.ACT)
            ? Optional.of(claims.object(Claim.ACT).string(Claim.SUB))
            : Optional.empty();
    return new Lineage(actor, claims.has(Claim.EXCHANGED_FOR) ? origins(claims) : List.of());
  }

  private static List<Origin> origins(JsonObject claims) throws JsonFault {
    List<JsonValue> values = claims.array(Claim.EXCHANGED_FOR).values();
    if (values.size() > SessionId.MOST_INHERITED) {
      throw malformed();
    }
    List<Origin> origins = new ArrayList<>(values.size());
    for (JsonValue value : values) {
      if (!(value instanceof JsonObject origin)) {
        throw malformed();
      }
      origins.add(
          new Origin(
              TokenId.parse(origin.string(Origin.JTI)).orElseThrow(Lineage::malformed),
              KeyId.parse(origin.string(Origin.KID)).orElseThrow(Lineage::malformed)));
    }
    return origins;
  }

  private static JsonFault malformed() {
    return new JsonFault("malformed claim");
  }
}
