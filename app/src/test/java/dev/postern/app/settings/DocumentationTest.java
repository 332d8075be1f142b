package dev.postern.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} is made from the table of settings. */
final class DocumentationTest {

  private static final String INTRODUCTION =
      """
      # Configuration

      Every setting can be given in three places. A flag goes over a variable, a variable over the file, the file over the
      default. `postern config`, with the same options as `postern start`, shows what would count and where it comes from.

      The file is YAML, named by `--config FILE`. A key may be written in one (`http.port: 8080`) or as keys within keys:

          http:
            port: 8443
            public-url: https://auth.example.com
            tls:
              certificate: /etc/postern/cert.pem
              key: /etc/postern/key.pem

      Times are written as `500ms`, `15s`, `10m`, `1h` or `1d`, sizes as `256KiB`, `64MiB` or `1GiB`, networks as `10.0.0.0/8`: a
      list in the file, with commas between them elsewhere. Paths are seen from the folder that Postern is started in.

      A secret may stand in a file of its own: its variable with `_FILE` behind it, or its key with `-file`, holds the path
      (`POSTERN_KEYS_MASTER_FILE`, `keys.master-file`). Nobody checks that file's mode, because platforms hand secrets over in
      many ways; see to it.

      Unknown keys and variables that start with `POSTERN_`, wrong types and impossible combinations are told all together, each
      with file and line, and the exit code is 78. (Variables that Kubernetes makes for a service named `postern` are passed
      over.)

      This page is made from the table in `Settings.java`; a test fails when they differ.

      | key | variable, flag | value | default | meaning |
      |---|---|---|---|---|
      """;

  @Test
  void theTableOfSettingsIsWhatTheyAre() throws IOException {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    for (Setting<?> setting : Settings.ALL) {
      page.append("| `").append(setting.key());
      page.append("` | `").append(setting.variable()).append('`');
      setting.flag().ifPresent(flag -> page.append(", `").append(flag).append('`'));
      page.append(" | ").append(setting.kind().name());
      page.append(setting.secret() ? " (secret)" : "");
      page.append(" | ").append(setting.usual().map(text -> '`' + text + '`').orElse("none"));
      page.append(" | ").append(setting.meaning()).append(" |\n");
    }
    Path made = Path.of("target/configuration.md");
    Files.createDirectories(made.getParent());
    Files.writeString(made, page);
    assertThat(Path.of("../docs/configuration.md"))
        .as("stale? then: cp app/target/configuration.md docs/configuration.md")
        .hasSameTextualContentAs(made);
  }
}
