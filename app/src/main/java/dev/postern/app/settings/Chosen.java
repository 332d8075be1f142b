package dev.postern.app.settings;

import dev.postern.server.config.ServerConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that the operator has chosen, checked.
 *
 * @param server what the server itself is told
 * @param data the data folder
 * @param log how the log looks
 * @param master the key that seals the others, where it is not kept in the data folder
 * @param pepper the key that secrets are hashed under, where it is not kept in the data folder
 * @param operator the first operator, where he was chosen
 */
public record Chosen(
    ServerConfig server,
    Path data,
    LogChoice log,
    Optional<KeyBytes> master,
    Optional<KeyBytes> pepper,
    Optional<OperatorChoice> operator) {

  /**
   * Reads all sources.
   *
   * @param flags the options that were given, by name
   * @param file the configuration file
   * @param environment the environment variables
   * @throws InvalidSettings with every problem of all sources
   */
  public static Chosen read(
      Map<String, String> flags, Optional<Path> file, Map<String, String> environment)
      throws InvalidSettings {
    return assembled(gather(flags, file, environment));
  }

  static Chosen assembled(Gathered all) throws InvalidSettings {
    Optional<Chosen> chosen = new Assembly(all).chosen();
    all.done();
    return chosen.orElseThrow(() -> new IllegalStateException("no complaint, and no choice"));
  }

  static Gathered gather(
      Map<String, String> flags, Optional<Path> file, Map<String, String> environment) {
    Gathered all = new Gathered();
    for (Setting<?> setting : Settings.ALL) {
      setting.flag().ifPresent(name -> flag(setting, name, flags.get(name), all));
    }
    new Variables().read(environment, all);
    file.ifPresent(path -> SettingsFile.read(path, all));
    all.putUsual();
    return all;
  }

  private static <T> void flag(
      Setting<T> setting, String name, @Nullable String value, Gathered into) {
    if (value != null) {
      into.put(setting, value, new Origin.Flag(name));
    }
  }
}
