package dev.postern.cli;

import dev.postern.protocol.json.JsonNumber;
import dev.postern.protocol.json.JsonObject;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The audit log: who changed what. */
@Command(name = "audit", description = "Who changed what, when and from where.")
final class AuditCommands {

  private static final int MOST = 10_000;

  @Command(
      description = "Lists the newest events, oldest first.",
      footer = {
        "  postern audit list --last 20",
        "  postern audit list --app CLIENT_ID",
        "  postern audit list --action grant. --since 2026-11-01T00:00:00Z --json"
      })
  void list(
      @Mixin ServerOptions server,
      @Mixin AuditFilter filter,
      @Option(
              names = "--last",
              paramLabel = "N",
              defaultValue = "50",
              description = "How many events, at most 10,000 (${DEFAULT-VALUE}).")
          int last)
      throws CommandFailed {
    if (last < 1 || last > MOST) {
      throw CommandFailed.usage("--last is a number from 1 to 10,000");
    }
    List<JsonObject> newest =
        server.admin().first(last, "/audit", filter.query().with("order", "newest"));
    List<JsonObject> events =
        newest.reversed().stream().map(e -> server.json ? e : readable(e)).toList();
    server
        .output()
        .list(
            events,
            "seq",
            "at",
            "actor",
            "actor_name",
            "action",
            "target",
            "target_name",
            "address");
  }

  /** The event with its time as a date instead of milliseconds. */
  private static JsonObject readable(JsonObject event) {
    return event.members().get("at") instanceof JsonNumber at && at.exactLong().isPresent()
        ? JsonObject.builder()
            .putAll(event)
            .put("at", Instant.ofEpochMilli(at.exactLong().getAsLong()).toString())
            .build()
        : event;
  }

  @Command(
      description = "Recomputes the chain of hashes over the whole log.",
      footer = "  postern audit verify")
  void verify(@Mixin ServerOptions server) throws CommandFailed {
    AuditChain chain = new AuditChain();
    server.admin().each("/audit", chain::add);
    server.output().object(chain.result());
  }
}
