package dev.postern.app.settings;

/**
 * How the log looks, and what is in it.
 *
 * @param format its form
 * @param level the least important lines that are written
 */
public record LogChoice(Format format, Level level) {

  /** The form of a log. */
  public enum Format {
    /** Text on a terminal, else JSON. */
    AUTO,
    /** One JSON object per line. */
    JSON,
    /** Lines for people. */
    TEXT
  }

  /** How important a line is. */
  public enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }
}
