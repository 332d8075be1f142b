package dev.postern.verifier;

import dev.postern.protocol.ServerMetadata;
import dev.postern.protocol.feed.FeedMessage;
import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.http.HttpStream;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.token.CompactJws;
import dev.postern.protocol.token.TokenFault;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows the revocation feed on a thread of its own and tells the view what it hears.
 *
 * <p>Whatever goes wrong (silence, a forged message, a gap), the answer is one: close, wait a
 * little, connect again. A gap forgets the position, so that the new stream begins with a snapshot.
 * Where the server has no stream to spare, its snapshot is polled.
 */
final class FeedFollower implements AutoCloseable {

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration POLLING = Duration.ofSeconds(20);
  private static final JsonReader MESSAGE = new JsonReader(JsonLimits.FEED);
  private static final Logger LOG = System.getLogger("dev.postern.verifier");

  private final Directory directory;
  private final PublishedKeys feedKeys;
  private final PublishedKeys tokenKeys;
  private final RevocationView view;
  private final Duration silence;
  private final Thread thread = new Thread(this::run, "postern-revocations");
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable HttpStream stream;
  private boolean gap;
  private int failures;
  private Optional<Duration> retry = Optional.empty();

  FeedFollower(
      Directory directory,
      PublishedKeys feedKeys,
      PublishedKeys tokenKeys,
      RevocationView view,
      Duration silence) {
    this.directory = directory;
    this.feedKeys = feedKeys;
    this.tokenKeys = tokenKeys;
    this.view = view;
    this.silence = silence;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
    HttpStream open = stream;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "the feed's connection did not close cleanly");
      }
    }
  }

  private boolean open() {
    return closed.getCount() > 0;
  }

  private void run() {
    while (open()) {
      try {
        follow();
      } catch (IOException | JsonFault | TokenFault e) {
        directory.forget();
        Level level = failures == 0 && open() ? Level.WARNING : Level.DEBUG;
        LOG.log(level, "lost the revocation feed: {0}", e.getMessage());
      } catch (RuntimeException | Error e) {
        // Also when memory was short for a moment: nobody would follow once this thread is gone.
        LOG.log(Level.ERROR, "a fault in following the revocation feed", e);
      }
      pause(backOff());
    }
  }

  private void follow() throws IOException, JsonFault, TokenFault {
    ServerMetadata metadata = directory.metadata();
    HttpCall call = directory.call(metadata.revocationFeed()).header("Accept", "text/event-stream");
    Optional<String> position = gap ? Optional.empty() : view.position();
    if (position.isPresent()) {
      call = call.header("Last-Event-ID", position.get());
    }
    int status;
    try (HttpStream opened = call.open()) {
      stream = opened;
      status = opened.status();
      if (status == 200) {
        listen(opened);
        return;
      }
    } finally {
      stream = null;
    }
    if (status != 503 && status != 429) {
      throw new IOException("the feed answers " + status);
    }
    poll(metadata);
  }

  private void listen(HttpStream opened) throws IOException, JsonFault, TokenFault {
    // A server that cannot stream answers with its snapshot.
    if (!opened.header("Content-Type").orElse("").startsWith("text/event-stream")) {
      throw new IOException("the feed is no event stream");
    }
    EventReader events = new EventReader(opened, silence);
    for (EventReader.Event event = events.next(); event != null && open(); event = events.next()) {
      retry = events.retry();
      switch (event.type()) {
        case "snapshot", "revocations", "heartbeat" -> {
          if (!told(event.data())) {
            return;
          }
        }
        case "keys" -> {
          // The event does not say of which set; the feed's next message may need the other.
          tokenKeys.changed();
          feedKeys.changed();
        }
        default -> {
          // Of a later version; what must be known comes as an entry.
        }
      }
    }
  }

  /** Tells the view; whether the stream may go on. */
  private boolean told(String jws) throws JsonFault, TokenFault {
    switch (view.apply(verified(jws))) {
      case APPLIED -> {
        gap = false;
        failures = 0;
      }
      case IGNORED -> {
        // A node that is behind, or an old message played again: the view's age tells.
      }
      case GAP -> {
        LOG.log(Level.INFO, "missed a revocation message: fetching a snapshot");
        gap = true;
        return false;
      }
    }
    return true;
  }

  private FeedMessage verified(String compact) throws JsonFault, TokenFault {
    CompactJws jws = CompactJws.parse(compact, EventReader.LIMIT);
    byte[] payload = jws.verifiedPayload(FeedMessage.TYPE, feedKeys.knowing(jws.keyId(), silence));
    return FeedMessage.read(MESSAGE.object(payload), directory.issuer());
  }

  /**
   * Fetches the snapshot once a second for a while. The tag is a strong one: a 304 says that the
   * message, its {@code as_of} included, would be the same, and the view grows older.
   */
  private void poll(ServerMetadata metadata) throws IOException, JsonFault, TokenFault {
    LOG.log(Level.INFO, "no place at the revocation feed: polling its snapshot");
    HttpCall call =
        directory.call(metadata.revocationFeed()).header("Accept", "application/revocations+jwt");
    Optional<String> tag = Optional.empty();
    long end = System.nanoTime() + jittered(POLLING).toNanos();
    while (open() && System.nanoTime() - end < 0) {
      HttpAnswer answer =
          (tag.isPresent() ? call.header("If-None-Match", tag.get()) : call)
              .send(EventReader.LIMIT);
      if (answer.status() == 200) {
        told(new String(answer.body(), StandardCharsets.US_ASCII).strip());
        tag = answer.header("ETag");
      } else if (answer.status() != 304) {
        throw new IOException("the feed's snapshot answers " + answer.status());
      }
      pause(jittered(POLL));
    }
  }

  /** First quick, then longer, up to 5 s; never all verifiers at once. */
  private Duration backOff() {
    long own = SHORTEST_PAUSE.toMillis() << Math.min(failures++, 10);
    long wanted = retry.map(Duration::toMillis).orElse(0L);
    return jittered(Duration.ofMillis(Math.min(Math.max(own, wanted), LONGEST_PAUSE.toMillis())));
  }

  private static Duration jittered(Duration time) {
    return Duration.ofMillis(
        (long) (time.toMillis() * ThreadLocalRandom.current().nextDouble(0.5, 1)));
  }

  private void pause(Duration time) {
    try {
      if (closed.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(Level.DEBUG, "no longer following the revocation feed");
      }
    } catch (InterruptedException e) {
      // Only close() interrupts, and open() will tell.
      LOG.log(Level.DEBUG, "interrupted");
    }
  }
}
