package dev.postern.cli;

import dev.postern.cli.RemoteApi.Tagged;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** APIs: what tokens are issued for. */
@Command(name = "api", description = "The APIs that tokens are issued for.")
final class ApiCommands {

  private static final String API = "API";
  private static final String WHICH = "The API's identifier or id.";

  /** What may be set when an API is made and later. */
  static final class Members {

    @Option(names = "--name", description = "Its name for people.")
    @Nullable String name;

    @Option(
        names = "--scope",
        paramLabel = "NAME[=DESCRIPTION]",
        description = "A scope; once for each. On update, these replace all there were.")
    List<String> scopes = new ArrayList<>();

    @Option(
        names = "--lifetime",
        paramLabel = "SECONDS",
        description = "How long a token lives; of a new API 86,400 where nothing is said.")
    @Nullable Long lifetime;

    @Option(
        names = "--max-lifetime",
        paramLabel = "SECONDS",
        description = "How long a token may live at most, whatever a grant says.")
    @Nullable Long maxLifetime;

    @Option(
        names = "--algorithm",
        paramLabel = "ALG",
        description = "How tokens are signed: ES256, ES384, RS256, PS256 or EdDSA.")
    @Nullable String algorithm;

    @Option(
        names = "--proof",
        paramLabel = "PROOF",
        description =
            "What tokens must be bound to: none, dpop (a key), mtls (a certificate) or any.")
    @Nullable String proof;

    void put(JsonObject.Builder body) {
      if (name != null) {
        body.put("name", name);
      }
      if (!scopes.isEmpty()) {
        body.put("scopes", new JsonArray(scopes.stream().map(Members::scope).toList()));
      }
      if (lifetime != null) {
        body.put("token_lifetime_seconds", lifetime);
      }
      if (maxLifetime != null) {
        body.put("max_token_lifetime_seconds", maxLifetime);
      }
      if (algorithm != null) {
        body.put("signing_algorithm", algorithm);
      }
      if (proof != null) {
        body.put("proof", proof);
      }
    }

    private static JsonValue scope(String text) {
      int sign = text.indexOf('=');
      return JsonObject.builder()
          .put("name", sign < 0 ? text : text.substring(0, sign))
          .put("description", sign < 0 ? "" : text.substring(sign + 1))
          .build();
    }
  }

  @Command(
      description = "Registers an API under its identifier, the audience of its tokens.",
      footer =
          "  postern api create https://storage.example.com --name Storage --scope archive:read"
              + " --scope 'archive:write=Store files'")
  void create(
      @Mixin ServerOptions server,
      @Mixin Members members,
      @Parameters(paramLabel = "IDENTIFIER", description = "An absolute URI; it never changes.")
          String identifier)
      throws CommandFailed {
    JsonObject.Builder body = JsonObject.builder().put("identifier", identifier);
    body.put("name", identifier);
    members.put(body);
    server.output().object(server.admin().post("/apis", body.build()));
  }

  @Command(description = "Lists the APIs.", footer = "  postern api list")
  void list(@Mixin ServerOptions server) throws CommandFailed {
    server.output().list(server.admin().list("/apis"), "id", "identifier", "name", "scopes");
  }

  @Command(description = "Shows an API.", footer = "  postern api show https://storage.example.com")
  void show(
      @Mixin ServerOptions server, @Parameters(paramLabel = API, description = WHICH) String api)
      throws CommandFailed {
    RemoteApi admin = server.admin();
    server.output().object(admin.get(path(admin, api)));
  }

  @Command(
      description = "Changes an API; what is not named stays as it is.",
      footer = "  postern api update https://storage.example.com --lifetime 3600")
  void update(
      @Mixin ServerOptions server,
      @Mixin Members members,
      @Parameters(paramLabel = API, description = WHICH) String api)
      throws CommandFailed {
    JsonObject.Builder body = JsonObject.builder();
    members.put(body);
    RemoteApi admin = server.admin();
    String path = path(admin, api);
    Tagged before = admin.tagged(path);
    server.output().object(admin.patch(path, body.build(), before.etag()));
  }

  @Command(
      description = "Deletes an API; every token for it is refused from then on.",
      footer = "  postern api delete https://storage.example.com")
  void delete(
      @Mixin ServerOptions server, @Parameters(paramLabel = API, description = WHICH) String api)
      throws CommandFailed {
    RemoteApi admin = server.admin();
    admin.delete(path(admin, api));
    server.output().note("Deleted. Closed: every token for this API.");
  }

  private static String path(RemoteApi admin, String api) throws CommandFailed {
    return RemoteApi.path("apis", new Apis(admin).id(api));
  }
}
