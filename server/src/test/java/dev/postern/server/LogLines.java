package dev.postern.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What a class writes to the log while somebody listens. */
public final class LogLines implements AutoCloseable {

  private final Logger logger;
  private final ListAppender<ILoggingEvent> written = new ListAppender<>();

  /**
   * Listens from now on, also to what is of little weight, to the class {@code name} below {@code
   * dev.postern.server}.
   */
  public LogLines(String name) {
    logger = (Logger) LoggerFactory.getLogger("dev.postern.server." + name);
    written.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(written);
  }

  /** Every line so far, each with its level before it. */
  public List<String> all() {
    // What writes holds the same lock.
    synchronized (written) {
      return written.list.stream()
          .map(event -> event.getLevel() + " " + event.getFormattedMessage())
          .toList();
    }
  }

  /** The only line so far. */
  public String only() {
    List<String> lines = all();
    if (lines.size() != 1) {
      throw new AssertionError("one line was wanted: " + lines);
    }
    return lines.getFirst();
  }

  @Override
  public void close() {
    logger.detachAppender(written);
    logger.setLevel(null);
  }
}
