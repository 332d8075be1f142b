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
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The revocation feed of one tenant on this node. Every message is signed once, and its bytes are
 * shared by all subscribers; the last few are kept for those who come back.
 *
 * <p>The lock is held for a signature or a hand-over to queues that never block, never for I/O.
 */
final class TenantFeed {

  private static final int KEPT = 1024;
  private static final Duration SNAPSHOT_LIFE = Duration.ofMillis(500);
  private static final byte[] KEYS_EVENT =
      "event: keys\ndata: changed\n\n".getBytes(StandardCharsets.US_ASCII);

  private final Issuer issuer;
  private final TenantRegistry tenant;
  private final String generation;
  private final Function<FeedMessage, String> signer;
  private final Supplier<Instant> asOf;
  private final Set<Subscriber> subscribers = new HashSet<>();
  private final NavigableMap<Long, byte[]> kept = new TreeMap<>();
  private long seq;
  private boolean closed;
  private @Nullable Snapshot snapshot;
  private byte @Nullable [] snapshotEvent;

  private record Snapshot(long seq, Instant asOf, String jws) {}

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
    byte[] event = event("revocations", message);
    kept.put(newSeq, event);
    if (kept.size() > KEPT) {
      kept.pollFirstEntry();
    }
    tell(event);
  }

  /** Tells everybody as of when nothing else is known. */
  synchronized void heartbeat() {
    if (!subscribers.isEmpty()) {
      tell(event("heartbeat", message(seq, OptionalLong.of(seq), List.of())));
    }
  }

  /** Tells everybody to fetch the token key set again. */
  synchronized void keysChanged() {
    tell(KEYS_EVENT);
  }

  private void tell(byte[] event) {
    // A subscriber that cannot take it is let go, so that he starts again with a snapshot.
    subscribers.removeIf(subscriber -> !subscriber.offer(event));
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
    long from = position(lastEventId);
    boolean complete =
        from == seq || (from < seq && !kept.isEmpty() && kept.firstKey() <= from + 1);
    if (from < 0 || !complete) {
      return List.of(snapshotEvent());
    }
    List<byte[]> events = new ArrayList<>(kept.tailMap(from, false).values());
    events.add(event("heartbeat", message(seq, OptionalLong.of(seq), List.of())));
    return events;
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
  synchronized String snapshot() {
    Instant now = asOf.get();
    @Nullable Snapshot current = snapshot;
    if (current == null || current.seq() != seq || !recent(current.asOf(), now)) {
      List<FeedEntry> live =
          tenant.revoked().entries().stream().filter(e -> !e.until().isBefore(now)).toList();
      current = new Snapshot(seq, now, message(seq, OptionalLong.empty(), live));
      snapshot = current;
      snapshotEvent = null;
    }
    return current.jws();
  }

  /** The same bytes for all who come at about the same time: a snapshot may be long. */
  private byte[] snapshotEvent() {
    String jws = snapshot();
    byte[] event = snapshotEvent;
    if (event == null) {
      event = event("snapshot", jws);
      snapshotEvent = event;
    }
    return event;
  }

  /** A clock that was put back must not let a snapshot speak of a time that has not come. */
  private static boolean recent(Instant then, Instant now) {
    return !then.isAfter(now) && !then.plus(SNAPSHOT_LIFE).isBefore(now);
  }

  private String message(long number, OptionalLong previous, List<FeedEntry> entries) {
    return signer.apply(new FeedMessage(issuer, generation, number, previous, asOf.get(), entries));
  }

  private byte[] event(String name, String jws) {
    String text = "event: " + name + "\nid: " + generation + ':' + seq + "\ndata: " + jws + "\n\n";
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
