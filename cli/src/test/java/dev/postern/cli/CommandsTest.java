package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Terminal.Result;
import dev.postern.cli.Wire.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each command: what it asks of the server, and what it shows of the answer. */
final class CommandsTest {

  private static final String STORAGE = "https://storage.example.com";
  private static final String APIS =
      "{\"items\":[{\"id\":\"a1\",\"identifier\":\""
          + STORAGE
          + "\",\"name\":\"Storage\"}],\"next\":null}";

  @TempDir private Path root;
  private Wire wire;
  private Terminal terminal;

  @BeforeEach
  void open() throws IOException {
    wire = Wire.open();
    terminal = new Terminal(root);
    terminal.operator(wire.issuer());
    wire.on("GET /admin/v1/apis?limit=100", 200, APIS);
  }

  @AfterEach
  void close() {
    wire.close();
  }

  private static String grants(String scopes) {
    return "{\"api_id\":\"a1\",\"scopes\":["
        + scopes
        + "],\"claims\":{\"site\":\"x\"},\"expires_at\":null}";
  }

  @Test
  void anApiIsCreatedWithItsScopes() {
    wire.on("POST /admin/v1/apis", 201, "{\"id\":\"a1\",\"scopes\":[{\"name\":\"archive:read\"}]}");

    Result result =
        terminal.run(
            "api",
            "create",
            STORAGE,
            "--name",
            "Storage",
            "--scope",
            "archive:read",
            "--scope",
            "archive:write=Store = keep",
            "--lifetime",
            "600");

    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("id      a1").contains("scopes  archive:read");
    Wire.Seen post = wire.only("POST");
    assertThat(post.body())
        .isEqualTo(
            "{\"identifier\":\"https://storage.example.com\",\"name\":\"Storage\",\"scopes\":["
                + "{\"name\":\"archive:read\",\"description\":\"\"},"
                + "{\"name\":\"archive:write\",\"description\":\"Store = keep\"}],"
                + "\"token_lifetime_seconds\":600}");
    assertThat(post.header("Content-type")).contains("application/json");
    assertThat(post.header("Authorization")).contains("Bearer t1");
    assertThat(post.header("Idempotency-key").orElse("")).hasSize(36);
    assertThat(wire.tokenForms.get(0)).contains("admin%2Fv1");
  }

  @Test
  void whereProofIsDemandedACommandGivesItAndATokenIsNotPrinted() {
    wire.demandsProof = true;
    wire.on("PATCH /admin/v1/apis/a1", 200, "{\"id\":\"a1\",\"proof\":\"dpop\"}");
    wire.on("GET /admin/v1/apis/a1", 200, "{\"id\":\"a1\",\"proof\":\"none\"}");

    assertThat(terminal.run("api", "update", STORAGE, "--proof", "dpop").code()).isZero();

    Wire.Seen patch = wire.only("PATCH");
    assertThat(patch.body()).isEqualTo("{\"proof\":\"dpop\"}");
    assertThat(patch.header("Authorization")).contains("DPoP t1");
    assertThat(patch.header("Dpop").orElse("")).contains(".");

    Result result = terminal.run("token", "--audience", STORAGE);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("bound to a key");
  }

  @Test
  void anAppIsCreatedThatMustProveItsKey() {
    wire.on("POST /admin/v1/apps", 201, "{\"client_id\":\"c1\",\"client_secret\":\"pst_new\"}");

    assertThat(terminal.run("app", "create", "archiver", "--proof", "dpop").code()).isZero();

    assertThat(wire.only("POST").body()).isEqualTo("{\"name\":\"archiver\",\"proof\":\"dpop\"}");
  }

  @Test
  void aListIsATableOverAllPagesAndWithJsonTheServersItems() {
    wire.on(
        "GET /admin/v1/apps?limit=100",
        200,
        "{\"items\":[{\"client_id\":\"c1\",\"name\":\"archiver\",\"status\":\"active\",\"credential_types\":[\"client_secret\"]}],\"next\":\"a/b\"}");
    wire.on(
        "GET /admin/v1/apps?limit=100&cursor=a%2Fb",
        200,
        "{\"items\":[{\"client_id\":\"c22\",\"name\":\"r\",\"status\":\"blocked\"}],\"next\":null}");

    assertThat(terminal.run("app", "list").out())
        .isEqualTo(
            """
            CLIENT ID  NAME      STATUS   CREDENTIAL TYPES  LAST USED AT  DESCRIPTION
            c1         archiver  active   client_secret     -             -
            c22        r         blocked  -                 -             -
            """);
    assertThat(terminal.run("app", "list", "--json").out())
        .isEqualTo(
            "{\"items\":[{\"client_id\":\"c1\",\"name\":\"archiver\",\"status\":\"active\",\"credential_types\":[\"client_secret\"]},"
                + "{\"client_id\":\"c22\",\"name\":\"r\",\"status\":\"blocked\"}]}\n");
  }

  @Test
  void whatIsEmptyIsLeftOutAndWithJsonItIsThere() {
    String app =
        "{\"client_id\":\"c1\",\"description\":\"\",\"labels\":{},\"allowed_ips\":[],"
            + "\"expires_at\":null,\"built_in\":false,\"limit\":0,\"grants\":[{\"api_id\":\"a1\","
            + "\"scopes\":[\"archive:read\",\"archive:write\"],\"claims\":{}}]}";
    wire.on("GET /admin/v1/apps/c1", 200, app);

    assertThat(terminal.run("app", "show", "c1").out())
        .isEqualTo(
            """
            client_id  c1
            built_in   no
            limit      0
            grants     a1 (archive:read, archive:write)
            """);
    assertThat(terminal.run("app", "show", "c1", "--json").out()).isEqualTo(app + "\n");
  }

  @Test
  void aNameCannotMoveTheCursor() {
    wire.on(
        "GET /admin/v1/apps?limit=100",
        200,
        "{\"items\":[{\"client_id\":\"c1\",\"name\":\"\\u001b[2Jx\\u202ey\"}],\"next\":null}");

    assertThat(terminal.run("app", "list").out()).contains("\\u001b[2Jx\\u202ey");
  }

  @Test
  void anAppIsCreatedWithGrantsAndItsSecretIsShownOnce() {
    wire.on("POST /admin/v1/apps", 201, "{\"client_id\":\"c1\",\"client_secret\":\"pst_new\"}");

    Result result =
        terminal.run(
            "app", "create", "archiver", "--grant", STORAGE + "=archive:read,archive:write");

    assertThat(result.out())
        .contains("client_secret  pst_new")
        .contains("The secret is shown this once: keep it now.");
    assertThat(wire.only("POST").body())
        .isEqualTo(
            "{\"name\":\"archiver\",\"grants\":[{\"api_id\":\"a1\","
                + "\"scopes\":[\"archive:read\",\"archive:write\"]}]}");
  }

  @Test
  void aSecretMayGoToAFileThatOnlyItsOwnerReadsAndThatCommandsTake() throws IOException {
    wire.on("POST /admin/v1/apps", 201, "{\"client_id\":\"c1\",\"client_secret\":\"pst_new\"}");

    Result result = terminal.run("app", "create", "archiver", "--out", "archiver.json");

    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("client_id  c1").doesNotContain("pst_new");
    Path file = terminal.folder.resolve("archiver.json");
    assertThat(Files.readString(file))
        .isEqualTo(
            "{\"client_id\":\"c1\",\"client_secret\":\"pst_new\",\"issuer\":\""
                + wire.issuer()
                + "\"}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(terminal.run("token", "--credential", "archiver.json", "--audience", STORAGE).code())
        .isZero();
  }

  @Test
  void aFileThatIsThereIsNotOverwrittenAndNothingIsMade() throws IOException {
    Files.writeString(terminal.folder.resolve("there.json"), "precious");

    Result result = terminal.run("app", "create", "archiver", "--out", "there.json");

    assertThat(result.code()).isEqualTo(2);
    assertThat(wire.seen).isEmpty();
    assertThat(terminal.folder.resolve("there.json")).hasContent("precious");
  }

  @Test
  void aRefusedCreationLeavesNoFile() {
    assertThat(terminal.run("app", "create", "archiver", "--out", "new.json").code()).isEqualTo(1);

    assertThat(terminal.folder.resolve("new.json")).doesNotExist();
  }

  @Test
  void blockingAnAppSaysWhatItClosed() {
    wire.on("PATCH /admin/v1/apps/c1", 200, "{\"client_id\":\"c1\",\"status\":\"blocked\"}");

    Result result = terminal.run("app", "block", "c1");

    assertThat(result.out()).contains("blocked").contains("Closed: every token of this app.");
    assertThat(wire.only("PATCH").body()).isEqualTo("{\"status\":\"blocked\"}");
    assertThat(wire.only("PATCH").header("If-match")).isEmpty();
  }

  @Test
  void anUpdateHoldsOnlyForTheStateThatWasRead() {
    wire.on("GET /admin/v1/apps/c1", 200, "{\"client_id\":\"c1\"}");
    wire.on("PATCH /admin/v1/apps/c1", 200, "{\"client_id\":\"c1\",\"name\":\"n\"}");

    assertThat(
            terminal
                .run(
                    "app",
                    "update",
                    "c1",
                    "--name",
                    "n",
                    "--label",
                    "team=a",
                    "--allowed-ip",
                    "10.0.0.0/8")
                .code())
        .isZero();
    assertThat(wire.only("PATCH").header("If-match")).contains("\"7\"");
    assertThat(wire.only("PATCH").body())
        .isEqualTo("{\"name\":\"n\",\"labels\":{\"team\":\"a\"},\"allowed_ips\":[\"10.0.0.0/8\"]}");
  }

  @Test
  void aNarrowerGrantSaysWhatItClosedAndKeepsTheRest() {
    wire.on("GET /admin/v1/apps/c1/grants/a1", 200, grants("\"archive:read\",\"archive:write\""));
    wire.on("PUT /admin/v1/apps/c1/grants/a1", 200, grants("\"archive:read\""));

    Result result = terminal.run("grant", "set", "c1", STORAGE, "archive:read");

    assertThat(result.out())
        .contains("Closed: every token under this grant; it lost archive:write.");
    assertThat(wire.only("PUT").body())
        .isEqualTo("{\"scopes\":[\"archive:read\"],\"claims\":{\"site\":\"x\"}}");
    assertThat(wire.only("PUT").header("If-match")).contains("\"7\"");
  }

  @Test
  void aWiderGrantSaysThatItClosedNothing() {
    wire.on("GET /admin/v1/apps/c1/grants/a1", 200, grants("\"archive:read\""));
    wire.on("PUT /admin/v1/apps/c1/grants/a1", 200, grants("\"archive:read\",\"archive:write\""));

    assertThat(terminal.run("grant", "set", "c1", "a1", "archive:read", "archive:write").out())
        .contains("Closed: nothing");
  }

  @Test
  void aNewGrantIsPutWithoutATag() {
    wire.on("PUT /admin/v1/apps/c1/grants/a1", 201, grants("\"archive:read\""));

    Result result = terminal.run("grant", "set", "c1", "a1", "archive:read", "--lifetime", "60");

    assertThat(result.code()).isZero();
    assertThat(result.out()).doesNotContain("Closed");
    assertThat(wire.only("PUT").header("If-match")).isEmpty();
    assertThat(wire.only("PUT").body())
        .isEqualTo("{\"scopes\":[\"archive:read\"],\"token_lifetime_seconds\":60}");
  }

  @Test
  void aCredentialIsAddedAndRevoked() {
    wire.on(
        "POST /admin/v1/apps/c1/credentials", 201, "{\"id\":\"k2\",\"client_secret\":\"pst_2\"}");
    wire.on("DELETE /admin/v1/apps/c1/credentials/k1", 204, "");

    assertThat(
            terminal.run("credential", "add", "c1", "--expires-at", "2027-01-01T00:00:00Z").out())
        .contains("pst_2");
    assertThat(wire.only("POST").body())
        .isEqualTo("{\"type\":\"client_secret\",\"expires_at\":\"2027-01-01T00:00:00Z\"}");
    assertThat(terminal.run("credential", "revoke", "c1", "k1").out())
        .contains("Closed: every token that this credential obtained, and no other.");
  }

  @Test
  void aTenantIsCreatedWithItsOperatorInAFile() {
    wire.on(
        "POST /admin/v1/tenants",
        201,
        "{\"name\":\"acme\",\"operator\":{\"client_id\":\"o\",\"client_secret\":\"pst_o\"}}");

    Result result = terminal.run("tenant", "create", "acme", "--out", "acme.json");

    assertThat(result.out()).contains("acme").doesNotContain("pst_o");
    assertThat(terminal.folder.resolve("acme.json"))
        .hasContent("{\"client_id\":\"o\",\"client_secret\":\"pst_o\"}");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "revoke token --jti j1 | {\"kind\":\"token\",\"jti\":\"j1\"}",
        "revoke token --stdin | {\"kind\":\"token\",\"token\":\"ey.to.ken\"}",
        "revoke app c1 | {\"kind\":\"app\",\"client_id\":\"c1\"}",
        "revoke credential c1 k1 | {\"kind\":\"credential\",\"client_id\":\"c1\",\"id\":\"k1\"}",
        "revoke grant c1 a1 | {\"kind\":\"grant\",\"client_id\":\"c1\",\"api_id\":\"a1\"}",
        "revoke key K | {\"kind\":\"key\",\"kid\":\"K\"}",
        "revoke tenant | {\"kind\":\"tenant\"}"
      })
  void aRevocationNamesItsKind(String command, String body) {
    wire.on("POST /admin/v1/revocations", 201, "{\"id\":\"r1\",\"entries\":[]}");
    terminal.input = "ey.to.ken\n";

    assertThat(terminal.run(command.split(" ")).code()).isZero();
    assertThat(wire.only("POST").body()).isEqualTo(body);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "key rotate | {}",
        "key rotate --algorithm ES256 | {\"algorithm\":\"ES256\"}",
        "key rotate --use feed | {\"use\":\"feed\"}"
      })
  void aRotationShowsTheKeysThatSignNextAndFromWhenOn(String command, String body) {
    wire.on(
        "POST /admin/v1/keys/rotate",
        201,
        "{\"items\":[{\"kid\":\"k9\",\"use\":\"token\",\"algorithm\":\"ES256\","
            + "\"state\":\"published\",\"state_since\":\"2026-11-24T12:00:00Z\","
            + "\"state_until\":\"2026-11-24T15:00:00Z\"}]}");

    Result result = terminal.run(command.split(" "));

    assertThat(result.out())
        .contains("STATE UNTIL", "k9", "published", "2026-11-24T15:00:00Z", "Published.");
    assertThat(wire.only("POST").body()).isEqualTo(body);
  }

  @Test
  void aKeyThatIsInUseIsNotRemovedAndTheReasonIsShown() {
    wire.on("DELETE /admin/v1/keys/k1", 204, "");
    wire.on(
        "DELETE /admin/v1/keys/k2",
        409,
        "{\"code\":\"key_in_use\",\"detail\":\"This key signs: rotate it first.\"}");

    assertThat(terminal.run("key", "remove", "k1").out()).contains("Removed.");
    Result refused = terminal.run("key", "remove", "k2");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("409").contains("This key signs: rotate it first.");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "api show https://storage.example.com | GET /admin/v1/apis/a1",
        "api delete a1 | DELETE /admin/v1/apis/a1",
        "app show c1 | GET /admin/v1/apps/c1",
        "app show ../keys | GET /admin/v1/apps/..%2Fkeys",
        "app show .. | GET /admin/v1/apps/%2E%2E",
        "app delete c1 | DELETE /admin/v1/apps/c1",
        "grant show c1 a1 | GET /admin/v1/apps/c1/grants/a1",
        "grant remove c1 a1 | DELETE /admin/v1/apps/c1/grants/a1",
        "authority show ca1 | GET /admin/v1/certificate-authorities/ca1",
        "authority remove ../keys | DELETE /admin/v1/certificate-authorities/..%2Fkeys",
        "tenant show acme | GET /admin/v1/tenants/acme",
        "account show u1 | GET /identity/v2/manage/account/u1",
        "account find --email a+b@example.com | GET /identity/v2/manage/account?email=a%2Bb%40example.com"
      })
  void aCommandAsksForOneThing(String command, String line) {
    wire.on(line, 200, "{\"name\":\"x\"}");

    assertThat(terminal.run(command.split(" ")).code()).isZero();
    assertThat(wire.seen).last().extracting(Wire.Seen::line).isEqualTo(line);
  }

  @ParameterizedTest
  @CsvSource({
    "grant list c1,/admin/v1/apps/c1/grants",
    "credential list c1,/admin/v1/apps/c1/credentials",
    "authority list,/admin/v1/certificate-authorities",
    "key list,/admin/v1/keys",
    "tenant list,/admin/v1/tenants",
    "revocation list,/admin/v1/revocations",
    "api list,/admin/v1/apis"
  })
  void aListOfNothingIsItsHeadings(String command, String path) {
    wire.on("GET " + path + "?limit=100", 200, "{\"items\":[],\"next\":null}");

    Result result = terminal.run(command.split(" "));

    assertThat(result.code()).isZero();
    assertThat(result.out().lines()).hasSize(1);
  }

  @Test
  void aProblemIsShownWithAllItsErrors() {
    wire.on(
        "POST /admin/v1/apis",
        new Answer(
            400,
            "{\"title\":\"Bad Request\",\"status\":400,\"detail\":\"two members are wrong\",\"errors\":["
                + "{\"pointer\":\"/name\",\"detail\":\"too long\"},"
                + "{\"pointer\":\"/scopes/0\",\"detail\":\"malformed\"}]}",
            Map.of("Content-Type", "application/problem+json")));

    Result result = terminal.run("api", "create", STORAGE);

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .isEqualTo(
            """
            the server refused (400): two members are wrong
              /name: too long
              /scopes/0: malformed
            """);
  }

  @Test
  void aLackingScopeIsNamed() {
    wire.on(
        "GET /admin/v1/keys?limit=100",
        new Answer(
            403,
            "{\"title\":\"Forbidden\"}",
            Map.of(
                "WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"keys:read\"")));

    assertThat(terminal.run("key", "list").err())
        .contains("the server refused (403): Forbidden")
        .contains("scope=\"keys:read\"");
  }

  @Test
  void anErrorOfTheIdentityApiIsShownWithItsCode() {
    wire.on(
        "GET /identity/v2/manage/account/u1",
        403,
        "{\"Description\":\"no such account\",\"ErrorCode\":938,\"Message\":\"m\"}");

    Result result = terminal.run("account", "show", "u1");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).startsWith("the server refused (403 938): no such account");
  }

  @Test
  void aRefusedCredentialIsARefusal() {
    wire.on("TOKEN", 401, "{\"error\":\"invalid_client\"}");

    Result result = terminal.run("app", "list");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("401 invalid_client").doesNotContain("pst_topsecret");
  }

  @Test
  void anAnswerThatIsNoJsonIsNoRefusalButAServerThatCannotBeUsed() {
    wire.on("GET /admin/v1/apps/c1", 200, "<html>");

    assertThat(terminal.run("app", "show", "c1").code()).isEqualTo(69);
  }
}
