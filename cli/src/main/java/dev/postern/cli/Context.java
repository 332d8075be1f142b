package dev.postern.cli;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which server and which credential are meant where a command does not say.
 *
 * @param server the server's issuer, empty for the one that the credential names
 * @param credential the file of the credential
 */
record Context(Optional<String> server, String credential) {

  /** The context kept in {@code file}, or empty where there is none. */
  static Optional<Context> read(Path file) throws CommandFailed {
    try {
      Optional<byte[]> content = OwnerFile.read(file);
      if (content.isEmpty()) {
        return Optional.empty();
      }
      JsonObject json = new JsonReader(JsonLimits.REQUEST).object(content.get());
      return Optional.of(new Context(json.optionalString("server"), json.string("credential")));
    } catch (IOException | JsonFault e) {
      throw CommandFailed.usage("the context file cannot be read: " + file);
    }
  }

  void write(Path file) throws CommandFailed {
    try {
      OwnerFile.replace(file, json().bytes());
    } catch (IOException e) {
      throw CommandFailed.usage("the context file cannot be written: " + file);
    }
  }

  JsonObject json() {
    JsonObject.Builder json = JsonObject.builder();
    server.ifPresent(url -> json.put("server", url));
    return json.put("credential", credential).build();
  }
}
