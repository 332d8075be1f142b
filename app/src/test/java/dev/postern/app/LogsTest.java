package dev.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.postern.app.settings.LogChoice;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class LogsTest {

  private final PrintStream usual = System.err;

  @AfterEach
  void quiet() {
    System.setErr(usual);
    Logs.write(new LogChoice(LogChoice.Format.TEXT, LogChoice.Level.WARN));
  }

  private static LoggingEvent event(
      String message, @Nullable Throwable thrown, Object... arguments) {
    LoggerContext context = new LoggerContext();
    LoggingEvent event =
        new LoggingEvent(
            "x", context.getLogger("dev.postern.Some"), Level.WARN, message, thrown, arguments);
    event.setInstant(Instant.parse("2026-11-24T10:11:12.345Z"));
    event.setThreadName("main");
    return event;
  }

  private static JsonObject read(byte[] line) throws Exception {
    assertThat(line[line.length - 1]).isEqualTo((byte) '\n');
    assertThat(new String(line, StandardCharsets.UTF_8).indexOf('\n')).isEqualTo(line.length - 1);
    return new JsonReader(JsonLimits.REQUEST).object(line);
  }

  @Test
  void anEventIsOneLineWithOneMessage() throws Exception {
    byte[] line = new JsonLines().encode(event("{} of \"{}\"\n", null, 3, "app"));
    assertThat(read(line))
        .isEqualTo(
            JsonObject.builder()
                .put("time", "2026-11-24T10:11:12.345Z")
                .put("level", "WARN")
                .put("logger", "dev.postern.Some")
                .put("thread", "main")
                .put("message", "3 of \"app\"\n")
                .build());
  }

  @Test
  void whatWasThrownIsInTheSameLine() throws Exception {
    byte[] line = new JsonLines().encode(event("broken", new IllegalStateException("why")));
    assertThat(read(line).string("error"))
        .startsWith("java.lang.IllegalStateException: why")
        .contains("LogsTest");
  }

  private static String written(LogChoice choice) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    Logs.write(choice);
    Logger ours = LoggerFactory.getLogger("dev.postern.Ours");
    Logger theirs = LoggerFactory.getLogger("org.example.Theirs");
    ours.debug("our debug");
    ours.info("our {}\u001b[2J\nforged", "info");
    ours.error("our error");
    theirs.info("their info");
    theirs.warn("their warning");
    java.util.logging.Logger.getLogger("org.example.Jul").warning("their old warning");
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void textIsForPeopleAndNoLineOfItCanBeForged() {
    assertThat(written(new LogChoice(LogChoice.Format.TEXT, LogChoice.Level.INFO)).lines())
        .hasSize(4)
        .anyMatch(line -> line.endsWith(" INFO  Ours our info [2J forged"))
        .anyMatch(line -> line.endsWith(" WARN  Theirs their warning"))
        .anyMatch(line -> line.endsWith(" WARN  Jul their old warning"));
  }

  @Test
  void theLevelIsOursAndOfOthersOnlyWhatIsWrongIsTold() {
    assertThat(written(new LogChoice(LogChoice.Format.JSON, LogChoice.Level.ERROR)).lines())
        .hasSize(1)
        .allMatch(line -> line.contains("\"message\":\"our error\""));
    assertThat(written(new LogChoice(LogChoice.Format.JSON, LogChoice.Level.DEBUG)).lines())
        .hasSize(5);
    // Here standard error is no terminal.
    assertThat(written(new LogChoice(LogChoice.Format.AUTO, LogChoice.Level.ERROR)))
        .startsWith("{");
  }
}
