package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.LogLines;
import dev.postern.server.TestOpenIdProvider;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the start says of the OpenID provider, before anybody wants to sign in by it. */
final class OpenIdStartTest {

  @TempDir private Path data;

  private static String line(LogLines log, String part) throws InterruptedException {
    for (int i = 0; i < 2_500; i++) {
      for (String line : log.all()) {
        if (line.contains(part)) {
          return line;
        }
      }
      Thread.sleep(4);
    }
    throw new AssertionError("no line with " + part + " in " + log.all());
  }

  @Test
  void whatIsToBeRegisteredIsSaidAndWhichTenantIsNotThere() throws Exception {
    try (TestOpenIdProvider there = new TestOpenIdProvider();
        LogLines log = new LogLines("admin.OpenIdSignIns");
        RunningServer server =
            new RunningServer(data, OpenIdSite.config(there, "default", "acme"))) {
      assertThat(line(log, "tenant default"))
          .startsWith("INFO ")
          .contains(
              there.issuer().toString(),
              "http://localhost:" + server.operator().uri("").getPort() + "/console/openid");
      assertThat(line(log, "acme"))
          .isEqualTo("WARN console.openid.tenants names acme, and there is no such tenant now");
    }
  }

  @Test
  void aProviderThatDoesNotAnswerHoldsUpNoStartAndIsWarnedOf() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    try (TestOpenIdProvider there = new TestOpenIdProvider();
        LogLines log = new LogLines("openid.OpenIdProvider")) {
      there.waitFor(slow);
      there.broken(503);
      try (RunningServer server = new RunningServer(data, OpenIdSite.config(there, "default"))) {
        assertThat(server.admin().get("/apps").status()).isEqualTo(200);
        slow.countDown();
        assertThat(line(log, "nobody can sign in"))
            .startsWith("WARN ")
            .contains(there.issuer().toString());
      } finally {
        slow.countDown();
      }
    }
  }
}
