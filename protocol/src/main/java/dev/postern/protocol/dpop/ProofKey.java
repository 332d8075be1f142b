package dev.postern.protocol.dpop;

import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SigningKey;
import dev.postern.protocol.token.Thumbprint;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** A client's key, with the proofs that he holds it (RFC 9449 section 4.2). Threads share it. */
public final class ProofKey {

  private static final int ID_BYTES = 16;

  private final SigningKey key;
  private final JsonObject header;
  private final SecureRandom random = new SecureRandom();

  /** Proofs by {@code key}. */
  public ProofKey(SigningKey key) {
    this.key = key;
    this.header =
        JsonObject.builder()
            .put("typ", DpopCheck.TYPE)
            .put("alg", key.publicKey().algorithm().text())
            .put("jwk", key.publicKey().bare())
            .build();
  }

  /** The name of the key: what tokens are bound to. */
  public Thumbprint thumbprint() {
    return key.publicKey().thumbprint();
  }

  /**
   * A proof for one request, and for no other: the value of its {@code DPoP} header.
   *
   * @param method the method
   * @param address the address; query and fragment are left out
   * @param token the access token that goes with it, if one does
   * @param nonce what the server supplied last, if it did
   * @throws IllegalArgumentException where {@code address} is no http or https address
   */
  public String proof(
      String method, URI address, Optional<String> token, Optional<String> nonce, Instant now) {
    TargetUri target =
        TargetUri.parse(address.toASCIIString().split("[?#]", 2)[0])
            .orElseThrow(() -> new IllegalArgumentException("no http or https address"));
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    JsonObject.Builder claims =
        JsonObject.builder()
            .put("jti", Base64.getUrlEncoder().withoutPadding().encodeToString(id))
            .put("htm", method)
            .put("htu", target.text())
            .put("iat", now.getEpochSecond());
    token.ifPresent(text -> claims.put("ath", DpopCheck.hash(text)));
    nonce.ifPresent(text -> claims.put("nonce", text));
    return key.sign(header, claims.build());
  }

  /** Names the key. */
  @Override
  public String toString() {
    return "ProofKey[" + thumbprint() + "]";
  }
}
