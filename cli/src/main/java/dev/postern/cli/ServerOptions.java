package dev.postern.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that every command has which speaks to a server. */
final class ServerOptions {

  private final Shell shell;

  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec command;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "The server's issuer; else POSTERN_SERVER, else as the credential says.")
  @Nullable String server;

  @Option(
      names = "--credential",
      paramLabel = "FILE",
      description =
          "A file with client_id and client_secret or jwk; else POSTERN_CREDENTIAL, else the current"
              + " context, else ./data/operator.json.")
  @Nullable String credential;

  @Option(names = "--json", description = "Print the server's JSON instead of a table.")
  boolean json;

  ServerOptions(Shell shell) {
    this.shell = shell;
  }

  Shell shell() {
    return shell;
  }

  Output output() {
    if (command == null) {
      throw new IllegalStateException("the options are not part of a command");
    }
    return new Output(command.commandLine().getOut(), json);
  }

  /** The Admin API of the server that is meant. */
  RemoteApi admin() throws CommandFailed {
    Credential proof = credential();
    return api(proof, proof.adminAudience());
  }

  /** The Identity Management API of the server that is meant. */
  RemoteApi identity() throws CommandFailed {
    Credential proof = credential();
    return api(proof, proof.identityAudience());
  }

  private static RemoteApi api(Credential proof, String audience) throws CommandFailed {
    return new RemoteApi(proof.app().audience(audience), proof.issuer(), audience);
  }

  /** Where is called by somebody who needs no credential for it: no file says that. */
  String issuer() throws CommandFailed {
    return Optional.ofNullable(server)
        .or(() -> shell.variable("POSTERN_SERVER"))
        .map(Credential::rooted)
        .orElseThrow(() -> CommandFailed.usage("which server? --server or POSTERN_SERVER says it"));
  }

  /** Who calls, and where: options before environment, environment before context. */
  Credential credential() throws CommandFailed {
    Optional<String> url = Optional.ofNullable(server).or(() -> shell.variable("POSTERN_SERVER"));
    Optional<String> file =
        Optional.ofNullable(credential).or(() -> shell.variable("POSTERN_CREDENTIAL"));
    if (file.isPresent()) {
      return Credential.read(shell.file(file.get()), url);
    }
    Optional<Context> context = Context.read(shell.contextFile());
    if (context.isPresent()) {
      Path kept = shell.file(context.get().credential());
      return Credential.read(kept, url.or(() -> context.get().server()));
    }
    return Credential.read(shell.file("data/operator.json"), url);
  }
}
