package dev.postern.cli;

import dev.postern.protocol.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tenants: strangers to each other, each with its own issuer. */
@Command(name = "tenant", description = "The tenants of this server (operator of 'default' only).")
final class TenantCommands {

  private static final String NAME = "NAME";

  @Command(
      description = "Makes a tenant; the credential of its operator is shown this once.",
      footer = {
        "  postern tenant create acme --out acme-operator.json",
        "  postern tenant create acme --issuer https://auth.example.com/acme"
      })
  void create(
      @Mixin ServerOptions server,
      @Mixin Secrets secrets,
      @Parameters(paramLabel = NAME, description = "A DNS label.") String name,
      @Option(
              names = "--issuer",
              paramLabel = "URL",
              description =
                  "The server's public URL and a path; unless given, the tenant has a host of its own.")
          @Nullable String issuer)
      throws CommandFailed {
    RemoteApi admin = server.admin();
    JsonObject.Builder body = JsonObject.builder().put("name", name);
    if (issuer != null) {
      body.put("issuer", issuer);
    }
    secrets.keep(server, () -> admin.post("/tenants", body.build()), Secrets::ofTenant);
  }

  @Command(description = "Lists the tenants.", footer = "  postern tenant list")
  void list(@Mixin ServerOptions server) throws CommandFailed {
    server.output().list(server.admin().list("/tenants"), "name", "issuer", "api_key", "status");
  }

  @Command(description = "Shows a tenant.", footer = "  postern tenant show acme")
  void show(@Mixin ServerOptions server, @Parameters(paramLabel = NAME) String name)
      throws CommandFailed {
    server.output().object(server.admin().get(RemoteApi.path("tenants", name)));
  }

  @Command(
      description = "Blocks a tenant: no new tokens, and those that are out are refused.",
      footer = "  postern tenant block acme")
  void block(@Mixin ServerOptions server, @Parameters(paramLabel = NAME) String name)
      throws CommandFailed {
    status(server, name, "blocked");
    server.output().note("Closed: every token of this tenant.");
  }

  @Command(description = "Opens a blocked tenant again.", footer = "  postern tenant unblock acme")
  void unblock(@Mixin ServerOptions server, @Parameters(paramLabel = NAME) String name)
      throws CommandFailed {
    status(server, name, "active");
  }

  private static void status(ServerOptions server, String name, String status)
      throws CommandFailed {
    change(server, name, JsonObject.builder().put("status", status).build());
  }

  @Command(
      description = "Sets how strict a tenant is with every app of its.",
      footer = "  postern tenant update acme --profile fapi2")
  void update(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = NAME) String name,
      @Option(
              names = "--profile",
              required = true,
              paramLabel = "PROFILE",
              description = "standard, or fapi2; the stricter closes every token of the tenant.")
          String profile)
      throws CommandFailed {
    change(server, name, JsonObject.builder().put("profile", profile).build());
  }

  private static void change(ServerOptions server, String name, JsonObject body)
      throws CommandFailed {
    String path = RemoteApi.path("tenants", name);
    server.output().object(server.admin().patch(path, body, Optional.empty()));
  }
}
