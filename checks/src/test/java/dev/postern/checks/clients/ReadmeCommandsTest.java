package dev.postern.checks.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.Delegation;
import dev.postern.checks.IdentityProvider;
import dev.postern.checks.Program;
import dev.postern.checks.Readme;
import dev.postern.checks.ServerProcess;
import dev.postern.protocol.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What README.md says to type, typed as it stands there but for the address of the server. */
@Tag("clients")
@ExtendWith(OneStage.class)
final class ReadmeCommandsTest {

  private static final String STORAGE = "https://storage.example.com";

  private static final String CREATE = "./postern api create https://storage.example.com";
  private static final String FORM = "ID=$(sed ";
  private static final String JSON = "curl -s http://127.0.0.1:8080/service/oauth/token -H";
  private static final String ABOUT = "curl -s http://127.0.0.1:8080/service/oauth/introspect";
  private static final String EXCHANGE = "./postern app create reports ";
  private static final String WORD = "./postern credential add CLIENT_ID --issuer ";
  private static final String SHOWN = "./postern token --server ";
  private static final String KEPT =
      "./postern token --credential archiver.json --audience https://storage.example.com";

  @TempDir private Path folder;

  /** The lines that these commands say, one after the other in one shell. */
  private List<String> said(Stage stage, Map<String, String> more, String... commands)
      throws Exception {
    Caller operator = stage.operator().caller();
    JsonObject credential =
        JsonObject.builder()
            .put("client_id", operator.id())
            .put("client_secret", operator.secret())
            .put("issuer", stage.issuer())
            .build();
    Files.write(folder.resolve("operator.json"), credential.bytes());
    Map<String, String> environment = stage.environment();
    environment.putAll(more);
    environment.put("POSTERN_CREDENTIAL", folder.resolve("operator.json").toString());
    environment.put("XDG_CACHE_HOME", folder.toString());
    environment.put("XDG_CONFIG_HOME", folder.toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    String script =
        Arrays.stream(commands)
            .collect(Collectors.joining("\necho\n"))
            .replace("./postern", "'" + ServerProcess.root().resolve("postern") + "'")
            .replace("http://127.0.0.1:8080", stage.issuer().replaceFirst("/$", ""));
    try (Program shell = Program.start(folder, environment, List.of("sh", "-eu", "-c", script))) {
      assertThat(shell.awaitEnd()).as(shell.text()).isZero();
      return shell.text().lines().filter(line -> !line.isBlank()).toList();
    }
  }

  @Test
  void aTokenIsHadInThreeWaysIsIntrospectedAndGivenBack(Stage stage) throws Exception {
    said(stage, Map.of(), Readme.block(CREATE));
    assertThat(Files.readString(ServerProcess.root().resolve("README.md"))).contains(KEPT);
    List<String> tokens =
        said(stage, Map.of(), Readme.block(FORM) + "echo\n" + Readme.block(JSON), KEPT, KEPT);
    assertThat(tokens).hasSize(4);
    assertThat(tokens.subList(0, 2))
        .allMatch(line -> line.matches("\\{\"access_token\":\"eyJ.*\"scope\":\"archive:write\"}"));
    assertThat(tokens.get(2)).startsWith("eyJ").isEqualTo(tokens.get(3));

    Caller guard = stage.operator().guard("guard", stage.operator().apiId(STORAGE));
    Map<String, String> both =
        Map.of(
            "API_ID", guard.id(),
            "API_SECRET", guard.secret(),
            "ID", id("archiver.json"),
            "SECRET", member("archiver.json", "client_secret"),
            "TOKEN", tokens.get(2));
    List<String> about = said(stage, both, Readme.block(ABOUT), Readme.block(ABOUT));
    assertThat(about).hasSize(2);
    assertThat(about.get(0)).contains("\"active\":true", "archive:write");
    assertThat(about.get(1)).isEqualTo("{\"active\":false}");
  }

  private String id(String file) throws Exception {
    return member(file, "client_id");
  }

  private String member(String file, String name) throws Exception {
    return Files.readString(folder.resolve(file))
        .replaceFirst("(?s).*\"" + name + "\":\"([^\"]*)\".*", "$1");
  }

  @Test
  void anAppThatActsForAnApiExchangesWhatIsSentToIt(Stage stage) throws Exception {
    stage.operator().api(Delegation.BACK, "entries:read");
    String front = stage.operator().api(Delegation.FRONT, "report:read");
    String[] commands = Readme.block(EXCHANGE).split("\n");
    assertThat(commands).hasSize(2);
    said(stage, Map.of(), commands[0]);
    said(stage, Map.of(), commands[1].replace("CLIENT_ID", id("reports.json")));
    Caller reports =
        new Caller(stage.issuer(), id("reports.json"), member("reports.json", "client_secret"));
    String token = stage.operator().app("customer", front, "report:read").token(Delegation.FRONT);
    Answer exchanged = Delegation.exchange(reports, token, "audience", Delegation.BACK);
    assertThat(exchanged.status()).as(exchanged.body()).isEqualTo(200);
    assertThat(exchanged.text("scope")).isEqualTo("entries:read");
  }

  @Test
  void aWorkloadShowsTheTokenOfItsPlatform(Stage stage) throws Exception {
    String archive = "https://archive.example.com";
    String api = stage.operator().api(archive, "archive:read");
    Caller mover = stage.operator().app("mover", api, "archive:read");
    IdentityProvider provider = new IdentityProvider();
    Files.writeString(folder.resolve("idp.json"), provider.key().toPublicJWK().toString());
    JsonObject claims =
        IdentityProvider.claims("system:serviceaccount:backup:mover", stage.issuer());
    Files.writeString(folder.resolve("token"), provider.sign(claims));
    String commands =
        (Readme.block(WORD) + "echo\n" + Readme.block(SHOWN))
            .replace("CLIENT_ID", mover.id())
            .replace(STORAGE, archive)
            .replace("https://acme.hub.example.com/", stage.issuer())
            .replace("/var/run/secrets/tokens/postern", "token")
            // Its keys are not at that address.
            .replace("--jwks-uri https://idp.example.com/jwks", "--key idp.json");
    List<String> lines = said(stage, Map.of(), commands);
    assertThat(lines.get(lines.size() - 2)).startsWith("eyJ");
    assertThat(lines.getLast())
        .startsWith("{")
        .contains("\"token_type\":\"Bearer\"", "\"scope\":\"archive:read\"");
  }
}
