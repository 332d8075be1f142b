package dev.postern.server.signing;

import dev.postern.protocol.KeyId;
import dev.postern.protocol.token.HmacSha256;
import dev.postern.store.TenantName;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that seals every other key (AES-256-GCM). It is kept outside the database.
 *
 * <p>A sealed key is bound by its additional data to tenant, key id and algorithm: put into another
 * row it does not open. It names the master key that sealed it: {@code
 * aes-256-gcm:<name>:<base64url(nonce || ciphertext)>}.
 */
public final class MasterKey {

  /** The length of a master key in bytes. */
  public static final int LENGTH = 32;

  private static final String SCHEME = "aes-256-gcm:";
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final SecretKeySpec key;
  private final String name;
  private final SecureRandom random;

  /** A master key of {@value #LENGTH} bytes. */
  public MasterKey(byte[] bytes, SecureRandom random) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a master key has " + LENGTH + " bytes");
    }
    this.key = new SecretKeySpec(bytes, "AES");
    this.name = name(bytes);
    this.random = random;
  }

  private static String name(byte[] bytes) {
    byte[] tag =
        new HmacSha256(bytes).of("postern master key name".getBytes(StandardCharsets.US_ASCII));
    return BASE64URL.encodeToString(Arrays.copyOf(tag, 9));
  }

  /** Names this key without giving it away. */
  public String name() {
    return name;
  }

  String seal(byte[] secret, TenantName tenant, KeyId id, String algorithm) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, tenant, id, algorithm).doFinal(secret);
      byte[] all = Arrays.copyOf(nonce, NONCE + sealed.length);
      System.arraycopy(sealed, 0, all, NONCE, sealed.length);
      return SCHEME + name + ':' + BASE64URL.encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    }
  }

  /** Opens what {@link #seal} made for the very same tenant, id and algorithm. */
  byte[] open(String sealed, TenantName tenant, KeyId id, String algorithm) {
    String start = SCHEME + name + ':';
    if (!sealed.startsWith(start)) {
      throw new UnsealException(
          "key " + id + " of tenant " + tenant + " was sealed by another master key");
    }
    try {
      byte[] all = Base64.getUrlDecoder().decode(sealed.substring(start.length()));
      byte[] nonce = Arrays.copyOf(all, NONCE);
      return cipher(Cipher.DECRYPT_MODE, nonce, tenant, id, algorithm)
          .doFinal(all, NONCE, all.length - NONCE);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new UnsealException(
          "key " + id + " of tenant " + tenant + " does not open: its row was changed");
    }
  }

  private Cipher cipher(int mode, byte[] nonce, TenantName tenant, KeyId id, String algorithm)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    // None of the three can hold a newline, so no two triples read the same.
    cipher.updateAAD((tenant + "\n" + id + "\n" + algorithm).getBytes(StandardCharsets.US_ASCII));
    return cipher;
  }

  @Override
  public String toString() {
    return "MasterKey[" + name + "]";
  }
}
