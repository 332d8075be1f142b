package dev.postern.server.revocation;

import dev.postern.protocol.feed.FeedEntry;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.signing.KeyRing;
import dev.postern.store.Ids;
import dev.postern.store.Registry;
import dev.postern.store.TenantName;
import dev.postern.store.TenantRegistry;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The revocation feeds of all tenants on this node, and the slots that their subscribers share. */
public final class Feeds {

  private final Registry registry;
  private final PublicAddress address;
  private final KeyRing keys;
  private final Supplier<Instant> asOf;
  private final SecureRandom random;
  private final Slots slots;
  private final String generation;
  private final Map<TenantName, TenantFeed> feeds = new ConcurrentHashMap<>();

  /**
   * Feeds without subscribers.
   *
   * @param generation the life of the feeds' numbers, as the installation has it
   * @param asOf the instant of the last database read
   */
  public Feeds(
      Registry registry,
      PublicAddress address,
      KeyRing keys,
      Slots slots,
      String generation,
      Supplier<Instant> asOf,
      SecureRandom random) {
    this.registry = registry;
    this.address = address;
    this.keys = keys;
    this.slots = slots;
    this.generation = generation;
    this.asOf = asOf;
    this.random = random;
  }

  /** A tenant was loaded; where changes were lost its numbers start a new life. */
  public void loaded(TenantName name, boolean diverged) {
    String life = diverged ? Ids.next("gen", asOf.get(), random) : generation;
    TenantRegistry tenant =
        registry.tenant(name).orElseThrow(() -> new IllegalStateException("just loaded"));
    @Nullable TenantFeed old =
        feeds.put(
            name,
            new TenantFeed(
                address.issuer(name), tenant, life, message -> keys.sign(name, message), asOf));
    if (old != null) {
      old.close();
    }
  }

  /** An act of revocation has come in. */
  public void revoked(TenantName name, long seq, List<FeedEntry> entries) {
    feed(name).ifPresent(feed -> feed.publish(seq, entries));
  }

  /** A token key has changed. */
  public void keysChanged(TenantName name) {
    feed(name).ifPresent(TenantFeed::keysChanged);
  }

  /** Sends every subscriber a sign of life; called at least once a second. */
  public void heartbeat() {
    feeds.values().forEach(TenantFeed::heartbeat);
  }

  /** Everything that is live in a tenant, as one signed message. */
  public Optional<String> snapshot(TenantName name) {
    return feed(name).map(TenantFeed::snapshot);
  }

  /** Makes ready what {@link #subscribe} with the same id will send: that may take a while. */
  public void prepare(TenantName name, String lastEventId) {
    feed(name).ifPresent(feed -> feed.prepare(lastEventId));
  }

  /** Takes a subscriber in who holds a slot; the slot is his until {@link #unsubscribe}. */
  public void subscribe(TenantName name, Subscriber subscriber, String lastEventId) {
    feed(name).ifPresentOrElse(feed -> feed.subscribe(subscriber, lastEventId), subscriber::close);
  }

  /** Lets a subscriber go. */
  public void unsubscribe(TenantName name, Subscriber subscriber) {
    feed(name).ifPresent(feed -> feed.remove(subscriber));
  }

  /** Who may subscribe. */
  public Slots slots() {
    return slots;
  }

  /** How many subscribers a tenant has. */
  public int subscriberCount(TenantName name) {
    return feed(name).map(TenantFeed::subscriberCount).orElse(0);
  }

  /** How many subscribers there are. */
  public int subscriberCount() {
    return feeds.values().stream().mapToInt(TenantFeed::subscriberCount).sum();
  }

  private Optional<TenantFeed> feed(TenantName name) {
    return Optional.ofNullable(feeds.get(name));
  }
}
