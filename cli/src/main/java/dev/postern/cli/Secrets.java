package dev.postern.cli;

import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Where a new secret goes, which the server shows this once: into a file that is made before the
 * server is asked, so that no secret is lost to a full disk or a typing error; else to the screen.
 */
final class Secrets {

  private static final String INITIAL_TOKEN = "initial_access_token";
  private static final Set<String> SECRETS = Set.of("client_secret", "operator", INITIAL_TOKEN);

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the credential to this new file (mode 0600) instead of showing it.")
  @Nullable String out;

  /** A call that makes a secret. */
  @FunctionalInterface
  interface Creation {
    JsonObject call() throws CommandFailed;
  }

  /** How the answer of such a call is written as a credential file. */
  @FunctionalInterface
  interface Content {
    Optional<JsonObject> of(JsonObject answer);
  }

  /**
   * A new app's or credential's secret, or the key that was made for it, for the server that {@code
   * issuer} names.
   */
  static Content ofApp(String clientId, String issuer, Optional<ProofOptions.Chosen> key) {
    return answer -> {
      JsonObject.Builder kept =
          JsonObject.builder()
              .put("client_id", answer.member("client_id").map(Secrets::text).orElse(clientId));
      Optional<JsonValue> secret = answer.member("client_secret");
      Optional<JsonObject> jwk = key.flatMap(ProofOptions.Chosen::secret);
      if (secret.isEmpty() && jwk.isEmpty()) {
        return Optional.empty();
      }
      secret.ifPresent(value -> kept.put("client_secret", value));
      jwk.ifPresent(value -> kept.put("jwk", value));
      return Optional.of(kept.put("issuer", issuer).build());
    };
  }

  /** The token of a new registration policy, and where it is of use. */
  static Content ofRegistration(String endpoint) {
    return answer ->
        answer
            .member(INITIAL_TOKEN)
            .map(token ->
                JsonObject.builder()
                    .put("registration_endpoint", endpoint)
                    .put(INITIAL_TOKEN, token)
                    .build());
  }

  /** The operator of a new tenant, as the server gives it. */
  static Optional<JsonObject> ofTenant(JsonObject answer) {
    return answer
        .member("operator")
        .flatMap(
            value -> value instanceof JsonObject found ? Optional.of(found) : Optional.empty());
  }

  /** Makes the call and puts its secret where it belongs. */
  JsonObject keep(ServerOptions server, Creation creation, Content content) throws CommandFailed {
    if (out == null) {
      JsonObject answer = creation.call();
      server.output().object(answer);
      if (content.of(answer).isPresent()) {
        server.output().note("The secret is shown this once: keep it now.");
      }
      return answer;
    }
    Path file = server.shell().file(out);
    reserve(file);
    try {
      JsonObject answer = creation.call();
      JsonObject kept =
          content
              .of(answer)
              .orElseThrow(() -> CommandFailed.refused("the server's answer has no secret"));
      Files.write(file, kept.bytes());
      server.output().object(withoutSecret(answer));
      server.output().note("The credential is in " + file + " (mode 0600); it is not shown again.");
      return answer;
    } catch (CommandFailed e) {
      discard(file);
      throw e;
    } catch (IOException e) {
      throw CommandFailed.usage("the credential could not be written: revoke it, it is lost");
    }
  }

  private static JsonObject withoutSecret(JsonObject answer) {
    JsonObject.Builder rest = JsonObject.builder();
    answer.members().entrySet().stream()
        .filter(member -> !SECRETS.contains(member.getKey()))
        .forEach(member -> rest.put(member.getKey(), member.getValue()));
    return rest.build();
  }

  private static void reserve(Path file) throws CommandFailed {
    try {
      OwnerFile.create(file);
    } catch (IOException e) {
      throw CommandFailed.usage("the file is there already or cannot be made: " + file);
    }
  }

  private static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable String text(JsonValue value) {
    return value instanceof JsonString string ? string.value() : null;
  }
}
