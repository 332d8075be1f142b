package dev.postern.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which events of the audit log are wanted. */
final class AuditFilter {

  @Option(names = "--actor", paramLabel = "ID", description = "Only what this app did.")
  @Nullable String actor;

  @Option(
      names = "--action",
      paramLabel = "NAME",
      description = "Only such actions, as app.block, or app. for all on apps.")
  @Nullable String action;

  @Option(
      names = "--target",
      paramLabel = "NAME",
      description = "Only what was done to this, as app/CLIENT_ID, or grant/ for all grants.")
  @Nullable String target;

  @Option(
      names = "--app",
      paramLabel = "CLIENT_ID",
      description = "Only what is about this app, its credentials and its grants.")
  @Nullable String app;

  @Option(names = "--since", paramLabel = "TIME", description = "Only from this time on.")
  @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Only before this time.")
  @Nullable String until;

  /** What the server is asked for. */
  Query query() {
    return new Query()
        .with("actor", actor)
        .with("action", action)
        .with("target", target)
        .with("client_id", app)
        .with("from", since)
        .with("to", until);
  }
}
