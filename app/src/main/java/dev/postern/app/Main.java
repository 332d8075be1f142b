package dev.postern.app;

import dev.postern.app.settings.InvalidSettings;
import dev.postern.cli.Commands;
import dev.postern.cli.Shell;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code postern}: the server and the commands that speak to one. */
public final class Main {

  private Main() {}

  @Command(name = "postern", description = "The service entrance for APIs.")
  private static final class Root {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    int exitCode = line(System.getenv()).execute(arguments);
    System.exit(exitCode);
  }

  static CommandLine line(Map<String, String> environment) {
    CommandLine line = new CommandLine(new Root());
    line.addSubcommand(Flags.line(new StartCommand(environment)));
    line.addSubcommand(Flags.line(new ConfigCommand(environment)));
    line.addSubcommand(new CommandLine(new RehearsalCommand()));
    CommandLine operator = new CommandLine(new OperatorCommands());
    operator.addSubcommand(Flags.line(new OperatorResetCommand(environment)));
    line.addSubcommand(operator);
    Shell shell =
        new Shell(
            environment,
            Path.of(System.getProperty("user.home")),
            Path.of(""),
            System.in,
            Clock.systemUTC());
    Commands.mount(line, shell);
    CommandLine.IExecutionExceptionHandler commands = line.getExecutionExceptionHandler();
    line.setExecutionExceptionHandler((failure, command, parsed) ->
        switch (failure) {
          case InvalidSettings invalid -> {
            command.getErr().println("The configuration cannot be used:");
            invalid.problems().forEach(problem -> command.getErr().println("  " + problem));
            yield Failure.CONFIGURATION;
          }
          case Failure known -> {
            command.getErr().println(known.getMessage());
            yield known.exitCode();
          }
          default -> commands.handleExecutionException(failure, command, parsed);
        });
    return line;
  }
}
