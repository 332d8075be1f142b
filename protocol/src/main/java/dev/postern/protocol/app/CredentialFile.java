package dev.postern.protocol.app;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.token.SigningKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An app's credential as {@code postern app create --out} writes it: a JSON object with {@code
 * client_id}, {@code issuer}, and either {@code client_secret} or {@code jwk}, the private key (RFC
 * 7517).
 *
 * @param issuer whose app it is
 * @param proof how it proves itself
 */
public record CredentialFile(Issuer issuer, AppProof proof) {

  private static final JsonReader JSON = new JsonReader(JsonLimits.REQUEST);

  /**
   * Reads a file.
   *
   * @throws IOException where it cannot be read or holds no such object; the message repeats
   *     nothing of it
   */
  public static CredentialFile read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      // One byte above the limit is enough for the reader to refuse it.
      return read(JSON.object(in.readNBytes(JsonLimits.REQUEST.bytes() + 1)));
    } catch (JsonFault e) {
      throw new IOException(file + " is no credential: " + e.text());
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is no credential: " + e.getMessage());
    }
  }

  private static CredentialFile read(JsonObject json) throws JsonFault {
    Issuer issuer = new Issuer(json.string("issuer"));
    ClientId clientId = new ClientId(json.string("client_id"));
    AppProof proof =
        json.has("jwk") && !json.has("client_secret")
            ? AppProof.key(clientId, SigningKey.read(json.object("jwk")))
            : AppProof.secret(clientId, json.string("client_secret"));
    return new CredentialFile(issuer, proof);
  }
}
