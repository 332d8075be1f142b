package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Terminal.Result;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a command takes from around it: credential, server, kept tokens; and its help. */
final class SurroundingsTest {

  @TempDir private Path root;
  private Wire wire;
  private Terminal terminal;

  @BeforeEach
  void open() throws IOException {
    wire = Wire.open();
    terminal = new Terminal(root);
  }

  @AfterEach
  void close() {
    wire.close();
  }

  private Path keptToken() throws IOException {
    try (Stream<Path> files = Files.list(terminal.home.resolve(".cache/postern"))) {
      return files.findFirst().orElseThrow();
    }
  }

  @Test
  void aTokenIsPrintedAloneAndTheNextTimeTheKeptOne() throws IOException {
    terminal.operator(wire.issuer());

    assertThat(terminal.run("token")).isEqualTo(new Result(0, "t1\n", ""));
    assertThat(terminal.run("token")).isEqualTo(new Result(0, "t1\n", ""));
    assertThat(wire.tokens).hasValue(1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keptToken())))
        .isEqualTo("rw-------");
  }

  @Test
  void aTokenForAnotherApiOrScopeOrAFreshOneIsNotTheKeptOne() throws IOException {
    terminal.operator(wire.issuer());
    terminal.run("token");

    assertThat(terminal.run("token", "--audience", "https://x.example").out()).isEqualTo("t2\n");
    assertThat(terminal.run("token", "--scope", "apps:read").out()).isEqualTo("t3\n");
    assertThat(terminal.run("token", "--fresh").out()).isEqualTo("t4\n");
    assertThat(terminal.run("token").out()).isEqualTo("t4\n");
  }

  @Test
  void aKeptTokenThatIsNearlyOverIsNotUsed() throws IOException {
    terminal.operator(wire.issuer());
    terminal.run("token");
    terminal.clock = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(3545));

    assertThat(terminal.run("token").out()).isEqualTo("t2\n");
  }

  @Test
  void aDamagedFileOfAKeptTokenIsReplaced() throws IOException {
    terminal.operator(wire.issuer());
    terminal.run("token");
    Files.writeString(keptToken(), "{\"access_token\":");

    assertThat(terminal.run("token").out()).isEqualTo("t2\n");
    assertThat(terminal.run("token", "--json").out()).startsWith("{\"access_token\":\"t2\"");
  }

  @Test
  void theCacheMayBeElsewhere() throws IOException {
    terminal.operator(wire.issuer());
    terminal.environment.put("XDG_CACHE_HOME", root.resolve("cache").toString());
    terminal.run("token");

    assertThat(root.resolve("cache/postern")).isNotEmptyDirectory();
  }

  @Test
  void withoutACredentialTheCommandSaysWhereItLooked() {
    Result result = terminal.run("app", "list");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("there is no credential file").contains("data/operator.json");
  }

  @Test
  void theVariableGoesBeforeTheContextAndTheOptionBeforeTheVariable() throws IOException {
    for (String name : List.of("context", "variable", "option")) {
      Files.writeString(
          terminal.folder.resolve(name + ".json"),
          "{\"client_id\":\"%s\",\"client_secret\":\"s\",\"issuer\":\"%s\"}"
              .formatted(name, wire.issuer()));
    }

    assertThat(terminal.run("context", "use", "--credential", "context.json").code()).isZero();
    assertThat(terminal.run("context", "show").out()).contains("context.json");
    assertThat(terminal.run("token").out()).isEqualTo("t1\n");
    terminal.environment.put("POSTERN_CREDENTIAL", "variable.json");
    assertThat(terminal.run("token").out()).isEqualTo("t2\n");
    assertThat(terminal.run("token", "--credential", "option.json").out()).isEqualTo("t3\n");
  }

  @Test
  void aCredentialGoesToNoServerButItsOwn() throws IOException {
    terminal.operator("http://localhost:1/");

    Result result = terminal.run("token", "--server", wire.issuer());

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("is for another server");
    assertThat(wire.tokenForms).isEmpty();
  }

  @Test
  void anIssuerWithAPathIsTakenAsItIsWrittenAndItsApisAreBelowIt() throws IOException {
    String issuer = wire.issuer() + "acme";
    Files.writeString(
        terminal.folder.resolve("acme.json"),
        "{\"client_id\":\"a\",\"client_secret\":\"s\",\"issuer\":\"%s\"}".formatted(issuer));
    terminal.environment.put("POSTERN_CREDENTIAL", "acme.json");
    wire.on("GET /acme/admin/v1/apps?limit=100", 200, "{\"items\":[],\"next\":null}");

    for (String server : List.of(issuer, issuer + "/")) {
      assertThat(terminal.run("app", "list", "--server", server).code()).as(server).isZero();
    }
    assertThat(terminal.run("app", "list", "--server", wire.issuer()).err())
        .contains("is for another server");
    assertThat(URLDecoder.decode(wire.tokenForms.getFirst(), StandardCharsets.UTF_8))
        .contains(issuer + "/admin/v1");

    Files.writeString(
        terminal.folder.resolve("acme.json"), "{\"client_id\":\"a\",\"client_secret\":\"s\"}");
    assertThat(terminal.run("app", "list", "--server", issuer).code()).isZero();
  }

  @Test
  void aTenantIsCreatedAtTheIssuerThatIsNamed() throws IOException {
    terminal.operator(wire.issuer());
    wire.on("POST /admin/v1/tenants", 201, "{\"name\":\"acme\"}");

    assertThat(
            terminal
                .run("tenant", "create", "acme", "--issuer", "https://auth.example.com/acme")
                .code())
        .isZero();
    assertThat(wire.only("POST").body())
        .isEqualTo("{\"name\":\"acme\",\"issuer\":\"https://auth.example.com/acme\"}");
  }

  @Test
  void aCredentialThatNamesNoServerTakesTheOneThatIsNamed() throws IOException {
    Files.writeString(
        terminal.folder.resolve("bare.json"), "{\"client_id\":\"a\",\"client_secret\":\"s\"}");
    terminal.environment.put("POSTERN_CREDENTIAL", "bare.json");

    assertThat(terminal.run("token").err()).contains("which server?");
    String slashless = wire.issuer().substring(0, wire.issuer().length() - 1);
    terminal.environment.put("POSTERN_SERVER", slashless);
    assertThat(terminal.run("token").out()).isEqualTo("t1\n");
  }

  @Test
  void aServerThatIsNotThereIsExitCode69() throws IOException {
    terminal.operator(wire.issuer());
    terminal.run("token");
    wire.close();
    terminal.operator("http://hub.example.com/");

    assertThat(terminal.run("token").code()).isEqualTo(2);
    // The port was just given back, so nobody listens there.
    terminal.operator(wire.issuer());
    Result result = terminal.run("token", "--fresh");
    assertThat(result.code()).isEqualTo(69);
    assertThat(result.err())
        .contains("the connection to the authorization server failed")
        .contains("the server is " + wire.issuer());
  }

  @Test
  void whatIsNotACommandIsWrongUsage() {
    assertThat(terminal.run("app").code()).isEqualTo(2);
    assertThat(terminal.run("app", "explode").code()).isEqualTo(2);
    assertThat(terminal.run("revoke", "token").code()).isEqualTo(2);
    assertThat(terminal.run("help", "explode").code()).isEqualTo(2);
  }

  @Test
  void helpShowsACommandAtAnyDepthWithExamples() {
    assertThat(terminal.run("help").out()).contains("app").contains("revoke");
    assertThat(terminal.run("help", "app", "create").out())
        .contains("Usage: postern app create")
        .contains("Examples:")
        .contains("--grant");
    assertThat(terminal.run("app", "create", "--help").code()).isZero();
  }

  @Test
  void everyCommandHasADescriptionAndAnExample() {
    CommandLine line = new CommandLine(CommandLine.Model.CommandSpec.create().name("postern"));
    Commands.mount(
        line,
        new Shell(
            terminal.environment, terminal.home, terminal.folder, System.in, Clock.systemUTC()));

    assertLeaves(line);
  }

  private static void assertLeaves(CommandLine line) {
    for (CommandLine below : line.getSubcommands().values()) {
      var usage = below.getCommandSpec().usageMessage();
      assertThat(usage.description()).as(below.getCommandName()).isNotEmpty();
      if (below.getSubcommands().isEmpty()) {
        assertThat(usage.footer()).as(below.getCommandName()).isNotEmpty();
      }
      assertLeaves(below);
    }
  }

  @Test
  void theVersionIsPrinted() {
    assertThat(terminal.run("version").out()).startsWith("postern ");
  }
}
