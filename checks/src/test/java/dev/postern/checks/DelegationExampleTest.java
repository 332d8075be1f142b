package dev.postern.checks;

import static dev.postern.checks.Delegation.BACK;
import static dev.postern.checks.Delegation.FRONT;
import static dev.postern.checks.Delegation.done;
import static dev.postern.checks.Delegation.exchanged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The customer, the reports and the ledger of the example, each a process, on a real server. */
final class DelegationExampleTest {

  private static final Duration LONGEST = Duration.ofSeconds(1);

  @TempDir private static Path folder;
  private static RunningServer server;
  private static Delegation site;
  private static Program ledger;
  private static Program reports;
  private static String entries;
  private static String report;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    site = new Delegation(new Operator(server.operator()));
    write("service", site.service());
    String issuer = server.url() + "/";
    ledger = program("Ledger", issuer, BACK, "0");
    entries = ledger.awaitLine("Ledger ready: ").substring(14);
    reports = program("Reports", issuer, FRONT, "service.json", BACK, entries, "0");
    report = reports.awaitLine("Reports ready: ").substring(15);
  }

  @AfterAll
  static void stop() {
    reports.close();
    ledger.close();
    server.close();
  }

  private static Program program(String type, String... arguments) throws IOException {
    return Program.start(folder, "dev.postern.examples.delegation." + type, arguments);
  }

  private static void write(String name, Caller app) throws IOException {
    JsonObject credential =
        JsonObject.builder()
            .put("client_id", app.id())
            .put("client_secret", app.secret())
            .put("issuer", app.issuer())
            .build();
    Files.write(folder.resolve(name + ".json"), credential.bytes());
  }

  @Test
  void theReportsReadTheLedgerInTheNameOfTheCustomer() throws Exception {
    Caller customer = site.customer();
    write("customer", customer);
    try (Program program = program("Customer", "customer.json", FRONT, report)) {
      assertThat(program.awaitEnd()).as(program.text()).isZero();
      JsonObject read =
          new JsonReader(JsonLimits.REQUEST)
              .object(program.text().strip().getBytes(StandardCharsets.UTF_8))
              .object("report");
      assertThat(read.string("for")).isEqualTo(customer.id() + "@client");
      assertThat(read.string("by")).isEqualTo(site.service().id() + "@client");
      assertThat(read.array("entries").values()).isNotEmpty();
    }
  }

  @Test
  void theCustomersOwnTokenOpensTheReportsAndNothingElse() {
    String token = site.customer().token(FRONT);
    assertThat(get(report + "report", token).status()).isEqualTo(200);
    assertThat(get(entries + "entries", token).status()).isEqualTo(401);
    assertThat(get(report + "report", exchanged(site.service(), token)).status()).isEqualTo(401);
  }

  @Test
  void aBlockedCustomerIsRefusedByTheLedgerWithinASecond() throws Exception {
    Caller customer = site.customer();
    String had = exchanged(site.service(), customer.token(FRONT));
    assertThat(get(entries + "entries", had).status()).isEqualTo(200);
    done(site.operator().admin("PATCH", "/apps/" + customer.id(), "{\"status\":\"blocked\"}"));
    long start = System.nanoTime();
    while (get(entries + "entries", had).status() == 200) {
      assertThat(System.nanoTime() - start).isLessThan(LONGEST.toNanos());
    }
    assertThat(get(entries + "entries", had).status()).isEqualTo(401);
    write("blocked", customer);
    try (Program program = program("Customer", "blocked.json", FRONT, report)) {
      assertThat(program.awaitEnd()).isEqualTo(1);
      assertThat(program.text()).contains("no report", "invalid_client");
    }
  }

  @Test
  void aServiceThatMayNotExchangeSaysThatTheLedgerCannotBeAsked() throws Exception {
    Caller service = site.operator().guard("plain", site.front());
    site.grant(service, "null");
    write("plain", service);
    try (Program plain =
        program("Reports", server.url() + "/", FRONT, "plain.json", BACK, entries, "0")) {
      String url = plain.awaitLine("Reports ready: ").substring(15);
      Answer answer = get(url + "report", site.customer().token(FRONT));
      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.text("error")).contains("cannot be asked", "unauthorized_client");
    }
  }

  private static Answer get(String url, String token) {
    return Answer.to(HttpCall.get(URI.create(url)).header("Authorization", "Bearer " + token));
  }

  @Test
  void aProgramThatIsCalledWronglySaysHowItIsCalled() throws Exception {
    for (String type : List.of("Ledger", "Reports", "Customer")) {
      try (Program program = program(type, "one")) {
        assertThat(program.awaitEnd()).isEqualTo(2);
        assertThat(program.text()).contains(type);
      }
    }
  }
}
