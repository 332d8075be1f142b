package dev.postern.protocol.dpop;

import dev.postern.protocol.token.HmacSha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The nonces that a server supplies for proofs (RFC 9449 section 8): one for every five minutes, an
 * HMAC of that time under a key of the server's, so that nothing has to be remembered and nobody
 * can know one before its time.
 *
 * <p>One is taken while its five minutes last and in the next five. Those of the coming five are
 * taken, too: they are from a node whose clock is a little ahead.
 */
public final class Nonces {

  /** For how long one is supplied. */
  public static final Duration PERIOD = Duration.ofMinutes(5);

  private static final int BYTES = 16;

  private final HmacSha256 key;
  private volatile @Nullable Supplied latest;

  private record Supplied(long period, String text) {}

  /** The nonces under {@code key}; who shares the key takes them, too. */
  public Nonces(HmacSha256 key) {
    this.key = key;
  }

  /** The nonce to supply at {@code now}: 22 characters of base64url. */
  public String supply(Instant now) {
    long period = period(now);
    Supplied known = latest;
    if (known == null || known.period() != period) {
      known = new Supplied(period, text(period));
      latest = known;
    }
    return known.text();
  }

  /** Whether {@code nonce} is one of ours that may be used at {@code now}. */
  public boolean takes(String nonce, Instant now) {
    long period = period(now);
    byte[] shown = nonce.getBytes(StandardCharsets.UTF_8);
    return same(shown, supply(now))
        || same(shown, text(period - 1))
        || same(shown, text(period + 1));
  }

  private static boolean same(byte[] shown, String ours) {
    return MessageDigest.isEqual(shown, ours.getBytes(StandardCharsets.US_ASCII));
  }

  private static long period(Instant now) {
    return Math.floorDiv(now.getEpochSecond(), PERIOD.toSeconds());
  }

  private String text(long period) {
    byte[] mac = key.of(ByteBuffer.allocate(Long.BYTES).putLong(period).array());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(mac, BYTES));
  }
}
