package dev.postern.cli;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Which server and credential are meant where a command does not say. */
@Command(name = "context", description = "The server and credential that are used by default.")
final class ContextCommands {

  @Command(
      description = "Uses a credential from now on, and the server that it is for.",
      footer = "  postern context use --credential acme-operator.json")
  void use(@Mixin ServerOptions server) throws CommandFailed {
    if (server.credential == null) {
      throw CommandFailed.usage("context use wants --credential FILE");
    }
    String file = server.shell().file(server.credential).toString();
    Context context = new Context(Optional.of(server.credential().issuer()), file);
    context.write(server.shell().contextFile());
    server.output().object(context.json());
  }

  @Command(description = "Shows what is used.", footer = "  postern context show")
  void show(@Mixin ServerOptions server) throws CommandFailed {
    Context context =
        Context.read(server.shell().contextFile())
            .orElseThrow(() -> CommandFailed.usage("no context is set: postern context use"));
    server.output().object(context.json());
  }
}
