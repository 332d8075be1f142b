package dev.postern.protocol.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What may be used only once and has been: the {@code jti} of client assertions (RFC 7523 section
 * 3) and of DPoP proofs (RFC 9449 section 11.1), in memory, for as long as they could be used.
 *
 * <p>{@link #claim} looks and takes in one step, so that of many copies at once exactly one is the
 * first. It is to be called last, when everything else about a proof stands: nobody can fill this
 * with what he could not have signed. A name is kept as 128 bits of its hash, whatever its length,
 * and there is a limit to how many: nothing is forgotten before its time to make room.
 *
 * <p>Whoever has much does not take the last room. A group of owners (a tenant's clients) may have
 * {@value #FAVOUR} times as much as is left to all, and each of them as much as is left to his
 * group, up to a share that is fixed. However many groups press, and whoever came first, there is
 * some room for the next.
 *
 * <p>Threads may share it; its lock is held for some microseconds at most, for each claim forgets a
 * few of those whose time is over, however many these are.
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

  /**
   * Who uses something.
   *
   * @param group whom he shares room with
   * @param name who he is in that group
   */
  public record Owner(String group, String name) {

    /** One who is a group by himself. */
    public static Owner alone(String name) {
      return new Owner(name, "");
    }
  }

  /** How much a group has used, as long as that is remembered. */
  private static final class Group {
    private int uses;
  }

  /** How much one owner has used, as long as that is remembered. */
  private static final class Share {
    private final Owner owner;
    private final Group group;
    private int uses;

    private Share(Owner owner, Group group) {
      this.owner = owner;
      this.group = group;
    }
  }

  /** What was used. Two are equal when their hashes are: the owner is part of what was hashed. */
  private static final class Use {
    private final long high;
    private final long low;
    private final Share share;

    private Use(long high, long low, Share share) {
      this.high = high;
      this.low = low;
      this.share = share;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Use same && high == same.high && low == same.low;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(low);
    }
  }

  /** More than one, so that what has had its time grows less. */
  private static final int FORGOTTEN_AT_ONCE = 16;

  /** One group alone comes to four fifths of the room; of n, 1 part of 4n + 1 is always left. */
  static final int FAVOUR = 4;

  private final int most;
  private final int mostOfOne;
  private final Set<Use> used = new HashSet<>();
  private final Map<Owner, Share> shares = new HashMap<>();
  private final Map<String, Group> groups = new HashMap<>();

  /** Uses by the last second in which they must be known. */
  private final TreeMap<Long, List<Use>> endings = new TreeMap<>();

  /** Of what had to be known until before this second, some has been forgotten. */
  private long forgottenTo = Long.MIN_VALUE;

  /** Remembers {@code most} uses at once, about 150 bytes each. */
  public Replays(int most) {
    this(most, most);
  }

  /** The same, of which one owner may have {@code mostOfOne}. */
  public Replays(int most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /**
   * Uses {@code id} of {@code owner} up.
   *
   * @param owner whose names these are: one name may be used by each of two
   * @param until from when on nobody accepts it any more; what is later than that need not be kept
   */
  public Claim claim(Owner owner, String id, Instant until, Instant now) {
    ByteBuffer hash = hash(owner, id);
    return claim(owner, hash, until.getEpochSecond(), now.getEpochSecond());
  }

  private synchronized Claim claim(Owner owner, ByteBuffer hash, long until, long now) {
    forgetSome(now);
    Share share = share(owner);
    Use use = new Use(hash.getLong(), hash.getLong(), share);
    if (used.contains(use)) {
      return Claim.AGAIN;
    }
    int left = FAVOUR * (most - used.size()) - share.group.uses;
    // What has been forgotten cannot be known again: the clock was set back, or this thread slept.
    if (until < forgottenTo || share.uses >= Math.min(mostOfOne, left)) {
      return Claim.FULL;
    }
    used.add(use);
    shares.put(owner, share);
    groups.put(owner.group(), share.group);
    share.uses++;
    share.group.uses++;
    endings.computeIfAbsent(Math.max(until, now), second -> new ArrayList<>()).add(use);
    return Claim.FIRST;
  }

  /** The one that is kept, or one that is not kept yet. */
  private Share share(Owner owner) {
    @Nullable Share known = shares.get(owner);
    if (known != null) {
      return known;
    }
    @Nullable Group group = groups.get(owner.group());
    return new Share(owner, group == null ? new Group() : group);
  }

  private void forgetSome(long now) {
    for (int i = 0; i < FORGOTTEN_AT_ONCE; i++) {
      Map.Entry<Long, List<Use>> first = endings.firstEntry();
      if (first == null || first.getKey() >= now) {
        return;
      }
      List<Use> ended = first.getValue();
      forget(ended.remove(ended.size() - 1));
      forgottenTo = first.getKey() + 1;
      if (ended.isEmpty()) {
        endings.remove(first.getKey());
      }
    }
  }

  private void forget(Use use) {
    Share share = use.share;
    used.remove(use);
    if (--share.uses == 0) {
      shares.remove(share.owner);
    }
    if (--share.group.uses == 0) {
      groups.remove(share.owner.group());
    }
  }

  /** How many uses are remembered. */
  public synchronized int size() {
    return used.size();
  }

  private static ByteBuffer hash(Owner owner, String id) {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      // The lengths keep apart what two ways of cutting one text would make equal.
      update(hash, owner.group());
      update(hash, owner.name());
      return ByteBuffer.wrap(hash.digest(id.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void update(MessageDigest hash, String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    hash.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    hash.update(bytes);
  }
}
