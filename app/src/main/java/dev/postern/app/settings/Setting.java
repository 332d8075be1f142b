package dev.postern.app.settings;

import java.util.Locale;
import java.util.Optional;

/**
 * One thing that an operator may choose.
 *
 * @param <T> the type of its values
 * @param key its name in a file: words in lower case, parted by dots and dashes
 * @param kind what its values are
 * @param usual the value where nobody says another, as text; empty: none
 * @param flag its option on the command line; empty: it has none
 * @param secret whether its value must not be shown; it may then be read from a file, too
 * @param meaning what it does, in a sentence
 */
public record Setting<T>(
    String key,
    Kind<T> kind,
    Optional<String> usual,
    Optional<String> flag,
    boolean secret,
    String meaning) {

  /** What a key and a variable end with that name the file of a secret. */
  static final String FILE = "-file";

  static <T> Setting<T> of(String key, Kind<T> kind, String usual, String meaning) {
    return new Setting<>(
        key,
        kind,
        Optional.of(usual).filter(text -> !text.isEmpty()),
        Optional.empty(),
        false,
        meaning);
  }

  Setting<T> withFlag(String name) {
    return new Setting<>(key, kind, usual, Optional.of(name), secret, meaning);
  }

  Setting<T> withheld() {
    return new Setting<>(key, kind, usual, flag, true, meaning);
  }

  /** Its name in the environment. */
  public String variable() {
    return variable(key);
  }

  static String variable(String key) {
    return "POSTERN_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
