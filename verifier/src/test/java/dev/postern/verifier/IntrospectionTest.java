package dev.postern.verifier;

import static dev.postern.verifier.IntrospectionDesk.GUARD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.protocol.Issuer;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.token.CompactJws;
import dev.postern.protocol.token.SigningKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A strict verifier whose view is stale asks the server, as the API's own app. */
final class IntrospectionTest {

  private static final String SECRET = "s3cret";
  private static final Duration MINUTE = Duration.ofSeconds(60);

  private final List<Verifier> opened = new ArrayList<>();
  private LiveIssuer issuer;

  @BeforeEach
  void start() throws IOException {
    issuer = new LiveIssuer();
  }

  @AfterEach
  void stop() {
    opened.forEach(Verifier::close);
    issuer.close();
  }

  private VerifierBuilder strict(Duration limit) {
    return Verifier.builder(issuer.issuer.text(), LiveIssuer.AUDIENCE)
        .policy(RevocationPolicy.strict(limit))
        .patience(Duration.ofSeconds(10));
  }

  private VerifierBuilder guarded() {
    return strict(MINUTE).credentials(GUARD, SECRET);
  }

  private Verifier opened(VerifierBuilder builder) throws Exception {
    Verifier verifier = builder.build();
    opened.add(verifier);
    Await.until(() -> verifier.status().viewAge().isPresent() && verifier.status().keys() == 1);
    return verifier;
  }

  /** One whose view is there and stale. */
  private Verifier stale(VerifierBuilder builder) throws Exception {
    Verifier verifier = opened(builder);
    issuer.tellTheUnknown();
    Await.until(() -> verifier.status().stale());
    return verifier;
  }

  private static Optional<TokenRefused> refusal(Verifier verifier, String header) {
    try {
      verifier.verify(header).require("archive:read");
      return Optional.empty();
    } catch (TokenRefused e) {
      return Optional.of(e);
    }
  }

  private static void assertAccepted(Verifier verifier, String header) {
    assertThat(refusal(verifier, header)).isEmpty();
  }

  private static void assertUnavailable(Verifier verifier, String header) {
    TokenRefused refused = refusal(verifier, header).orElseThrow();
    assertThat(refused.code()).isEqualTo("stale_revocations");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.headers()).isEqualTo(Map.of("Retry-After", "1"));
  }

  @Test
  void theServerIsAskedAsTheApisOwnAppAndOnlyWhileTheViewIsStale() throws Exception {
    Verifier verifier = opened(guarded());
    String header = issuer.bearer();
    assertAccepted(verifier, header);
    assertThat(issuer.desk.questions).isEmpty();
    assertThat(verifier.status().introspections()).isEqualTo(Introspections.NONE);

    issuer.tellTheUnknown();
    Await.until(() -> verifier.status().stale());
    assertAccepted(verifier, header);
    IntrospectionDesk.Question question = issuer.desk.questions.get(0);
    String pair = GUARD + ":" + SECRET;
    assertThat(question.authorization())
        .isEqualTo("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));
    assertThat(question.accept()).isEqualTo("application/token-introspection+jwt");
    assertThat(question.form()).isEqualTo(Map.of("token", header.substring(7)));
    assertThat(verifier.status().introspections()).isEqualTo(new Introspections(false, 1, 0, 0));
  }

  @Test
  void byItsKeyTheAppSignsEachQuestionAnew() throws Exception {
    SigningKey key = SigningKey.fresh();
    Verifier verifier = stale(strict(MINUTE).credentials(GUARD, key));
    assertAccepted(verifier, issuer.bearer());
    assertAccepted(verifier, issuer.bearer());
    List<String> names = new ArrayList<>();
    for (IntrospectionDesk.Question question : issuer.desk.questions) {
      assertThat(question.authorization()).isNull();
      assertThat(question.form().keySet())
          .isEqualTo(Set.of("token", "client_assertion_type", "client_assertion"));
      CompactJws jws =
          CompactJws.parse(question.form().getOrDefault("client_assertion", ""), 8_192);
      assertThat(jws.signedBy(key.publicKey().verification())).isTrue();
      JsonObject claims = new JsonReader(JsonLimits.REQUEST).object(jws.unverifiedPayload());
      assertThat(claims.string("aud")).isEqualTo(issuer.issuer.text());
      assertThat(claims.string("sub")).isEqualTo(GUARD);
      names.add(claims.string("jti"));
    }
    assertThat(names).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void theCredentialMayComeAsAFileOfThisIssuer(@TempDir Path folder) throws Exception {
    String content = "{\"client_id\":\"guard\",\"client_secret\":\"x\",\"issuer\":\"%s\"}";
    Path file =
        Files.writeString(folder.resolve("guard.json"), content.formatted(issuer.issuer.text()));
    assertAccepted(stale(strict(MINUTE).credential(file)), issuer.bearer());
    assertThat(issuer.desk.questions).hasSize(1);

    Path other =
        Files.writeString(folder.resolve("o.json"), content.formatted("https://a.example.com/"));
    assertThatThrownBy(() -> guarded().credential(other))
        .isInstanceOf(IOException.class)
        .hasMessage(other + " is a credential at another issuer");
    assertThatThrownBy(() -> guarded().credential(folder.resolve("none")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void credentialsThatNothingIsDoneWithAreRefused() {
    VerifierBuilder lax = guarded().policy(RevocationPolicy.BEST_EFFORT);
    assertThatThrownBy(lax::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("credentials go with a strict policy");
    assertThatThrownBy(() -> guarded().credentials("a b", SECRET))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> guarded().credentials(GUARD, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTokenThatIsNotActiveIsRefusedAsInvalid() throws Exception {
    Verifier verifier = stale(guarded());
    issuer.desk.active = false;
    String header = issuer.bearer();
    for (int i = 0; i < 3; i++) {
      TokenRefused refused = refusal(verifier, header).orElseThrow();
      assertThat(refused.code()).isEqualTo("token_inactive");
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.headers().get("WWW-Authenticate"))
          .contains("error=\"invalid_token\"", "the token is not active");
    }
    assertThat(issuer.desk.questions).hasSize(1);
    assertThat(verifier.status().introspections()).isEqualTo(new Introspections(false, 0, 1, 0));
  }

  @Test
  void whatDoesNotStandInAnyCaseIsNotAskedAbout() throws Exception {
    Verifier verifier = stale(guarded());
    JsonObject over =
        issuer.claims().put("exp", Instant.now().minusSeconds(60).getEpochSecond()).build();
    assertThat(refusal(verifier, "Bearer a.b.c").orElseThrow().status()).isEqualTo(401);
    assertThat(refusal(verifier, issuer.bearer() + "AAAA").orElseThrow().status()).isEqualTo(401);
    assertThat(refusal(verifier, issuer.bearer(over)).orElseThrow().code())
        .isEqualTo("token_expired");
    assertThat(issuer.desk.questions).isEmpty();
  }

  @Test
  void whatABoundTokenIsBoundToIsStillAsked() throws Exception {
    Verifier verifier = stale(guarded());
    JsonObject print =
        JsonObject.builder().put("jkt", "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I").build();
    String token = issuer.tokenKey.jws("at+jwt", issuer.claims().put("cnf", print).build());
    assertThat(refusal(verifier, "Bearer " + token).orElseThrow().code()).isEqualTo("token_bound");
    assertThat(refusal(verifier, "DPoP " + token).orElseThrow().code()).isEqualTo("token_bound");
    IncomingRequest unproved =
        new IncomingRequest("GET", "/files/a", List.of("DPoP " + token), List.of());
    assertThatThrownBy(() -> verifier.verify(unproved))
        .isInstanceOfSatisfying(
            TokenRefused.class, refused -> assertThat(refused.code()).isEqualTo("proof_missing"));
  }

  private static Arguments wrong(String what, Consumer<IntrospectionDesk> way) {
    return Arguments.of(what, way);
  }

  private static Arguments payload(String what, Consumer<JsonObject.Builder> change) {
    return wrong(
        what,
        desk ->
            desk.payload =
                usual -> {
                  JsonObject.Builder changed = JsonObject.builder().putAll(usual);
                  change.accept(changed);
                  return changed.build();
                });
  }

  private static JsonObject object(String member, String value) {
    return JsonObject.builder().put("active", true).put(member, value).build();
  }

  static List<Arguments> answersThatDoNotCount() {
    Instant now = Instant.now();
    long seconds = now.getEpochSecond();
    return List.of(
        wrong("status 500", desk -> desk.status = 500),
        wrong("status 404", desk -> desk.status = 404),
        wrong("status 401", desk -> desk.status = 401),
        wrong("status 302", desk -> desk.status = 302),
        wrong("not signed", desk -> desk.body = "{\"active\":true}"),
        wrong("plain", desk -> desk.contentType = "application/json"),
        wrong(
            "of a longer type", desk -> desk.contentType = "application/token-introspection+jwtx"),
        wrong("no JWS", desk -> desk.body = "a.b.c"),
        wrong("too long", desk -> desk.body = "x".repeat(70_000)),
        wrong("typ", desk -> desk.type = "at+jwt"),
        wrong("unknown key", desk -> desk.key = Signing.key("other")),
        wrong("other key", desk -> desk.key = Signing.key("token-1")),
        payload("iss", claims -> claims.put("iss", "https://a.example.com/")),
        payload("aud", claims -> claims.put("aud", "reader")),
        payload("the API as aud", claims -> claims.put("aud", LiveIssuer.AUDIENCE)),
        payload("old iat", claims -> claims.put("iat", seconds - 60)),
        payload("iat to come", claims -> claims.put("iat", seconds + 600)),
        payload("iat", claims -> claims.put("iat", "now")),
        payload("old as_of", claims -> claims.put("postern_as_of", (seconds - 61) * 1000)),
        payload("as_of to come", claims -> claims.put("postern_as_of", (seconds + 600) * 1000)),
        payload("negative as_of", claims -> claims.put("postern_as_of", Long.MIN_VALUE)),
        payload("as_of", claims -> claims.put("postern_as_of", "now")),
        payload("nothing", claims -> claims.put("token_introspection", "active")),
        payload("not said", claims -> claims.put("token_introspection", JsonObject.EMPTY)),
        payload("said as text", claims -> claims.put("token_introspection", text("true"))),
        payload("another token", claims -> claims.put("token_introspection", object("jti", "x"))),
        payload("no jti", claims -> claims.put("token_introspection", object("sub", "x"))));
  }

  private static JsonObject text(String active) {
    return JsonObject.builder().put("active", active).build();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answersThatDoNotCount")
  void anAnswerThatDoesNotCountIs503AndNeverA401(String what, Consumer<IntrospectionDesk> way)
      throws Exception {
    Verifier verifier = stale(guarded());
    way.accept(issuer.desk);
    assertUnavailable(verifier, issuer.bearer());
    assertThat(issuer.desk.questions).hasSize(1);
    assertThat(verifier.status().introspections())
        .as(what)
        .isEqualTo(new Introspections(true, 0, 0, 1));
  }

  @Test
  void whereTheMetadataNameNoEndpointThereIsNoAnswer() throws Exception {
    issuer.desk.open = false;
    Verifier verifier = stale(guarded());
    assertUnavailable(verifier, issuer.bearer());
    assertThat(issuer.desk.questions).isEmpty();
    assertThat(verifier.status().introspections()).isEqualTo(new Introspections(true, 0, 0, 1));
  }

  @Test
  void whoeverAskedForTlsGetsItForHisSecretToo() throws IOException {
    URI plain = URI.create("http://127.0.0.1:1/introspect");
    URI secure = URI.create("https://a.example.com/introspect");
    Issuer https = new Issuer("https://a.example.com/");
    assertThat(Directory.guarded(https, secure)).isEqualTo(secure);
    assertThat(Directory.guarded(issuer.issuer, plain)).isEqualTo(plain);
    assertThatThrownBy(() -> Directory.guarded(https, plain))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not protected by TLS");
  }

  private static VerifierStatus next(BlockingQueue<VerifierStatus> told) throws Exception {
    return Objects.requireNonNull(told.poll(10, TimeUnit.SECONDS), "nothing was told");
  }

  @Test
  void afterAQuestionWithoutAnAnswerNobodyAsksForAsLongAsTheServerWants() throws Exception {
    BlockingQueue<VerifierStatus> told = new LinkedBlockingQueue<>();
    Verifier verifier = stale(guarded().onStaleness(told::add));
    assertThat(next(told).introspections().failing()).isFalse();
    String known = issuer.bearer();
    assertAccepted(verifier, known);

    issuer.desk.status = 503;
    issuer.desk.retryAfter = "3";
    long start = System.nanoTime();
    assertUnavailable(verifier, issuer.bearer());
    VerifierStatus failing = next(told);
    assertThat(failing.stale()).isTrue();
    assertThat(failing.introspections()).isEqualTo(new Introspections(true, 1, 0, 1));
    issuer.desk.status = 200;
    for (int i = 0; i < 50; i++) {
      assertUnavailable(verifier, issuer.bearer());
    }
    // What is known does not depend on it.
    assertAccepted(verifier, known);
    assertThat(issuer.desk.questions).hasSize(2);

    String header = issuer.bearer();
    Await.until(() -> refusal(verifier, header).isEmpty());
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    assertThat(next(told).introspections()).isEqualTo(new Introspections(false, 2, 0, 1));
    assertThat(issuer.desk.questions).hasSize(3);
  }

  @Test
  void anAnswerIsGoneByForAsLongAsAViewWouldBe() throws Exception {
    Duration limit = Duration.ofSeconds(2);
    Verifier verifier = stale(strict(limit).credentials(GUARD, SECRET));
    String header = issuer.bearer();
    long start = System.nanoTime();
    while (System.nanoTime() - start < limit.multipliedBy(2).toNanos()) {
      assertAccepted(verifier, header);
      Thread.sleep(5);
    }
    assertThat(issuer.desk.questions.size()).isBetween(2, 3);
    issuer.desk.active = false;
    Await.until(() -> refusal(verifier, header).isPresent());
  }

  @Test
  void anAnswerIsNotGoneByPastTheEndOfItsToken() throws Exception {
    Verifier verifier = stale(guarded());
    long end = Instant.now().plusSeconds(2).getEpochSecond();
    String header = issuer.bearer(issuer.claims().put("exp", end).build());
    assertAccepted(verifier, header);
    assertThat(issuer.desk.questions).hasSize(1);
    // Clocks may differ: by itself a verifier would take it for 30 s more.
    issuer.desk.active = false;
    Await.until(() -> refusal(verifier, header).isPresent());
    assertThat(Instant.now().getEpochSecond()).isGreaterThanOrEqualTo(end);
    assertThat(refusal(verifier, header).orElseThrow().code()).isEqualTo("token_inactive");
    assertThat(issuer.desk.questions).hasSize(2);
  }

  private static <T> List<T> together(int count, Callable<T> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<T> results = new ArrayList<>();
      List<Future<T>> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        all.add(threads.submit(work));
      }
      for (Future<T> each : all) {
        results.add(each.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void whoeverAsksAboutOneTokenWaitsForOneAnswer() throws Exception {
    Verifier verifier = stale(guarded());
    issuer.desk.delay = Duration.ofMillis(300);
    String header = issuer.bearer();
    assertThat(together(40, () -> refusal(verifier, header))).allMatch(Optional::isEmpty);
    assertThat(issuer.desk.questions).hasSize(1);
  }

  @Test
  void aboutManyTokensOnlySoManyQuestionsAreUnderWay() throws Exception {
    Verifier verifier = stale(guarded());
    issuer.desk.delay = Duration.ofMillis(100);
    assertThat(together(80, () -> refusal(verifier, issuer.bearer()))).allMatch(Optional::isEmpty);
    assertThat(issuer.desk.questions).hasSize(80);
    assertThat(issuer.desk.mostAtOnce()).isLessThanOrEqualTo(Introspector.AT_ONCE);
  }

  @Test
  void moreThanWaitInTheQueueAreRefusedAtOnce() throws Exception {
    Verifier verifier = stale(guarded().patience(Duration.ofSeconds(5)));
    issuer.desk.delay = Duration.ofSeconds(20);
    int tokens = Introspector.AT_ONCE + Introspector.WAITING + 50;
    BlockingQueue<String> headers = new LinkedBlockingQueue<>();
    for (int i = 0; i < tokens; i++) {
      headers.add(issuer.bearer());
    }
    List<Duration> waits =
        together(
            tokens,
            () -> {
              long start = System.nanoTime();
              assertUnavailable(verifier, headers.take());
              return Duration.ofNanos(System.nanoTime() - start);
            });
    assertThat(waits.stream().filter(wait -> wait.compareTo(Duration.ofSeconds(3)) < 0))
        .hasSizeGreaterThanOrEqualTo(50);
    assertThat(issuer.desk.questions).hasSizeLessThanOrEqualTo(Introspector.AT_ONCE);
  }

  @Test
  void aServerThatDoesNotAnswerIsNotWaitedForForLong() throws Exception {
    Verifier verifier = stale(guarded().patience(Duration.ofMillis(500)));
    issuer.desk.delay = Duration.ofSeconds(20);
    long start = System.nanoTime();
    assertUnavailable(verifier, issuer.bearer());
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    Await.until(() -> verifier.status().introspections().failing());
  }

  @Test
  void whoIsInterruptedWhileHeWaitsIsToldToComeAgain() throws Exception {
    Verifier verifier = stale(guarded());
    issuer.desk.delay = Duration.ofMillis(300);
    String header = issuer.bearer();
    Thread.currentThread().interrupt();
    assertUnavailable(verifier, header);
    assertThat(Thread.interrupted()).isTrue();
    // The question goes on for whoever comes next.
    assertAccepted(verifier, header);
    assertThat(issuer.desk.questions).hasSize(1);
  }

  @Test
  void aClosedVerifierAsksNobody() throws Exception {
    Verifier verifier = stale(guarded());
    verifier.close();
    assertUnavailable(verifier, issuer.bearer());
    assertThat(issuer.desk.questions).isEmpty();
  }
}
