package dev.postern.server.http.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class FloodLogTest {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final ListAppender<ILoggingEvent> written = new ListAppender<>();
  private final Logger refusals = (Logger) LoggerFactory.getLogger(RequestFraming.class);

  @BeforeEach
  void listen() {
    written.start();
    refusals.setLevel(ch.qos.logback.classic.Level.INFO);
    refusals.setAdditive(false);
    refusals.addAppender(written);
  }

  @AfterEach
  void stop() {
    refusals.detachAppender(written);
    refusals.setAdditive(true);
    refusals.setLevel(null);
  }

  private List<String> lines() {
    return written.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void a_minute_has_so_many_lines_and_the_next_says_how_many_were_left_out() {
    FloodLog log = new FloodLog(refusals);
    for (int i = 0; i < FloodLog.LINES + 1000; i++) {
      log.write(i, Level.INFO, "refused {}", i);
    }
    assertThat(lines()).hasSize(FloodLog.LINES).endsWith("refused " + (FloodLog.LINES - 1));
    log.tick(MINUTE - 1);
    assertThat(lines()).hasSize(FloodLog.LINES);

    log.tick(MINUTE);
    assertThat(lines()).endsWith("1000 more lines of this kind were left out");
    log.write(MINUTE + 1, Level.INFO, "refused again");
    assertThat(lines()).hasSize(FloodLog.LINES + 2).endsWith("refused again");
    log.tick(3 * MINUTE);
    assertThat(lines()).hasSize(FloodLog.LINES + 2);
  }

  @Test
  void a_failure_keeps_its_stack_trace() {
    new FloodLog(refusals).write(0, Level.ERROR, "failed: {}", "so", new IllegalStateException());
    assertThat(lines()).containsExactly("failed: so");
    assertThat(written.list.getFirst().getThrowableProxy()).isNotNull();
  }

  @Test
  void a_hostile_client_cannot_fill_the_disk() throws Exception {
    try (TestSite site = TestSite.open()) {
      for (int i = 0; i < FloodLog.LINES + 20; i++) {
        assertThat(site.whole("GET / HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400 ");
      }
      assertThat(lines())
          .hasSize(FloodLog.LINES)
          .containsOnly("a request was refused before routing: BAD_REQUEST");
    }
  }
}
