package dev.postern.cli;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * What a command finds around it. Its environment may hold secrets, so it does not print itself.
 */
public final class Shell {

  private final Map<String, String> environment;
  private final Path home;
  private final Path folder;
  private final InputStream input;
  private final Clock clock;

  /**
   * A shell.
   *
   * @param environment the environment variables
   * @param home the user's home folder
   * @param folder the folder that the command was called in
   * @param input standard input
   * @param clock tells whether a kept token is still fresh
   */
  public Shell(
      Map<String, String> environment, Path home, Path folder, InputStream input, Clock clock) {
    this.environment = Map.copyOf(environment);
    this.home = home;
    this.folder = folder;
    this.input = input;
    this.clock = clock;
  }

  /** The variable {@code name}, where it is set and not empty. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  /** The file that {@code path} names, seen from the folder of the call. */
  Path file(String path) {
    return folder.resolve(path).toAbsolutePath().normalize();
  }

  /** The file that says which server and credential are used where nothing else does. */
  Path contextFile() {
    return below("XDG_CONFIG_HOME", ".config").resolve("context.json");
  }

  /** The folder that tokens are kept in. */
  Path cacheFolder() {
    return below("XDG_CACHE_HOME", ".cache");
  }

  // XDG Base Directory Specification: a variable that holds no absolute path is ignored.
  private Path below(String variable, String usual) {
    return variable(variable)
        .map(Path::of)
        .filter(Path::isAbsolute)
        .orElse(home.resolve(usual))
        .resolve("postern");
  }

  InputStream input() {
    return input;
  }

  Clock clock() {
    return clock;
  }
}
