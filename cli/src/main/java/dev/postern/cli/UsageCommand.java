package dev.postern.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Counts token requests. What can be asked for, and what is wrong with it, the server says. */
@Command(
    name = "usage",
    description = "How many tokens were issued and refused: to whom, for what, and why.",
    footer = {
      "  postern usage",
      "  postern usage --by outcome",
      "  postern usage --app CLIENT_ID --grain day --from 2026-11-01T00:00:00Z",
      "  postern usage --outcome scope_not_granted --by app,api --json"
    })
final class UsageCommand implements Callable<Integer> {

  /** What the server tells apart, and how it calls that in an answer. */
  private static final List<String> PARTS = List.of("time", "app", "api", "outcome");

  private static final List<String> MEMBERS = List.of("at", "client_id", "api_id", "outcome");

  @Mixin @Nullable ServerOptions server;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "From this time on; else the day before --to.")
  @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Before this time; else until now.")
  @Nullable String to;

  @Option(
      names = "--grain",
      paramLabel = "STEP",
      description = "minute (kept for 48 hours), hour (90 days), which is usual, or day (3 years).")
  @Nullable String grain;

  @Option(names = "--app", paramLabel = "CLIENT_ID", description = "Only requests of this app.")
  @Nullable String app;

  @Option(
      names = "--api",
      paramLabel = "API",
      description = "Only requests for this API, by its identifier or its id.")
  @Nullable String api;

  @Option(
      names = "--outcome",
      paramLabel = "WORD",
      description = "Only requests that ended so: issued, or why they were refused.")
  @Nullable String outcome;

  @Option(
      names = "--by",
      paramLabel = "PARTS",
      description =
          "What is told apart: some of time,app,api,outcome, which is usual; the rest is added up.")
  @Nullable String by;

  @Option(names = "--largest", description = "The 100 largest counts alone, the largest first.")
  boolean largest;

  @Override
  public Integer call() throws CommandFailed {
    if (server == null) {
      throw new IllegalStateException("the command has no options");
    }
    RemoteApi admin = server.admin();
    Query query =
        new Query()
            .with("from", from)
            .with("to", to)
            .with("grain", grain)
            .with("client_id", app)
            .with("api_id", api == null ? null : new Apis(admin).id(api))
            .with("outcome", outcome)
            .with("by", by)
            .with("order", largest ? "largest" : null);
    server.output().list(admin.list("/usage", query), columns());
    return 0;
  }

  private String[] columns() {
    List<String> told = by == null ? PARTS : List.of(by.split(",", -1));
    return Stream.concat(
            PARTS.stream().filter(told::contains).map(part -> MEMBERS.get(PARTS.indexOf(part))),
            Stream.of("count"))
        .toArray(String[]::new);
  }
}
