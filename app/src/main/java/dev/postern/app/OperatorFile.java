package dev.postern.app;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.server.admin.Founder;
import dev.postern.server.clientauth.ClientSecret;
import dev.postern.server.clientauth.Pepper;
import dev.postern.store.AppEntry;
import dev.postern.store.SecretCredential;
import dev.postern.store.Store;
import dev.postern.store.TenantName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code operator.json} in the data folder: the operator's credential.
 *
 * <p>A new one is first written beside it, then committed to the database, then put in its place.
 * So the file always holds a credential that counts; and a process that is killed between commit
 * and the last step leaves the new one beside it, where the next start finds it, and asks the
 * database whether it counts.
 */
final class OperatorFile {

  private final Path file;
  private final Path pending;

  OperatorFile(Path data) {
    this.file = data.resolve("operator.json");
    this.pending = data.resolve("operator.json.new");
  }

  Path path() {
    return file;
  }

  /** Writes a credential that is about to be committed. */
  void prepare(Founder.Operator operator, JsonObject addresses) throws Failure {
    write(pending, operator.json(addresses));
  }

  /** Puts the credential in its place that has been committed. */
  void accept() throws Failure {
    try {
      OwnerFile.move(pending, file);
    } catch (IOException e) {
      throw unwritten(file);
    }
  }

  /** Where the file in place says that the server is, or empty where there is none. */
  Optional<JsonObject> addresses() {
    Optional<JsonObject> json = read(file);
    if (json.isEmpty()) {
      return Optional.empty();
    }
    JsonObject.Builder addresses = JsonObject.builder();
    for (String name :
        Founder.Operator.addresses(new Issuer("http://localhost/")).members().keySet()) {
      if (json.get().member(name).isEmpty()) {
        return Optional.empty();
      }
      addresses.put(name, json.get().member(name).get());
    }
    return Optional.of(addresses.build());
  }

  /**
   * Finishes what a killed process began: a credential that is pending counts, or it is rubbish.
   */
  void settle(Store store, Pepper pepper) throws Failure {
    if (read(pending).filter(json -> counts(json, store, pepper)).isPresent()) {
      accept();
    }
    try {
      OwnerFile.remove(pending);
    } catch (IOException e) {
      throw unwritten(pending);
    }
  }

  /** Writes the server's new address into the file, where the file is still of use. */
  void move(Issuer issuer, Store store, Pepper pepper) throws Failure {
    JsonObject addresses = Founder.Operator.addresses(issuer);
    Optional<JsonObject> old = read(file).filter(json -> counts(json, store, pepper));
    if (old.isPresent() && !addresses().equals(Optional.of(addresses))) {
      write(file, JsonObject.builder().putAll(old.get()).putAll(addresses).build());
    }
  }

  private static boolean counts(JsonObject json, Store store, Pepper pepper) {
    Optional<ClientId> id = text(json, "client_id").flatMap(ClientId::parse);
    Optional<ClientSecret> secret = text(json, "client_secret").flatMap(ClientSecret::parse);
    if (id.isEmpty() || secret.isEmpty()) {
      return false;
    }
    String hash = pepper.hash(secret.get());
    Optional<AppEntry> app =
        store.<Optional<AppEntry>, RuntimeException>read(
            TenantName.DEFAULT, tenant -> tenant.app(id.get()));
    return app.stream()
        .flatMap(entry -> entry.credentials().stream())
        .anyMatch(credential ->
            credential instanceof SecretCredential kept && kept.secretHash().equals(hash));
  }

  private static Optional<String> text(JsonObject json, String name) {
    try {
      return json.optionalString(name);
    } catch (JsonFault e) {
      return Optional.empty();
    }
  }

  /** The object in a file; empty where it is not there, or is none of ours. */
  private static Optional<JsonObject> read(Path file) {
    try {
      return Optional.of(new JsonReader(JsonLimits.REQUEST).object(Files.readAllBytes(file)));
    } catch (IOException | JsonFault e) {
      return Optional.empty();
    }
  }

  private static void write(Path file, JsonObject json) throws Failure {
    try {
      OwnerFile.write(file, json.text() + "\n");
    } catch (IOException e) {
      throw unwritten(file);
    }
  }

  private static Failure unwritten(Path file) {
    return new Failure(Failure.CONFIGURATION, file + " cannot be written");
  }
}
