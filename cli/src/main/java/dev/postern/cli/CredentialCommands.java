package dev.postern.cli;

import dev.postern.protocol.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Credentials: how an app proves itself. */
@Command(name = "credential", description = "How an app proves itself; several may live at once.")
final class CredentialCommands {

  private static final String ID = "CLIENT_ID";

  @Command(
      description =
          "Gives an app one more secret, which is shown this once, a key or a certificate.",
      footer = {
        "  postern credential add CLIENT_ID --expires-at 2027-06-30T00:00:00Z --out new.json",
        "  postern credential add CLIENT_ID --new-key --out new.json",
        "  postern credential add CLIENT_ID --key public.pem",
        "  postern credential add CLIENT_ID --jwks-uri https://keys.example.com/mover.json",
        "  postern credential add CLIENT_ID --secret-hash hash.txt",
        "  postern credential add CLIENT_ID --certificate mover.pem",
        "  postern credential add CLIENT_ID --subject-dn CN=mover,O=Example"
      })
  void add(
      @Mixin ServerOptions server,
      @Mixin ProofOptions proof,
      @Parameters(paramLabel = ID) String app,
      @Option(names = "--expires-at", paramLabel = "TIME", description = "When it ends.")
          @Nullable String expiresAt)
      throws CommandFailed {
    Optional<ProofOptions.Chosen> chosen = proof.chosen(server);
    JsonObject.Builder body = JsonObject.builder().put("type", "client_secret");
    chosen.ifPresent(key -> body.putAll(key.credential()));
    if (expiresAt != null) {
      body.put("expires_at", expiresAt);
    }
    RemoteApi admin = server.admin();
    Secrets.Content content = Secrets.ofApp(app, server.credential().issuer(), chosen);
    proof.secrets.keep(server, () -> admin.post(path(app), body.build()), content);
  }

  @Command(
      description = "Lists an app's credentials, never their secrets.",
      footer = "  postern credential list CLIENT_ID")
  void list(@Mixin ServerOptions server, @Parameters(paramLabel = ID) String app)
      throws CommandFailed {
    server
        .output()
        .list(
            server.admin().list(path(app)),
            "id",
            "type",
            "hint",
            "created_at",
            "expires_at",
            "last_used_at");
  }

  @Command(
      description = "Ends a credential and refuses the tokens that it obtained.",
      footer = "  postern credential revoke CLIENT_ID CREDENTIAL_ID")
  void revoke(
      @Mixin ServerOptions server,
      @Parameters(index = "0", paramLabel = ID) String app,
      @Parameters(index = "1", paramLabel = "CREDENTIAL_ID") String credential)
      throws CommandFailed {
    server.admin().delete(path(app) + RemoteApi.path(credential));
    server
        .output()
        .note("Revoked. Closed: every token that this credential obtained, and no other.");
  }

  private static String path(String app) {
    return RemoteApi.path("apps", app, "credentials");
  }
}
