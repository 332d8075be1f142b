package dev.postern.checks.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.Operator;
import dev.postern.checks.Program;
import dev.postern.checks.Shows;
import dev.postern.checks.clients.PageProgram.Outcome;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An MCP server whose URL is the API's identifier, and clients that learn from its refusal where
 * tokens are had and ask for one for it (RFC 8707), all by the MCP SDK.
 */
@Tag("clients")
@ExtendWith(OneStage.class)
final class Rfc8707_2McpTest {

  private static String url;
  private static String apiId;
  private static Program server;

  @BeforeAll
  static void start(Stage stage) throws Exception {
    int port = Stage.freePort();
    url = "http://127.0.0.1:" + port + "/mcp";
    apiId = stage.operator().api(url, Stage.SCOPE, "files:write");
    server = new PageProgram("mcp", "server.mjs").start(told(stage.environment()));
    Gate.at(server, port);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Map<String, String> told(Map<String, String> environment) {
    environment.put("API", url);
    return environment;
  }

  @Shows("R-MCP-4")
  @Test
  void anAgentWithASecretGetsATokenForThisServerAndCallsIt(Stage stage) throws Exception {
    Caller app = stage.operator().app("agent", apiId, Stage.SCOPE);
    Outcome outcome = new PageProgram("mcp", "secret.mjs").run(told(stage.environment(app)));
    assertThat(outcome.code()).as(outcome.text() + server.text()).isZero();
    assertThat(outcome.text()).isEqualTo(app.id() + "\n");
  }

  @Test
  void anIssuerWithAPathIsAsGood(Stage stage) throws Exception {
    Stage below = stage.below("/realms/files/");
    int port = Stage.freePort();
    String own = "http://127.0.0.1:" + port + "/mcp";
    Caller app = below.operator().app("agent", below.operator().api(own, Stage.SCOPE), Stage.SCOPE);
    Map<String, String> there = below.environment();
    there.put("API", own);
    try (Program program = new PageProgram("mcp", "server.mjs").start(there)) {
      Gate.at(program, port);
      Map<String, String> environment = below.environment(app);
      environment.put("API", own);
      Outcome outcome = new PageProgram("mcp", "secret.mjs").run(environment);
      assertThat(outcome.code()).as(outcome.text() + program.text()).isZero();
      assertThat(outcome.text()).isEqualTo(app.id() + "\n");
    }
  }

  @Shows("R-MCP-4")
  @Test
  void anAgentWithAKeySendsNoClientIdAndCallsIt(Stage stage) throws Exception {
    Caller app = stage.operator().app("agent", apiId, Stage.SCOPE);
    Map<String, String> environment = told(stage.environment());
    environment.put("CREDENTIAL", Stage.credential(app, stage.key(app)).toString());
    Outcome outcome = new PageProgram("mcp", "key.mjs").run(environment);
    assertThat(outcome.code()).as(outcome.text() + server.text()).isZero();
    assertThat(outcome.text()).isEqualTo(app.id() + "\n");
  }

  @Test
  void aWrongSecretIsTheErrorThatTheSdkPromises(Stage stage) throws Exception {
    Caller app = stage.operator().app("agent", apiId, Stage.SCOPE);
    Caller wrong = new Caller(app.issuer(), app.id(), stage.writer().secret());
    Outcome outcome = new PageProgram("mcp", "secret.mjs").run(told(stage.environment(wrong)));
    assertThat(outcome.code()).isNotZero();
    assertThat(outcome.text()).contains("InvalidClientError");
  }

  @Test
  void anAgentWithoutTheScopeGetsATokenAndIsRefusedWithIt(Stage stage) throws Exception {
    Caller app = stage.operator().app("agent", apiId, "files:write");
    Outcome outcome = new PageProgram("mcp", "secret.mjs").run(told(stage.environment(app)));
    assertThat(outcome.code()).isNotZero();
    assertThat(outcome.text()).contains("StreamableHTTPError", "code: 403");
  }

  @Test
  void theServerRefusesATokenForAnotherApiAndSaysWhereItsOwnAreHad(Stage stage) {
    Answer answer = Operator.call("POST", url, "{}", stage.reader().token(Stage.API));
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    String metadata = url.replace("/mcp", "/.well-known/oauth-protected-resource/mcp");
    assertThat(answer.header("WWW-Authenticate").orElseThrow())
        .startsWith("Bearer ")
        .contains("error=\"invalid_token\"", "resource_metadata=\"" + metadata + "\"");
    Caller agent = stage.operator().app("agent", apiId, Stage.SCOPE);
    Answer own = Operator.call("POST", url, "{}", agent.token(url));
    assertThat(own.status()).as("past the guard, where this is no message of MCP").isEqualTo(406);
  }
}
