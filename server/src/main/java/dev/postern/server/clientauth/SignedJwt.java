package dev.postern.server.clientauth;

import dev.postern.protocol.token.CompactJws;
import dev.postern.protocol.token.PublicJwk;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.TokenFault;
import dev.postern.protocol.token.VerificationKey;

/**
 * A message that says by which algorithm it is signed, and perhaps by which key. Whether it is, a
 * key must say.
 *
 * @param jws the message
 * @param algorithm the algorithm that it says it is signed with
 */
record SignedJwt(CompactJws jws, SignatureAlgorithm algorithm) {

  /** RFC 8725 3.2: "none" and HMACs are not known, whoever is said to have sent them. */
  static SignedJwt of(CompactJws jws) throws TokenFault {
    return new SignedJwt(jws, jws.algorithm());
  }

  /**
   * Whether the header leaves it possible that {@code key} signed this: by the key's algorithm (RFC
   * 8725 section 3.1), under its name or under none.
   */
  boolean mayBeBy(PublicJwk key) throws TokenFault {
    return key.algorithm() == algorithm && jws.keyName().map(key.id().text()::equals).orElse(true);
  }

  /** Whether the header names a key. */
  boolean namesKey() throws TokenFault {
    return jws.keyName().isPresent();
  }

  boolean signedBy(VerificationKey key) throws TokenFault {
    return jws.signedBy(key);
  }
}
