package dev.postern.cli;

import dev.postern.client.PosternClient;
import dev.postern.protocol.Claim;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.CompactJws;
import dev.postern.protocol.token.TokenFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a workload shows a token of its platform in the place of a credential. */
final class AssertionOptions {

  private static final int LIMIT = 8 * 1024;

  @Option(
      names = "--assertion",
      paramLabel = "FILE",
      description =
          "A file with a token of another issuer, as Kubernetes gives one to a pod: it is shown"
              + " instead of a credential. Needs --server or POSTERN_SERVER.")
  @Nullable String assertion;

  @Option(
      names = "--client-id",
      paramLabel = "CLIENT_ID",
      description = "Which app asks by --assertion, where several go by one subject.")
  @Nullable String clientId;

  /** Who asks: whom the assertion names, or else whom the credential does. */
  Asker asker(ServerOptions server) throws CommandFailed {
    if (assertion == null) {
      if (clientId != null) {
        throw CommandFailed.usage("--client-id goes with --assertion; a credential has its own");
      }
      Credential credential = server.credential();
      return new Asker(server.app(credential), credential.issuer(), credential.clientId());
    }
    if (server.credential != null) {
      throw CommandFailed.usage("--assertion and --credential: one of them proves who asks");
    }
    String issuer = server.issuer();
    Path file = server.shell().file(assertion);
    Optional<Word> word = word(file);
    PosternClient client = server.client(issuer);
    try {
      if (word.isEmpty()) {
        // Nobody's. What is wrong with it the client says.
        PosternClient.App app =
            clientId == null ? client.assertion(file) : client.assertion(clientId, file);
        return new Asker(app, issuer, JsonArray.ofStrings(List.of(file.toString())).text());
      }
      // What was read, and not what may be there by now.
      String text = word.get().text();
      PosternClient.App app =
          clientId == null ? client.assertion(() -> text) : client.assertion(clientId, () -> text);
      return new Asker(app, issuer, word.get().name());
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage("the client id cannot be used: " + e.getMessage());
    }
  }

  /** What the file says, and under which name a token that was had by it is kept. */
  private static final class Word {

    private final String text;
    private final String name;

    private Word(String text, String name) {
      this.text = text;
      this.name = name;
    }

    private String text() {
      return text;
    }

    private String name() {
      return name;
    }

    @Override
    public String toString() {
      return "Word[hidden]";
    }
  }

  /**
   * Read once: a pipe has it once. Kept by the subject and its issuer, so that a token is found
   * again after the platform wrote the file anew, and not by a job of somebody else with the same
   * file. No client id looks like this.
   */
  private Optional<Word> word(Path file) {
    String app = clientId == null ? "" : clientId;
    try {
      byte[] content = OwnerFile.read(file).orElse(new byte[0]);
      String text = new String(content, StandardCharsets.ISO_8859_1).strip();
      JsonObject claims =
          CompactJws.tokenJson().object(CompactJws.parse(text, LIMIT).unverifiedPayload());
      List<String> name = List.of(claims.string(Claim.ISS), claims.string(Claim.SUB), app);
      return Optional.of(new Word(text, JsonArray.ofStrings(name).text()));
    } catch (IOException | TokenFault | JsonFault e) {
      return Optional.empty();
    }
  }
}
