package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./postern demo} as its user sees it: played to its end, ended half-way, and failing. */
final class DemoTest {

  private static final long LIMIT_SECONDS = 180;
  private static final String PLACE = "The storage story, played on a real server in ";
  private static final List<String> SCENES =
      List.of(
          "1. A server on an empty folder",
          "2. The operator registers the storage and makes two apps",
          "3. The storage starts",
          "4. The archiver looks into its outbox",
          "5. The reader reads them back",
          "6. The archiver may not read, and the reader may not write",
          "7. Nobody comes in with another token, or with none",
          "8. The storage checks tokens by itself",
          "9. The reader is allowed more",
          "10. The reader is narrowed",
          "11. The reader is blocked",
          "12. The reader is unblocked",
          "13. The reader and the Identity Management API",
          "14. The server stops");

  @TempDir private Path folder;

  /** Started as a user does; {@code ./check} has seen to it that it is built. */
  private Program demo() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("postern"))) {
      root = root.resolveSibling("").normalize();
    }
    return Program.start(folder, List.of(root.resolve("postern").toString(), "demo"));
  }

  private static Path place(String transcript) {
    return transcript
        .lines()
        .filter(line -> line.startsWith(PLACE))
        .map(line -> Path.of(line.substring(PLACE.length())))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no folder is named in:\n" + transcript));
  }

  @Test
  void everyStepIsAsExpectedAndNothingIsLeft() throws Exception {
    try (Program demo = demo()) {
      int exit = demo.awaitEnd(LIMIT_SECONDS);
      String transcript = demo.text();
      assertThat(exit).as(transcript).isZero();
      for (String scene : SCENES) {
        assertThat(transcript).containsOnlyOnce("\n" + scene);
      }
      long good = transcript.lines().filter(line -> line.startsWith("   ✓ ")).count();
      assertThat(good).isGreaterThanOrEqualTo(24);
      assertThat(transcript)
          .contains("All " + good + " checks were as expected")
          .doesNotContain("✗");
      System.out.println(
          transcript.substring(transcript.indexOf("All " + good + " checks")).strip());
      assertThat(place(transcript)).doesNotExist();
    }
  }

  @Test
  void whoEndsItHalfWayEndsAllThatItStarted() throws Exception {
    try (Program demo = demo()) {
      demo.awaitLine("3. The storage starts");
      List<ProcessHandle> started = demo.descendants();
      assertThat(started).isNotEmpty();
      demo.terminate();
      assertThat(demo.awaitEnd(LIMIT_SECONDS)).isNotZero();
      for (ProcessHandle process : started) {
        assertThat(process.isAlive()).isFalse();
      }
      delete(place(demo.text()));
    }
  }

  @Test
  void aStepThatFailsIsToldWithTheLogsAndLeavesTheFolder() throws Exception {
    Path home = Files.createDirectories(folder.resolve("empty"));
    try (Program demo =
        Program.start(folder, "dev.postern.examples.storage.Demo", "--home", home.toString())) {
      assertThat(demo.awaitEnd()).isEqualTo(1);
      String transcript = demo.text();
      assertThat(transcript)
          .contains("1. A server on an empty folder")
          .contains("The demo failed at server ended without saying \"Postern ready: …\"")
          .contains("01-server.err")
          .contains("dev.postern.app.Main")
          .contains("Everything is left as it was in " + place(transcript));
      assertThat(place(transcript).resolve("logs")).isDirectory();
      delete(place(transcript));
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
