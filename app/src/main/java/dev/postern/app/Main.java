package dev.postern.app;

import dev.postern.cli.Commands;
import dev.postern.cli.Shell;
import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code postern}: the server and the commands that speak to one. */
public final class Main {

  private Main() {}

  @Command(name = "postern", description = "The service entrance for APIs.")
  private static final class Root {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    int exitCode = line().execute(arguments);
    System.exit(exitCode);
  }

  static CommandLine line() {
    CommandLine line = new CommandLine(new Root());
    line.addSubcommand(new StartCommand());
    Shell shell =
        new Shell(
            System.getenv(),
            Path.of(System.getProperty("user.home")),
            Path.of(""),
            System.in,
            Clock.systemUTC());
    Commands.mount(line, shell);
    CommandLine.IExecutionExceptionHandler commands = line.getExecutionExceptionHandler();
    line.setExecutionExceptionHandler((failure, command, parsed) -> {
      if (failure instanceof StartFailure known) {
        command.getErr().println("Postern does not start: " + known.getMessage());
        return known.exitCode();
      }
      return commands.handleExecutionException(failure, command, parsed);
    });
    return line;
  }
}
