package dev.postern.console.gate;

/**
 * One method of one path of the console, and what answers it.
 *
 * @param method {@code GET}, which answers {@code HEAD} too, or {@code POST}
 * @param template the path below the tenant's issuer; a whole segment <code>{name}</code> stands
 *     for any one non-empty segment
 * @param bodyLimit the largest body taken, in bytes; 0 where none is expected
 * @param handler what answers; it may wait
 */
public record Page(String method, String template, int bodyLimit, Handler handler) {

  /** Answers requests. */
  @FunctionalInterface
  public interface Handler {

    /** Answers one request; whatever is wrong with it is an answer, too. */
    Answer handle(Asked asked);
  }
}
