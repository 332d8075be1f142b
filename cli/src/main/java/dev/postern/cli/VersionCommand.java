package dev.postern.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says which version this is. */
@Command(name = "version", description = "Prints the version.", footer = "  postern version")
final class VersionCommand implements Runnable {

  @Spec @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      String version = VersionCommand.class.getPackage().getImplementationVersion();
      String shown = Optional.ofNullable(version).orElse("(not packaged)");
      spec.commandLine().getOut().println("postern " + shown);
    }
  }
}
