package dev.postern.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where values come from, and which of two counts. */
final class SourcesTest {

  private static final String UNKNOWN = "there is no such setting; `postern config` shows all";

  @TempDir private Path folder;

  private static int port(Written written) throws InvalidSettings {
    return written.chosen().server().http().port();
  }

  @Test
  void aFlagGoesOverAVariableOverTheFileOverTheDefault() throws Exception {
    Written written = Written.nothing();
    assertThat(port(written)).isEqualTo(8080);
    assertThat(port(written.file(folder, "http.port: 1"))).isEqualTo(1);
    assertThat(port(written.variable("POSTERN_HTTP_PORT", "2"))).isEqualTo(2);
    assertThat(port(written.flag("--port", "3"))).isEqualTo(3);
  }

  @Test
  void anEmptyVariableIsNone() throws Exception {
    assertThat(port(Written.nothing().variable("POSTERN_HTTP_PORT", ""))).isEqualTo(8080);
  }

  @Test
  void everySettingHasAVariableAndAKeyOfItsOwn() {
    List<String> names = Settings.ALL.stream().map(Setting::variable).toList();
    assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("[A-Z_]+"));
    assertThat(names)
        .contains("POSTERN_HTTP_PORT", "POSTERN_CUTOFF_ISSUING", "POSTERN_FEED_MEMORY");
    assertThat(Settings.ALL.stream().map(Setting::key)).doesNotHaveDuplicates();
  }

  @Test
  void problemsOfAllSourcesAreToldTogether() throws Exception {
    assertThat(
            Written.yaml(folder, "http:", "  prot: 80", "  port: eighty", "feed.memory: lots")
                .variable("POSTERN_HTTP_PROT", "80")
                .variable("POSTERN_LOG_LEVEL", "loud")
                .flag("--host", "here")
                .problems())
        .containsExactly(
            "--host: an IP address is wanted, as 127.0.0.1 or ::1",
            "POSTERN_HTTP_PROT: " + UNKNOWN,
            "POSTERN_LOG_LEVEL: one of error, warn, info, debug, trace is wanted",
            "postern.yaml:2: http.prot: " + UNKNOWN,
            "postern.yaml:3: http.port: a whole number is wanted",
            "postern.yaml:4: feed.memory: a size is wanted, as 256KiB, 64MiB or 1GiB");
  }

  @Test
  void aBadValueIsToldAlsoWhereAnotherHidesIt() throws Exception {
    assertThat(Written.yaml(folder, "http.port: eighty").flag("--port", "80").problems())
        .containsExactly("postern.yaml:1: http.port: a whole number is wanted");
  }

  @Test
  void variablesOfTheCommandsAndOfKubernetesAreNotOurs() throws Exception {
    Written.nothing()
        .variable("POSTERN_SERVER", "http://127.0.0.1:8080")
        .variable("POSTERN_CREDENTIAL", "operator.json")
        .variable("POSTERN_SERVICE_HOST", "10.0.0.1")
        .variable("POSTERN_SERVICE_PORT_HTTP", "80")
        .variable("POSTERN_PORT", "tcp://10.0.0.1:80")
        .variable("POSTERN_PORT_80_TCP_ADDR", "10.0.0.1")
        .variable("PATH", "/bin")
        .chosen();
    assertThat(Written.nothing().variable("POSTERN_PORT", "80").problems())
        .containsExactly("POSTERN_PORT: " + UNKNOWN);
  }

  @Test
  void yamlOfTheWrongShapeIsRefusedByLine() throws Exception {
    assertThat(
            Written.yaml(
                    folder,
                    "http: 8080",
                    "feed:",
                    "  memory: [1MiB]",
                    "log:",
                    "  level:",
                    "  format: {a: b}",
                    "cutoff.issuing: true",
                    "http.port: 1",
                    "shutdown: {grace: 1s}",
                    "shutdown.grace: 2s",
                    "<<: c",
                    "http.behind-proxy: [[127.0.0.1]]",
                    "data.folder-file: x")
                .problems())
        .containsExactly(
            "postern.yaml:1: http: keys with values are wanted below it",
            "postern.yaml:3: feed.memory: a size is wanted, as 256KiB, 64MiB or 1GiB",
            "postern.yaml:5: log.level: one of error, warn, info, debug, trace is wanted",
            "postern.yaml:6: log.format: one of auto, json, text is wanted",
            "postern.yaml:7: cutoff.issuing: a time is wanted, as 500ms, 15s, 10m, 1h or 1d",
            "postern.yaml:10: shutdown.grace: given already in line 9",
            "postern.yaml:11: <<: " + UNKNOWN,
            "postern.yaml:12: http.behind-proxy: IP addresses or networks are wanted, as 10.0.0.0/8",
            "postern.yaml:13: data.folder-file: " + UNKNOWN);
  }

  @Test
  void whatIsNoConfigurationAtAllIsRefused() throws Exception {
    assertThat(Written.yaml(folder, "http:", "\tport: 1").problems())
        .containsExactly("postern.yaml:2: this is no YAML");
    assertThat(Written.yaml(folder, "a: *canary").problems())
        .containsExactly("postern.yaml:1: this is no YAML");
    assertThat(Written.yaml(folder, "a: 1", "---", "b: 2").problems())
        .allMatch(problem -> problem.endsWith("this is no YAML"))
        .hasSize(1);
    assertThat(Written.yaml(folder, "? [a]", ": b").problems())
        .containsExactly("postern.yaml: this is no YAML");
    assertThat(Written.yaml(folder, "- http").problems())
        .containsExactly("postern.yaml:1: keys with values are wanted");
    assertThat(Written.nothing().file(folder.resolve("absent.yaml")).problems())
        .containsExactly("absent.yaml: the file cannot be read");
    Path latin =
        Files.write(folder.resolve("l.yaml"), "a: ü".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(Written.nothing().file(latin).problems())
        .containsExactly("l.yaml: the file cannot be read");
    Path large = Files.write(folder.resolve("large.yaml"), new byte[(1 << 20) + 1]);
    assertThat(Written.nothing().file(large).problems())
        .containsExactly("large.yaml: the file is longer than a configuration can be");
    String bomb =
        "a: &a [x,x]\nb: &b [*a,*a]\nhttp: &h {tls: *h}\n" + "c: [" + "*b,".repeat(1000) + "*b]";
    assertThat(Written.yaml(folder, bomb).problems()).isNotEmpty();
    assertThat(port(Written.yaml(folder, "# nothing"))).isEqualTo(8080);
  }

  @Test
  void theOverviewShowsEveryValueWithItsOriginAndNoSecret() throws Exception {
    String key = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);
    Overview overview =
        Written.yaml(folder, "http:", "  hub-domain: hub.example.com")
            .variable("POSTERN_LOG_LEVEL", "warn")
            .variable("POSTERN_KEYS_MASTER", key)
            .flag("--port", "81")
            .overview();
    List<String> shown =
        overview.json().array("settings").values().stream()
            .map(JsonObject.class::cast)
            .map(one ->
                one.member("key").get()
                    + " "
                    + one.member("value")
                    + " "
                    + one.member("origin").get())
            .toList();
    assertThat(shown).hasSameSizeAs(Settings.ALL);
    assertThat(String.join("\n", shown))
        .contains("hub.example.com", "(set)", "--port", "postern.yaml:2");
    assertThat(overview.json().text()).doesNotContain(key);
    assertThat(overview.text())
        .doesNotContain(key)
        .contains("http.port: 81\n    from --port; default 8080; POSTERN_HTTP_PORT; --port\n")
        .contains("log.level: warn\n    from POSTERN_LOG_LEVEL; default info; ")
        .contains("keys.master: (set)\n    from POSTERN_KEYS_MASTER; default none; ")
        .contains("http.public-url: (not set)\n    from default; default none; ")
        .contains("http.hub-domain: hub.example.com\n    from " + folder + "/postern.yaml:2; ");
    assertThat(Settings.ALL.stream().map(Setting::meaning).collect(Collectors.toSet()))
        .hasSameSizeAs(Settings.ALL);
  }
}
