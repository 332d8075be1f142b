package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Terminal.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code postern explain}: what it asks, and how it shows the answer. */
final class ExplainCommandTest {

  private static final String REFUSED =
      "{\"allowed\":false,\"rules\":["
          + "{\"rule\":\"app_known\",\"outcome\":\"pass\",\"detail\":\"it is the app named\"},"
          + "{\"rule\":\"scope_granted\",\"outcome\":\"fail\",\"detail\":\"b is not granted\"}],"
          + "\"credential_id\":\"c\",\"credentials\":[],\"at\":\"2026-11-28T00:00:00Z\","
          + "\"token\":null}";
  private static final String ACTIVE =
      "{\"active\":true,\"rules\":[{\"rule\":\"format\",\"outcome\":\"pass\",\"detail\":\"ok\"}],"
          + "\"header\":{\"typ\":\"at+jwt\"},\"claims\":{\"sub\":\"x@client\"}}";

  @TempDir private Path root;
  private Wire wire;
  private Terminal terminal;

  @BeforeEach
  void open() throws IOException {
    wire = Wire.open();
    terminal = new Terminal(root);
    terminal.operator(wire.issuer());
  }

  @AfterEach
  void close() {
    wire.close();
  }

  @Test
  void aRequestIsExplainedRuleByRule() {
    wire.on("POST /admin/v1/explain", 200, REFUSED);
    Result result =
        terminal.run("explain", "--app", "c1", "--audience", "https://a/", "--scope", "a b");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(wire.only("POST").body())
        .isEqualTo("{\"client_id\":\"c1\",\"audience\":\"https://a/\",\"scope\":\"a b\"}");
    assertThat(result.out())
        .startsWith("allowed: no\n")
        .contains("OUTCOME  RULE           DETAIL")
        .contains("fail     scope_granted  b is not granted");
  }

  @Test
  void allThatARequestMaySayIsSent() {
    wire.on("POST /admin/v1/explain", 200, REFUSED);
    Result result =
        terminal.run(
            "explain",
            "--app=c1",
            "--claims={\"plan\":\"gold\"}",
            "--credential-id=k1",
            "--proof=dpop",
            "--address=192.0.2.7",
            "--at=2027-01-01T00:00:00Z",
            "--json");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(wire.only("POST").body())
        .isEqualTo(
            "{\"client_id\":\"c1\",\"credential_id\":\"k1\",\"proof\":\"dpop\","
                + "\"address\":\"192.0.2.7\",\"at\":\"2027-01-01T00:00:00Z\","
                + "\"claims\":{\"plan\":\"gold\"}}");
    assertThat(result.out().strip()).isEqualTo(REFUSED);
  }

  @Test
  void aTokenComesFromStandardInputOrAFile() throws IOException {
    wire.on("POST /admin/v1/explain", 200, ACTIVE);
    terminal.input = "a.b.c\n";
    Result result = terminal.run("explain", "--token", "-");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(wire.only("POST").body()).isEqualTo("{\"token\":\"a.b.c\"}");
    assertThat(result.out()).startsWith("active: yes\n").contains("sub  x@client");
    wire.seen.clear();
    Files.writeString(terminal.folder.resolve("token.txt"), "d.e.f\n");
    assertThat(terminal.run("explain", "--token", "token.txt").code()).isZero();
    assertThat(wire.only("POST").body()).isEqualTo("{\"token\":\"d.e.f\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "explain | Missing required",
        "explain --app c1 --token - | expected only one match",
        "explain --audience a | Missing required",
        "explain --app c1 --claims [] | --claims is no JSON object",
        "explain --token eyJhbGciOi.eyJzdWIiOi.c2ln | the token's file cannot be read"
      })
  void whatCannotBeAskedIsToldBeforeAnythingIs(String line, String message) {
    Result result = terminal.run(line.split(" "));
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains(message).doesNotContain("eyJhbGciOi");
    assertThat(wire.seen).isEmpty();
  }
}
