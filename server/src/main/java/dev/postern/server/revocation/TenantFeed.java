package dev.postern.server.revocation;

import dev.postern.protocol.Issuer;
import dev.postern.protocol.feed.FeedEntry;
import dev.postern.protocol.feed.FeedMessage;
import dev.postern.store.TenantRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The revocation feed of one tenant on this node. Every message is signed once, and its bytes are
 * shared by all subscribers; the last few are kept for those who come back.
 *
 * <p>The lock is held for a signature or a hand-over to queues that never block, never for I/O. A
 * snapshot may be long and take its time: it is made beside the lock, and once for many, because
 * whoever starts with one that is not the last gets what came since behind it.
 */
final class TenantFeed {

  private static final int KEPT = 1024;
  private static final Duration SNAPSHOT_LIFE = Duration.ofMillis(500);

  /** How long a snapshot serves those who are sent what came since, too. */
  private static final Duration START_LIFE = Duration.ofSeconds(10);

  /** The most bytes of missed events; half of what a subscriber can take at least. */
  private static final int LONGEST_TAIL = 64 * 1024;

  private static final byte[] KEYS_EVENT =
      "event: keys\ndata: changed\n\n".getBytes(StandardCharsets.US_ASCII);

  private final Issuer issuer;
  private final TenantRegistry tenant;
  private final String generation;
  private final Function<FeedMessage, String> signer;
  private final Supplier<Instant> asOf;
  private final Set<Subscriber> subscribers = new HashSet<>();
  private final NavigableMap<Long, byte[]> kept = new TreeMap<>();

  /** Held by the one who makes a snapshot; never taken by who holds the feed's own lock. */
  private final ReentrantLock making = new ReentrantLock();

  private long seq;
  private boolean closed;
  private volatile @Nullable Snapshot snapshot;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Snapshot(long seq, Instant asOf, String jws, byte[] event) {}

  TenantFeed(
      Issuer issuer,
      TenantRegistry tenant,
      String generation,
      Function<FeedMessage, String> signer,
      Supplier<Instant> asOf) {
    this.issuer = issuer;
    this.tenant = tenant;
    this.generation = generation;
    this.signer = signer;
    this.asOf = asOf;
    this.seq = tenant.revocationSeq();
  }

  /** Tells everybody of an act of revocation. */
  synchronized void publish(long newSeq, List<FeedEntry> entries) {
    if (newSeq <= seq) {
      return;
    }
    String message = message(newSeq, OptionalLong.of(seq), entries);
    seq = newSeq;
    byte[] event = event("revocations", seq, message);
    kept.put(newSeq, event);
    if (kept.size() > KEPT) {
      kept.pollFirstEntry();
    }
    tell(event);
  }

  /** Tells everybody as of when nothing else is known. */
  synchronized void heartbeat() {
    if (!subscribers.isEmpty()) {
      tell(heartbeatEvent());
    }
  }

  private byte[] heartbeatEvent() {
    return event("heartbeat", seq, message(seq, OptionalLong.of(seq), List.of()));
  }

  /**
   * Tells everybody to fetch the token key set again. What is kept may be signed by a key of the
   * feed that is gone: whoever was sent that would refuse it, come back, and be sent it again. So
   * whoever comes back from now on starts with a snapshot.
   */
  synchronized void keysChanged() {
    kept.clear();
    snapshot = null;
    tell(KEYS_EVENT);
  }

  private void tell(byte[] event) {
    // A subscriber that cannot take it is let go, so that he starts again with a snapshot. His end
    // may come back here at once, as a call to remove him: so it is no iteration over the set.
    for (Subscriber subscriber : List.copyOf(subscribers)) {
      if (!subscriber.offer(event)) {
        subscribers.remove(subscriber);
      }
    }
  }

  /**
   * Takes a subscriber in: with what he missed since {@code lastEventId}, else with a snapshot.
   *
   * @param lastEventId {@code <generation>:<seq>} of the last event that he has seen, or empty
   */
  synchronized void subscribe(Subscriber subscriber, String lastEventId) {
    if (closed) {
      // He looked this feed up just before another took its place: there he starts anew.
      subscriber.close();
      return;
    }
    boolean taken = subscriber.offer("retry: 500\n\n".getBytes(StandardCharsets.US_ASCII));
    for (byte[] event : missed(lastEventId)) {
      taken = taken && subscriber.offer(event);
    }
    if (taken) {
      subscribers.add(subscriber);
    }
  }

  private List<byte[]> missed(String lastEventId) {
    List<byte[]> events = new ArrayList<>();
    long from = position(lastEventId);
    if (!complete(from)) {
      Snapshot start = start();
      events.add(start.event());
      if (start.seq() == seq && recent(start, SNAPSHOT_LIFE)) {
        return events;
      }
      from = start.seq();
    }
    events.addAll(kept.tailMap(from, false).values());
    events.add(heartbeatEvent());
    return events;
  }

  /**
   * Whether all that came behind number {@code from} is kept and short. More than a subscriber can
   * take at once would let him go, and he would come back for the same again and again.
   */
  private boolean complete(long from) {
    boolean there =
        from == seq || (from >= 0 && from < seq && !kept.isEmpty() && kept.firstKey() <= from + 1);
    return there
        && kept.tailMap(from, false).values().stream().mapToLong(event -> event.length).sum()
            <= LONGEST_TAIL;
  }

  private Snapshot start() {
    Snapshot ready = snapshot;
    return ready != null && serves(ready) ? ready : made();
  }

  private boolean serves(Snapshot ready) {
    return complete(ready.seq()) && recent(ready, START_LIFE);
  }

  private synchronized boolean wantsSnapshot(String lastEventId) {
    Snapshot ready = snapshot;
    return !complete(position(lastEventId)) && (ready == null || !serves(ready));
  }

  /** Makes what {@link #subscribe} will need, where that may take a while. */
  void prepare(String lastEventId) {
    making.lock();
    try {
      if (wantsSnapshot(lastEventId)) {
        made();
      }
    } finally {
      making.unlock();
    }
  }

  /** The number in an event id of this generation, or -1. */
  private long position(String lastEventId) {
    String start = generation + ":";
    if (!lastEventId.startsWith(start) || lastEventId.length() > start.length() + 18) {
      return -1;
    }
    String digits = lastEventId.substring(start.length());
    return !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Long.parseLong(digits)
        : -1;
  }

  synchronized void remove(Subscriber subscriber) {
    subscribers.remove(subscriber);
  }

  synchronized int subscriberCount() {
    return subscribers.size();
  }

  /** Ends every subscription. */
  synchronized void close() {
    closed = true;
    List.copyOf(subscribers).forEach(Subscriber::close);
    subscribers.clear();
  }

  /** Everything that is live, signed: made again only once there is something new to say. */
  String snapshot() {
    making.lock();
    try {
      Snapshot ready = snapshot;
      return ready != null && ready.seq() == seq() && recent(ready, SNAPSHOT_LIFE)
          ? ready.jws()
          : made().jws();
    } finally {
      making.unlock();
    }
  }

  private synchronized long seq() {
    return seq;
  }

  /** What is live is read behind number and time: it may hold more than they say, never less. */
  private Snapshot made() {
    long number = seq();
    Instant now = asOf.get();
    List<FeedEntry> live =
        tenant.revoked().entries().stream().filter(e -> !e.until().isBefore(now)).toList();
    String jws =
        signer.apply(new FeedMessage(issuer, generation, number, OptionalLong.empty(), now, live));
    Snapshot made = new Snapshot(number, now, jws, event("snapshot", number, jws));
    snapshot = made;
    return made;
  }

  /** A clock that was put back must not let a snapshot speak of a time that has not come. */
  private boolean recent(Snapshot ready, Duration life) {
    Instant now = asOf.get();
    return !ready.asOf().isAfter(now) && !ready.asOf().plus(life).isBefore(now);
  }

  private String message(long number, OptionalLong previous, List<FeedEntry> entries) {
    return signer.apply(new FeedMessage(issuer, generation, number, previous, asOf.get(), entries));
  }

  private byte[] event(String name, long number, String jws) {
    String text =
        "event: " + name + "\nid: " + generation + ':' + number + "\ndata: " + jws + "\n\n";
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
