package dev.postern.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Keys: what tokens are signed with. */
@Command(name = "key", description = "The keys that tokens are signed with.")
final class KeyCommands {

  @Command(description = "Lists the keys.", footer = "  postern key list")
  void list(@Mixin ServerOptions server) throws CommandFailed {
    server.output().list(server.admin().list("/keys"), "kid", "algorithm", "state", "created_at");
  }
}
