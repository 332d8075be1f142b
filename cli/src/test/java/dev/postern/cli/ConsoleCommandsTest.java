package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Terminal.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People at the command line. */
final class ConsoleCommandsTest {

  private static final String LINK = "http://localhost:1/console/join#app_1.piv_secret";

  @TempDir private Path root;
  private Wire wire;
  private Terminal terminal;

  @BeforeEach
  void open() throws IOException {
    wire = Wire.open();
    terminal = new Terminal(root);
    terminal.operator(wire.issuer());
    wire.on(
        "GET /admin/v1/apis?limit=100",
        200,
        ("{\"items\":[{\"id\":\"a1\",\"identifier\":\"%sadmin/v1\",\"max_token_lifetime_seconds\":86400,"
                + "\"scopes\":[{\"name\":\"apps:read\"},{\"name\":\"apps:write\"},{\"name\":\"keys:read\"}]},"
                + "{\"id\":\"a2\",\"identifier\":\"%sidentity/v2/manage\",\"max_token_lifetime_seconds\":600,"
                + "\"scopes\":[{\"name\":\"profile:read\"},{\"name\":\"profile:delete\"}]},"
                + "{\"id\":\"a3\",\"identifier\":\"urn:storage\",\"max_token_lifetime_seconds\":600,"
                + "\"scopes\":[{\"name\":\"archive:read\"}]}],\"next\":null}")
            .formatted(wire.issuer(), wire.issuer()));
    wire.on(
        "POST /admin/v1/apps",
        201,
        "{\"client_id\":\"app_1\",\"invitation\":\"app_1.piv_secret\",\"invitation_url\":\""
            + LINK
            + "\"}");
  }

  @AfterEach
  void close() {
    wire.close();
  }

  @Test
  void whoeverIsInvitedSeesAndChangesNothingUnlessMoreIsSaid() {
    Result result = terminal.run("console", "invite", "Ada Lovelace");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out().lines().toList().getFirst()).isEqualTo(LINK);
    assertThat(wire.only("POST").body())
        .isEqualTo(
            "{\"name\":\"Ada Lovelace\",\"credential\":{\"type\":\"invitation\"},\"grants\":["
                + "{\"api_id\":\"a1\",\"scopes\":[\"apps:read\",\"keys:read\"],"
                + "\"token_lifetime_seconds\":28800}]}");
  }

  @Test
  void aRoleThatIsNoneIsRefusedWithThoseThatThereAre() {
    Result result = terminal.run("console", "invite", "Grace", "--role", "boss");

    assertThat(result.code()).isNotZero();
    assertThat(result.err()).contains("expected one of [viewer, admin] but was 'boss'");
    assertThat(wire.seen).isEmpty();
  }

  @Test
  void anAdminMayDoAllThatTheBuiltInApisCanAndNothingAtOthers() {
    Result result = terminal.run("console", "invite", "Grace", "--role", "admin");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(wire.only("POST").body())
        .isEqualTo(
            "{\"name\":\"Grace\",\"credential\":{\"type\":\"invitation\"},\"grants\":["
                + "{\"api_id\":\"a1\",\"scopes\":[\"apps:read\",\"apps:write\",\"keys:read\"],"
                + "\"token_lifetime_seconds\":28800},"
                + "{\"api_id\":\"a2\",\"scopes\":[\"profile:read\",\"profile:delete\"],"
                + "\"token_lifetime_seconds\":600}]}");
  }

  @Test
  void anAdminOfChosenApisMayDoWhatThereIsToDoForHimAndIsLimitedToThem() {
    Result result =
        terminal.run(
            "console",
            "invite",
            "Files team",
            "--role",
            "admin",
            "--only-api",
            "urn:storage",
            "--only-api",
            "a9");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(wire.only("POST").body())
        .isEqualTo(
            "{\"name\":\"Files team\",\"credential\":{\"type\":\"invitation\"},\"grants\":["
                + "{\"api_id\":\"a1\",\"scopes\":[\"apps:read\",\"apps:write\"],"
                + "\"token_lifetime_seconds\":28800,\"only_apis\":[\"a3\",\"a9\"]}]}");
  }

  @Test
  void aViewerOfChosenApisReadsThereAlone() {
    terminal.run("console", "invite", "Ada", "--only-api", "urn:storage");

    assertThat(wire.only("POST").body())
        .contains("\"scopes\":[\"apps:read\"]", "\"only_apis\":[\"a3\"]");
  }

  @Test
  void anApiThatIsNotThereMakesNobodyAnAdminOfEverything() {
    Result result =
        terminal.run("console", "invite", "Ada", "--role", "admin", "--only-api", "urn:nothing");

    assertThat(result.code()).isEqualTo(1);
    assertThat(wire.seen).noneMatch(each -> each.line().startsWith("POST"));
  }

  @Test
  void aPersonWhoIsThereIsInvitedAgain() {
    wire.on(
        "POST /admin/v1/apps/app_1/credentials",
        201,
        "{\"type\":\"invitation\",\"invitation_url\":\"" + LINK + "\"}");

    Result result = terminal.run("console", "invite", "--again", "app_1");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).startsWith(LINK);
    assertThat(wire.only("POST").body()).isEqualTo("{\"type\":\"invitation\"}");
  }

  @Test
  void programsGetTheServersAnswer() {
    Result result = terminal.run("console", "invite", "Ada", "--json");

    assertThat(result.out()).startsWith("{\"client_id\":\"app_1\"").contains("\"invitation_url\"");
    assertThat(result.out().lines().toList()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Ada --again app_1",
        "--again app_1 --role admin",
        "--again app_1 --only-api urn:storage",
        "Ada --role owner",
        "Ada Lovelace"
      })
  void whatMakesNoSenseIsRefusedBeforeTheServerIsAsked(String arguments) {
    String[] line = ("console invite " + arguments).strip().split(" ");

    assertThat(terminal.run(line).code()).isEqualTo(2);
    assertThat(wire.seen).isEmpty();
  }

  @Test
  void whatTheServerRefusesIsTold() {
    wire.on(
        "POST /admin/v1/apps",
        403,
        "{\"status\":403,\"code\":\"not_held\",\"detail\":\"Nobody hands out what they do not hold.\"}");

    Result result = terminal.run("console", "invite", "Grace", "--role", "admin");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("Nobody hands out what they do not hold.");
  }

  @Test
  void thePeopleAreThoseWithPasskeysOrInvitations() {
    wire.on(
        "GET /admin/v1/credentials?limit=100&type=passkey",
        200,
        "{\"items\":["
            + passkey("app_2", "\"2026-11-20T10:00:00Z\"")
            + ","
            + passkey("app_2", "\"2026-11-21T10:00:00Z\"")
            + ","
            + passkey("app_3", "null")
            + "],\"next\":null}");
    wire.on(
        "GET /admin/v1/credentials?limit=100&type=invitation",
        200,
        "{\"items\":[{\"client_id\":\"app_1\",\"app_name\":\"Ada\",\"credential\":{\"type\":\"invitation\","
            + "\"expires_at\":\"2026-11-30T10:00:00Z\",\"last_used_at\":null}}],\"next\":null}");
    wire.on(
        "GET /admin/v1/credentials?limit=100&type=openid",
        200,
        "{\"items\":[{\"client_id\":\"app_4\",\"app_name\":\"Cleo\",\"credential\":{\"type\":\"openid\","
            + "\"issuer\":\"https://login.example.com\",\"expires_at\":null,"
            + "\"last_used_at\":\"2026-11-22T10:00:00Z\"}}],\"next\":null}");
    app("app_1", "Ada", "active");
    app("app_2", "Grace", "blocked");
    app("app_4", "Cleo", "active");

    Result result = terminal.run("console", "people");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out().lines().map(line -> line.replaceAll(" {2,}", " | ")))
        .containsExactly(
            "CLIENT ID | NAME | STATUS | PASSKEYS | PROVIDER | INVITED UNTIL | LAST USED AT",
            "app_1 | Ada | active | 0 | - | 2026-11-30T10:00:00Z | -",
            "app_2 | Grace | blocked | 2 | - | - | 2026-11-21T10:00:00Z",
            "app_4 | Cleo | active | 0 | https://login.example.com | - | 2026-11-22T10:00:00Z");
  }

  private void app(String id, String name, String status) {
    wire.on(
        "GET /admin/v1/apps/" + id,
        200,
        "{\"client_id\":\"%s\",\"name\":\"%s\",\"status\":\"%s\"}".formatted(id, name, status));
  }

  private static String passkey(String app, String used) {
    return ("{\"client_id\":\"%s\",\"app_name\":\"n\",\"credential\":{\"type\":\"passkey\","
            + "\"expires_at\":null,\"last_used_at\":%s}}")
        .formatted(app, used);
  }
}
