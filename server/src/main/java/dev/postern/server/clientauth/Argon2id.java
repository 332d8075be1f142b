package dev.postern.server.clientauth;

import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TooMany;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Hashes passwords with Argon2id (RFC 9106): 19 MiB of memory, two passes, one lane, 16 bytes of
 * salt and 32 of hash, written as a PHC string, {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}.
 *
 * <p>Each hash takes its memory for tens of milliseconds, so only {@value #AT_ONCE} are computed at
 * once; who would wait longer than {@link #LONGEST_WAIT} is refused instead.
 */
public final class Argon2id {

  /** How many hashes are computed at once: what they take together is below 80 MiB. */
  static final int AT_ONCE = 4;

  /** How long a caller waits for its turn. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  private static final int MEMORY_KIB = 19 * 1024;
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  /** The most that a hash from elsewhere may cost to check. */
  private static final int MOST_MEMORY_KIB = 64 * 1024;

  private static final int MOST_PASSES = 10;
  private static final int MOST_LANES = 4;

  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,6}),t=(\\d{1,2}),p=(\\d)"
              + "\\$([A-Za-z0-9+/]{11,64})\\$([A-Za-z0-9+/]{22,86})");
  private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getDecoder();

  private final SecureRandom random;
  private final Semaphore turns = new Semaphore(AT_ONCE, true);

  /** A hasher whose salts come from {@code random}; threads share it. */
  public Argon2id(SecureRandom random) {
    this.random = random;
  }

  /** The hash to be kept of {@code password}; a refusal where too many are being computed. */
  public String hash(Password password) throws Refusal {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    Argon2Parameters parameters = parameters(MEMORY_KIB, PASSES, LANES, salt);
    byte[] hash = derive(password, parameters, HASH_BYTES);
    // Without a locale, digits would be those of the machine's language.
    return String.format(
        Locale.ROOT,
        "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s",
        MEMORY_KIB,
        PASSES,
        LANES,
        ENCODER.encodeToString(salt),
        ENCODER.encodeToString(hash));
  }

  /**
   * Whether {@code hash} is of {@code password}. A hash that is malformed, or dearer than we would
   * compute, is of none.
   */
  public boolean matches(Password password, String hash) throws Refusal {
    Matcher phc = PHC.matcher(hash);
    if (!phc.matches()) {
      return false;
    }
    int memory = Integer.parseInt(phc.group(1));
    int passes = Integer.parseInt(phc.group(2));
    int lanes = Integer.parseInt(phc.group(3));
    // RFC 9106 3.1: at least one pass and one lane, and 8 KiB for each lane.
    boolean bearable =
        memory <= MOST_MEMORY_KIB
            && passes >= 1
            && passes <= MOST_PASSES
            && lanes >= 1
            && lanes <= MOST_LANES
            && memory >= 8 * lanes;
    if (!bearable) {
      return false;
    }
    byte[] salt;
    byte[] expected;
    try {
      salt = DECODER.decode(phc.group(4));
      expected = DECODER.decode(phc.group(5));
    } catch (IllegalArgumentException malformed) {
      return false;
    }
    Argon2Parameters parameters = parameters(memory, passes, lanes, salt);
    return MessageDigest.isEqual(expected, derive(password, parameters, expected.length));
  }

  private static Argon2Parameters parameters(int memory, int passes, int lanes, byte[] salt) {
    return new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
        .withMemoryAsKB(memory)
        .withIterations(passes)
        .withParallelism(lanes)
        .withSalt(salt)
        .build();
  }

  private byte[] derive(Password password, Argon2Parameters parameters, int length) throws Refusal {
    takeTurn();
    try {
      Argon2BytesGenerator generator = new Argon2BytesGenerator();
      generator.init(parameters);
      byte[] hash = new byte[length];
      generator.generateBytes(password.bytes(), hash);
      return hash;
    } finally {
      turns.release();
    }
  }

  private void takeTurn() throws Refusal {
    try {
      if (turns.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new Refusal(new TooMany(LONGEST_WAIT));
  }
}
