package dev.postern.cli;

import dev.postern.cli.RemoteApi.Tagged;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Apps: who may have tokens. */
@Command(name = "app", description = "The apps that get tokens.")
final class AppCommands {

  private static final String ID = "CLIENT_ID";

  /** What may be set when an app is made and later. */
  static final class Members {

    @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
    @Nullable String description;

    @Option(names = "--label", paramLabel = "NAME=VALUE", description = "A label; once for each.")
    Map<String, String> labels = new LinkedHashMap<>();

    @Option(
        names = "--allowed-ip",
        paramLabel = "ADDRESS",
        description = "An address or network that it may ask from; once for each.")
    List<String> allowedIps = new ArrayList<>();

    @Option(
        names = "--proof",
        paramLabel = "PROOF",
        description =
            "What its tokens must be bound to: none, dpop (a key), mtls (a certificate) or any.")
    @Nullable String proof;

    @Option(
        names = "--acts-for",
        paramLabel = "API",
        description =
            "An API that it is: it may introspect and exchange what is sent there; once"
                + " for each.")
    List<String> actsFor = new ArrayList<>();

    @Option(
        names = "--profile",
        paramLabel = "PROFILE",
        description = "How strict it is: standard, or fapi2.")
    @Nullable String profile;

    void put(JsonObject.Builder body, RemoteApi admin) throws CommandFailed {
      if (description != null) {
        body.put("description", description);
      }
      if (!labels.isEmpty()) {
        JsonObject.Builder pairs = JsonObject.builder();
        labels.forEach(pairs::put);
        body.put("labels", pairs.build());
      }
      if (!allowedIps.isEmpty()) {
        body.put("allowed_ips", JsonArray.ofStrings(allowedIps));
      }
      if (proof != null) {
        body.put("proof", proof);
      }
      if (!actsFor.isEmpty()) {
        List<String> apis = new ArrayList<>();
        for (String api : actsFor) {
          apis.add(new Apis(admin).id(api));
        }
        body.put("acts_for", JsonArray.ofStrings(apis));
      }
      if (profile != null) {
        body.put("profile", profile);
      }
    }
  }

  @Command(
      description =
          "Makes an app with a first secret, which is shown this once, a key or a certificate.",
      footer = {
        "  postern app create archiver --grant https://storage.example.com=archive:write",
        "  postern app create reader --grant https://storage.example.com=archive:read --out"
            + " reader.json",
        "  postern app create mover --new-key --out mover.json",
        "  postern app create guard --acts-for https://storage.example.com --out guard.json",
        "  postern app create mover --proof mtls --certificate mover.pem"
      })
  void create(
      @Mixin ServerOptions server,
      @Mixin Members members,
      @Mixin ProofOptions proof,
      @Parameters(paramLabel = "NAME", description = "Its name for people.") String name,
      @Option(
              names = "--grant",
              paramLabel = "API=SCOPE,SCOPE",
              description = "What it may do at an API; once for each.")
          @Nullable List<String> grants)
      throws CommandFailed {
    Optional<ProofOptions.Chosen> chosen = proof.chosen(server);
    RemoteApi admin = server.admin();
    JsonObject.Builder body = JsonObject.builder().put("name", name);
    members.put(body, admin);
    chosen.ifPresent(key -> body.put("credential", key.credential()));
    if (grants != null) {
      List<JsonValue> list = new ArrayList<>();
      for (String grant : grants) {
        list.add(grant(admin, grant));
      }
      body.put("grants", new JsonArray(list));
    }
    Secrets.Content content = Secrets.ofApp("", server.credential().issuer(), chosen);
    proof.secrets.keep(server, () -> admin.post("/apps", body.build()), content);
  }

  /** Reads {@code API=SCOPE,SCOPE}; the last sign parts, an identifier may have one, too. */
  static JsonObject grant(RemoteApi admin, String text) throws CommandFailed {
    int sign = text.lastIndexOf('=');
    if (sign < 1 || sign == text.length() - 1) {
      throw CommandFailed.usage("a grant is written API=SCOPE,SCOPE");
    }
    return JsonObject.builder()
        .put("api_id", new Apis(admin).id(text.substring(0, sign)))
        .put("scopes", JsonArray.ofStrings(List.of(text.substring(sign + 1).split(","))))
        .build();
  }

  /** Which apps are wanted. */
  static final class Filter {

    @Option(
        names = "--search",
        paramLabel = "WORDS",
        description =
            "Only apps with each of these words in name, description, client id or a label.")
    @Nullable String words;

    @Option(names = "--status", paramLabel = "STATUS", description = "Only active or blocked ones.")
    @Nullable String status;

    @Option(
        names = "--profile",
        paramLabel = "PROFILE",
        description = "Only apps as strict as this: standard, or fapi2.")
    @Nullable String profile;

    @Option(
        names = "--label",
        paramLabel = "NAME[:VALUE]",
        description = "Only apps with this label.")
    @Nullable String label;

    @Option(
        names = "--api",
        paramLabel = "API",
        description = "Only apps with a grant at this API: its identifier or id.")
    @Nullable String api;

    @Option(
        names = "--scope",
        paramLabel = "SCOPE",
        description = "Only apps whose grant there, at --api, holds this scope.")
    @Nullable String scope;

    Query query(RemoteApi admin) throws CommandFailed {
      return new Query()
          .with("q", words)
          .with("status", status)
          .with("profile", profile)
          .with("label", label)
          .with("api_id", api == null ? null : new Apis(admin).id(api))
          .with("scope", scope);
    }
  }

  @Command(
      description = "Lists the apps, or those that are looked for.",
      footer = {
        "  postern app list",
        "  postern app list --search archiver --status blocked",
        "  postern app list --label team:storage",
        "  postern app list --api https://storage.example.com --scope archive:write"
      })
  void list(@Mixin ServerOptions server, @Mixin Filter filter) throws CommandFailed {
    RemoteApi admin = server.admin();
    server
        .output()
        .list(
            admin.list("/apps", filter.query(admin)),
            "client_id",
            "name",
            "status",
            "credential_types",
            "last_used_at",
            "description");
  }

  @Command(description = "Shows an app.", footer = "  postern app show CLIENT_ID")
  void show(@Mixin ServerOptions server, @Parameters(paramLabel = ID) String app)
      throws CommandFailed {
    server.output().object(server.admin().get(path(app)));
  }

  @Command(
      description = "Changes an app; what is not named stays as it is.",
      footer = "  postern app update CLIENT_ID --name archiver-2 --allowed-ip 10.0.0.0/8")
  void update(
      @Mixin ServerOptions server,
      @Mixin Members members,
      @Parameters(paramLabel = ID) String app,
      @Option(names = "--name", description = "Its name for people.") @Nullable String name)
      throws CommandFailed {
    JsonObject.Builder body = JsonObject.builder();
    if (name != null) {
      body.put("name", name);
    }
    RemoteApi admin = server.admin();
    members.put(body, admin);
    Tagged before = admin.tagged(path(app));
    server.output().object(admin.patch(path(app), body.build(), before.etag()));
  }

  @Command(
      description = "Blocks an app: no new tokens, and those that are out are refused.",
      footer = "  postern app block CLIENT_ID")
  void block(@Mixin ServerOptions server, @Parameters(paramLabel = ID) String app)
      throws CommandFailed {
    status(server, app, "blocked");
    server.output().note("Closed: every token of this app. Unblocking revives none of them.");
  }

  @Command(
      description = "Lets a blocked app have tokens again; old ones stay refused.",
      footer = "  postern app unblock CLIENT_ID")
  void unblock(@Mixin ServerOptions server, @Parameters(paramLabel = ID) String app)
      throws CommandFailed {
    status(server, app, "active");
  }

  /** Without {@code If-Match}: whoever blocks an app means it, whatever else has changed. */
  private static void status(ServerOptions server, String app, String status) throws CommandFailed {
    JsonObject body = JsonObject.builder().put("status", status).build();
    server.output().object(server.admin().patch(path(app), body, Optional.empty()));
  }

  @Command(
      description = "Deletes an app with its credentials and grants.",
      footer = "  postern app delete CLIENT_ID")
  void delete(@Mixin ServerOptions server, @Parameters(paramLabel = ID) String app)
      throws CommandFailed {
    server.admin().delete(path(app));
    server.output().note("Deleted. Closed: every token of this app.");
  }

  private static String path(String app) {
    return RemoteApi.path("apps", app);
  }
}
