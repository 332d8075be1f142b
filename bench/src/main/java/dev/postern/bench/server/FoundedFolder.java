package dev.postern.bench.server;

import dev.postern.jdbc.DataLock;
import dev.postern.jdbc.SqliteStore;
import dev.postern.protocol.Issuer;
import dev.postern.server.admin.Founder;
import dev.postern.server.clientauth.Pepper;
import dev.postern.server.signing.CryptoProvider;
import dev.postern.server.signing.KeyForge;
import dev.postern.server.signing.MasterKey;
import dev.postern.store.AuditLine;
import dev.postern.store.Ids;
import dev.postern.store.Installation;
import dev.postern.store.Store;
import dev.postern.store.TenantName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;

/**
 * A data folder as a server leaves it behind at its first start: two key files, the founded tenant
 * {@code default}, and the operator's credential. It is held until it is closed.
 */
public final class FoundedFolder implements AutoCloseable {

  private static final String PEPPER = "pepper.key";

  private final DataLock lock;
  private final SqliteStore store;
  private final Pepper pepper;

  private FoundedFolder(DataLock lock, SqliteStore store, Pepper pepper) {
    this.lock = lock;
    this.store = store;
    this.pepper = pepper;
  }

  /** Founds in a folder that is not there yet. */
  public static FoundedFolder found(Path folder, Instant now) throws IOException {
    CryptoProvider.install();
    SecureRandom random = new SecureRandom();
    DataLock lock = DataLock.hold(folder);
    byte[] masterKey = key(folder, "master.key", MasterKey.LENGTH, random);
    MasterKey master = new MasterKey(masterKey, random);
    Pepper pepper = new Pepper(key(folder, PEPPER, Pepper.LENGTH, random));
    SqliteStore store = SqliteStore.open(folder);
    Founder founder = new Founder(new KeyForge(master, random), pepper, random);
    Founder.Operator operator = founder.operator(now);
    AuditLine first =
        AuditLine.byServer(
            "tenant.create", "tenant/default", Founder.first(TenantName.DEFAULT, operator));
    store.found(
        new Installation(Ids.next("gen", now, random), master.name(), pepper.name(), now),
        founder.found(TenantName.DEFAULT, operator, first, now));
    // A server that starts on it writes its own addresses here.
    Issuer anywhere = new Issuer("http://127.0.0.1/");
    ownersOnly(
        folder.resolve("operator.json"),
        operator.json(Founder.Operator.addresses(anywhere)).text());
    return new FoundedFolder(lock, store, pepper);
  }

  /** Opens one that was founded and closed. */
  public static FoundedFolder open(Path folder) throws IOException {
    CryptoProvider.install();
    DataLock lock = DataLock.hold(folder);
    String pepper = Files.readString(folder.resolve("keys").resolve(PEPPER)).strip();
    return new FoundedFolder(
        lock, SqliteStore.open(folder), new Pepper(Base64.getUrlDecoder().decode(pepper)));
  }

  private static byte[] key(Path folder, String name, int length, SecureRandom random)
      throws IOException {
    byte[] key = new byte[length];
    random.nextBytes(key);
    Path keys = folder.resolve("keys");
    if (!Files.exists(keys)) {
      Files.createDirectory(
          keys, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    ownersOnly(keys.resolve(name), Base64.getUrlEncoder().withoutPadding().encodeToString(key));
    return key;
  }

  private static void ownersOnly(Path file, String line) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(file, (line + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  /** What is kept in it. */
  public Store store() {
    return store;
  }

  /** What secrets are hashed with. */
  public Pepper pepper() {
    return pepper;
  }

  @Override
  public void close() {
    store.close();
    lock.close();
  }
}
