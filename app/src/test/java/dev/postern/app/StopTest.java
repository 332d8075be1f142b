package dev.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that is told to end does so in order, and says that all went well. */
@Timeout(180)
final class StopTest {

  @TempDir private Path temporary;

  private static void awaitReady(OtherProcess postern) throws IOException {
    assertThat(postern.line()).startsWith("Postern ready: http://127.0.0.1:");
    assertThat(postern.line()).startsWith("Management: http://127.0.0.1:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void aSignalEndsItWithZeroAndItStartsAgain(String signal) throws Exception {
    Path data = temporary.resolve("data");
    try (OtherProcess postern = OtherProcess.start(data, temporary)) {
      awaitReady(postern);
      postern.signal(signal);
      assertThat(postern.exitCode()).isZero();
      assertThat(postern.errors()).doesNotContain("ERROR", "Exception");
    }
    Operated operated = new Operated(data);
    try (Running again = operated.start()) {
      assertThat(again.publicUrl()).isNotNull();
      assertThat(operated.token()).startsWith("200 ");
    }
  }

  @Test
  void aSignalDuringTheStartEndsItWithZero() throws Exception {
    Path data = temporary.resolve("data");
    try (OtherProcess postern = OtherProcess.start(data, temporary)) {
      postern.awaitFile(data.resolve("lock"));
      postern.signal("TERM");
      assertThat(postern.exitCode()).as(postern.errors()).isZero();
    }
    Operated operated = new Operated(data);
    try (Running again = operated.start()) {
      assertThat(again.publicUrl()).isNotNull();
      assertThat(operated.token()).startsWith("200 ");
    }
  }

  @Test
  void moreSignalsChangeNothing() throws Exception {
    try (OtherProcess postern = OtherProcess.start(temporary.resolve("data"), temporary)) {
      awaitReady(postern);
      postern.signal("STOP");
      postern.signal("TERM");
      postern.signal("INT");
      postern.signal("CONT");
      assertThat(postern.exitCode()).isZero();
    }
  }
}
