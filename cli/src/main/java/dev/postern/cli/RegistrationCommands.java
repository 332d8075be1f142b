package dev.postern.cli;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Registration policies: by what apps may register themselves. */
@Command(name = "registration", description = "By what apps may register themselves (RFC 7591).")
final class RegistrationCommands {

  private static final String POLICIES = "registration-policies";
  private static final String ID = "POLICY_ID";

  /** What a policy says beside its name and grants. */
  static final class Members {

    @Option(
        names = "--method",
        paramLabel = "METHOD",
        description = "How an app may prove itself, as private_key_jwt; once for each.")
    List<String> methods = new ArrayList<>();

    @Option(
        names = "--allow-jwks-uri",
        negatable = true,
        description = "Whether the keys of apps may stand at a URL, which the server fetches.")
    @Nullable Boolean allowJwksUri;

    @Option(
        names = "--max-apps",
        paramLabel = "N",
        description = "How many apps there may be at once.")
    @Nullable Long maxApps;

    @Option(
        names = "--secret-lifetime",
        paramLabel = "SECONDS",
        description = "How long the secrets live that apps are given.")
    @Nullable Long secretLifetime;

    @Option(
        names = "--expires-at",
        paramLabel = "TIME",
        description = "When no more apps can be registered.")
    @Nullable String expiresAt;

    void put(JsonObject.Builder body) {
      if (!methods.isEmpty()) {
        body.put("authentication_methods", JsonArray.ofStrings(methods));
      }
      if (allowJwksUri != null) {
        body.put("allow_jwks_uri", allowJwksUri.booleanValue());
      }
      if (maxApps != null) {
        body.put("max_apps", maxApps);
      }
      if (secretLifetime != null) {
        body.put("secret_lifetime_seconds", secretLifetime);
      }
      if (expiresAt != null) {
        body.put("expires_at", expiresAt);
      }
    }
  }

  @Command(
      description = "Lets apps register themselves; the token for that is shown this once.",
      footer = {
        "  postern registration create 'Build machines'"
            + " --grant https://storage.example.com=archive:write",
        "  postern registration create Workers --grant https://storage.example.com=archive:read"
            + " --method private_key_jwt --max-apps 500 --out workers.json"
      })
  void create(
      @Mixin ServerOptions server,
      @Mixin Members members,
      @Mixin Secrets secrets,
      @Parameters(paramLabel = "NAME", description = "Its name for people.") String name,
      @Option(
              names = "--grant",
              required = true,
              paramLabel = "API=SCOPE,SCOPE",
              description = "What an app may be granted at an API; once for each.")
          List<String> grants)
      throws CommandFailed {
    RemoteApi admin = server.admin();
    List<JsonValue> offers = new ArrayList<>();
    for (String grant : grants) {
      offers.add(AppCommands.grant(admin, grant));
    }
    JsonObject.Builder body =
        JsonObject.builder().put("name", name).put("grants", new JsonArray(offers));
    members.put(body);
    String endpoint = server.credential().issuer() + "service/oauth/register";
    secrets.keep(
        server,
        () -> admin.post(RemoteApi.path(POLICIES), body.build()),
        Secrets.ofRegistration(endpoint));
  }

  @Command(
      description = "Lists the registration policies, never their tokens.",
      footer = "  postern registration list")
  void list(@Mixin ServerOptions server) throws CommandFailed {
    server
        .output()
        .list(
            server.admin().list(RemoteApi.path(POLICIES)),
            "id",
            "name",
            "grants",
            "registered_apps",
            "max_apps",
            "expires_at");
  }

  @Command(
      description = "Shows a registration policy.",
      footer = "  postern registration show POLICY_ID")
  void show(@Mixin ServerOptions server, @Parameters(paramLabel = ID) String policy)
      throws CommandFailed {
    server.output().object(server.admin().get(path(policy)));
  }

  @Command(
      description = "Changes a registration policy; what is not named stays as it is.",
      footer = "  postern registration update POLICY_ID --expires-at 2027-06-30T00:00:00Z")
  void update(
      @Mixin ServerOptions server,
      @Mixin Members members,
      @Parameters(paramLabel = ID) String policy)
      throws CommandFailed {
    JsonObject.Builder body = JsonObject.builder();
    members.put(body);
    server.output().object(server.admin().patch(path(policy), body.build(), Optional.empty()));
  }

  @Command(
      description = "Deletes a registration policy; its apps stay, and cannot change themselves.",
      footer = "  postern registration delete POLICY_ID")
  void delete(@Mixin ServerOptions server, @Parameters(paramLabel = ID) String policy)
      throws CommandFailed {
    server.admin().delete(path(policy));
    server.output().note("Deleted. Its apps have what they had: delete or block those, too.");
  }

  private static String path(String policy) {
    return RemoteApi.path(POLICIES, policy);
  }
}
