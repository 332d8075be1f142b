package dev.postern.cli;

import dev.postern.protocol.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Refuses tokens that are out; the thing itself stays as it is and may have new ones. */
@Command(
    name = "revoke",
    description = "Refuses tokens that are out. The thing itself stays and may get new ones.")
final class RevokeCommands {

  private static final int LONGEST_TOKEN = 64 * 1024;

  /** Which token is meant. */
  static final class Which {

    @Option(names = "--jti", paramLabel = "ID", description = "The token's id.")
    @Nullable String jti;

    @Option(names = "--stdin", description = "Read the token from standard input.")
    boolean stdin;
  }

  @Command(
      description = "One token. It is no argument, because those can be seen by others.",
      footer = {"  postern revoke token --jti ID", "  postern revoke token --stdin < token.txt"})
  void token(
      @Mixin ServerOptions server, @ArgGroup(exclusive = true, multiplicity = "1") Which which)
      throws CommandFailed {
    JsonObject.Builder body = of("token");
    if (which.jti != null) {
      post(server, body.put("jti", which.jti));
      return;
    }
    try {
      byte[] token = server.shell().input().readNBytes(LONGEST_TOKEN);
      post(server, body.put("token", new String(token, StandardCharsets.US_ASCII).strip()));
    } catch (IOException e) {
      throw CommandFailed.usage("standard input cannot be read");
    }
  }

  @Command(description = "Every token of an app.", footer = "  postern revoke app CLIENT_ID")
  void app(@Mixin ServerOptions server, @Parameters(paramLabel = "CLIENT_ID") String app)
      throws CommandFailed {
    post(server, of("app").put("client_id", app));
  }

  @Command(
      description = "Every token that one credential obtained.",
      footer = "  postern revoke credential CLIENT_ID CREDENTIAL_ID")
  void credential(
      @Mixin ServerOptions server,
      @Parameters(index = "0", paramLabel = "CLIENT_ID") String app,
      @Parameters(index = "1", paramLabel = "CREDENTIAL_ID") String credential)
      throws CommandFailed {
    post(server, of("credential").put("client_id", app).put("id", credential));
  }

  @Command(
      description = "Every token of an app for an API.",
      footer = "  postern revoke grant CLIENT_ID https://storage.example.com")
  void grant(
      @Mixin ServerOptions server,
      @Parameters(index = "0", paramLabel = "CLIENT_ID") String app,
      @Parameters(index = "1", paramLabel = "API") String api)
      throws CommandFailed {
    String id = new Apis(server.admin()).id(api);
    post(server, of("grant").put("client_id", app).put("api_id", id));
  }

  @Command(
      description = "Every token that a key signed, as after a leak.",
      footer = "  postern revoke key KID")
  void key(@Mixin ServerOptions server, @Parameters(paramLabel = "KID") String kid)
      throws CommandFailed {
    post(server, of("key").put("kid", kid));
  }

  @Command(
      description = "Every token of the tenant that the credential is of.",
      footer = "  postern revoke tenant")
  void tenant(@Mixin ServerOptions server) throws CommandFailed {
    post(server, of("tenant"));
  }

  private static JsonObject.Builder of(String kind) {
    return JsonObject.builder().put("kind", kind);
  }

  private static void post(ServerOptions server, JsonObject.Builder body) throws CommandFailed {
    server.output().object(server.admin().post("/revocations", body.build()));
    server.output().note("Revoked: what this names is refused from now on.");
  }
}
