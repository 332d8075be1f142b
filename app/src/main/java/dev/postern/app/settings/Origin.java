package dev.postern.app.settings;

import java.nio.file.Path;

/** Where a value came from. */
public sealed interface Origin {

  /** Nobody chose it. */
  record Usual() implements Origin {}

  /** An option on the command line. */
  record Flag(String name) implements Origin {}

  /** A variable of the environment. */
  record Variable(String name) implements Origin {}

  /** A line of the configuration file. */
  record Line(Path file, int number) implements Origin {}

  /** What people call it. */
  default String text() {
    return switch (this) {
      case Usual usual -> "default";
      case Flag flag -> flag.name();
      case Variable variable -> variable.name();
      case Line line -> line.file() + ":" + line.number();
    };
  }

  /** How a setting is called that came from here. */
  default String label(String key) {
    return switch (this) {
      case Usual usual -> key;
      case Flag flag -> flag.name();
      case Variable variable -> variable.name();
      case Line line -> text() + ": " + key;
    };
  }
}
