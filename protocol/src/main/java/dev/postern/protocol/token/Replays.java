package dev.postern.protocol.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * What may be used only once and has been: the {@code jti} of client assertions (RFC 7523 section
 * 3) and of DPoP proofs (RFC 9449 section 11.1), in memory, for as long as they could be used.
 *
 * <p>{@link #claim} looks and takes in one step, so that of many copies at once exactly one is the
 * first. It is to be called last, when everything else about a proof stands: nobody can fill this
 * with what he could not have signed. A name is kept as 128 bits of its hash, whatever its length,
 * and there is a limit to how many: nothing is forgotten before its time to make room.
 *
 * <p>Threads may share it; its lock is held for less than a microsecond, and for a moment more once
 * a second.
 */
public final class Replays {

  /** What became of a claim. */
  public enum Claim {
    /** Nobody had used it. */
    FIRST,
    /** It has been used. */
    AGAIN,
    /** It cannot be told whether it is used again later, for there is no room to remember it. */
    FULL
  }

  private record Key(long high, long low) {}

  private final int most;
  private final Set<Key> used = new HashSet<>();

  /** Keys by the last second in which they must be known. */
  private final TreeMap<Long, List<Key>> endings = new TreeMap<>();

  /** Remembers {@code most} uses at once, about 150 bytes each. */
  public Replays(int most) {
    this.most = most;
  }

  /**
   * Uses {@code id} of {@code owner} up.
   *
   * @param owner whose names these are: one name may be used by each of two owners
   * @param until from when on nobody accepts it any more; what is later than that need not be kept
   */
  public Claim claim(String owner, String id, Instant until, Instant now) {
    return claim(key(owner, id), until.getEpochSecond(), now.getEpochSecond());
  }

  private synchronized Claim claim(Key key, long until, long now) {
    while (!endings.isEmpty() && endings.firstKey() < now) {
      endings.pollFirstEntry().getValue().forEach(used::remove);
    }
    if (used.contains(key)) {
      return Claim.AGAIN;
    }
    if (used.size() >= most) {
      return Claim.FULL;
    }
    used.add(key);
    endings.computeIfAbsent(Math.max(until, now), second -> new ArrayList<>()).add(key);
    return Claim.FIRST;
  }

  /** How many uses are remembered. */
  public synchronized int size() {
    return used.size();
  }

  private static Key key(String owner, String id) {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      byte[] ownerBytes = owner.getBytes(StandardCharsets.UTF_8);
      // The length keeps apart what two ways of cutting one text would make equal.
      hash.update(ByteBuffer.allocate(Integer.BYTES).putInt(ownerBytes.length).array());
      hash.update(ownerBytes);
      ByteBuffer bytes = ByteBuffer.wrap(hash.digest(id.getBytes(StandardCharsets.UTF_8)));
      return new Key(bytes.getLong(), bytes.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
