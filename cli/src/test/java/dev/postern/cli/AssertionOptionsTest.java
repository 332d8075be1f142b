package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Terminal.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code postern token} of a workload that has no credential, but a token of its platform. */
final class AssertionOptionsTest {

  private static final String POD = "system:serviceaccount:backup:mover";

  @TempDir private Path root;
  private Wire wire;
  private Terminal terminal;

  @BeforeEach
  void open() throws IOException {
    wire = Wire.open();
    terminal = new Terminal(root);
    terminal.environment.put("POSTERN_SERVER", wire.issuer());
  }

  @AfterEach
  void close() {
    wire.close();
  }

  private static String jwt(String subject, String id) {
    String claims =
        "{\"iss\":\"https://idp.example.com/\",\"sub\":\"%s\",\"jti\":\"%s\"}"
            .formatted(subject, id);
    return encoded("{\"alg\":\"ES256\"}") + "." + encoded(claims) + ".c2ln";
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private void platformGives(String text) throws IOException {
    Files.writeString(terminal.folder.resolve("token"), text);
  }

  private Result token(String... more) {
    return terminal.run(
        Stream.concat(List.of("token", "--assertion", "token").stream(), List.of(more).stream())
            .toArray(String[]::new));
  }

  private String form(int number) {
    return URLDecoder.decode(wire.tokenForms.get(number), StandardCharsets.UTF_8);
  }

  @Test
  void theTokenInTheFileIsShownAndNoCredentialIsNeeded() throws IOException {
    platformGives(jwt(POD, "1") + "\n");
    assertThat(token("--audience", "https://x.example")).isEqualTo(new Result(0, "t1\n", ""));
    assertThat(form(0))
        .isEqualTo(
            "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion="
                + jwt(POD, "1")
                + "&audience=https://x.example");
    assertThat(token("--client-id", "mover", "--server", wire.issuer()).out()).isEqualTo("t2\n");
    assertThat(form(1))
        .contains("&client_id=mover&")
        .endsWith("&audience=" + wire.issuer() + "admin/v1");
  }

  @Test
  void whatItGotIsKeptForTheSubjectAndNobodyElse() throws IOException {
    platformGives(jwt(POD, "1"));
    assertThat(token().out()).isEqualTo("t1\n");
    platformGives(jwt(POD, "2"));
    assertThat(token().out()).isEqualTo("t1\n");
    assertThat(token("--client-id", "mover").out()).isEqualTo("t2\n");
    platformGives(jwt("system:serviceaccount:other:job", "3"));
    assertThat(token().out()).isEqualTo("t3\n");
    assertThat(token("--fresh").out()).isEqualTo("t4\n");
    terminal.credential("token.json", wire.issuer());
    assertThat(terminal.run("token", "--credential", "token.json").out()).isEqualTo("t5\n");
  }

  /** As what a shell writes for {@code <(command)}: it can be read once. */
  @Test
  void thePlaceMayBeAPipe() throws Exception {
    Path pipe = terminal.folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Thread platform =
        Thread.ofVirtual()
            .start(() -> {
              try {
                Files.writeString(pipe, jwt(POD, "1"), StandardOpenOption.WRITE);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    assertThat(terminal.run("token", "--assertion", "pipe").out()).isEqualTo("t1\n");
    platform.join(Duration.ofSeconds(10));
    assertThat(form(0)).contains(jwt(POD, "1"));
  }

  @Test
  void theVariableThatNamesACredentialDoesNotCount() throws IOException {
    platformGives(jwt(POD, "1"));
    terminal.environment.put("POSTERN_CREDENTIAL", "missing.json");
    assertThat(token().out()).isEqualTo("t1\n");
  }

  @Test
  void aFileThatIsNotThereOrHoldsNoTokenIsWrongUsage() throws IOException {
    assertThat(token().code()).isEqualTo(2);
    assertThat(token().err()).contains("no token: the assertion file ").contains(" is not there");
    platformGives("canary");
    assertThat(token().code()).isEqualTo(2);
    assertThat(token().err()).contains("is no signed JWT").doesNotContain("canary");
    platformGives("");
    assertThat(token().err()).contains("is empty");
    platformGives("x".repeat(300 * 1024));
    assertThat(token().err()).contains("is longer than 8 KiB");
    assertThat(wire.tokenForms).isEmpty();
  }

  @Test
  void whatTheServerDoesNotBelieveIsRefusedAndNotRepeated() throws IOException {
    platformGives(jwt(POD, "1"));
    wire.on(
        "TOKEN",
        400,
        "{\"error\":\"invalid_grant\",\"error_description\":\"%s\"}".formatted(jwt(POD, "1")));
    Result refused = token();
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("400 invalid_grant").doesNotContain(jwt(POD, "1"));
  }

  @Test
  void optionsThatDoNotGoTogetherAreWrongUsage() throws IOException {
    platformGives(jwt(POD, "1"));
    terminal.operator(wire.issuer());
    Result both = token("--credential", "data/operator.json");
    assertThat(both.code()).isEqualTo(2);
    assertThat(both.err()).contains("--assertion and --credential");
    Result alone = terminal.run("token", "--client-id", "mover");
    assertThat(alone.code()).isEqualTo(2);
    assertThat(alone.err()).contains("--client-id goes with --assertion");
    Result malformed = token("--client-id", "a b");
    assertThat(malformed.code()).isEqualTo(2);
    assertThat(malformed.err()).contains("malformed client id");
    terminal.environment.remove("POSTERN_SERVER");
    Result nowhere = token();
    assertThat(nowhere.code()).isEqualTo(2);
    assertThat(nowhere.err()).contains("which server?");
    assertThat(wire.tokenForms).isEmpty();
  }
}
