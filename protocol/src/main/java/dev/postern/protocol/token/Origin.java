package dev.postern.protocol.token;

import dev.postern.protocol.KeyId;
import dev.postern.protocol.TokenId;

/**
 * A token that another was had in exchange for (RFC 8693): where it is revoked, or the key that
 * signed it, so is the other. Its session is among the inherited parts of the other's.
 *
 * @param id its own name
 * @param key the key that signed it
 */
public record Origin(TokenId id, KeyId key) {

  /** Its name, as an element of {@code exchanged_for} has it. */
  public static final String JTI = "jti";

  /** Its key there. */
  public static final String KID = "kid";
}
