package dev.postern.cli;

import dev.postern.protocol.json.JsonNumber;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which events of the audit log are wanted. */
final class AuditFilter {

  @Option(names = "--actor", paramLabel = "ID", description = "Only what this app did.")
  @Nullable String actor;

  @Option(
      names = "--action",
      paramLabel = "NAME",
      description = "Only such actions, as app.block, or app for all on apps.")
  @Nullable String action;

  @Option(
      names = "--target",
      paramLabel = "NAME",
      description = "Only what was done to this, as app/CLIENT_ID, or grant for all grants.")
  @Nullable String target;

  @Option(names = "--since", paramLabel = "TIME", description = "Only from this time on.")
  @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Only before this time.")
  @Nullable String until;

  /** Whether an event is wanted. */
  @FunctionalInterface
  interface Wanted {
    boolean wants(JsonObject event);
  }

  /** What was asked for, checked. */
  Wanted wanted() throws CommandFailed {
    Instant from = since == null ? Instant.MIN : time("--since", since);
    Instant end = until == null ? Instant.MAX : time("--until", until);
    return event -> {
      Instant at =
          event.members().get("at") instanceof JsonNumber number && number.exactLong().isPresent()
              ? Instant.ofEpochMilli(number.exactLong().getAsLong())
              : Instant.MIN;
      return !at.isBefore(from)
          && at.isBefore(end)
          && (actor == null || actor.equals(text(event, "actor")))
          && begins(text(event, "action"), action, '.')
          && begins(text(event, "target"), target, '/');
    };
  }

  /** Whether {@code text} is {@code wanted}, or starts with it and goes on behind {@code sign}. */
  private static boolean begins(String text, @Nullable String wanted, char sign) {
    return wanted == null || text.equals(wanted) || text.startsWith(wanted + sign);
  }

  private static String text(JsonObject event, String member) {
    return event.members().get(member) instanceof JsonString string ? string.value() : "";
  }

  private static Instant time(String option, String text) throws CommandFailed {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw CommandFailed.usage(option + " is a time as 2027-06-30T00:00:00Z");
    }
  }
}
