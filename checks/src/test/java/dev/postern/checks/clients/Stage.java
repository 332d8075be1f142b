package dev.postern.checks.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.GuardedApi;
import dev.postern.checks.Operator;
import dev.postern.checks.RunningServer;
import dev.postern.checks.TokenForger;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.SigningKey;
import dev.postern.store.TenantName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A running server with one API, which our own verifier protects, and apps that may call it. */
final class Stage implements AutoCloseable {

  /** The API that all clients ask for and all resource servers are. */
  static final String API = "https://files.example.com";

  /** What a caller must hold there. */
  static final String SCOPE = "files:read";

  /** What is installed for the tests stands here, and their own folders. */
  static final Path FOLDER = Path.of("target", "clients").toAbsolutePath();

  private final RunningServer server;
  private final TenantName tenant;
  private final Operator operator;
  private final String apiId;
  private final GuardedApi api;
  private final Map<String, Stage> below = new HashMap<>();

  private Stage(RunningServer server, TenantName tenant, Operator operator) throws IOException {
    this.server = server;
    this.tenant = tenant;
    this.operator = operator;
    apiId = operator.api(API, SCOPE, "files:write");
    api = new GuardedApi(issuer(), API, SCOPE, "files:write");
  }

  static Stage start() {
    try {
      RunningServer server = new RunningServer(Files.createDirectories(fresh("data")));
      fresh("run");
      return new Stage(server, TenantName.DEFAULT, new Operator(server.operator()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same at another tenant of the server, whose issuer is a path of the same host. */
  Stage below(String path) throws IOException {
    @Nullable Stage there = below.get(path);
    if (there == null) {
      there = founded(path);
      below.put(path, there);
    }
    return there;
  }

  private Stage founded(String path) throws IOException {
    String name = "below-" + below.size();
    String issuer = server.url() + path;
    Answer made =
        operator.admin(
            "POST", "/tenants", "{\"name\":\"%s\",\"issuer\":\"%s\"}".formatted(name, issuer));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    try {
      JsonObject credential = made.json().object("operator");
      Caller caller =
          new Caller(issuer, credential.string("client_id"), credential.string("client_secret"));
      return new Stage(server, new TenantName(name), new Operator(caller));
    } catch (JsonFault e) {
      throw new AssertionError(made.body(), e);
    }
  }

  /** A folder of ours that is not there yet. */
  private static Path fresh(String name) throws IOException {
    Path folder = FOLDER.resolve(name);
    if (Files.exists(folder)) {
      try (Stream<Path> old = Files.walk(folder)) {
        for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    return folder;
  }

  /** Signs what it is told to, with the tenant's own key. */
  TokenForger forger() {
    return server.forger(tenant, SignatureAlgorithm.ES256);
  }

  Operator operator() {
    return operator;
  }

  String issuer() {
    return operator.caller().issuer();
  }

  String apiId() {
    return apiId;
  }

  /** An app that may read at the API. */
  Caller reader() {
    return operator.app("reader", apiId, SCOPE);
  }

  /** An app that may write there and not read. */
  Caller writer() {
    return operator.app("writer", apiId, "files:write");
  }

  /** Tells the server of a new key of an app; the private half. */
  JsonObject key(Caller app) throws Exception {
    JsonObject jwk = SigningKey.generate();
    String body =
        JsonObject.builder()
            .put("type", "public_key")
            .put("jwk", SigningKey.publicHalf(jwk).json())
            .build()
            .text();
    Answer made = operator.admin("POST", "/apps/" + app.id() + "/credentials", body);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return jwk;
  }

  /** The file that the command line writes of an app with a key. */
  static Path credential(Caller app, JsonObject jwk) throws IOException {
    Path file = Files.createTempFile(Files.createDirectories(FOLDER.resolve("run")), "app", "");
    String text = JsonObject.builder().put("client_id", app.id()).put("jwk", jwk).build().text();
    return Files.writeString(file, text);
  }

  /** What every program is told. */
  Map<String, String> environment() {
    // A machine's proxy is no way to this machine.
    return new HashMap<>(
        Map.of("ISSUER", issuer(), "API", API, "SCOPE", SCOPE, "NO_PROXY", "127.0.0.1"));
  }

  /** What a program that has a secret is told. */
  Map<String, String> environment(Caller app) {
    Map<String, String> environment = environment();
    environment.put("CLIENT_ID", app.id());
    environment.put("CLIENT_SECRET", app.secret());
    return environment;
  }

  /** The token opens the API for this app. */
  void assertOpens(String token, Caller app) {
    Answer answer = api.bearing(token);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(app.id());
  }

  /** A port that nobody listens on. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    below.values().forEach(each -> each.api.close());
    api.close();
    server.close();
  }
}
