package dev.postern.checks.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Caller;
import dev.postern.checks.Program;
import dev.postern.checks.ServerProcess;
import dev.postern.checks.clients.PageProgram.Outcome;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SigningKey;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spring Boot applications, compiled from their page. */
@Tag("clients")
@ExtendWith(OneStage.class)
final class SpringTest {

  private static final String JARS = Stage.FOLDER.resolve("spring") + File.separator + "*";

  private static Path client;
  private static Path api;

  @BeforeAll
  static void compile(Stage stage) throws IOException {
    Path folder = ClientPage.of("spring-security").unpack(Stage.FOLDER.resolve("run"), Map.of());
    client = compiled(folder.resolve("client"), "Client.java");
    api = compiled(folder.resolve("api"), "Api.java");
    assertThat(stage.issuer()).endsWith("/");
  }

  /** Compiles the one class of a folder beside its configuration; the folder. */
  private static Path compiled(Path folder, String file) throws IOException {
    String path;
    try (var jars = Files.list(Stage.FOLDER.resolve("spring"))) {
      path = jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
    var compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    // What Spring Boot's parent tells the compiler, too.
    List<String> options =
        List.of("-proc:none", "-parameters", "-cp", path, "-d", folder.toString());
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      var sources = files.getJavaFileObjects(folder.resolve(file));
      boolean good = compiler.getTask(said, files, null, options, null, sources).call();
      assertThat(good).as(said.toString()).isTrue();
    }
    return folder;
  }

  private static Program start(Path folder, String type, Map<String, String> environment)
      throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return Program.start(
        folder,
        environment,
        List.of(java, "-XX:TieredStopAtLevel=1", "-cp", folder + File.pathSeparator + JARS, type));
  }

  private static Outcome run(Map<String, String> environment) throws Exception {
    try (Program program = start(client, "com.example.Client", environment)) {
      int code = program.awaitEnd();
      return new Outcome(code, program.text());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"client_secret_basic", "client_secret_post"})
  void aSecretBringsATokenThatOpensTheApi(String method, Stage stage) throws Exception {
    Caller app = stage.reader();
    Map<String, String> environment = stage.environment(app);
    environment.put("METHOD", method);
    stage.assertOpens(run(environment).token(), app);
  }

  /**
   * Spring asks for {@code openid-configuration} first and has Nimbus' parser of OpenID Connect
   * read it; a document that this does not take is an error, and no other is looked for.
   */
  @ParameterizedTest
  @ValueSource(strings = {"/files", "/realms/files/"})
  void anIssuerWithAPathIsAsGood(String path, Stage stage) throws Exception {
    Stage below = stage.below(path);
    Caller app = below.reader();
    below.assertOpens(run(below.environment(app)).token(), app);
    below.assertOpens(run(keyed(below, app, below.key(app))).token(), app);
    try (Gate gate = gate(below)) {
      gate.assertGuards(below);
      assertThat(gate.call(stage.reader().token(Stage.API)).status()).isEqualTo(401);
    }
  }

  @Test
  void aWrongSecretIsTheErrorThatSpringPromises(Stage stage) throws Exception {
    Caller app = stage.reader();
    Caller wrong = new Caller(app.issuer(), app.id(), stage.writer().secret());
    assertRefused(run(stage.environment(wrong)));
  }

  private static void assertRefused(Outcome outcome) {
    assertThat(outcome.code()).isNotZero();
    assertThat(outcome.text())
        .contains(
            "ClientAuthorizationException: [invalid_token_response]",
            "401 Unauthorized",
            "\"error\":\"invalid_client\"");
  }

  @Test
  void aKeyBringsATokenThatOpensTheApiAndAnotherKeyDoesNot(Stage stage) throws Exception {
    Caller app = stage.reader();
    stage.assertOpens(run(keyed(stage, app, stage.key(app))).token(), app);
    assertRefused(run(keyed(stage, app, SigningKey.generate())));
  }

  private static Map<String, String> keyed(Stage stage, Caller app, JsonObject jwk) {
    Map<String, String> environment = stage.environment();
    environment.put("METHOD", "private_key_jwt");
    environment.put("CLIENT_ID", app.id());
    environment.put("KEY", jwk.text());
    return environment;
  }

  @Test
  void anApiLetsInWhoHoldsTheScopeAndNobodyElse(Stage stage) throws Exception {
    try (Gate gate = gate(stage)) {
      gate.assertGuards(stage);
    }
  }

  private static Gate gate(Stage stage) throws Exception {
    int port = Stage.freePort();
    Map<String, String> environment = stage.environment();
    environment.put("PORT", Integer.toString(port));
    return Gate.at(start(api, "com.example.Api", environment), port);
  }

  @Test
  void thePageNamesEachStarterThatTheseAreCompiledWith() throws IOException {
    Path pom = ServerProcess.root().resolve("checks/clients/spring/pom.xml");
    List<String> starters =
        Pattern.compile("spring-boot-starter-(?!parent)[a-z0-9-]+")
            .matcher(Files.readString(pom))
            .results()
            .map(found -> found.group())
            .toList();
    assertThat(starters).hasSize(3);
    assertThat(ClientPage.text("spring-security"))
        .contains(starters.stream().map(name -> "org.springframework.boot:" + name + "`").toList());
  }
}
