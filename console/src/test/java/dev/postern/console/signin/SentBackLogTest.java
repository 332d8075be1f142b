package dev.postern.console.signin;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Everything here stands in an address that anybody can make up. */
final class SentBackLogTest {

  private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");

  private final Logger logger = (Logger) LoggerFactory.getLogger(SentBackLog.class);
  private final ListAppender<ILoggingEvent> written = new ListAppender<>();
  private final SentBackLog log = new SentBackLog();

  @BeforeEach
  void listen() {
    written.start();
    logger.addAppender(written);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(written);
  }

  private List<String> lines() {
    return written.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void theErrorOfTheProviderIsWritten() {
    log.write("acme", "access_denied", NOW);
    assertThat(lines())
        .containsExactly(
            "tenant acme: somebody came back from the OpenID provider with the error"
                + " access_denied");
  }

  @Test
  void whatCannotBeACodeIsNotWritten() {
    for (String error : List.of("", "a b", "a\nb", "<b>", "Denied", "a".repeat(65))) {
      log.write("acme", error, NOW);
      assertThat(lines()).last().asString().endsWith("with the error that is no code");
    }
  }

  @Test
  void aMinuteHasSoManyLinesAndNoMore() {
    for (int i = 0; i < 1_000; i++) {
      log.write("acme", "access_denied", NOW.plusMillis(i));
    }
    assertThat(lines()).hasSize(SentBackLog.LINES);
    log.write("acme", "access_denied", NOW.plusSeconds(59));
    assertThat(lines()).hasSize(SentBackLog.LINES);
    log.write("acme", "access_denied", NOW.plusSeconds(60));
    assertThat(lines()).hasSize(SentBackLog.LINES + 1);
    assertThat(lines()).last().asString().endsWith("access_denied (left out before this: 991)");
    log.write("acme", "access_denied", NOW.plusSeconds(61));
    assertThat(lines()).last().asString().endsWith("access_denied");
  }
}
