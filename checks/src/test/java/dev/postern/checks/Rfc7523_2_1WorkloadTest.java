package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postern.cli.Commands;
import dev.postern.cli.Shell;
import dev.postern.client.IssuedToken;
import dev.postern.client.PosternClient;
import dev.postern.client.TokenSource;
import dev.postern.client.TokenUnavailable;
import dev.postern.client.TokenUnavailable.Reason;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import dev.postern.store.BuiltInApi;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** RFC 7523 section 2.1 as our own client library and command line show an assertion. */
final class Rfc7523_2_1WorkloadTest {

  private static final String STORAGE = "https://storage.example.com";
  private static final String BOUND = "https://bound.example.com";

  /** The system's clock, and so much ahead. */
  private static final class AheadClock extends Clock {

    private volatile Duration ahead = Duration.ZERO;

    @Override
    public Instant instant() {
      return InstantSource.system().instant().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
      return Clock.systemUTC().getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private static RunningServer server;
  private static Operator operator;
  private static IdentityProvider provider;
  private static String api;
  private static int made;

  @TempDir private Path folder;
  private final AheadClock clock = new AheadClock();
  private Path file;
  private Caller app;
  private String subject;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    operator = new Operator(server.operator());
    provider = new IdentityProvider();
    api = operator.api(STORAGE, "archive:read", "archive:write");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void anApp() {
    made++;
    app = operator.app("workload " + made, api, "archive:read", "archive:write");
    subject = "system:serviceaccount:backup:mover-" + made;
    file = folder.resolve("token");
  }

  private PosternClient client() {
    return PosternClient.of(app.issuer()).clock(clock);
  }

  private JsonObject claims(Duration life) {
    return Prover.with(
        IdentityProvider.claims(subject, app.issuer()),
        "exp",
        Instant.now().getEpochSecond() + life.toSeconds());
  }

  private void platformGives(JsonObject claims) throws Exception {
    Files.writeString(file, provider.sign(claims) + "\n");
  }

  private static JsonObject read(IssuedToken token) throws Exception {
    return TokenParts.claims(token.value());
  }

  private static Reason.Refused refused(TokenSource tokens) {
    TokenUnavailable none = catchThrowableOfType(TokenUnavailable.class, tokens::token);
    assertThat(none).isNotNull();
    assertThat(none.reason()).isInstanceOf(Reason.Refused.class);
    return (Reason.Refused) none.reason();
  }

  /** How many assertions were refused for having been used. */
  private static double used() {
    return Answer.to(HttpCall.get(server.management().resolve("/metrics")))
        .body()
        .lines()
        .filter(line -> line.startsWith("postern_tokens_refused_total{"))
        .filter(line -> line.contains("grant_assertion_used"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Test
  void aWorkloadGetsItsTokensByTheFileThatItsPlatformKeepsAndReadsItAnew() throws Exception {
    provider.vouchAgainFor(operator, app, subject);
    platformGives(claims(Duration.ofSeconds(200)));
    TokenSource tokens = client().assertion(file).audience(STORAGE);
    IssuedToken first = tokens.token();
    assertThat(read(first).string("client_id")).isEqualTo(app.id());
    assertThat(first.scopes().text()).isEqualTo("archive:read archive:write");
    assertThat(Duration.between(Instant.now(), first.expiresAt()))
        .isLessThanOrEqualTo(Duration.ofSeconds(201));

    platformGives(claims(Duration.ofHours(1)));
    clock.ahead = Duration.ofSeconds(185);
    // Ahead of its end: the old one serves until the new one is there.
    assertThat(tokens.token().value()).isEqualTo(first.value());
    IssuedToken next = tokens.token();
    for (int i = 0; i < 1000 && next.value().equals(first.value()); i++) {
      Thread.sleep(10);
      next = tokens.token();
    }
    assertThat(read(next).integer("exp")).isGreaterThan(read(first).integer("exp") + 3000);
  }

  @Test
  void oneThatIsTakenOnceIsNotShownOverAndOverWhereThePlatformIsLate() throws Exception {
    provider.vouchFor(operator, app, subject);
    platformGives(claims(Duration.ofSeconds(200)));
    TokenSource tokens = client().assertion(file).audience(STORAGE);
    tokens.token();
    double before = used();
    clock.ahead = Duration.ofMinutes(5);
    for (int i = 0; i < 100; i++) {
      Reason.Refused no = refused(tokens);
      assertThat(no.error()).isEqualTo("invalid_grant");
      assertThat(no.description()).contains("the same assertion was shown before");
      // A second each time, which is as long as a failure is remembered.
      clock.ahead = clock.ahead.plusSeconds(1);
    }
    // After 0, 2, 6, 14, 30 and 62 seconds.
    assertThat(used() - before).isEqualTo(6);
    platformGives(claims(Duration.ofSeconds(200)));
    assertThat(read(tokens.token()).string("client_id")).isEqualTo(app.id());
  }

  @Test
  void whoIsNotBelievedYetIsToldSoAndTakenOnceHeIs() throws Exception {
    provider.vouchFor(operator, app, "somebody else " + made);
    platformGives(claims(Duration.ofSeconds(200)));
    TokenSource tokens = client().assertion(file).audience(STORAGE);
    Reason.Refused no = refused(tokens);
    assertThat(no.error()).isEqualTo("invalid_grant");
    assertThat(no.description()).isNotEmpty().doesNotContain("shown before");
    provider.vouchFor(operator, app, subject);
    clock.ahead = Duration.ofSeconds(3);
    assertThat(read(tokens.token()).string("client_id")).isEqualTo(app.id());
  }

  @Test
  void aSourceGivesANewOneForEachTokenAndTheClientIdTellsAppsApart() throws Exception {
    Caller twin = operator.app("twin " + made, api, "archive:read");
    provider.vouchFor(operator, app, subject);
    provider.vouchFor(operator, twin, subject);
    TokenSource tokens =
        client()
            .assertion(twin.id(), () -> provider.sign(claims(Duration.ofSeconds(200))))
            .audience(STORAGE);
    IssuedToken first = tokens.token();
    assertThat(read(first).string("client_id")).isEqualTo(twin.id());
    assertThat(tokens.refused(first)).isTrue();
    assertThat(tokens.token().value()).isNotEqualTo(first.value());
    platformGives(claims(Duration.ofSeconds(200)));
    assertThat(refused(client().assertion(file).audience(STORAGE)).error())
        .isEqualTo("invalid_grant");
  }

  @Test
  void aKeyIsProvedBesideItAndItsTokenOpensAnApi() throws Exception {
    Caller reader = operator.app("reader " + made, server.builtIn(BuiltInApi.ADMIN), "apis:read");
    provider.vouchFor(operator, reader, subject);
    platformGives(claims(Duration.ofSeconds(200)));
    TokenSource tokens = client().assertion(file).dpop().audience(operator.adminAudience());
    assertThat(tokens.token().bound()).isTrue();
    assertThat(read(tokens.token()).object("cnf").string("jkt")).isNotEmpty();
    assertThat(tokens.send(HttpCall.get(app.uri("admin/v1/apis")), 1 << 20).status())
        .isEqualTo(200);
  }

  @Test
  void whereAnApiDemandsAKeyTheClientFindsOutByItself() throws Exception {
    String audience = BOUND + "/" + made;
    String bound = operator.admin("POST", "/apis", demanding(audience)).text("id");
    Caller reader = operator.app("reader " + made, bound, "read");
    provider.vouchFor(operator, reader, subject);
    assertThat(
            client()
                .assertion(() -> provider.sign(claims(Duration.ofSeconds(200))))
                .audience(audience)
                .token()
                .bound())
        .isTrue();
    // From a file it is the same again, which the first request did not use up.
    platformGives(claims(Duration.ofSeconds(200)));
    assertThat(client().assertion(file).audience(audience).token().bound()).isTrue();
  }

  @Test
  void oneThatMayBeShownAgainIsEnoughForThat() throws Exception {
    String audience = BOUND + "/" + made;
    String bound = operator.admin("POST", "/apis", demanding(audience)).text("id");
    Caller reader = operator.app("reader " + made, bound, "read");
    provider.vouchAgainFor(operator, reader, subject);
    platformGives(claims(Duration.ofHours(1)));
    assertThat(client().assertion(file).audience(audience).token().bound()).isTrue();
  }

  private static String demanding(String identifier) {
    return "{\"identifier\":\"%s\",\"name\":\"n\",\"proof\":\"dpop\",\"scopes\":[{\"name\":\"read\"}]}"
        .formatted(identifier);
  }

  @Test
  void theCommandLinePrintsATokenByTheFile() throws Exception {
    provider.vouchFor(operator, app, subject);
    platformGives(claims(Duration.ofSeconds(200)));
    CommandLine line = new CommandLine(CommandSpec.create().name("postern"));
    Shell shell =
        new Shell(Map.of(), folder, folder, InputStream.nullInputStream(), Clock.systemUTC());
    Commands.mount(line, shell);
    StringWriter out = new StringWriter();
    line.setOut(new PrintWriter(out, true));
    String[] command = {
      "token", "--server", app.issuer(), "--assertion", file.toString(), "--audience", STORAGE
    };
    assertThat(line.execute(command)).isZero();
    assertThat(TokenParts.claims(out.toString().strip()).string("client_id")).isEqualTo(app.id());
    // It was taken once: what is printed now is the token that was kept.
    assertThat(line.execute(command)).isZero();
    assertThat(out.toString().lines().distinct()).hasSize(1);
  }
}
