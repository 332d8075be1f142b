package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.postern.protocol.json.JsonNull;
import dev.postern.server.admin.Founder;
import dev.postern.server.clientauth.Pepper;
import dev.postern.server.config.ConsoleConfig;
import dev.postern.server.config.DpopConfig;
import dev.postern.server.config.FeedConfig;
import dev.postern.server.config.HttpConfig;
import dev.postern.server.config.IssuingConfig;
import dev.postern.server.config.JwksUriConfig;
import dev.postern.server.config.KeysConfig;
import dev.postern.server.config.ManagementConfig;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.config.ServerConfig;
import dev.postern.server.http.ErrorStyle;
import dev.postern.server.http.Route;
import dev.postern.server.signing.CryptoProvider;
import dev.postern.server.signing.KeyForge;
import dev.postern.server.signing.MasterKey;
import dev.postern.server.signing.UnsealException;
import dev.postern.store.AuditLine;
import dev.postern.store.Installation;
import dev.postern.store.MemoryStore;
import dev.postern.store.TenantName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** How a server starts, and what is left of one that could not. */
final class ListeningTest {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final Logger LOG = (Logger) LoggerFactory.getLogger(Listening.class);

  private final SecureRandom random = new SecureRandom();
  private final Clock clock = Clock.systemUTC();
  private final Pepper pepper = new Pepper(bytes());
  private final MasterKey master = new MasterKey(bytes(), random);
  private final MemoryStore store = new MemoryStore();
  private final ListAppender<ILoggingEvent> written = new ListAppender<>();
  private Set<Thread> before = Set.of();

  /** A console whose routes cannot be made. */
  private record Broken() implements TenantPages {
    @Override
    public List<Route> routes(Site site) {
      throw new IllegalStateException("no page can be read");
    }

    @Override
    public Map<String, ErrorStyle> styles() {
      return Map.of();
    }
  }

  @BeforeEach
  void found() {
    CryptoProvider.install();
    Founder founder = new Founder(new KeyForge(master, random), pepper, random);
    Instant now = clock.instant();
    store.found(
        new Installation("gen-test", master.name(), pepper.name(), now),
        founder.found(
            TenantName.DEFAULT,
            founder.operator(now),
            AuditLine.byServer("tenant.create", "tenant/default", JsonNull.NULL),
            now));
    written.start();
    LOG.addAppender(written);
    before = ours();
  }

  @AfterEach
  void stopListening() {
    LOG.detachAppender(written);
  }

  private byte[] bytes() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return bytes;
  }

  private static ServerConfig config(Optional<URI> url, Ports ports) {
    return new ServerConfig(
        new HttpConfig(
            LOOPBACK,
            ports.open(),
            Optional.empty(),
            List.of(),
            url,
            PublicAddress.LOCAL_HUB,
            20_000,
            256),
        new ManagementConfig(LOOPBACK, ports.management()),
        new ConsoleConfig(true, LOOPBACK, ports.console(), Optional.empty()),
        new IssuingConfig(Duration.ofHours(1), OptionalInt.empty()),
        new KeysConfig(Duration.ofHours(3), Duration.ofDays(90)),
        JwksUriConfig.USUAL,
        new FeedConfig(100, 100, 1L << 20),
        new DpopConfig(DpopConfig.Nonce.OPTIONAL),
        Optional.empty(),
        Duration.ofSeconds(2));
  }

  /** Where it listens. */
  private record Ports(int open, int management, OptionalInt console) {

    /** Three that nobody has now. */
    static Ports free() throws IOException {
      try (ServerSocket one = new ServerSocket(0, 1, LOOPBACK);
          ServerSocket two = new ServerSocket(0, 1, LOOPBACK);
          ServerSocket three = new ServerSocket(0, 1, LOOPBACK)) {
        return new Ports(
            one.getLocalPort(), two.getLocalPort(), OptionalInt.of(three.getLocalPort()));
      }
    }

    List<Integer> all() {
      return List.of(open, management, console.orElseThrow());
    }
  }

  /** Of our own and of our engine; the JDK starts others when it likes. */
  private static Set<Thread> ours() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches("(postern|vert\\.?x)-.*"))
        .collect(Collectors.toSet());
  }

  private Set<Thread> left() {
    Set<Thread> left = ours();
    left.removeAll(before);
    return left;
  }

  private void nothingIsLeft(List<Integer> ports) throws Exception {
    for (int port : ports) {
      new ServerSocket(port, 1, LOOPBACK).close();
    }
    // A thread that was told to end takes a moment.
    for (Thread thread : left()) {
      thread.join(Duration.ofSeconds(20));
    }
    assertThat(left()).isEmpty();
  }

  @Test
  void aServerThatRunsHasThreadsAndOneThatWasClosedHasNone() throws Exception {
    Ports ports = Ports.free();
    try (Listening listening = Listening.open(config(Optional.empty(), ports), clock);
        PosternServer server = listening.serve(store, master, pepper, random)) {
      assertThat(server).isNotNull();
      assertThat(left())
          .extracting(Thread::getName)
          .anyMatch(name -> name.startsWith("postern-duties-"))
          .anyMatch(name -> name.startsWith("vert.x-eventloop"));
      for (int port : ports.all()) {
        assertThatThrownBy(() -> new ServerSocket(port, 1, LOOPBACK).close())
            .isInstanceOf(IOException.class);
      }
    }
    nothingIsLeft(ports.all());
  }

  @Test
  void whereThePortOfTheConsoleIsTakenTheOthersAreGivenBack() throws Exception {
    Ports ports = Ports.free();
    int console = ports.console().orElseThrow();
    try (ServerSocket taken = new ServerSocket(console, 1, LOOPBACK)) {
      assertThatThrownBy(() -> Listening.open(config(Optional.empty(), ports), clock))
          .isInstanceOf(IOException.class)
          .hasMessage("cannot listen on 127.0.0.1:" + taken.getLocalPort())
          .hasNoSuppressedExceptions();
      nothingIsLeft(List.of(ports.open(), ports.management()));
    }
  }

  @Test
  void aServerThatCannotPutItsPagesTogetherLeavesNothing() throws Exception {
    Ports ports = Ports.free();
    try (Listening listening = Listening.open(config(Optional.empty(), ports), clock)) {
      assertThatThrownBy(() -> listening.serve(store, master, pepper, random, new Broken()))
          .hasMessage("no page can be read");
      assertThat(left())
          .extracting(Thread::getName)
          .noneMatch(name -> name.startsWith("postern-duties-"));
    }
    nothingIsLeft(ports.all());
  }

  @Test
  void aServerWhoseKeysDoNotOpenLeavesNothing() throws Exception {
    Ports ports = Ports.free();
    MasterKey other = new MasterKey(bytes(), random);
    try (Listening listening = Listening.open(config(Optional.empty(), ports), clock)) {
      assertThatThrownBy(() -> listening.serve(store, other, pepper, random))
          .isInstanceOf(UnsealException.class);
    }
    nothingIsLeft(ports.all());
  }

  private List<String> said(Optional<URI> url, Ports ports) throws IOException {
    written.list.clear();
    try (Listening listening = Listening.open(config(url, ports), clock);
        PosternServer server = listening.serve(store, master, pepper, random)) {
      assertThat(server).isNotNull();
    }
    return written.list.stream()
        .map(event -> event.getLevel() + " " + event.getFormattedMessage())
        .toList();
  }

  @Test
  void aConsoleAtAnAddressIsWarnedOfForNobodyCanMakeAPasskeyThere() throws Exception {
    Ports beside = new Ports(0, 0, OptionalInt.empty());
    assertThat(said(Optional.of(URI.create("https://203.0.113.7")), beside))
        .containsExactly(
            "WARN the console is at an IP address, 203.0.113.7, and nobody can make a passkey"
                + " there: passkeys are bound to names; set http.public-url or console.public-url"
                + " to a URL with a name");
    assertThat(said(Optional.of(URI.create("http://[::1]:8080/a")), beside))
        .singleElement()
        .asString()
        .contains("[::1]");
    assertThat(said(Optional.of(URI.create("https://auth.example.com")), beside)).isEmpty();
    assertThat(said(Optional.empty(), beside)).as("which is localhost").isEmpty();
  }
}
