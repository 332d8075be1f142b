package dev.postern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A credential that comes as a file. */
final class CredentialFileTest {

  @TempDir Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("app.json"), content);
  }

  @Test
  void theFileThatTheCommandLineWritesIsAllThatAnAppNeeds() throws Exception {
    try (Wire wire = Wire.open()) {
      Path file =
          file(
              "{\"client_id\":\"archiver\",\"client_secret\":\"pst_a\",\"issuer\":\"%s\",\"note\":1}"
                  .formatted(wire.issuer()));
      PosternClient.App app = PosternClient.credential(file);
      assertThat(app.audience("https://storage.example.com").authorization()).startsWith("Bearer ");
      assertThat(wire.tokenRequests).hasSize(1);
      assertThat(app.toString()).contains("archiver", wire.issuer()).doesNotContain("pst_a");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "canary",
        "[]",
        "{\"client_id\":\"a\",\"client_secret\":\"canary\"}",
        "{\"client_id\":\"a\",\"issuer\":\"https://a.example.com/\"}",
        "{\"client_id\":\"a\",\"client_secret\":\"\",\"issuer\":\"https://a.example.com/\"}",
        "{\"client_id\":\"a\",\"client_secret\":\"canary\",\"issuer\":\"http://a.example.com/\"}",
        "{\"client_id\":\"a\",\"client_secret\":\"canary\",\"client_secret\":\"canary\",\"issuer\":\"https://a/\"}"
      })
  void whatIsNoCredentialIsSaidToBeNoneAndNotRepeated(String content) throws IOException {
    Path file = file(content);
    IOException refused =
        catchThrowableOfType(IOException.class, () -> PosternClient.credential(file));
    assertThat(refused).hasMessageContaining("app.json is no credential: ");
    assertThat(refused.toString()).doesNotContain("canary");
  }

  @Test
  void aFileThatIsNotThereOrTooLongIsNotTaken() throws IOException {
    assertThat(
            catchThrowableOfType(
                IOException.class, () -> PosternClient.credential(folder.resolve("none"))))
        .isInstanceOf(NoSuchFileException.class);
    Path file = file("{\"client_id\":\"" + "a".repeat(300_000) + "\"}");
    assertThat(catchThrowableOfType(IOException.class, () -> PosternClient.credential(file)))
        .hasMessageContaining("is no credential");
  }
}
