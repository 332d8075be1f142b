package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.postern.client.TokenSource;
import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import dev.postern.verifier.TokenRefused;
import dev.postern.verifier.Verifier;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code that README.md shows, as it stands there but for the address of the server. */
final class ReadmeTest {

  private static final String STORAGE = "https://storage.example.com";

  private static final String IMPORTS = "import dev.postern.protocol.Scopes;";
  private static final String VERIFY = "Verifier verifier = Verifier.of(";
  private static final String TOKENS = "TokenSource tokens =\n";
  private static final String CERTIFIED = "TokenSource tokens = PosternClient.of(issuer).cert";
  private static final String BUILDER =
      "Verifier verifier =\n    Verifier.builder(issuer, \"" + STORAGE + "\")\n        ";
  private static final String BOUND = BUILDER + ".externalUrl(";
  private static final String STRICT = BUILDER + ".policy(";
  private static final String DESCRIBED = "Verifier verifier = Verifier.builder(";
  private static final String EXCHANGE = "./postern app create reports ";
  private static final String WORKLOAD = "TokenSource tokens = PosternClient.of(\"https://acme.";
  private static final String CLASS_PATH = "home=target/home/";

  /** How each block begins, and what runs it: a block more wants a test more. */
  private static final List<String> RUN =
      List.of(
          // DemoTest and ServerProcess.
          "./postern demo      # the whole story below",
          // clients.ReadmeCommandsTest.
          "./postern api create https://storage.example.com",
          "ID=$(sed ",
          "curl -s http://127.0.0.1:8080/service/oauth/token -H",
          TOKENS,
          "curl -s http://127.0.0.1:8080/service/oauth/introspect",
          "new ProtectedCalls(",
          // Compiled here; the calls are made by Rfc8705_3BoundTokensTest, which trusts a server
          // whose certificate the platform does not know.
          CERTIFIED,
          // DemoTest, and what it plays.
          "./postern demo\n",
          "$ postern api create https://storage.example.com",
          CLASS_PATH,
          IMPORTS,
          VERIFY,
          "servletContext\n",
          "HttpContext files =",
          "new BearerAuthenticator(",
          BOUND,
          DESCRIBED,
          STRICT,
          // The commands: clients.ReadmeCommandsTest.
          EXCHANGE,
          "./postern credential add CLIENT_ID --issuer ",
          // Kubernetes' own.
          "volumes: [",
          // Compiled here; Rfc7523_2_1WorkloadTest gets tokens so.
          WORKLOAD,
          "./postern token --server ",
          // The part that this test is of.
          "./check\n");

  /** Each {@code %s} stands for a block, or for part of one. */
  @SuppressWarnings("InlineFormatString") // longer than a method may be
  private static final String CODE =
      """
      %s
      import com.sun.net.httpserver.*;
      import dev.postern.client.*;
      import dev.postern.protocol.http.*;
      import dev.postern.verifier.servlet.*;
      import jakarta.servlet.ServletContext;
      import jakarta.servlet.http.HttpServletRequest;
      import java.net.URI;
      import java.net.http.*;
      import java.net.http.HttpResponse.BodyHandlers;
      import java.nio.file.Path;
      import java.security.KeyStore;
      import java.time.Duration;
      import java.util.List;

      public final class Code implements dev.postern.checks.ReadmeCode {
        private Verifier open;

        public TokenSource tokens(String id, String secret, HttpRequest.Builder request)
            throws Exception {
          %s
          return tokens;
        }

        public Sent send(TokenSource tokens, HttpRequest.Builder request, URI address)
            throws Exception {
          %s
          return new Sent(answer, headers);
        }

        public String verify(String authorizationHeader) {
          %s
        }

        public AccessToken servlet(
            ServletContext servletContext, HttpServletRequest request, Verifier verifier) {
          %s
          return token;
        }

        public void protect(HttpServer server, HttpHandler handler, Verifier verifier) {
          %s
        }

        public AccessToken caller(HttpExchange exchange) {
          %s
          return token;
        }

        public Authenticator byMethod(Verifier verifier) {
          return %s;
        }

        public void verifyBound(String issuer, String method, String path,
            List<String> authorizationHeaders, List<String> dpopHeaders) throws Exception {
          %s
        }

        public void describe(HttpServer server, String issuer) {
          %s
        }

        public Verifier strict(String issuer) throws Exception {
          %s
          return verifier;
        }

        public HttpAnswer exchanged(String callersToken, URI entries) throws Exception {
          %s
          return answer;
        }

        void certified(String issuer, KeyStore keyStore, char[] password, String clientId,
            String api, HttpRequest.Builder request) throws Exception {
          %s
        }

        TokenSource workload() {
          %s
          return tokens;
        }

        public void close() {
          open.close();
        }
      }
      """;

  @TempDir private static Path folder;

  private static RunningServer server;
  private static Caller archiver;
  private static Caller reader;
  private static ReadmeCode code;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    String api = server.api(STORAGE, "archive:read", "archive:write");
    archiver = server.app("archiver");
    server.grant(archiver, api, "archive:write");
    reader = server.app("reader");
    server.grant(reader, api, "archive:read");
    code = compiled();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String block(String beginning) {
    return here(Readme.block(beginning));
  }

  private static String below(String beginning) {
    return here(Readme.below(beginning));
  }

  /** With the address of this server, and files where they are. */
  private static String here(String code) {
    return code.replace("http://127.0.0.1:8080", server.url().toString())
        .replace("Path.of(\"", "Path.of(\"" + folder + "/");
  }

  /** The file of an app, as {@code --out} writes it. */
  private static void write(String name, Caller app) throws IOException {
    JsonObject credential =
        JsonObject.builder()
            .put("client_id", app.id())
            .put("client_secret", app.secret())
            .put("issuer", app.issuer())
            .build();
    Files.write(folder.resolve(name), credential.bytes());
  }

  /** A block that makes a verifier, which can be closed. */
  private static String opening(String beginning) {
    return block(beginning).replaceFirst("Verifier verifier =", "Verifier verifier = open =");
  }

  /** The block that verifies: its two remarks say what there is, and so this does. */
  private static String verifying(String block, String before, String behind) {
    String spoken =
        block
            .replace(
                "// token.clientId() is who calls", before + "token.clientId().text()" + behind)
            .replaceFirst("// refused\\.status\\(\\) is .*", before + "refused.status()" + behind);
    assertThat(spoken).doesNotContain("// ");
    return spoken;
  }

  private static ReadmeCode compiled() throws Exception {
    // What a block merely does is given a name, so that it can be looked at.
    String calls = block("new ProtectedCalls(").replaceFirst("\ntokens", "\nvar headers = tokens");
    String asked = below(EXCHANGE).replaceFirst("\ntokens", "\nvar answer = tokens");
    String[] files = block("HttpContext files =").split("(?=AccessToken)", 2);
    List<String> parts =
        List.of(
            block(IMPORTS),
            block(TOKENS),
            "var answer = " + calls,
            verifying(opening(VERIFY), "return \"\" + ", ";"),
            block("servletContext\n"),
            files[0],
            files[1],
            block("new BearerAuthenticator("),
            opening(BOUND),
            opening(DESCRIBED),
            opening(STRICT),
            asked,
            block(CERTIFIED),
            block(WORKLOAD));
    String source = CODE.formatted(parts.toArray());
    Path file = Files.writeString(folder.resolve("Code.java"), source);
    List<String> options =
        List.of(
            "-proc:none",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            folder.toString(),
            file.toString());
    StringWriter said = new StringWriter();
    int outcome =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(new PrintWriter(said), new PrintWriter(said), options.toArray(String[]::new));
    assertThat(outcome).as(said.toString()).isZero();
    URL[] place = {folder.toUri().toURL()};
    ClassLoader loader = new URLClassLoader(place, ReadmeTest.class.getClassLoader());
    return (ReadmeCode) loader.loadClass("Code").getConstructor().newInstance();
  }

  @Test
  void everyBlockIsRunSomewhere() {
    assertThat(Readme.blocks())
        .zipSatisfy(RUN, (block, beginning) -> assertThat(block).startsWith(beginning));
  }

  @Test
  void theClientGetsATokenThatTheVerifierTakes() throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1/"));
    TokenSource tokens = code.tokens(archiver.id(), archiver.secret(), request);
    String sent = request.build().headers().firstValue("Authorization").orElseThrow();
    assertThat(sent).isEqualTo(tokens.authorization());
    assertThat(code.verify(sent)).isEqualTo(archiver.id());
    code.close();
    assertThat(code.verify("Bearer " + reader.token(STORAGE)))
        .as("lacks the scope")
        .isEqualTo("403");
    code.close();
  }

  /** A server of the JDK's, protected as its block says, and at {@code /either} as another. */
  private static final class Api implements AutoCloseable {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer http;
    private final Verifier verifier;

    Api() throws IOException {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      verifier =
          Verifier.builder(server.url() + "/", STORAGE).externalUrl(address("").toString()).build();
      code.protect(http, Api::answer, verifier);
      http.createContext("/either", Api::answer).setAuthenticator(code.byMethod(verifier));
      http.setExecutor(threads);
      http.start();
    }

    /** Says who calls. */
    private static void answer(HttpExchange exchange) throws IOException {
      byte[] who = code.caller(exchange).clientId().text().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, who.length);
      exchange.getResponseBody().write(who);
      exchange.close();
    }

    URI address(String path) {
      return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + path);
    }

    int status(String method, String path, Caller caller) {
      HttpCall call = HttpCall.of(method, address(path), new byte[0]);
      return Answer.to(call.header("Authorization", "Bearer " + caller.token(STORAGE))).status();
    }

    @Override
    public void close() {
      http.stop(0);
      threads.close();
      verifier.close();
    }
  }

  @Test
  void theServerOfTheJdkLetsInWhoHoldsTheScope() throws Exception {
    try (Api api = new Api()) {
      assertThat(api.status("GET", "/files", reader)).isEqualTo(200);
      assertThat(api.status("GET", "/files", archiver)).isEqualTo(403);
      assertThat(api.status("GET", "/either", reader)).isEqualTo(200);
      assertThat(api.status("PUT", "/either", reader)).isEqualTo(403);
      assertThat(api.status("PUT", "/either", archiver)).isEqualTo(200);
      assertThat(Answer.to(HttpCall.get(api.address("/files"))).status()).isEqualTo(401);
    }
  }

  /** As {@code --proof dpop} demands it of an app; the client is told nothing of it. */
  private static Caller bound(String scope) {
    Operator operator = new Operator(server.operator());
    Caller app = operator.app("bound", operator.apiId(STORAGE), scope);
    assertThat(operator.admin("PATCH", "/apps/" + app.id(), "{\"proof\":\"dpop\"}").status())
        .isEqualTo(200);
    return app;
  }

  @Test
  void aTokenThatIsBoundGoesWithItsProof() throws Exception {
    Caller app = bound("archive:read");
    try (Api api = new Api()) {
      URI files = api.address("/files");
      HttpRequest.Builder unused = HttpRequest.newBuilder(files);
      TokenSource tokens = code.tokens(app.id(), app.secret(), unused);
      assertThat(tokens.authorization()).startsWith("DPoP ");
      ReadmeCode.Sent sent = code.send(tokens, HttpRequest.newBuilder(files), files);
      assertThat(sent.answer().statusCode()).as(sent.answer().body()).isEqualTo(200);
      assertThat(sent.answer().body()).isEqualTo(app.id());
      HttpCall call = HttpCall.get(files);
      for (Map.Entry<String, String> header : sent.headers().entrySet()) {
        call = call.header(header.getKey(), header.getValue());
      }
      assertThat(Answer.to(call).status()).isEqualTo(200);
      assertThat(Answer.to(call).status()).as("a proof is used once").isEqualTo(401);
    }
  }

  @Test
  void aVerifierThatIsGivenTheWholeRequestTakesBoundTokensAlone() throws Exception {
    Caller app = bound("archive:write");
    Prover prover = new Prover();
    String token = prover.token(app, STORAGE);
    URI address = URI.create("https://files.example.com/files/a");
    String issuer = server.url() + "/";
    List<String> proof = List.of(prover.proof(Prover.claims("PUT", address, token)));
    code.verifyBound(issuer, "PUT", "/files/a", List.of("DPoP " + token), proof);
    code.close();
    String unbound = "Bearer " + archiver.token(STORAGE);
    for (List<String> without : List.of(List.of("DPoP " + token), List.of(unbound))) {
      assertThatExceptionOfType(TokenRefused.class)
          .isThrownBy(() -> code.verifyBound(issuer, "PUT", "/files/a", without, List.of()))
          .matches(refused -> refused.status() == 401);
      code.close();
    }
  }

  @Test
  void anApiSaysOfItselfWhoIssuesTokensForIt() throws Exception {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    code.describe(http, server.url() + "/");
    http.start();
    try {
      int port = http.getAddress().getPort();
      URI place = URI.create("http://127.0.0.1:" + port + "/.well-known/oauth-protected-resource");
      JsonObject said = Answer.to(HttpCall.get(place)).json();
      assertThat(said.string("resource")).isEqualTo(STORAGE);
      assertThat(said.array("authorization_servers").strings()).containsExactly(server.url() + "/");
      assertThat(said.array("scopes_supported").strings())
          .containsExactly("archive:read", "archive:write");
    } finally {
      http.stop(0);
      code.close();
    }
  }

  @Test
  void aStrictVerifierIsAnAppThatActsForItsApi() throws Exception {
    Operator operator = new Operator(server.operator());
    write("guard.json", operator.guard("guard", operator.apiId(STORAGE)));
    Verifier verifier = code.strict(server.url() + "/");
    try {
      String authorization = "Bearer " + reader.token(STORAGE);
      assertThat(verifier.verify(authorization).require("archive:read").clientId().text())
          .isEqualTo(reader.id());
    } finally {
      code.close();
    }
  }

  @Test
  void anApiCallsOnInTheNameOfItsCaller() throws Exception {
    Delegation site = new Delegation(new Operator(server.operator()));
    write("reports.json", site.service());
    String callersToken = site.customer().token(Delegation.FRONT);
    String issuer = server.url() + "/";
    try (GuardedApi ledger =
        new GuardedApi(issuer, Delegation.BACK, "entries:read", "entries:write")) {
      HttpAnswer answer = code.exchanged(callersToken, ledger.uri("entries"));
      assertThat(answer.status()).isEqualTo(200);
      String who = new String(answer.body(), StandardCharsets.UTF_8);
      assertThat(who).isEqualTo(site.service().id());
    }
  }

  @Test
  void theJarsThatAreNamedAreAllThatAnApiNeeds(@TempDir Path work) throws Exception {
    Path root = ServerProcess.root();
    String java = System.getProperty("java.home");
    Map<String, String> environment =
        Map.of(
            "JAVA_HOME",
            java,
            "PATH",
            Path.of(java, "bin") + File.pathSeparator + System.getenv("PATH"),
            "AUTHORIZATION",
            "Bearer " + archiver.token(STORAGE));
    // Builds Postern where somebody runs this test alone.
    List<String> help = List.of(root.resolve("postern").toString(), "help");
    try (Program build = Program.start(work, environment, help)) {
      assertThat(build.awaitEnd(480)).as(build.text()).isZero();
    }
    Files.createSymbolicLink(work.resolve("target"), root.resolve("target"));
    String api =
        """
        %s
        public class MyApi {
          public static void main(String[] arguments) {
            String authorizationHeader = System.getenv("AUTHORIZATION");
            %s
            System.exit(0);
          }
        }
        """
            .formatted(block(IMPORTS), verifying(block(VERIFY), "System.out.println(", ");"));
    Files.writeString(work.resolve("MyApi.java"), api);
    List<String> command = List.of("sh", "-eu", "-c", block(CLASS_PATH));
    try (Program program = Program.start(work, environment, command)) {
      assertThat(program.awaitEnd()).as(program.text()).isZero();
      assertThat(program.text().lines()).contains(archiver.id());
    }
  }
}
