package dev.postern.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** How the tenant stands on the node that answers. */
@Command(
    name = "status",
    description =
        "How many apps, APIs, live revocations and subscribers there are, and how fresh the server's view is.",
    footer = {"  postern status", "  postern status --json"})
final class StatusCommand implements Callable<Integer> {

  @Mixin @Nullable ServerOptions server;

  @Override
  public Integer call() throws CommandFailed {
    if (server == null) {
      throw new IllegalStateException("the command has no options");
    }
    server.output().object(server.admin().get("/status"));
    return 0;
  }
}
