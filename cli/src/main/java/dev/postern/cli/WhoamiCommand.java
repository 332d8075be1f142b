package dev.postern.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Whose credential the commands go by. */
@Command(
    name = "whoami",
    description = "Whose credential the commands go by, and what it permits.",
    footer = {"  postern whoami", "  postern whoami --credential uploader.json"})
final class WhoamiCommand implements Callable<Integer> {

  @Mixin @Nullable ServerOptions server;

  @Override
  public Integer call() throws CommandFailed {
    if (server == null) {
      throw new IllegalStateException("the command has no options");
    }
    server.output().object(server.admin().get("/me"));
    return 0;
  }
}
