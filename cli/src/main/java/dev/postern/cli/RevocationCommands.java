package dev.postern.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What is refused at present. */
@Command(name = "revocation", description = "What is refused at present.")
final class RevocationCommands {

  @Command(description = "Lists the live revocations.", footer = "  postern revocation list")
  void list(@Mixin ServerOptions server) throws CommandFailed {
    server.output().list(server.admin().list("/revocations"), "kind", "value", "until");
  }
}
