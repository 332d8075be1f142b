package dev.postern.app;

import dev.postern.jdbc.DataLock;
import dev.postern.jdbc.SqliteStore;
import dev.postern.server.Listening;
import dev.postern.server.PosternServer;
import dev.postern.server.clientauth.Pepper;
import dev.postern.server.config.FeedConfig;
import dev.postern.server.config.HttpConfig;
import dev.postern.server.config.IssuingConfig;
import dev.postern.server.config.ManagementConfig;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.config.ServerConfig;
import dev.postern.server.config.TlsFiles;
import dev.postern.server.signing.MasterKey;
import dev.postern.server.signing.UnsealException;
import dev.postern.store.Installation;
import dev.postern.store.Store;
import dev.postern.store.StoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code postern start}: runs the server until it is told to stop. */
@Command(name = "start", description = "Run the server.")
final class StartCommand implements Callable<Integer> {

  @Option(
      names = "--data",
      defaultValue = "data",
      description = "The data folder (default: ./data).")
  Path data = Path.of("data");

  @Option(names = "--host", defaultValue = "127.0.0.1", description = "The address to listen on.")
  String host = "127.0.0.1";

  @Option(names = "--port", defaultValue = "8080", description = "The port, 0 for a free one.")
  int port;

  @Option(names = "--management-port", defaultValue = "9090", description = "Health and metrics.")
  int managementPort;

  @Option(names = "--public-url", description = "Where the world reaches this server.")
  @Nullable URI publicUrl;

  @Option(names = "--tls-certificate", description = "A PEM file: certificate and chain.")
  @Nullable Path certificate;

  @Option(names = "--tls-key", description = "A PEM file: the private key.")
  @Nullable Path key;

  @Spec @Nullable CommandSpec spec;

  private final Clock clock = Clock.systemUTC();
  private final SecureRandom random = new SecureRandom();

  @Override
  public Integer call() throws StartFailure, InterruptedException {
    ServerConfig config = config();
    try (DataLock lock = DataLock.hold(data);
        Listening listening = Listening.open(config, clock);
        Store store = SqliteStore.open(data)) {
      try (PosternServer server = serve(listening, store)) {
        announce(listening);
        awaitStop(server, store, lock);
      }
      return 0;
    } catch (IOException | StoreException | UnsealException e) {
      throw new StartFailure(StartFailure.UNAVAILABLE, String.valueOf(e.getMessage()));
    }
  }

  private PosternServer serve(Listening listening, Store store) throws StartFailure {
    PublicAddress address = listening.address();
    Optional<Installation> existing = store.installation();
    KeyFiles files = new KeyFiles(data, random);
    MasterKey master = files.master(existing);
    Pepper pepper = files.pepper(existing);
    if (existing.isEmpty()) {
      FirstStart.found(data, store, master, pepper, address, clock, random);
    }
    return listening.serve(store, master, pepper, random);
  }

  private void announce(Listening listening) {
    if (spec == null) {
      throw new IllegalStateException("picocli sets the specification");
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println("Postern ready: " + listening.address().publicUrl());
    out.println("Management: " + listening.managementUrl());
    out.flush();
  }

  /** Stops in order when the process is told to end: SIGTERM or SIGINT. */
  private static void awaitStop(PosternServer server, Store store, DataLock lock)
      throws InterruptedException {
    Thread hook =
        new Thread(
            () -> {
              server.close();
              store.close();
              lock.close();
            },
            "postern-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    // Nothing counts it down: the process ends by its hook.
    new CountDownLatch(1).await();
  }

  private ServerConfig config() throws StartFailure {
    if ((certificate == null) != (key == null)) {
      throw new StartFailure(
          StartFailure.CONFIGURATION, "--tls-certificate and --tls-key go together");
    }
    Optional<TlsFiles> tls =
        certificate == null || key == null
            ? Optional.empty()
            : Optional.of(new TlsFiles(certificate, key));
    try {
      return new ServerConfig(
          new HttpConfig(
              InetAddress.ofLiteral(host),
              port,
              tls,
              List.of(),
              Optional.ofNullable(publicUrl),
              PublicAddress.LOCAL_HUB,
              20_000,
              256),
          new ManagementConfig(InetAddress.ofLiteral("127.0.0.1"), managementPort),
          new IssuingConfig(Duration.ofHours(1), OptionalInt.empty()),
          new FeedConfig(10_000, 10, 64 << 20),
          Duration.ofSeconds(15));
    } catch (IllegalArgumentException e) {
      throw new StartFailure(StartFailure.CONFIGURATION, String.valueOf(e.getMessage()));
    }
  }
}
