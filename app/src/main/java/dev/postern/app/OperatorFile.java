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
import dev.postern.store.Store;
import dev.postern.store.TenantName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * {@code operator.json} in the data folder: the operator's credential.
 *
 * <p>A new one is first written beside it, then committed to the database, then put in its place.
 * So the file always holds a credential that counts; and a process that is killed between commit
 * and the last step leaves the new one beside it, where the next start finds it, and asks the
 * database whether it counts.
 */
final class OperatorFile {

  private static final List<String> ADDRESSES =
      List.of("token_endpoint", "admin_audience", "identity_audience");

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
  void prepare(JsonObject credential) throws Failure {
    write(pending, credential);
  }

  /** Puts the credential in its place that has been committed. */
  void accept() throws Failure {
    try {
      OwnerFile.move(pending, file);
    } catch (IOException e) {
      throw unwritten(file);
    }
  }

  /** What the file in place says of where the server is: nothing, where there is none. */
  JsonObject addresses() {
    JsonObject.Builder addresses = JsonObject.builder();
    read(file)
        .ifPresent(json -> {
          for (String name : ADDRESSES) {
            json.member(name).ifPresent(value -> addresses.put(name, value));
          }
        });
    return addresses.build();
  }

  /** Finishes what a killed process began: a credential that is pending counts, or is rubbish. */
  void settle(Store store, Pepper pepper) throws Failure {
    if (read(pending).flatMap(OperatorFile::operator).filter(counts(store, pepper)).isPresent()) {
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
    Optional<JsonObject> old = read(file);
    Optional<JsonObject> fresh =
        old.flatMap(OperatorFile::operator)
            .filter(counts(store, pepper))
            .map(operator ->
                JsonObject.builder().putAll(old.get()).putAll(operator.json(issuer)).build());
    if (fresh.isPresent() && !fresh.equals(old)) {
      write(file, fresh.get());
    }
  }

  private static Optional<Founder.Operator> operator(JsonObject json) {
    return text(json, "client_id")
        .flatMap(ClientId::parse)
        .flatMap(id ->
            text(json, "client_secret")
                .flatMap(ClientSecret::parse)
                .map(secret -> new Founder.Operator(id, secret)));
  }

  private static Predicate<Founder.Operator> counts(Store store, Pepper pepper) {
    return operator -> {
      String hash = pepper.hash(operator.secret());
      Optional<AppEntry> app =
          store.<Optional<AppEntry>, RuntimeException>read(
              TenantName.DEFAULT, tenant -> tenant.app(operator.clientId()));
      return app.stream()
          .flatMap(entry -> entry.credentials().stream())
          .anyMatch(credential -> credential.secretHash().equals(hash));
    };
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
