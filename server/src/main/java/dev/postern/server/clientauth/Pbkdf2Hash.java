package dev.postern.server.clientauth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * PBKDF2 (RFC 8018 section 5.2) with HMAC-SHA-256 or HMAC-SHA-512, {@code
 * $pbkdf2-sha256$i=600000$salt$hash}; {@code ,l=} with the length of the hash may follow the
 * iterations.
 */
final class Pbkdf2Hash extends ImportedHash {

  static final String START = "$pbkdf2-";

  private static final Pattern PHC =
      Pattern.compile(
          "\\$pbkdf2-sha(256|512)\\$i=([1-9]\\d{0,8})(?:,l=([1-9]\\d?))?"
              + "\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

  private static final int LEAST_ITERATIONS = 10_000;
  private static final int MOST_ITERATIONS = 2_000_000;

  private final String function;
  private final int iterations;
  private final byte[] salt;
  private final byte[] hash;

  Pbkdf2Hash(String bits, int iterations, byte[] salt, byte[] hash) {
    super("pbkdf2-sha" + bits);
    this.function = "PBKDF2WithHmacSHA" + bits;
    this.iterations = iterations;
    this.salt = salt;
    this.hash = hash;
  }

  static Optional<ImportedHash> read(String text, Consumer<String> complaint) {
    Matcher phc = PHC.matcher(text);
    if (!phc.matches()) {
      complaint.accept("is, by PBKDF2, $pbkdf2-sha256$i=…$salt$hash, or the same with sha512");
      return Optional.empty();
    }
    int iterations = Integer.parseInt(phc.group(2));
    if (iterations < LEAST_ITERATIONS || iterations > MOST_ITERATIONS) {
      complaint.accept("has, by PBKDF2, i from 10000 to 2000000");
      return Optional.empty();
    }
    Optional<byte[]> salt = bytes(phc.group(4));
    Optional<byte[]> hash = bytes(phc.group(5));
    // One block of the function's, for more would cost a multiple and give nothing.
    int longest = Integer.parseInt(phc.group(1)) / Byte.SIZE;
    if (!fit(salt, hash, longest)) {
      complaint.accept(lengths("16 to " + longest + " bytes"));
      return Optional.empty();
    }
    if (phc.group(3) != null && Integer.parseInt(phc.group(3)) != hash.get().length) {
      complaint.accept("has, by PBKDF2, as l the length of its hash");
      return Optional.empty();
    }
    return Optional.of(new Pbkdf2Hash(phc.group(1), iterations, salt.get(), hash.get()));
  }

  @Override
  boolean matches(OfferedSecret secret) {
    PBEKeySpec key = new PBEKeySpec(secret.characters(), salt, iterations, hash.length * Byte.SIZE);
    try {
      byte[] computed = SecretKeyFactory.getInstance(function).generateSecret(key).getEncoded();
      return MessageDigest.isEqual(hash, computed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + function, e);
    } finally {
      key.clearPassword();
    }
  }
}
