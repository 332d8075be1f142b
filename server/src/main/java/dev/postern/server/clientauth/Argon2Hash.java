package dev.postern.server.clientauth;

import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Argon2id (RFC 9106), {@code $argon2id$v=19$m=65536,t=3,p=4$salt$hash}. */
final class Argon2Hash extends ImportedHash {

  static final String START = "$argon2id$";

  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=([1-9]\\d{0,6}),t=([1-9]\\d{0,3}),p=([1-9]\\d{0,2})"
              + "\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

  private static final int LEAST_MEMORY_KIB = 4 * 1024;
  static final int MOST_MEMORY_KIB = 64 * 1024;
  private static final int MOST_PASSES = 16;
  private static final int MOST_LANES = 4;

  /** What is filled over all passes: as long as four passes over the most memory. */
  private static final int MOST_FILLED_KIB = 4 * MOST_MEMORY_KIB;

  private static final int LONGEST_HASH = 64;

  private final int memory;
  private final int passes;
  private final int lanes;
  private final byte[] salt;
  private final byte[] hash;

  private Argon2Hash(Matcher phc, byte[] salt, byte[] hash) {
    super("argon2id");
    this.memory = Integer.parseInt(phc.group(1));
    this.passes = Integer.parseInt(phc.group(2));
    this.lanes = Integer.parseInt(phc.group(3));
    this.salt = salt;
    this.hash = hash;
  }

  static Optional<ImportedHash> read(String text, Consumer<String> complaint) {
    Matcher phc = PHC.matcher(text);
    if (!phc.matches()) {
      complaint.accept("is, by Argon2id, $argon2id$v=19$m=…,t=…,p=…$salt$hash");
      return Optional.empty();
    }
    Optional<byte[]> salt = bytes(phc.group(4));
    Optional<byte[]> hash = bytes(phc.group(5));
    if (!fit(salt, hash, LONGEST_HASH)) {
      complaint.accept(lengths("16 to 64 bytes"));
      return Optional.empty();
    }
    Argon2Hash read = new Argon2Hash(phc, salt.get(), hash.get());
    Optional<String> wrong = read.bounds();
    wrong.ifPresent(complaint);
    return wrong.isEmpty() ? Optional.of(read) : Optional.empty();
  }

  private Optional<String> bounds() {
    if (memory < LEAST_MEMORY_KIB || memory > MOST_MEMORY_KIB) {
      return Optional.of("has, by Argon2id, m from 4096 to 65536 (KiB)");
    }
    if (passes > MOST_PASSES) {
      return Optional.of("has, by Argon2id, t from 1 to 16");
    }
    if (lanes > MOST_LANES) {
      return Optional.of("has, by Argon2id, p from 1 to 4");
    }
    return memory * passes > MOST_FILLED_KIB
        ? Optional.of("has, by Argon2id, m times t up to 262144")
        : Optional.empty();
  }

  @Override
  boolean matches(OfferedSecret secret) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memory)
            .withIterations(passes)
            .withParallelism(lanes)
            .withSalt(salt)
            .build());
    byte[] computed = new byte[hash.length];
    generator.generateBytes(secret.bytes(), computed);
    return MessageDigest.isEqual(hash, computed);
  }
}
