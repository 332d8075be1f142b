package dev.postern.app;

import dev.postern.app.settings.InvalidSettings;
import dev.postern.app.settings.Overview;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code postern config}: every setting as {@code start} would see it with the same options. */
@Command(
    name = "config",
    description = "Shows every setting: its value, where that came from, its default and meaning.",
    footer = {"  postern config", "  postern config --config /etc/postern.yaml --json"})
final class ConfigCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Spec @Nullable CommandSpec spec;

  @Option(names = "--json", description = "Print JSON instead of text.")
  boolean json;

  ConfigCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws InvalidSettings {
    if (spec == null) {
      throw new IllegalStateException("picocli sets the specification");
    }
    Overview overview = Overview.read(Flags.given(spec), Flags.file(spec), environment);
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? overview.json().text() : overview.text());
    return 0;
  }
}
