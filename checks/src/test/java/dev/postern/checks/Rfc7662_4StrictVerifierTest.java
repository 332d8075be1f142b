package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SigningKey;
import dev.postern.verifier.IncomingRequest;
import dev.postern.verifier.Introspections;
import dev.postern.verifier.RevocationPolicy;
import dev.postern.verifier.TokenRefused;
import dev.postern.verifier.Verifier;
import dev.postern.verifier.VerifierBuilder;
import dev.postern.verifier.VerifierStatus;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A strict verifier that is cut off from the revocation feed, and from nothing else, asks the
 * server: RFC 7662 section 4 and RFC 9701, from the side of the resource server.
 */
final class Rfc7662_4StrictVerifierTest {

  private static final String STORAGE = "https://storage.example.com";
  private static final String FEED = "/service/oauth/revocations";
  private static final String INTROSPECTION = "/service/oauth/introspect";
  private static final URI FILES = URI.create(STORAGE + "/files/a");
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration MINUTE = Duration.ofSeconds(60);

  private static Path folder;
  private static int port;
  private static TcpProxy proxy;
  private static ServerProcess server;
  private static Operator operator;
  private static String api;
  private static Caller guard;

  private final List<Verifier> opened = new ArrayList<>();

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    folder = data;
    port = TcpProxy.freePort();
    proxy = new TcpProxy(port);
    server = ServerProcess.startBehind(folder, port, proxy.url());
    operator = new Operator(server.operator());
    api = operator.api(STORAGE, "archive:read");
    guard = operator.guard("guard", api);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    proxy.close();
  }

  @AfterEach
  void mend() {
    opened.forEach(Verifier::close);
    proxy.mend(FEED);
    proxy.mend(INTROSPECTION);
  }

  private static VerifierBuilder strict(Duration limit) {
    return Verifier.builder(operator.caller().issuer(), STORAGE)
        .policy(RevocationPolicy.strict(limit));
  }

  private static VerifierBuilder guarded() {
    return strict(MINUTE).credentials(guard.id(), guard.secret());
  }

  private Verifier opened(VerifierBuilder builder) throws InterruptedException {
    Verifier verifier = builder.build();
    opened.add(verifier);
    until("it has keys", () -> verifier.status().keys() > 0);
    return verifier;
  }

  /** One that never heard the feed, and no longer waits for it. */
  private Verifier cutOff(VerifierBuilder builder) throws InterruptedException {
    proxy.cut(FEED);
    Verifier verifier = opened(builder.patience(PATIENCE));
    Thread.sleep(PATIENCE);
    assertThat(verifier.status().stale()).isTrue();
    return verifier;
  }

  private static void until(String what, Callable<Boolean> holds) throws InterruptedException {
    long end = System.nanoTime() + LONGEST.toNanos();
    try {
      while (!holds.call()) {
        assertThat(System.nanoTime()).as(what).isLessThan(end);
        Thread.sleep(10);
      }
    } catch (InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(what, e);
    }
  }

  private static Optional<TokenRefused> refusal(Verifier verifier, String token) {
    try {
      verifier.verify("Bearer " + token).require("archive:read");
      return Optional.empty();
    } catch (TokenRefused refused) {
      return Optional.of(refused);
    }
  }

  private static boolean accepts(Verifier verifier, String token) {
    return refusal(verifier, token).isEmpty();
  }

  private static void assertUnavailable(Verifier verifier, String token) {
    TokenRefused refused = refusal(verifier, token).orElseThrow();
    assertThat(refused.code()).isEqualTo("stale_revocations");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.headers()).containsOnlyKeys("Retry-After");
  }

  private static VerifierStatus next(BlockingQueue<VerifierStatus> told)
      throws InterruptedException {
    return Objects.requireNonNull(told.poll(10, TimeUnit.SECONDS), "nothing was told");
  }

  private static Caller reader() {
    return operator.app("reader", api, "archive:read");
  }

  private static void block(Caller app) {
    Answer done = operator.admin("PATCH", "/apps/" + app.id(), "{\"status\":\"blocked\"}");
    assertThat(done.status()).as(done.body()).isEqualTo(200);
  }

  @Test
  void whenTheFeedIsCutTheServerSaysWhoIsBlockedAndWhoIsNot() throws Exception {
    BlockingQueue<VerifierStatus> told = new LinkedBlockingQueue<>();
    Duration limit = Duration.ofSeconds(3);
    Verifier verifier =
        opened(strict(limit).credentials(guard.id(), guard.secret()).onStaleness(told::add));
    until("it hears the feed", () -> !verifier.status().stale());
    Caller good = reader();
    Caller bad = reader();
    String goods = good.token(STORAGE);
    String bads = bad.token(STORAGE);
    assertThat(accepts(verifier, goods)).isTrue();
    assertThat(accepts(verifier, bads)).isTrue();
    int before = proxy.count(INTROSPECTION);

    proxy.cut(FEED);
    long cut = System.nanoTime();
    block(bad);
    until("the blocked one is refused", () -> !accepts(verifier, bads));
    // What it had heard last could be gone by for so long, and no longer.
    Duration wait = Duration.ofNanos(System.nanoTime() - cut);
    System.out.printf("blocked behind a cut feed, refused after %d ms%n", wait.toMillis());
    assertThat(wait).isLessThan(limit.plusSeconds(5));
    TokenRefused refused = refusal(verifier, bads).orElseThrow();
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.code()).isEqualTo("token_inactive");
    assertThat(refused.headers().get("WWW-Authenticate")).contains("error=\"invalid_token\"");
    assertThat(accepts(verifier, goods)).isTrue();
    assertThat(proxy.count(INTROSPECTION)).isGreaterThan(before);
    assertThat(next(told).stale()).isTrue();
    Introspections asked = verifier.status().introspections();
    assertThat(asked.failing()).isFalse();
    assertThat(asked.active()).isPositive();
    assertThat(asked.inactive()).isPositive();

    proxy.mend(FEED);
    until("it hears the feed again", () -> !verifier.status().stale());
    assertThat(refusal(verifier, bads).orElseThrow().code()).isEqualTo("token_revoked");
    int then = proxy.count(INTROSPECTION);
    assertThat(accepts(verifier, reader().token(STORAGE))).isTrue();
    assertThat(proxy.count(INTROSPECTION)).isEqualTo(then);
  }

  @Test
  void theAppOfTheApiMayProveItselfByItsKey() throws Exception {
    JsonObject jwk = SigningKey.generate();
    Caller keyed = operator.guard("keyed", api);
    String body =
        "{\"type\":\"public_key\",\"jwk\":" + SigningKey.publicHalf(jwk).json().text() + "}";
    Answer made = operator.admin("POST", "/apps/" + keyed.id() + "/credentials", body);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    Verifier verifier = cutOff(strict(MINUTE).credentials(keyed.id(), SigningKey.read(jwk)));
    Caller app = reader();
    String token = app.token(STORAGE);
    String other = app.token(STORAGE);
    assertThat(accepts(verifier, token)).isTrue();
    block(app);
    assertThat(refusal(verifier, other).orElseThrow().code()).isEqualTo("token_inactive");
    assertThat(verifier.status().introspections()).isEqualTo(new Introspections(false, 1, 1, 0));
  }

  @Test
  void whereTheServerDoesNotKnowTheAppOfTheApiNobodyIsTakenForWrong() throws Exception {
    String token = reader().token(STORAGE);
    Caller gone = operator.guard("gone", api);
    block(gone);
    Verifier verifier = cutOff(strict(MINUTE).credentials(gone.id(), gone.secret()));
    assertUnavailable(verifier, token);
    assertThat(verifier.status().introspections()).isEqualTo(new Introspections(true, 0, 0, 1));
    assertUnavailable(cutOff(strict(MINUTE).credentials(guard.id(), gone.secret())), token);
    assertUnavailable(cutOff(strict(MINUTE)), token);
  }

  @Test
  void toAnAppThatDoesNotActForTheApiNoTokenIsActive() throws Exception {
    Caller stranger = reader();
    Verifier verifier = cutOff(strict(MINUTE).credentials(stranger.id(), stranger.secret()));
    assertThat(refusal(verifier, stranger.token(STORAGE)).orElseThrow().code())
        .isEqualTo("token_inactive");
  }

  @Test
  void aBoundTokenStillTakesItsProof() throws Exception {
    Verifier verifier = cutOff(guarded());
    Prover prover = new Prover();
    String token = prover.token(reader(), STORAGE);
    String proof = prover.proof(Prover.claims("GET", FILES, token));
    String foreign = new Prover().proof(Prover.claims("GET", FILES, token));
    assertThat(refused(verifier, token)).isEqualTo("proof_missing");
    assertThat(refused(verifier, token, foreign)).isEqualTo("proof_other_key");
    assertThat(refused(verifier, token, proof)).isEmpty();
    assertThat(refused(verifier, token, proof)).isEqualTo("proof_replayed");
    assertThat(refusal(verifier, token).orElseThrow().status()).isEqualTo(401);
    assertThat(verifier.status().introspections()).isEqualTo(new Introspections(false, 1, 0, 0));
  }

  private static String refused(Verifier verifier, String token, String... proofs) {
    try {
      verifier
          .verify(
              new IncomingRequest(
                  "GET", FILES.getPath(), List.of("DPoP " + token), List.of(proofs)))
          .require("archive:read");
      return "";
    } catch (TokenRefused refused) {
      return refused.code();
    }
  }

  @Shows("R-7662-10")
  @Test
  void anAnswerIsNotGoneByPastTheEndOfItsToken() throws Exception {
    Caller app = reader();
    String grant = "{\"scopes\":[\"archive:read\"],\"token_lifetime_seconds\":5}";
    Answer changed = operator.admin("PUT", "/apps/" + app.id() + "/grants/" + api, grant);
    assertThat(changed.status()).as(changed.body()).isEqualTo(200);
    Verifier verifier = cutOff(guarded());
    String token = app.token(STORAGE);
    long end = TokenParts.claims(token).integer("exp");
    assertThat(accepts(verifier, token)).isTrue();
    assertThat(verifier.status().introspections()).isEqualTo(new Introspections(false, 1, 0, 0));
    // An answer would do for a minute, and the token by itself for 30 seconds more.
    until("its end has come", () -> !accepts(verifier, token));
    assertThat(Instant.now().getEpochSecond()).isBetween(end, end + 20);
    assertThat(refusal(verifier, token).orElseThrow().code()).isEqualTo("token_inactive");
    assertThat(verifier.status().introspections()).isEqualTo(new Introspections(false, 1, 1, 0));
  }

  @Test
  void whileTheServerIsGoneNothingIsKnownAndWhenItIsBackAllIs() throws Exception {
    BlockingQueue<VerifierStatus> told = new LinkedBlockingQueue<>();
    Duration limit = Duration.ofSeconds(2);
    Verifier verifier =
        opened(strict(limit).credentials(guard.id(), guard.secret()).onStaleness(told::add));
    until("it hears the feed", () -> !verifier.status().stale());
    String token = reader().token(STORAGE);
    assertThat(accepts(verifier, token)).isTrue();

    server.kill();
    until("it cannot tell", () -> !accepts(verifier, token));
    assertUnavailable(verifier, token);
    until("it says so", () -> verifier.status().introspections().failing());
    assertThat(next(told).stale()).isTrue();
    long end = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < end) {
      assertUnavailable(verifier, token);
      Thread.sleep(20);
    }

    server = ServerProcess.startBehind(folder, port, proxy.url());
    until("it is told again", () -> accepts(verifier, token));
  }

  @Test
  void thousandsOfRequestsCauseFewQuestions() throws Exception {
    Verifier verifier = cutOff(guarded());
    Caller app = reader();
    String token = app.token(STORAGE);
    int before = proxy.count(INTROSPECTION);
    assertThat(together(5_000, () -> accepts(verifier, token))).containsOnly(true);
    assertThat(proxy.count(INTROSPECTION) - before).as("about one token").isEqualTo(1);

    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      tokens.add(app.token(STORAGE));
    }
    BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    for (int i = 0; i < 10; i++) {
      asked.addAll(tokens);
    }
    before = proxy.count(INTROSPECTION);
    List<Boolean> accepted = together(asked.size(), () -> accepts(verifier, asked.take()));
    assertThat(accepted).containsOnly(true);
    assertThat(proxy.count(INTROSPECTION) - before).as("about 500").isEqualTo(500);
  }

  @Test
  void aServerThatDoesNotAnswerIsAskedLittleAndNotWaitedFor() throws Exception {
    Verifier verifier = cutOff(guarded());
    Caller app = reader();
    BlockingQueue<String> tokens = new LinkedBlockingQueue<>();
    for (int i = 0; i < 2_000; i++) {
      tokens.add(app.token(STORAGE));
    }
    proxy.hold(INTROSPECTION);
    int before = proxy.count(INTROSPECTION);
    long start = System.nanoTime();
    List<Optional<TokenRefused>> all =
        together(tokens.size(), () -> refusal(verifier, tokens.take()));
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    int questions = proxy.count(INTROSPECTION) - before;
    System.out.printf(
        "2,000 tokens while no question is answered: %d questions, all refused after %d ms%n",
        questions, took.toMillis());
    assertThat(all).allMatch(each -> each.orElseThrow().status() == 503);
    assertThat(questions).isBetween(1, 64);
    assertThat(took).isLessThan(LONGEST);
    proxy.mend(INTROSPECTION);
    String next = app.token(STORAGE);
    until("it asks again", () -> accepts(verifier, next));
  }

  private static <T> List<T> together(int count, Callable<T> work) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        all.add(threads.submit(work));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> each : all) {
        results.add(each.get());
      }
      return results;
    }
  }
}
