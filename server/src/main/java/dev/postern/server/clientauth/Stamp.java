package dev.postern.server.clientauth;

import dev.postern.store.TenantName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A text that is made here and brought back before long, as the challenge that a passkey signs (W3C
 * Web Authentication section 13.4.3): for one tenant and one purpose. Nothing is kept of it: it
 * says itself when it was made, under the pepper.
 *
 * @param text the whole, in base64url
 * @param madeAt when it was made, in whole milliseconds
 * @param endsAt when nobody takes it any more
 */
public record Stamp(String text, Instant madeAt, Instant endsAt) {

  private static final int RANDOM = 16;
  private static final int SIGNED = Long.BYTES + RANDOM;
  private static final int LENGTH = SIGNED + 32;

  /** The length of its text, in characters. */
  static final int CHARACTERS = 75;

  /** What it is brought back for. */
  public enum Purpose {
    /** A passkey signs it, to prove who one is. */
    SIGN_IN(Duration.ofMinutes(2)),
    /** A passkey that is new signs it. */
    REGISTER(Duration.ofMinutes(2)),
    /** Somebody comes back from the OpenID provider with it. */
    OPENID(Duration.ofMinutes(10)),
    /** The same, where the provider is to ask anew who it is. */
    OPENID_ANEW(Duration.ofMinutes(10)),
    /** Whom the provider vouched for proves himself by it. */
    OPENID_TICKET(Duration.ofMinutes(1));

    private final Duration life;

    Purpose(Duration life) {
      this.life = life;
    }

    /** How long it is good. */
    public Duration life() {
      return life;
    }
  }

  /**
   * Whom and what it is for.
   *
   * @param purpose what it is brought back for
   * @param tenant where
   * @param matter what it is about, without U+0000; may be empty
   */
  public record Use(Purpose purpose, TenantName tenant, String matter) {

    /** One that is about nothing. */
    public Use(Purpose purpose, TenantName tenant) {
      this(purpose, tenant, "");
    }
  }

  /** A new one. */
  public static Stamp make(Pepper pepper, Use use, Instant now, RandomGenerator random) {
    byte[] bytes = new byte[RANDOM];
    random.nextBytes(bytes);
    byte[] signed = ByteBuffer.allocate(SIGNED).putLong(now.toEpochMilli()).put(bytes).array();
    byte[] all = ByteBuffer.allocate(LENGTH).put(signed).put(tag(pepper, use, signed)).array();
    Instant madeAt = Instant.ofEpochMilli(now.toEpochMilli());
    return new Stamp(text(all), madeAt, madeAt.plus(use.purpose().life()));
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The stamp that {@code text} is; empty where it was not made here for that, or is over. */
  public static Optional<Stamp> read(Pepper pepper, Use use, String text, Instant now) {
    if (text.length() != CHARACTERS) {
      return Optional.empty();
    }
    byte[] all;
    try {
      all = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (!text(all).equals(text)) {
      // One spelling only: what was used is known by its text.
      return Optional.empty();
    }
    byte[] signed = Arrays.copyOf(all, SIGNED);
    byte[] tag = Arrays.copyOfRange(all, SIGNED, LENGTH);
    if (!MessageDigest.isEqual(tag, tag(pepper, use, signed))) {
      return Optional.empty();
    }
    Instant madeAt = Instant.ofEpochMilli(ByteBuffer.wrap(signed).getLong());
    Instant end = madeAt.plus(use.purpose().life());
    // Another node's clock may be ahead, but not by more than a stamp lives.
    boolean good = now.isBefore(end) && !madeAt.isAfter(now.plus(use.purpose().life()));
    return good ? Optional.of(new Stamp(text, madeAt, end)) : Optional.empty();
  }

  private static byte[] tag(Pepper pepper, Use use, byte[] signed) {
    byte[] about =
        ("stamp\0" + use.purpose() + '\0' + use.tenant() + '\0' + use.matter() + '\0')
            .getBytes(StandardCharsets.UTF_8);
    return pepper.tag(
        ByteBuffer.allocate(about.length + signed.length).put(about).put(signed).array());
  }

  /** Nothing of the text, which opens something. */
  @Override
  public String toString() {
    return "Stamp[" + madeAt + "]";
  }
}
