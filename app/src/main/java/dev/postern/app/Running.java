package dev.postern.app;

import dev.postern.app.settings.Chosen;
import dev.postern.jdbc.DataLock;
import dev.postern.jdbc.SqliteStore;
import dev.postern.protocol.Issuer;
import dev.postern.server.Listening;
import dev.postern.server.admin.Founder;
import dev.postern.server.clientauth.Pepper;
import dev.postern.server.config.InvalidConfig;
import dev.postern.server.signing.MasterKey;
import dev.postern.server.signing.UnsealException;
import dev.postern.store.CredentialFilter;
import dev.postern.store.Found;
import dev.postern.store.Installation;
import dev.postern.store.ListedCredential;
import dev.postern.store.Page;
import dev.postern.store.Store;
import dev.postern.store.StoreException;
import dev.postern.store.TenantName;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A server with all that it stands on. Closing gives it back in the opposite order. */
final class Running implements AutoCloseable {

  private final Chosen chosen;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Deque<Runnable> endings = new ArrayDeque<>();
  private final Listening listening;
  private Optional<Founder.Owner> owner = Optional.empty();
  private boolean nobody;

  private Running(Chosen chosen, Clock clock) throws IOException {
    this.chosen = chosen;
    this.clock = clock;
    DataLock lock = DataLock.hold(chosen.data());
    endings.push(lock::close);
    try {
      this.listening = Listening.open(chosen.server(), clock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
    endings.push(listening::close);
  }

  /**
   * Starts a server.
   *
   * @param stopped asked from time to time whether it is to end already
   * @return empty where it was to end
   */
  static Optional<Running> start(Chosen chosen, Clock clock, BooleanSupplier stopped)
      throws Failure {
    try {
      Running running = new Running(chosen, clock);
      try {
        if (running.serve(stopped)) {
          return Optional.of(running);
        }
      } catch (Failure | RuntimeException e) {
        try (running) {
          throw e;
        }
      }
      running.close();
      return Optional.empty();
    } catch (FileSystemException e) {
      // Only the TLS files are met here; their message is a path and, if we know more, a reason.
      throw new Failure(Failure.CONFIGURATION, unusable(e));
    } catch (IOException | StoreException | UnsealException e) {
      throw new Failure(Failure.UNAVAILABLE, words(e));
    }
  }

  private boolean serve(BooleanSupplier stopped) throws Failure {
    if (stopped.getAsBoolean()) {
      return false;
    }
    Store store = SqliteStore.open(chosen.data());
    endings.push(store::close);
    Optional<Installation> existing = store.installation();
    checkAddress(store);
    KeyFiles files = new KeyFiles(chosen, random);
    MasterKey master = files.master(existing);
    Pepper pepper = files.pepper(existing);
    if (stopped.getAsBoolean()) {
      return false;
    }
    Issuer issuer = listening.address().issuer(TenantName.DEFAULT);
    if (existing.isEmpty()) {
      owner = new FirstStart(chosen, master, pepper, random).found(store, issuer, clock.instant());
    }
    OperatorFile operator = new OperatorFile(chosen.data());
    operator.settle(store, pepper);
    operator.move(issuer, store, pepper);
    if (stopped.getAsBoolean()) {
      return false;
    }
    nobody =
        chosen.server().console().enabled()
            && chosen.server().openId().isEmpty()
            && owner.isEmpty()
            && nobody(store);
    endings.push(listening.serve(store, master, pepper, random, new ConsolePages(clock))::close);
    return true;
  }

  /** Whether it is certain that nobody can come into the console of the first tenant yet. */
  private static boolean nobody(Store store) {
    CredentialFilter passkeys =
        new CredentialFilter(CredentialFilter.Type.PASSKEY, null, null, null);
    Found<ListedCredential> found =
        store.read(TenantName.DEFAULT, tenant -> tenant.credentials(passkeys, new Page("", 1)));
    return found.items().isEmpty() && found.stoppedAt() == null;
  }

  private void checkAddress(Store store) throws Failure {
    try {
      listening.address().checkBeside(store.issuerPaths());
    } catch (InvalidConfig e) {
      throw new Failure(Failure.CONFIGURATION, words(e));
    }
  }

  private static String unusable(FileSystemException e) {
    return e.getReason() == null
        ? e.getFile() + " is not there or cannot be read"
        : e.getFile() + ": " + e.getReason();
  }

  private static String words(Throwable e) {
    StringBuilder words = new StringBuilder(String.valueOf(e.getMessage()));
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      words.append(": ").append(cause.getMessage());
    }
    return words.toString();
  }

  /** Where the world reaches it. */
  URI publicUrl() {
    return listening.address().publicUrl();
  }

  /**
   * Where the console is, if there is one; after the first start, where the first person gets in.
   */
  Optional<String> consoleUrl() {
    return listening
        .address()
        .console(TenantName.DEFAULT)
        .map(console -> owner.map(first -> first.link(console)).orElse(console));
  }

  /** Whether there is a console that nobody has a way into, nor was led to by this start. */
  boolean nobodyYet() {
    return nobody;
  }

  /** Where health and metrics are. */
  URI managementUrl() {
    return listening.managementUrl();
  }

  /** Ends everything, whatever of it fails. */
  @Override
  public void close() {
    RuntimeException failure = null;
    while (!endings.isEmpty()) {
      try {
        endings.pop().run();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
