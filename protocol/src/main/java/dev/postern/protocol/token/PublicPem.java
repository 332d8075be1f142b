package dev.postern.protocol.token;

import dev.postern.protocol.json.JsonFault;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Public keys as files have them: {@code BEGIN PUBLIC KEY} (RFC 7468 section 13). */
public final class PublicPem {

  private static final Pattern PEM =
      Pattern.compile(
          "\\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----\\s*");

  private PublicPem() {}

  /** Whether the text holds the half of a key that nobody else may know. */
  public static boolean holdsPrivate(String text) {
    return text.contains("PRIVATE KEY-----");
  }

  /**
   * The key of a text; empty where it is no public key in PEM, and perhaps something else.
   *
   * @param rsa what an RSA key is used with: the key does not say
   * @throws JsonFault where it is another kind of key, or RSA without that
   */
  public static Optional<PublicJwk> read(String text, Optional<SignatureAlgorithm> rsa)
      throws JsonFault {
    Matcher pem = PEM.matcher(text);
    if (!pem.matches()) {
      return Optional.empty();
    }
    PublicKey key = key(pem.group(1));
    return Optional.of(PublicJwk.of(key, algorithm(key, rsa)));
  }

  private static PublicKey key(String base64) throws JsonFault {
    try {
      X509EncodedKeySpec der = new X509EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
      for (String kind : List.of("EC", "Ed25519", "RSA")) {
        Optional<PublicKey> found = of(kind, der);
        if (found.isPresent()) {
          return found.get();
        }
      }
    } catch (IllegalArgumentException e) {
      // Falls through.
    }
    throw new JsonFault("a PEM file holds an EC, Ed25519 or RSA key");
  }

  private static Optional<PublicKey> of(String kind, X509EncodedKeySpec der) {
    try {
      return Optional.of(KeyFactory.getInstance(kind).generatePublic(der));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static SignatureAlgorithm algorithm(PublicKey key, Optional<SignatureAlgorithm> rsa)
      throws JsonFault {
    if (key instanceof ECPublicKey) {
      return SignatureAlgorithm.ES384.fits(key)
          ? SignatureAlgorithm.ES384
          : SignatureAlgorithm.ES256;
    }
    if (key instanceof EdECPublicKey) {
      return SignatureAlgorithm.EDDSA;
    }
    return rsa.orElseThrow(() -> new JsonFault("an RSA key in PEM needs its alg: PS256 or RS256"));
  }
}
