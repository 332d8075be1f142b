package dev.postern.checks;

import dev.postern.jdbc.SqliteStore;
import dev.postern.protocol.ClientId;
import dev.postern.protocol.json.JsonNull;
import dev.postern.server.Listening;
import dev.postern.server.PosternServer;
import dev.postern.server.admin.Founder;
import dev.postern.server.clientauth.ClientSecret;
import dev.postern.server.clientauth.Pepper;
import dev.postern.server.config.FeedConfig;
import dev.postern.server.config.HttpConfig;
import dev.postern.server.config.IssuingConfig;
import dev.postern.server.config.ManagementConfig;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.config.ServerConfig;
import dev.postern.server.signing.KeyForge;
import dev.postern.server.signing.MasterKey;
import dev.postern.store.AuditLine;
import dev.postern.store.Installation;
import dev.postern.store.Store;
import dev.postern.store.TenantName;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A whole server in this process, on free ports, with data of its own. */
final class RunningServer implements AutoCloseable {

  private final Listening listening;
  private final PosternServer server;
  private final Founder.Operator operator;

  RunningServer() throws Exception {
    SecureRandom random = new SecureRandom();
    Clock clock = Clock.systemUTC();
    MasterKey master = new MasterKey(bytes(random), random);
    Pepper pepper = new Pepper(bytes(random));
    HttpConfig http =
        new HttpConfig(
            java.net.InetAddress.getLoopbackAddress(),
            0,
            Optional.empty(),
            List.of(),
            Optional.empty(),
            PublicAddress.LOCAL_HUB,
            20_000,
            256);
    ServerConfig config =
        new ServerConfig(
            http,
            new ManagementConfig(java.net.InetAddress.getLoopbackAddress(), 0),
            new IssuingConfig(Duration.ofHours(1), OptionalInt.empty()),
            new FeedConfig(10_000, 10),
            Duration.ofSeconds(2));
    listening = Listening.open(config, clock);
    Store store = SqliteStore.open(java.nio.file.Files.createTempDirectory("postern"));
    Founder founder = new Founder(new KeyForge(master, random), pepper, random);
    operator = founder.operator(clock.instant());
    store.found(
        new Installation("gen-test", master.name(), pepper.name(), clock.instant()),
        founder.found(
            TenantName.DEFAULT,
            operator,
            AuditLine.byServer("tenant.found", "tenant/default", JsonNull.NULL),
            clock.instant()));
    server = listening.serve(store, master, pepper, random);
  }

  private static byte[] bytes(SecureRandom random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return bytes;
  }

  URI url() {
    return listening.address().publicUrl();
  }

  URI management() {
    return listening.managementUrl();
  }

  Caller operator() {
    return new Caller(url() + "/", operator.clientId().text(), operator.secret().reveal());
  }

  ClientId operatorId() {
    return operator.clientId();
  }

  ClientSecret operatorSecret() {
    return operator.secret();
  }

  @Override
  public void close() {
    server.close();
  }
}
