package dev.postern.cli;

import dev.postern.client.PosternClient;
import dev.postern.client.Waits;
import dev.postern.protocol.http.Trust;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that every command has which speaks to a server. */
final class ServerOptions {

  /** Somebody is sitting there: a server that is away is to be told of soon. */
  private static final Waits WAITS = new Waits(Duration.ofSeconds(5), Duration.ofSeconds(5));

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

  private RemoteApi api(Credential proof, String audience) throws CommandFailed {
    return new RemoteApi(app(proof).audience(audience), proof.issuer(), audience, tls());
  }

  /** Whoever asks for tokens with {@code proof}. */
  PosternClient.App app(Credential proof) throws CommandFailed {
    return proof.app(client(proof.issuer()));
  }

  /** The server of that issuer, as this command speaks to it. */
  PosternClient client(String issuer) throws CommandFailed {
    PosternClient client;
    try {
      client = PosternClient.of(issuer).waits(WAITS);
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage("the server cannot be used: " + e.getMessage());
    }
    return tls().map(client::tls).orElse(client);
  }

  /** TLS that trusts the authorities of the file that the environment names, if it names one. */
  private Optional<SSLSocketFactory> tls() throws CommandFailed {
    Optional<String> file = shell.variable("POSTERN_CA");
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Trust.with(shell.file(file.get())));
    } catch (IOException e) {
      throw CommandFailed.usage(
          "POSTERN_CA names no file with certificates in PEM: " + Visible.text(file.get()));
    }
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
