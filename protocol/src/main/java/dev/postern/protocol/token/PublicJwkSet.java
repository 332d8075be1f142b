package dev.postern.protocol.token;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/**
 * A key set of somebody else's (RFC 7517 section 5), as far as it is of use: each key is read as
 * {@link PublicJwk#register} reads one, and what that refuses is passed over, as the RFC advises. A
 * key that shows private parts is among those: everybody who reads the set could sign with it.
 *
 * @param keys the keys that can be used, in their order
 * @param certificates those that stand beside a key ({@code x5c}, RFC 7517 section 4.7)
 * @param passedOver how many keys there are that cannot be used
 */
public record PublicJwkSet(
    List<PublicJwk> keys, List<KnownCertificate> certificates, int passedOver) {

  /** The most keys that a set may have, of whatever kind. */
  public static final int LIMIT = 32;

  private static final JsonReader JSON = new JsonReader(JsonLimits.REQUEST);

  /** Copies the lists. */
  public PublicJwkSet {
    keys = List.copyOf(keys);
    certificates = List.copyOf(certificates);
  }

  /**
   * Reads a key set.
   *
   * @throws JsonFault saying what is wrong, where it is none or has more than {@value #LIMIT} keys
   */
  public static PublicJwkSet read(byte[] document) throws JsonFault {
    List<JsonValue> all = JSON.object(document).array("keys").values();
    if (all.size() > LIMIT) {
      throw new JsonFault("a key set has at most " + LIMIT + " keys");
    }
    List<PublicJwk> keys = new ArrayList<>();
    List<KnownCertificate> certificates = new ArrayList<>();
    for (JsonValue value : all) {
      if (!(value instanceof JsonObject jwk)) {
        throw new JsonFault("a key is not an object");
      }
      KnownCertificate.carried(jwk).ifPresent(certificates::add);
      try {
        keys.add(PublicJwk.register(jwk));
      } catch (JsonFault notForUs) {
        // RFC 7517 5: kinds that are not known, members that are missing, values out of range.
      }
    }
    return new PublicJwkSet(keys, certificates, all.size() - keys.size());
  }
}
