package dev.postern.cli;

import dev.postern.protocol.json.JsonBoolean;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says by which rules an app would get a token or none, or why a token stands or does not. */
@Command(
    name = "explain",
    description =
        "Explains by every rule what a token request would come to, or what a token is worth.",
    footer = {
      "  postern explain --app CLIENT_ID --audience https://storage.example.com --scope archive:read",
      "  postern explain --app CLIENT_ID --proof dpop --address 192.0.2.7 --at 2027-01-01T00:00:00Z",
      "  postern explain --token token.txt",
      "  postern explain --token - < token.txt"
    })
final class ExplainCommand implements Callable<Integer> {

  private static final int LONGEST_TOKEN = 64 * 1024;

  @Mixin @Nullable ServerOptions server;

  @ArgGroup(exclusive = true, multiplicity = "1")
  @Nullable What what;

  /** What is explained. */
  static final class What {

    @ArgGroup(exclusive = false, multiplicity = "1")
    @Nullable Request request;

    @Option(
        names = "--token",
        paramLabel = "FILE",
        description =
            "A file with a token, or - for standard input. It is no argument itself, because those"
                + " can be seen by others.")
    @Nullable String token;
  }

  /** A token request, without what proves its sender. */
  static final class Request {

    @Option(
        names = "--app",
        required = true,
        paramLabel = "CLIENT_ID",
        description = "The app that would ask.")
    String app = "";

    @Option(
        names = "--audience",
        paramLabel = "API",
        description = "The API's identifier; else the only one that is granted.")
    @Nullable String audience;

    @Option(
        names = "--scope",
        paramLabel = "SCOPES",
        description = "Scopes, parted by spaces; else all that are granted.")
    @Nullable String scope;

    @Option(names = "--claims", paramLabel = "JSON", description = "Extra claims, as an object.")
    @Nullable String claims;

    @Option(
        names = "--credential-id",
        paramLabel = "ID",
        description = "The app's credential; else the one by which the fewest rules fail.")
    @Nullable String credential;

    @Option(
        names = "--proof",
        paramLabel = "PROOF",
        description = "What would be shown to bind the token to: none, dpop or mtls.")
    @Nullable String proof;

    @Option(
        names = "--address",
        paramLabel = "ADDRESS",
        description = "The address that would be asked from; else that is not judged.")
    @Nullable String address;

    @Option(names = "--at", paramLabel = "TIME", description = "When; else now.")
    @Nullable String at;

    private JsonObject body() throws CommandFailed {
      JsonObject.Builder body = JsonObject.builder().put("client_id", app);
      put(body, "audience", audience);
      put(body, "scope", scope);
      put(body, "credential_id", credential);
      put(body, "proof", proof);
      put(body, "address", address);
      put(body, "at", at);
      if (claims != null) {
        body.put("claims", object(claims));
      }
      return body.build();
    }

    private static void put(JsonObject.Builder body, String name, @Nullable String value) {
      if (value != null) {
        body.put(name, value);
      }
    }

    private static JsonObject object(String text) throws CommandFailed {
      try {
        return new JsonReader(JsonLimits.REQUEST).object(text.getBytes(StandardCharsets.UTF_8));
      } catch (JsonFault e) {
        throw CommandFailed.usage("--claims is no JSON object: " + e.text());
      }
    }
  }

  @Override
  public Integer call() throws CommandFailed {
    if (server == null || what == null) {
      throw new IllegalStateException("the command has no options");
    }
    JsonObject answer = server.admin().post("/explain", body(server, what));
    if (server.json) {
      server.output().object(answer);
    } else {
      show(server.output(), answer);
    }
    return 0;
  }

  private static JsonObject body(ServerOptions server, What what) throws CommandFailed {
    if (what.token != null) {
      return JsonObject.builder().put("token", token(server, what.token)).build();
    }
    if (what.request == null) {
      throw new IllegalStateException("neither a request nor a token");
    }
    return what.request.body();
  }

  private static String token(ServerOptions server, String file) throws CommandFailed {
    try {
      return new String(read(server, file), StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      // Not its name: it might be the token itself.
      throw CommandFailed.usage(
          file.equals("-") ? "standard input cannot be read" : "the token's file cannot be read");
    }
  }

  private static byte[] read(ServerOptions server, String file) throws IOException {
    if (file.equals("-")) {
      return server.shell().input().readNBytes(LONGEST_TOKEN);
    }
    try (InputStream in = Files.newInputStream(server.shell().file(file))) {
      return in.readNBytes(LONGEST_TOKEN);
    }
  }

  private static void show(Output output, JsonObject answer) throws CommandFailed {
    String verdict = answer.has("active") ? "active" : "allowed";
    boolean good = answer.member(verdict).filter(new JsonBoolean(true)::equals).isPresent();
    output.note(verdict + ": " + (good ? "yes" : "no"));
    output.note("");
    output.list(rules(answer), "outcome", "rule", "detail");
    for (String shown : List.of("token", "claims")) {
      if (answer.members().get(shown) instanceof JsonObject object) {
        output.note("");
        output.object(object);
      }
    }
  }

  private static List<JsonObject> rules(JsonObject answer) throws CommandFailed {
    try {
      List<JsonObject> rules = new ArrayList<>();
      for (JsonValue rule : answer.array("rules").values()) {
        if (rule instanceof JsonObject one) {
          rules.add(one);
        }
      }
      return rules;
    } catch (JsonFault e) {
      throw CommandFailed.unreachable("the server's answer is malformed: " + e.text());
    }
  }
}
