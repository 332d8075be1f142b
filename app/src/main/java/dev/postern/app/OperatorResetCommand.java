package dev.postern.app;

import dev.postern.app.settings.Chosen;
import dev.postern.app.settings.InvalidSettings;
import dev.postern.jdbc.DataLock;
import dev.postern.jdbc.SqliteStore;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.admin.Founder;
import dev.postern.server.admin.OperatorReset;
import dev.postern.server.clientauth.Pepper;
import dev.postern.server.config.HttpConfig;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.signing.MasterKey;
import dev.postern.server.signing.UnsealException;
import dev.postern.store.Installation;
import dev.postern.store.Store;
import dev.postern.store.StoreException;
import dev.postern.store.TenantName;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code postern operator reset}: a new operator credential for a server that stands still. */
@Command(
    name = "reset",
    description =
        "Makes a new operator credential, and the operator itself where that is gone or blocked. The"
            + " old credentials and every token obtained by them end. The server must be stopped.",
    footer = "  postern operator reset --data /var/lib/postern")
final class OperatorResetCommand implements Callable<Integer> {

  private final Map<String, String> environment;
  private final Clock clock = Clock.systemUTC();
  private final SecureRandom random = new SecureRandom();

  @Spec @Nullable CommandSpec spec;

  OperatorResetCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws Failure, InvalidSettings {
    if (spec == null) {
      throw new IllegalStateException("picocli sets the specification");
    }
    Chosen chosen = Flags.chosen(spec, environment);
    Path data = chosen.data();
    if (!Files.exists(data.resolve("postern.db"))) {
      throw noData(data);
    }
    try (DataLock _ = DataLock.hold(data);
        Store store = SqliteStore.open(data)) {
      Path file = reset(chosen, store).path();
      spec.commandLine().getOut().println("The new operator credential is in " + file);
      return 0;
    } catch (StoreException | UnsealException e) {
      throw new Failure(Failure.UNAVAILABLE, String.valueOf(e.getMessage()));
    }
  }

  private OperatorFile reset(Chosen chosen, Store store) throws Failure {
    Optional<Installation> existing = store.installation();
    if (existing.isEmpty()) {
      throw noData(chosen.data());
    }
    KeyFiles keys = new KeyFiles(chosen, random);
    MasterKey master = keys.master(existing);
    Pepper pepper = keys.pepper(existing);
    OperatorFile file = new OperatorFile(chosen.data());
    file.settle(store, pepper);
    OperatorReset reset =
        new OperatorReset(master, pepper, random, chosen.server().issuing().cutoff());
    Instant now = clock.instant();
    Founder.Operator operator = reset.successor(store, now);
    file.prepare(operator, file.addresses().orElseGet(() -> addresses(chosen.server().http())));
    reset.put(store, operator, now);
    file.accept();
    return file;
  }

  /** Where the server will be, as far as the settings tell; its next start sets it right. */
  private static JsonObject addresses(HttpConfig http) {
    String host = http.address().getHostAddress();
    String scheme = http.tls().isPresent() ? "https://" : "http://";
    URI listening =
        URI.create(scheme + (host.contains(":") ? "[" + host + "]" : host) + ":" + http.port());
    PublicAddress address = new PublicAddress(http.publicUrl().orElse(listening), http.hubDomain());
    return Founder.Operator.addresses(address.issuer(TenantName.DEFAULT));
  }

  private static Failure noData(Path data) {
    return new Failure(
        Failure.CONFIGURATION, "there is no data in " + data + " yet; `postern start` makes it");
  }
}
