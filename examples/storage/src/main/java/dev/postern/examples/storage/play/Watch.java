package dev.postern.examples.storage.play;

import dev.postern.protocol.http.HttpAnswer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks for one file again and again with one token, until that is refused. */
final class Watch {

  private static final Duration PAUSE = Duration.ofMillis(5);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  /**
   * The end of it.
   *
   * @param accepted how many times the token was accepted before
   * @param at when the refusal had arrived
   * @param answer the refusal
   */
  record Refused(int accepted, Instant at, HttpAnswer answer) {}

  private final CompletableFuture<Refused> refused = new CompletableFuture<>();

  private Watch() {}

  /** Starts asking, on a thread of its own. */
  static Watch start(URI file, String token) {
    Watch watch = new Watch();
    Thread.ofVirtual().start(() -> watch.ask(file, token));
    return watch;
  }

  private void ask(URI file, String token) {
    long end = System.nanoTime() + LONGEST.toNanos();
    int accepted = 0;
    try {
      while (System.nanoTime() < end) {
        HttpAnswer answer = Doors.get(file, token);
        if (answer.status() != 200) {
          refused.complete(new Refused(accepted, Instant.now(), answer));
          return;
        }
        accepted++;
        Thread.sleep(PAUSE);
      }
      refused.completeExceptionally(new StepFailed("it is still accepted"));
    } catch (IOException | InterruptedException e) {
      refused.completeExceptionally(e);
    }
  }

  Refused await() throws StepFailed {
    try {
      return refused.get(LONGEST.toMillis() + 1000, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new StepFailed("a watched token: " + e.getMessage());
    } catch (TimeoutException e) {
      throw new StepFailed("a storage that does not answer");
    } catch (InterruptedException e) {
      throw Pauses.brokenOff();
    }
  }
}
