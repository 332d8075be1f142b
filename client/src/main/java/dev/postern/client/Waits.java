package dev.postern.client;

import java.time.Duration;

/**
 * How long is waited for the authorization server.
 *
 * @param request for one whole request, from connecting to the last byte of the answer
 * @param total for a token: all tries and the pauses between them
 */
public record Waits(Duration request, Duration total) {

  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** 10 s for a request, 30 s for a token. */
  public static final Waits STANDARD = new Waits(Duration.ofSeconds(10), Duration.ofSeconds(30));

  /** Refuses with {@link IllegalArgumentException} what is not between 1 ms and 10 minutes. */
  public Waits {
    if (outOfBounds(request) || outOfBounds(total)) {
      throw new IllegalArgumentException("a wait is between one millisecond and ten minutes");
    }
  }

  private static boolean outOfBounds(Duration wait) {
    return wait.compareTo(Duration.ofMillis(1)) < 0 || wait.compareTo(LONGEST) > 0;
  }
}
