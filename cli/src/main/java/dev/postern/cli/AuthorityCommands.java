package dev.postern.cli;

import dev.postern.protocol.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Certificate authorities: who vouches for the certificates of a tenant's apps. */
@Command(
    name = "authority",
    description = "Who vouches for the certificates of apps, in this tenant.")
final class AuthorityCommands {

  private static final String PATH = "certificate-authorities";
  private static final String ID = "AUTHORITY_ID";

  @Command(
      description = "Trusts an authority: its certificates prove apps that are known by a name.",
      footer = "  postern authority add Machines --certificate ca.pem")
  void add(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = "NAME", description = "Its name for people.") String name,
      @Option(
              names = "--certificate",
              paramLabel = "FILE",
              required = true,
              description = "The authority's own certificate (PEM).")
          String file)
      throws CommandFailed {
    JsonObject body =
        JsonObject.builder()
            .put("name", name)
            .put("pem", CertificateOptions.pem(server.shell().file(file)))
            .build();
    server.output().object(server.admin().post('/' + PATH, body));
  }

  @Command(description = "Lists the authorities.", footer = "  postern authority list")
  void list(@Mixin ServerOptions server) throws CommandFailed {
    server
        .output()
        .list(server.admin().list('/' + PATH), "id", "name", "subject_dn", "sha256", "not_after");
  }

  @Command(description = "Shows an authority.", footer = "  postern authority show AUTHORITY_ID")
  void show(@Mixin ServerOptions server, @Parameters(paramLabel = ID) String authority)
      throws CommandFailed {
    server.output().object(server.admin().get(RemoteApi.path(PATH, authority)));
  }

  @Command(
      description = "Trusts an authority no longer; tokens that are out stay.",
      footer = "  postern authority remove AUTHORITY_ID")
  void remove(@Mixin ServerOptions server, @Parameters(paramLabel = ID) String authority)
      throws CommandFailed {
    server.admin().delete(RemoteApi.path(PATH, authority));
    server
        .output()
        .note("Removed. No token was closed: revoke the credentials whose tokens are to end.");
  }
}
