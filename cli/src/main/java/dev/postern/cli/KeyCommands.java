package dev.postern.cli;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keys: what tokens are signed with. */
@Command(name = "key", description = "The keys that tokens are signed with.")
final class KeyCommands {

  private static final String[] COLUMNS = {
    "kid", "use", "algorithm", "state", "state_since", "state_until"
  };

  @Command(description = "Lists the keys.", footer = "  postern key list")
  void list(@Mixin ServerOptions server) throws CommandFailed {
    server.output().list(server.admin().list("/keys"), COLUMNS);
  }

  @Command(
      description = "Publishes the keys that sign next; they take over once verifiers know them.",
      footer = {
        "  postern key rotate",
        "  postern key rotate --algorithm ES256",
        "  postern key rotate --use feed"
      })
  void rotate(
      @Mixin ServerOptions server,
      @Option(
              names = "--algorithm",
              paramLabel = "NAME",
              description = "ES256, ES384, EdDSA, RS256 or PS256. Left out: all that are in use.")
          @Nullable String algorithm,
      @Option(
              names = "--use",
              paramLabel = "USE",
              description = "token, which is usual, or feed: the key of the revocation feed.")
          @Nullable String use)
      throws CommandFailed {
    JsonObject.Builder body = JsonObject.builder();
    if (algorithm != null) {
      body.put("algorithm", algorithm);
    }
    if (use != null) {
      body.put("use", use);
    }
    JsonObject answer = server.admin().post("/keys/rotate", body.build());
    List<JsonObject> keys = new ArrayList<>();
    if (answer.members().get("items") instanceof JsonArray items) {
      items
          .values()
          .forEach(item -> {
            if (item instanceof JsonObject key) {
              keys.add(key);
            }
          });
    }
    server.output().list(keys, COLUMNS);
    server.output().note("Published. Each signs from the time in the last column on.");
  }

  @Command(
      description = "Removes a key that nothing in use is signed with.",
      footer = "  postern key remove KID")
  void remove(@Mixin ServerOptions server, @Parameters(paramLabel = "KID") String kid)
      throws CommandFailed {
    server.admin().delete(RemoteApi.path("keys", kid));
    server.output().note("Removed. No token was lost.");
  }
}
