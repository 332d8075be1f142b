package dev.postern.app;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code postern operator}: what is done to a data folder whose server stands still. */
@Command(name = "operator", description = "Looks after the operator's own credential.")
final class OperatorCommands implements Runnable {

  @Spec @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new CommandLine.ParameterException(spec.commandLine(), "Missing required subcommand");
    }
  }
}
