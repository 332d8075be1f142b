package dev.postern.server.http.engine;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Writes to the log what clients can make happen as often as they like: so many lines a minute, and
 * then only how many more there were. Else one hostile client fills the disk.
 */
final class FloodLog {
  /** Lines in one minute. */
  static final int LINES = 30;

  private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Logger log;
  private boolean begun;
  private long windowStart;
  private int lines;
  private long left;

  FloodLog(Logger log) {
    this.log = log;
  }

  /**
   * Writes a line, or counts it.
   *
   * @param now {@link System#nanoTime()}
   */
  void write(long now, Level level, String message, Object... arguments) {
    if (!log.isEnabledForLevel(level)) {
      return;
    }
    long unwritten;
    synchronized (this) {
      unwritten = nextWindow(now);
      if (lines == LINES) {
        left++;
        return;
      }
      lines++;
    }
    report(unwritten);
    switch (level) {
      case ERROR -> log.error(message, arguments);
      case WARN -> log.warn(message, arguments);
      case INFO -> log.info(message, arguments);
      case DEBUG -> log.debug(message, arguments);
      case TRACE -> log.trace(message, arguments);
    }
  }

  /** Tells how many lines were left out once their minute is over; called from time to time. */
  void tick(long now) {
    long unwritten;
    synchronized (this) {
      unwritten = nextWindow(now);
    }
    report(unwritten);
  }

  private long nextWindow(long now) {
    if (begun && now - windowStart < WINDOW_NANOS) {
      return 0;
    }
    long unwritten = left;
    begun = true;
    windowStart = now;
    lines = 0;
    left = 0;
    return unwritten;
  }

  private void report(long unwritten) {
    if (unwritten > 0) {
      log.warn("{} more lines of this kind were left out", unwritten);
    }
  }
}
