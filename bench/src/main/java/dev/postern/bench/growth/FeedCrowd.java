package dev.postern.bench.growth;

import dev.postern.bench.process.NotMeasured;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Many subscribers of one revocation feed, read by one thread. Whom the server lets go comes back
 * after a pause, as a verifier does.
 */
final class FeedCrowd implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long LOOK_AGAIN_MILLIS = 5;

  private final List<FeedSubscriber> subscribers = new ArrayList<>();
  private final PriorityQueue<FeedSubscriber> absent =
      new PriorityQueue<>(Comparator.comparingLong(FeedSubscriber::due));
  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
  private final Thread reader = new Thread(this::run, "feed crowd");
  private final AtomicInteger present = new AtomicInteger();
  private final AtomicInteger departures = new AtomicInteger();
  private volatile Witness witness = (subscriber, after, seq, nanos) -> {};
  private volatile long lastSeq;
  private volatile @Nullable Exception fault;
  private volatile boolean ended;

  /** Who is told what the subscribers read; called by the reading thread. */
  interface Witness {
    /**
     * A subscriber, who knew all acts up to number {@code after}, has read a message whole with
     * which he knows those up to {@code seq}.
     */
    void read(int subscriber, long after, long seq, long nanos);
  }

  /**
   * How all came to be there.
   *
   * @param subscribers how many they are
   * @param letGo how many of them were let go at least once on the way
   * @param departures how often that was in all
   * @param lasted from the first connection to the moment when all had read their snapshot
   */
  record Joined(int subscribers, int letGo, int departures, Duration lasted) {}

  /** A crowd that waits outside. */
  FeedCrowd(URI server, int count) throws IOException {
    InetSocketAddress address = new InetSocketAddress(server.getHost(), server.getPort());
    for (int number = 0; number < count; number++) {
      subscribers.add(new FeedSubscriber(number, address));
    }
    reader.setDaemon(true);
  }

  /** All subscribe in one moment; returns when all are there. */
  Joined join() throws NotMeasured, InterruptedException {
    long began = System.nanoTime();
    subscribers.forEach(each -> each.comeAt(began));
    absent.addAll(subscribers);
    reader.start();
    await(() -> present.get() == subscribers.size(), "not all could subscribe");
    Duration lasted = Duration.ofNanos(System.nanoTime() - began);
    int letGo = (int) subscribers.stream().filter(FeedSubscriber::wasLetGo).count();
    return new Joined(subscribers.size(), letGo, departures.get(), lasted);
  }

  /** Waits for what the reading thread brings about. */
  void await(BooleanSupplier reached, String otherwise) throws NotMeasured, InterruptedException {
    long began = System.nanoTime();
    while (!reached.getAsBoolean()) {
      Exception broken = fault;
      if (broken != null) {
        throw new NotMeasured("the feed's crowd: " + broken.getMessage());
      }
      if (System.nanoTime() - began > LIMIT.toNanos()) {
        throw new NotMeasured(
            "%s in %s: %s of %d are there, after %s departures"
                .formatted(otherwise, LIMIT, present, subscribers.size(), departures));
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
  }

  int size() {
    return subscribers.size();
  }

  /** How often one was let go so far. */
  int departures() {
    return departures.get();
  }

  /** The number of the last act that anybody has read of. */
  long lastSeq() {
    return lastSeq;
  }

  void tell(Witness next) {
    witness = next;
  }

  private void run() {
    try {
      while (!ended) {
        long now = System.nanoTime();
        FeedSubscriber next = absent.peek();
        while (next != null && next.due() - now <= 0) {
          absent.remove();
          connect(next);
          next = absent.peek();
        }
        long pause = next == null ? 1000 : 1 + (next.due() - now) / 1_000_000;
        selector.select(this::ready, pause);
      }
    } catch (IOException | RuntimeException e) {
      fault = e;
    }
  }

  private void connect(FeedSubscriber subscriber) {
    try {
      subscriber.connect(selector);
    } catch (IOException e) {
      gone(subscriber);
    }
  }

  private void ready(SelectionKey key) {
    FeedSubscriber subscriber = (FeedSubscriber) key.attachment();
    boolean wasThere = subscriber.present();
    long known = subscriber.seq();
    try {
      subscriber.ready(key, buffer);
    } catch (IOException e) {
      gone(subscriber);
      return;
    }
    if (subscriber.seq() > known) {
      lastSeq = Math.max(lastSeq, subscriber.seq());
      witness.read(subscriber.number(), known, subscriber.seq(), System.nanoTime());
    }
    if (!wasThere && subscriber.present()) {
      present.incrementAndGet();
    }
  }

  private void gone(FeedSubscriber subscriber) {
    if (subscriber.present()) {
      present.decrementAndGet();
    }
    departures.incrementAndGet();
    subscriber.letGo(System.nanoTime());
    absent.add(subscriber);
  }

  @Override
  public void close() throws IOException {
    ended = true;
    selector.wakeup();
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    subscribers.forEach(FeedSubscriber::disconnect);
    selector.close();
  }
}
