package dev.postern.app;

import dev.postern.app.settings.Chosen;
import dev.postern.app.settings.InvalidSettings;
import dev.postern.app.settings.Setting;
import dev.postern.app.settings.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The settings as options of a command. They are taken from the table of settings. */
final class Flags {

  private static final String CONFIG = "--config";

  private Flags() {}

  /** A command that has them all. */
  static CommandLine line(Object command) {
    CommandLine line = new CommandLine(command);
    CommandSpec spec = line.getCommandSpec();
    spec.addOption(
        OptionSpec.builder(CONFIG)
            .type(Path.class)
            .paramLabel("FILE")
            .description("A YAML file with settings; `postern config` shows all of them.")
            .build());
    for (Setting<?> setting : Settings.ALL) {
      setting.flag().ifPresent(name -> spec.addOption(option(name, setting)));
    }
    return line;
  }

  private static OptionSpec option(String name, Setting<?> setting) {
    String usual = setting.usual().map(text -> " Default: " + text + ".").orElse("");
    return OptionSpec.builder(name)
        .type(String.class)
        .paramLabel("VALUE")
        .description(setting.meaning().replace("`", "") + usual)
        .build();
  }

  /** The configuration file that was named. */
  static Optional<Path> file(CommandSpec spec) {
    return Optional.ofNullable(spec.findOption(CONFIG).<@Nullable Path>getValue());
  }

  /** The options that were given. */
  static Map<String, String> given(CommandSpec spec) {
    Map<String, String> given = new HashMap<>();
    for (Setting<?> setting : Settings.ALL) {
      setting
          .flag()
          .ifPresent(name -> {
            @Nullable String value = spec.findOption(name).getValue();
            if (value != null) {
              given.put(name, value);
            }
          });
    }
    return given;
  }

  /** What they, the file and the environment choose. */
  static Chosen chosen(CommandSpec spec, Map<String, String> environment) throws InvalidSettings {
    return Chosen.read(given(spec), file(spec), environment);
  }
}
