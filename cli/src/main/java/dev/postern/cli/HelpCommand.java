package dev.postern.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the help of a command at any depth; picocli's own knows only the first. */
@Command(
    name = "help",
    description = "Shows what a command does, with examples.",
    footer = {"  postern help", "  postern help app create"})
final class HelpCommand implements Runnable {

  @Spec @Nullable CommandSpec spec;

  @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "A command and its part.")
  List<String> path = List.of();

  @Override
  public void run() {
    if (spec == null || spec.parent() == null) {
      throw new IllegalStateException("help is not mounted");
    }
    CommandLine line = spec.parent().commandLine();
    for (String name : path) {
      CommandLine below = line.getSubcommands().get(name);
      if (below == null) {
        throw new CommandLine.ParameterException(spec.commandLine(), "There is no such command.");
      }
      line = below;
    }
    line.usage(spec.commandLine().getOut());
  }
}
