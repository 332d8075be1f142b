package dev.postern.server.clientauth;

import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A hash of a secret that another server made: Argon2id, bcrypt or PBKDF2, in the text form that
 * password libraries write (PHC strings, and bcrypt's own). What would cost too much to check is
 * refused, and so is what protects too little; each text has one spelling.
 */
public abstract sealed class ImportedHash permits Argon2Hash, BcryptHash, Pbkdf2Hash {

  /** The most characters. */
  public static final int LONGEST = 256;

  private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getDecoder();

  private final String scheme;

  /** A hash by {@code scheme}. */
  ImportedHash(String scheme) {
    this.scheme = scheme;
  }

  /**
   * Reads a hash.
   *
   * @param complaint is told what is wrong, in a sentence without a subject that repeats no input
   */
  public static Optional<ImportedHash> parse(String text, Consumer<String> complaint) {
    String wrong = "is a hash by Argon2id, bcrypt or PBKDF2 in its usual text form";
    if (text.length() > LONGEST) {
      wrong = "has at most " + LONGEST + " characters";
    } else if (text.startsWith(Argon2Hash.START)) {
      return Argon2Hash.read(text, complaint);
    } else if (text.startsWith(BcryptHash.START)) {
      return BcryptHash.read(text, complaint);
    } else if (text.startsWith(Pbkdf2Hash.START)) {
      return Pbkdf2Hash.read(text, complaint);
    }
    complaint.accept(wrong);
    return Optional.empty();
  }

  /** How it was made, for people: {@code argon2id}, {@code bcrypt}, {@code pbkdf2-sha256}, … */
  public final String scheme() {
    return scheme;
  }

  /** Whether it is of {@code secret}; takes as long as it was made to take. */
  abstract boolean matches(OfferedSecret secret);

  /** The bytes that {@code base64} stands for, without padding; empty for another spelling. */
  static Optional<byte[]> bytes(String base64) {
    try {
      byte[] bytes = DECODER.decode(base64);
      return ENCODER.encodeToString(bytes).equals(base64) ? Optional.of(bytes) : Optional.empty();
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /** What to say of a salt or hash whose length or spelling is wrong. */
  static String lengths(String hash) {
    return "has a salt of 8 to 64 bytes and a hash of " + hash + ", in base64 without padding";
  }

  /** Whether a salt and a hash are there and of a good length. */
  static boolean fit(Optional<byte[]> salt, Optional<byte[]> hash, int longest) {
    return within(salt, 8, 64) && within(hash, 16, longest);
  }

  private static boolean within(Optional<byte[]> bytes, int shortest, int longest) {
    return bytes.isPresent() && bytes.get().length >= shortest && bytes.get().length <= longest;
  }

  @Override
  public final String toString() {
    return "ImportedHash[" + scheme + "]";
  }
}
