package dev.postern.cli;

import dev.postern.client.PosternClient;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.token.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An app's client id with its secret or private key, and the server that they are for, as {@code
 * operator.json} holds them: {@code client_id}, {@code client_secret} or {@code jwk}, and {@code
 * issuer} or {@code admin_audience}.
 */
final class Credential {

  private static final String ADMIN = "admin/v1";
  private static final String IDENTITY = "identity/v2/manage";

  private final String clientId;
  private final Optional<String> secret;
  private final Optional<SigningKey> key;
  private final String issuer;

  private Credential(JsonObject json, String issuer) throws JsonFault {
    boolean keyed = json.has("jwk") && !json.has("client_secret");
    this.clientId = json.string("client_id");
    this.key = keyed ? Optional.of(SigningKey.read(json.object("jwk"))) : Optional.empty();
    this.secret = keyed ? Optional.empty() : Optional.of(json.string("client_secret"));
    this.issuer = issuer;
  }

  /**
   * Reads a credential.
   *
   * @param server the server that is to be spoken to; empty for the one that the file names
   */
  static Credential read(Path file, Optional<String> server) throws CommandFailed {
    try {
      byte[] content =
          OwnerFile.read(file)
              .orElseThrow(() ->
                  CommandFailed.usage(
                      "there is no credential file " + file + " (--credential names another)"));
      JsonObject json = new JsonReader(JsonLimits.REQUEST).object(content);
      String issuer = issuer(named(json), server.map(Credential::rooted), file);
      return new Credential(json, issuer);
    } catch (IOException e) {
      throw CommandFailed.usage("the credential file cannot be read: " + file);
    } catch (JsonFault e) {
      throw CommandFailed.usage("the credential file " + file + " is no credential: " + e.text());
    }
  }

  private static Optional<String> named(JsonObject json) throws JsonFault {
    Optional<String> issuer = json.optionalString("issuer").map(Credential::rooted);
    return issuer.isPresent()
        ? issuer
        : json.optionalString("admin_audience")
            .filter(audience -> audience.endsWith('/' + ADMIN))
            .map(audience -> audience.substring(0, audience.length() - ADMIN.length()));
  }

  private static String issuer(Optional<String> named, Optional<String> server, Path file)
      throws CommandFailed {
    // A secret goes to nobody but the server that it is for.
    if (named.isPresent()
        && server.isPresent()
        && !slashed(named.get()).equals(slashed(server.get()))) {
      throw CommandFailed.usage("the credential in " + file + " is for another server");
    }
    return named
        .or(() -> server)
        .orElseThrow(() -> CommandFailed.usage("which server? " + file + " names none: --server"));
  }

  /** An issuer without a path ends with a slash; one with a path is written as it is. */
  static String rooted(String url) {
    return url.indexOf('/', url.indexOf("//") + 2) < 0 ? url + "/" : url;
  }

  private static String slashed(String url) {
    return url.endsWith("/") ? url : url + "/";
  }

  /** Whoever asks {@code client}'s server for tokens with this credential. */
  PosternClient.App app(PosternClient client) throws CommandFailed {
    try {
      return key.isPresent()
          ? client.credentials(clientId, key.get())
          : client.credentials(clientId, secret.orElse(""));
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage("the credential cannot be used: " + e.getMessage());
    }
  }

  String clientId() {
    return clientId;
  }

  /** The server's issuer. */
  String issuer() {
    return issuer;
  }

  String adminAudience() {
    return adminAudience(issuer);
  }

  /** The identifier of the Admin API of the server with that issuer. */
  static String adminAudience(String issuer) {
    return slashed(issuer) + ADMIN;
  }

  String identityAudience() {
    return slashed(issuer) + IDENTITY;
  }

  /** Says nothing of the secret. */
  @Override
  public String toString() {
    return "Credential[" + clientId + " at " + issuer + "]";
  }
}
