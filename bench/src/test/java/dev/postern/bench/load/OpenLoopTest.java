package dev.postern.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.postern.bench.process.NotMeasured;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenLoopTest {

  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server;
  private volatile int stallMillis;
  private volatile int failing;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          int number = asked.incrementAndGet();
          if (number == 1) {
            pause(stallMillis);
          }
          byte[] body = "{\"access_token\":\"\"}".getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(number == failing ? 503 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void sendsAsManyAsTheRateSaysHoweverFewConnectionsThereAre() throws NotMeasured {
    Round round = new OpenLoop(call(), 200).run(2, Duration.ofMillis(500));

    assertThat(round.requests()).isEqualTo(100);
    assertThat(asked).hasValue(100);
    round.clean("the server");
  }

  @Test
  void whoHadToWaitForAConnectionIsCountedFromWhenHeWasDue() throws NotMeasured {
    stallMillis = 300;

    Round round = new OpenLoop(call(), 100).run(1, Duration.ofMillis(500));

    // A closed loop would have seen one slow answer in fifty; here thirty were due meanwhile.
    assertThat(round.latency().max()).isGreaterThanOrEqualTo(Duration.ofMillis(290));
    assertThat(round.latency().p50()).isGreaterThan(Duration.ofMillis(20));
  }

  @Test
  void anAnswerThatIsNot200IsAFault() throws NotMeasured {
    failing = 7;

    Round round = new OpenLoop(call(), 200).run(2, Duration.ofMillis(100));

    assertThat(round.faults().not200()).isEqualTo(1);
    assertThatThrownBy(() -> round.clean("the server")).isInstanceOf(NotMeasured.class);
  }

  @Test
  void aCallThatDiffersFromRequestToRequestIsNotForOpenLoad() {
    Call differing = Call.form(call().url(), "a=b", new Call.Lines(Path.of("lines"), true));

    assertThatThrownBy(() -> new OpenLoop(differing, 200))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Call call() {
    return Call.form(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"), "a=b");
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
