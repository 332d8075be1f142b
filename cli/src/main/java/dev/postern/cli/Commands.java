package dev.postern.cli;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * All commands that speak to a server, ready to be mounted below {@code postern}.
 *
 * <p>Exit codes: 0 done, 1 refused by the server, 2 called wrongly, 69 server not reachable.
 */
public final class Commands {

  private Commands() {}

  /**
   * Mounts the commands below {@code root}, whose own commands are to be mounted before: every one
   * of them gets {@code --help}, examples in {@code help} and this class's exit codes.
   */
  public static void mount(CommandLine root, Shell shell) {
    IFactory factory = new Parts(shell);
    root.addSubcommand(line(new TokenCommand(), factory));
    root.addSubcommand(line(new ApiCommands(), factory));
    root.addSubcommand(line(new AppCommands(), factory));
    root.addSubcommand(line(new GrantCommands(), factory));
    root.addSubcommand(line(new CredentialCommands(), factory));
    root.addSubcommand(line(new AuthorityCommands(), factory));
    root.addSubcommand(line(new RegistrationCommands(), factory));
    root.addSubcommand(line(new KeyCommands(), factory));
    root.addSubcommand(line(new TenantCommands(), factory));
    root.addSubcommand(line(new AuditCommands(), factory));
    root.addSubcommand(line(new UsageCommand(), factory));
    root.addSubcommand(line(new ExplainCommand(), factory));
    root.addSubcommand(line(new StatusCommand(), factory));
    root.addSubcommand(line(new WhoamiCommand(), factory));
    root.addSubcommand(line(new RevokeCommands(), factory));
    root.addSubcommand(line(new RevocationCommands(), factory));
    root.addSubcommand(line(new AccountCommands(), factory));
    root.addSubcommand(line(new ConsoleCommands(), factory));
    root.addSubcommand(line(new ContextCommands(), factory));
    root.addSubcommand(line(new VersionCommand(), factory));
    root.addSubcommand(line(new HelpCommand(), factory));
    dress(root);
    root.setExecutionExceptionHandler(Commands::failed);
  }

  private static CommandLine line(Object command, IFactory factory) {
    return new CommandLine(command, factory);
  }

  /** Gives every command {@code --help} and a heading above its examples. */
  private static void dress(CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    if (spec.findOption("--help") == null) {
      spec.addOption(
          OptionSpec.builder("-h", "--help")
              .type(boolean.class)
              .usageHelp(true)
              .description("Show this help.")
              .build());
    }
    UsageMessageSpec usage = spec.usageMessage();
    // Wide enough that no example is broken: they are there to be copied.
    usage.width(100);
    if (usage.footer().length > 0) {
      usage.footerHeading("%nExamples:%n");
    }
    line.getSubcommands().values().forEach(Commands::dress);
  }

  /** Tells what went wrong on standard error. Anything unforeseen is thrown on. */
  private static int failed(Exception failure, CommandLine line, CommandLine.ParseResult parsed)
      throws Exception {
    if (failure instanceof CommandFailed known) {
      known.lines().forEach(text -> line.getErr().println(text));
      return known.exitCode();
    }
    throw failure;
  }

  /** Makes what picocli needs for the commands; the options take the shell. */
  private record Parts(Shell shell) implements IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      return type == ServerOptions.class
          ? type.cast(new ServerOptions(shell))
          : CommandLine.defaultFactory().create(type);
    }
  }
}
