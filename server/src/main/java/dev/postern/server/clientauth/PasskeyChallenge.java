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
 * What a passkey signs (W3C Web Authentication section 13.4.3): made here, for one tenant and one
 * purpose, and good for two minutes. Nothing is kept of it: it says itself when it was made, under
 * the pepper.
 *
 * @param text the challenge, in base64url
 * @param madeAt when it was made, in whole milliseconds
 */
public record PasskeyChallenge(String text, Instant madeAt) {

  /** How long it is good. */
  public static final Duration LIFE = Duration.ofMinutes(2);

  private static final int RANDOM = 16;
  private static final int SIGNED = Long.BYTES + RANDOM;
  private static final int LENGTH = SIGNED + 32;

  /** What is to be signed for. */
  public enum Purpose {
    /** To prove who one is. */
    SIGN_IN,
    /** To make a passkey. */
    REGISTER
  }

  /** A new one. */
  public static PasskeyChallenge make(
      Pepper pepper, Purpose purpose, TenantName tenant, Instant now, RandomGenerator random) {
    byte[] bytes = new byte[RANDOM];
    random.nextBytes(bytes);
    byte[] signed = ByteBuffer.allocate(SIGNED).putLong(now.toEpochMilli()).put(bytes).array();
    byte[] all =
        ByteBuffer.allocate(LENGTH).put(signed).put(tag(pepper, purpose, tenant, signed)).array();
    return new PasskeyChallenge(
        Base64.getUrlEncoder().withoutPadding().encodeToString(all),
        Instant.ofEpochMilli(now.toEpochMilli()));
  }

  /** The challenge that {@code text} is; empty where it was not made here for that, or is over. */
  public static Optional<PasskeyChallenge> read(
      Pepper pepper, Purpose purpose, TenantName tenant, String text, Instant now) {
    byte[] all;
    try {
      all = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (all.length != LENGTH) {
      return Optional.empty();
    }
    byte[] signed = Arrays.copyOf(all, SIGNED);
    byte[] tag = Arrays.copyOfRange(all, SIGNED, LENGTH);
    if (!MessageDigest.isEqual(tag, tag(pepper, purpose, tenant, signed))) {
      return Optional.empty();
    }
    Instant madeAt = Instant.ofEpochMilli(ByteBuffer.wrap(signed).getLong());
    // Another node's clock may be ahead, but not by more than a challenge lives.
    boolean good = now.isBefore(madeAt.plus(LIFE)) && !madeAt.isAfter(now.plus(LIFE));
    return good ? Optional.of(new PasskeyChallenge(text, madeAt)) : Optional.empty();
  }

  /** When nobody takes it any more. */
  Instant end() {
    return madeAt.plus(LIFE);
  }

  private static byte[] tag(Pepper pepper, Purpose purpose, TenantName tenant, byte[] signed) {
    byte[] about =
        ("passkey challenge\0" + purpose + '\0' + tenant + '\0').getBytes(StandardCharsets.UTF_8);
    return pepper.tag(
        ByteBuffer.allocate(about.length + signed.length).put(about).put(signed).array());
  }
}
