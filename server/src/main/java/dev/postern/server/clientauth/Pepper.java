package dev.postern.server.clientauth;

import dev.postern.protocol.token.HmacSha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/**
 * The key that client secrets are hashed under. It is kept outside the database, so that who steals
 * the database has nothing to try secrets against.
 *
 * <p>HMAC-SHA-256 is enough, and fast, because the secrets are random: there is nothing to guess.
 * (Imported secrets are hashed so only where they look random, too.) A hash names the pepper that
 * made it: {@code hmac-sha256:<name>:<base64url>}.
 */
public final class Pepper {

  /** The length of a pepper in bytes. */
  public static final int LENGTH = 32;

  private static final String SCHEME = "hmac-sha256:";
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final HmacSha256 mac;
  private final String name;

  /** A pepper of {@value #LENGTH} bytes. */
  public Pepper(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a pepper has " + LENGTH + " bytes");
    }
    this.mac = new HmacSha256(bytes);
    byte[] tag = mac.of("postern pepper name".getBytes(StandardCharsets.US_ASCII));
    this.name = BASE64URL.encodeToString(Arrays.copyOf(tag, 9));
  }

  /** Names this pepper without giving it away. */
  public String name() {
    return name;
  }

  /** The hash to be kept of {@code secret}. */
  public String hash(ClientSecret secret) {
    return hash(secret.bytes());
  }

  /** The same of a secret that somebody offers. */
  String hash(OfferedSecret secret) {
    return hash(secret.bytes());
  }

  /** The hash to be kept of {@code token}. */
  public String hash(RegistrationToken token) {
    return hash(token.bytes());
  }

  /** A tag of {@code message}, which begins with what it is for and is no secret. */
  byte[] tag(byte[] message) {
    return mac.of(message);
  }

  private String hash(byte[] secret) {
    return SCHEME + name + ':' + BASE64URL.encodeToString(mac.of(secret));
  }

  /** Whether {@code hash} is of {@code secret}; takes the same time for every wrong one. */
  boolean matches(ClientSecret secret, String hash) {
    return same(hash(secret), hash);
  }

  /** Whether two hashes are the same; takes the same time wherever they differ. */
  public static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public String toString() {
    return "Pepper[" + name + "]";
  }
}
