package dev.postern.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.clientauth.ClientSecret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the process is told beside the server: data, log, keys, operator. */
final class AppSettingsTest {

  private static final String KEY =
      Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);
  private static final String KEY_WANTED =
      "a key of 32 bytes in base64url is wanted, 43 characters";

  private final String secret = ClientSecret.random(new SecureRandom()).reveal();
  @TempDir private Path folder;

  @Test
  void withoutAnyChoiceEverythingIsInTheDataFolder() throws Exception {
    Chosen chosen = Written.nothing().chosen();
    assertThat(chosen.data()).isEqualTo(Path.of("data"));
    assertThat(chosen.log()).isEqualTo(new LogChoice(LogChoice.Format.AUTO, LogChoice.Level.INFO));
    assertThat(chosen.master()).isEmpty();
    assertThat(chosen.pepper()).isEmpty();
    assertThat(chosen.operator()).isEmpty();
  }

  @Test
  void everySettingReachesItsPlace() throws Exception {
    Chosen chosen =
        Written.yaml(
                folder,
                "data.folder: /var/lib/postern",
                "database: sqlite",
                "log: {format: text, level: debug}",
                "keys: {master: " + KEY + ", pepper: " + KEY + "}",
                "operator: {client-id: boss, client-secret: " + secret + "}")
            .chosen();
    assertThat(chosen.data()).isEqualTo(Path.of("/var/lib/postern"));
    assertThat(chosen.log()).isEqualTo(new LogChoice(LogChoice.Format.TEXT, LogChoice.Level.DEBUG));
    assertThat(chosen.master().orElseThrow().reveal()).isEqualTo(new byte[32]);
    assertThat(chosen.pepper().orElseThrow().reveal()).isEqualTo(new byte[32]);
    assertThat(chosen.operator().orElseThrow().clientId().text()).isEqualTo("boss");
    assertThat(chosen.operator().orElseThrow().secret().reveal()).isEqualTo(secret);
    assertThat(chosen.toString()).doesNotContain(KEY, secret);
  }

  @Test
  void logsHaveTheFormsAndLevelsThatTheyHave() throws Exception {
    assertThat(Written.yaml(folder, "log: {format: xml, level: INFO}").problems())
        .containsExactly(
            "postern.yaml:1: log.format: one of auto, json, text is wanted",
            "postern.yaml:1: log.level: one of error, warn, info, debug, trace is wanted");
  }

  @Test
  void aDatabaseThatIsNotThereYetIsRefusedInWordsAndItsPasswordNotRepeated() {
    assertThat(Written.nothing().flag("--database", "postgresql://u:canary@db/postern").problems())
        .containsExactly(
            "--database: only sqlite, which keeps everything in the data folder, is there so far;"
                + " PostgreSQL is to come");
  }

  @Test
  void secretsAreReadFromFiles() throws Exception {
    Path key = Files.writeString(folder.resolve("key"), KEY + "\n");
    Path own = Files.writeString(folder.resolve("secret"), secret + "\n");
    Chosen chosen =
        Written.yaml(folder, "keys.pepper-file: " + key)
            .variable("POSTERN_KEYS_MASTER_FILE", key.toString())
            .variable("POSTERN_OPERATOR_CLIENT_ID", "boss")
            .variable("POSTERN_OPERATOR_CLIENT_SECRET_FILE", own.toString())
            .chosen();
    assertThat(chosen.master()).isPresent();
    assertThat(chosen.pepper()).isPresent();
    assertThat(chosen.operator().orElseThrow().secret().reveal()).isEqualTo(secret);
  }

  @Test
  void secretsThatAreNoneAreRefusedAndNotRepeated() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty"), "");
    Path long1 = Files.write(folder.resolve("long"), new byte[5000]);
    List<String> problems =
        Written.yaml(
                folder,
                "keys.pepper: canary",
                "keys.master-file: " + long1,
                "operator.client-id: 'no spaces'")
            .variable("POSTERN_KEYS_MASTER_FILE", empty.toString())
            .variable("POSTERN_OPERATOR_CLIENT_SECRET", "pst_canary")
            .variable("POSTERN_KEYS_PEPPER_FILE", folder.resolve("missing").toString())
            .problems();
    assertThat(problems)
        .containsExactlyInAnyOrder(
            "POSTERN_KEYS_MASTER_FILE: in that file " + KEY_WANTED,
            "POSTERN_KEYS_PEPPER_FILE: the file cannot be read",
            "POSTERN_OPERATOR_CLIENT_SECRET: a secret of the form that Postern makes is wanted:"
                + " pst_ and 46 letters and digits, the last 6 of them a checksum",
            "postern.yaml:1: keys.pepper: " + KEY_WANTED,
            "postern.yaml:2: keys.master-file: the file is too long to be a secret",
            "postern.yaml:3: operator.client-id: 1 to 128 letters, digits, dots, dashes,"
                + " underscores and tildes are wanted");
  }

  @Test
  void aSecretAndItsFileAreNotBothTaken() throws Exception {
    Path key = Files.writeString(folder.resolve("key"), KEY);
    assertThat(Written.yaml(folder, "keys.master: " + KEY, "keys.master-file: " + key).problems())
        .containsExactly("postern.yaml:2: keys.master-file: given already in line 1");
    assertThat(
            Written.nothing()
                .variable("POSTERN_KEYS_MASTER", KEY)
                .variable("POSTERN_KEYS_MASTER_FILE", key.toString())
                .problems())
        .containsExactly(
            "POSTERN_KEYS_MASTER_FILE: goes not with POSTERN_KEYS_MASTER; one of them is wanted");
  }

  @Test
  void halfAnOperatorIsRefused() {
    assertThat(Written.nothing().variable("POSTERN_OPERATOR_CLIENT_ID", "boss").problems())
        .containsExactly(
            "POSTERN_OPERATOR_CLIENT_ID: goes with operator.client-secret, which is missing");
    assertThat(Written.nothing().variable("POSTERN_OPERATOR_CLIENT_SECRET", secret).problems())
        .containsExactly(
            "POSTERN_OPERATOR_CLIENT_SECRET: goes with operator.client-id, which is missing");
  }
}
