package dev.postern.server.openid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JWSAlgorithm;
import dev.postern.server.LogLines;
import dev.postern.server.TestOpenIdProvider;
import dev.postern.server.TestOpenIdProvider.Person;
import dev.postern.server.config.OpenIdConfig;
import dev.postern.server.config.OpenIdRole;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.RegistrationReason;
import dev.postern.store.Principal;
import dev.postern.store.TenantName;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OpenIdProviderTest {

  private static final URI REDIRECT = URI.create("https://postern.example.com/console/openid");

  private static final String METADATA = "/.well-known/openid-configuration";

  private final TestOpenIdProvider there = new TestOpenIdProvider();
  private Instant now = Instant.now();
  private OpenIdProvider provider;

  @BeforeEach
  void open() throws IOException {
    provider = provider(Optional.of(TestOpenIdProvider.SECRET), "roles");
  }

  @AfterEach
  void close() {
    there.close();
  }

  private OpenIdProvider provider(Optional<String> secret, String claim) throws IOException {
    InstantSource clock = () -> now;
    return new OpenIdProvider(
        new OpenIdConfig(
            there.issuer(),
            Optional.empty(),
            new OpenIdConfig.Client(TestOpenIdProvider.CLIENT, secret),
            List.of("openid", "profile"),
            claim,
            List.of(OpenIdRole.parse("staff=viewer")),
            Set.of(TenantName.DEFAULT),
            Optional.empty()),
        clock);
  }

  private static OpenIdProvider.Way way(boolean anew) {
    return new OpenIdProvider.Way(
        REDIRECT, "s".repeat(43), "n".repeat(43), "v".repeat(43), Instant.now(), anew);
  }

  private static Map<String, String> parameters(URI back) {
    Map<String, String> all = new HashMap<>();
    for (String pair : back.getRawQuery().split("&", -1)) {
      int at = pair.indexOf('=');
      all.put(
          pair.substring(0, at), URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
    }
    return all;
  }

  private String code(OpenIdProvider.Way way) throws Refusal {
    return String.valueOf(parameters(there.back(provider.authorization(way))).get("code"));
  }

  private Optional<String> told() {
    return Optional.of(there.issuer().toString());
  }

  private Said said(OpenIdProvider.Way way) throws Refusal {
    return provider.redeem(way, code(way), told());
  }

  private static void refused(RegistrationReason reason, ThrowingCallable work) {
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(work)
        .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason));
  }

  @Test
  void whomTheProviderVouchesForIsKnownByWhatItSays() throws Refusal {
    there.signIn(Person.of("24", "Ada Lovelace", "staff", "admins"));
    Said said = said(way(false));
    assertThat(said.principal()).isEqualTo(new Principal(there.issuer().toString(), "24"));
    assertThat(said.name()).isEqualTo("Ada Lovelace");
    assertThat(said.roles()).containsExactly("staff", "admins");
    assertThat(said.authenticatedAt().orElseThrow()).isBefore(Instant.now().minusSeconds(60));
  }

  @Test
  void theBrowserIsSentWithAllThatTheProviderAndWeNeed() throws Refusal {
    URI url = provider.authorization(way(false));
    assertThat(url.toString()).startsWith(there.issuer() + "/authorize?");
    assertThat(parameters(url))
        .containsEntry("response_type", "code")
        .containsEntry("client_id", TestOpenIdProvider.CLIENT)
        .containsEntry("redirect_uri", REDIRECT.toString())
        .containsEntry("scope", "openid profile")
        .containsEntry("state", "s".repeat(43))
        .containsEntry("nonce", "n".repeat(43))
        .containsEntry("code_challenge_method", "S256")
        .doesNotContainKeys("prompt", "max_age", "code_verifier", "client_secret");
    assertThat(url.toString()).doesNotContain("v".repeat(43));
  }

  @Test
  void whoIsToBeAskedAnewIsAskedAnew() throws Refusal {
    OpenIdProvider.Way way = way(true);
    assertThat(parameters(provider.authorization(way)))
        .containsEntry("prompt", "login")
        .containsEntry("max_age", "0");
    assertThat(said(way).authenticatedAt().orElseThrow()).isAfter(Instant.now().minusSeconds(60));
  }

  static Stream<Arguments> lies() {
    return Stream.of(
        lie("another issuer", claims -> claims.put("iss", "https://evil.example.com")),
        lie("another client", claims -> claims.put("aud", "another")),
        lie(
            "several clients, and another asked",
            claims -> {
              claims.put("aud", List.of(TestOpenIdProvider.CLIENT, "another"));
              claims.put("azp", "another");
            }),
        lie("another nonce", claims -> claims.put("nonce", "m".repeat(43))),
        lie("no nonce", claims -> claims.remove("nonce")),
        lie("no subject", claims -> claims.remove("sub")),
        lie("over", claims -> claims.put("exp", at(-120))),
        lie("no end", claims -> claims.remove("exp")),
        lie("to come", claims -> claims.put("iat", at(600))),
        lie("a subject of no letters of ours", claims -> claims.put("sub", "ada\u0000\u00e4")),
        lie("a subject of a thousand letters", claims -> claims.put("sub", "x".repeat(1_000))));
  }

  private static long at(long seconds) {
    return Instant.now().plusSeconds(seconds).getEpochSecond();
  }

  private static Arguments lie(String name, Consumer<Map<String, Object>> change) {
    return Arguments.of(name, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void anIdTokenThatIsNotForThisSignInVouchesForNobody(
      String name, Consumer<Map<String, Object>> change) {
    there.idToken(change);
    refused(RegistrationReason.NOT_VOUCHED, () -> said(way(false)));
  }

  @Test
  void aSignatureOfAKeyThatIsNotPublishedVouchesForNobody() {
    there.forge();
    refused(RegistrationReason.NOT_VOUCHED, () -> said(way(false)));
  }

  @Test
  void anIdTokenWithoutASignatureOrByTheSecretVouchesForNobody() {
    for (TestOpenIdProvider.Weak weak : TestOpenIdProvider.Weak.values()) {
      there.sign(weak);
      refused(RegistrationReason.NOT_VOUCHED, () -> said(way(false)));
    }
  }

  @Test
  void anotherRsaSignatureIsTakenAsWell() throws Refusal {
    there.algorithm(JWSAlgorithm.PS256);
    assertThat(said(way(false)).roles()).contains("staff");
  }

  @Test
  void aCodeIsGoodOnce() throws Refusal {
    OpenIdProvider.Way way = way(false);
    String code = code(way);
    provider.redeem(way, code, told());
    refused(RegistrationReason.NOT_VOUCHED, () -> provider.redeem(way, code, told()));
  }

  @Test
  void aCodeThatWasHadForAnotherVerifierIsRefused() throws Refusal {
    OpenIdProvider.Way way = way(false);
    String code = code(way);
    OpenIdProvider.Way other =
        new OpenIdProvider.Way(
            REDIRECT, way.state(), way.nonce(), "w".repeat(43), way.since(), false);
    refused(RegistrationReason.NOT_VOUCHED, () -> provider.redeem(other, code, told()));
  }

  @Test
  void anAnswerOfAnotherIssuerIsRefusedAndOneThatDoesNotSayWhose() throws Refusal {
    OpenIdProvider.Way way = way(false);
    String code = code(way);
    refused(
        RegistrationReason.NOT_VOUCHED,
        () -> provider.redeem(way, code, Optional.of("https://evil.example.com")));
    refused(RegistrationReason.NOT_VOUCHED, () -> provider.redeem(way, code, Optional.empty()));
  }

  @Test
  void aProviderThatNeverSaysWhoAnswersNeedNot() throws Refusal {
    there.metadata(all -> all.remove("authorization_response_iss_parameter_supported"));
    OpenIdProvider.Way way = way(false);
    assertThat(provider.redeem(way, code(way), Optional.empty()).roles()).contains("staff");
  }

  @Test
  void whoWasNotAskedAnewIsNotTakenForIt() {
    there.idToken(claims -> claims.put("auth_time", at(-120)));
    try (LogLines log = log()) {
      refused(RegistrationReason.NOT_ASKED_ANEW, () -> said(way(true)));
      assertThat(log.only()).startsWith("WARN ").contains("prompt=login", "says in auth_time that");
    }
  }

  @Test
  void aProviderThatDoesNotSayWhenItAskedIsNotBelievedAndTheLogSaysWhatToSet() throws Refusal {
    there.idToken(claims -> claims.remove("auth_time"));
    try (LogLines log = log()) {
      refused(RegistrationReason.NOT_ASKED_ANEW, () -> said(way(true)));
      assertThat(log.only())
          .startsWith("WARN ")
          .contains("there is no auth_time in it", "put auth_time into the ID tokens", "postern");
    }
    assertThat(said(way(false)).authenticatedAt()).isEmpty();
  }

  @Test
  void aWrongSecretIsNobodysFaultWhoSignsInAndStandsInTheLog() throws Exception {
    for (Optional<String> secret : List.of(Optional.of("wrong"), Optional.<String>empty())) {
      provider = provider(secret, "roles");
      try (LogLines log = log()) {
        refused(RegistrationReason.PROVIDER_REFUSES, () -> said(way(false)));
        assertThat(log.only())
            .startsWith("WARN ")
            .contains("says invalid_client;", "console.openid.client-secret")
            .doesNotContain("wrong");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"invalid_client", "unauthorized_client", "unsupported_grant_type"})
  void whatNoCodeBringsAboutIsTheSettingsAndIsSaidOnceAMinute(String error) {
    there.refuse(error);
    try (LogLines log = log()) {
      for (int i = 0; i < 5; i++) {
        refused(RegistrationReason.PROVIDER_REFUSES, () -> said(way(false)));
        now = now.plusSeconds(3);
      }
      assertThat(log.only()).startsWith("WARN ").contains("says " + error + ";");
      now = now.plusSeconds(60);
      refused(RegistrationReason.PROVIDER_REFUSES, () -> said(way(false)));
      assertThat(log.all()).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"invalid_grant", "invalid_request", "invalid_scope", "?"})
  void whatACodeOfAnybodysMayBringAboutWarnsOfNothingAndDoesNotFillTheLog(String error) {
    there.refuse(error);
    try (LogLines log = log()) {
      for (int i = 0; i < 40; i++) {
        refused(RegistrationReason.NOT_VOUCHED, () -> said(way(false)));
      }
      assertThat(log.all())
          .hasSize(10)
          .allSatisfy(line -> assertThat(line).startsWith("INFO ").endsWith("it says " + error));
    }
  }

  @Test
  void aProviderThatFailsAtEveryCodeDoesNotFillTheLogEither() throws Refusal {
    said(way(false));
    there.broken(503);
    try (LogLines log = log()) {
      for (int i = 0; i < 5; i++) {
        refused(RegistrationReason.PROVIDER_AWAY, () -> said(way(false)));
      }
      assertThat(log.only()).startsWith("WARN ").contains("the answer is 503");
    }
  }

  @Test
  void anErrorOfTheProvidersMakesNoOtherLinesAndNoLongOnes() {
    there.refuse("a\nb".repeat(1_000));
    try (LogLines log = log()) {
      refused(RegistrationReason.NOT_VOUCHED, () -> said(way(false)));
      assertThat(log.only()).hasSizeLessThan(600).doesNotContain("\n");
    }
  }

  @Test
  void whetherTheProviderIsThereIsKnownWithoutAnybodyWhoSignsIn() throws IOException {
    try (LogLines log = log()) {
      assertThat(provider.reached()).isTrue();
      assertThat(log.all()).isEmpty();
    }
    there.metadata(all -> all.put("issuer", "https://evil.example.com/"));
    provider = provider(Optional.empty(), "roles");
    try (LogLines log = log()) {
      assertThat(provider.reached()).isFalse();
      assertThat(log.only())
          .startsWith("WARN ")
          .contains("it says that it is the issuer https://evil.example.com/,");
    }
    there.broken(503);
    provider = provider(Optional.empty(), "roles");
    try (LogLines log = log()) {
      assertThat(provider.reached()).isFalse();
      assertThat(log.only()).contains(there.issuer().toString(), "the answer is 503");
    }
  }

  private static LogLines log() {
    return new LogLines("openid.OpenIdProvider");
  }

  @Test
  void whereTheClaimIsMissingTheOthersAreNamed() throws Exception {
    provider = provider(Optional.of(TestOpenIdProvider.SECRET), "realm_access.roles");
    there.idToken(claims -> claims.put("realm_access", Map.of("other", List.of("a"))));
    there.userInfo(claims -> claims.put("groups", List.of()));
    Said said = said(way(false));
    assertThat(said.roles()).isEmpty();
    assertThat(said.instead()).contains("sub", "nonce", "realm_access.other", "groups", "roles");
    provider = provider(Optional.of(TestOpenIdProvider.SECRET), "groups");
    assertThat(said(way(false)).instead()).isEmpty();
  }

  @Test
  void theSecretIsPostedWhereTheProviderWantsThat() throws Refusal {
    there.metadata(
        all -> all.put("token_endpoint_auth_methods_supported", List.of("client_secret_post")));
    assertThat(said(way(false)).roles()).contains("staff");
  }

  @Test
  void rolesThatTheIdTokenDoesNotSayAreAskedFor() throws Refusal {
    there.idToken(claims -> claims.remove("roles"));
    assertThat(said(way(false)).roles()).containsExactly("staff");
  }

  @Test
  void whatIsSaidOfAnotherCountsForNothing() {
    there.idToken(claims -> claims.remove("roles"));
    there.userInfo(claims -> claims.put("sub", "another"));
    refused(RegistrationReason.NOT_VOUCHED, () -> said(way(false)));
  }

  @Test
  void dotsLeadIntoObjectsAndASingleTextIsARole() throws Exception {
    provider = provider(Optional.of(TestOpenIdProvider.SECRET), "realm_access.roles");
    there.idToken(claims -> claims.put("realm_access", Map.of("roles", List.of("inner", 7))));
    assertThat(said(way(false)).roles()).containsExactly("inner");
    there.idToken(claims -> claims.put("realm_access", Map.of("roles", "alone")));
    assertThat(said(way(false)).roles()).containsExactly("alone");
  }

  @Test
  void aKeyThatIsNewAtTheProviderIsFetched() throws Refusal {
    said(way(false));
    there.rotate();
    assertThat(said(way(false)).roles()).contains("staff");
  }

  @Test
  void aProviderWhoseKeysCannotBeHadIsAway() {
    there.metadata(all -> all.put("jwks_uri", there.issuer() + "/nothing"));
    refused(RegistrationReason.PROVIDER_AWAY, () -> said(way(false)));
    now = now.plusSeconds(200_000);
    there.metadata(all -> all.put("jwks_uri", "relative"));
    refused(RegistrationReason.PROVIDER_AWAY, () -> provider.authorization(way(false)));
  }

  @Test
  void aProviderThatIsAnotherIsNotAsked() {
    there.metadata(all -> all.put("issuer", "https://evil.example.com"));
    refused(RegistrationReason.PROVIDER_AWAY, () -> provider.authorization(way(false)));
  }

  @Test
  void whoeverComesWhileItIsAskedWhoItIsWaitsForTheSameAnswer() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    there.waitFor(slow);
    try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<URI>> all =
          IntStream.range(0, 20)
              .mapToObj(_ -> people.submit(() -> provider.authorization(way(false))))
              .toList();
      until(() -> there.requests(METADATA) == 1);
      slow.countDown();
      for (Future<URI> each : all) {
        assertThat(each.get(10, TimeUnit.SECONDS).toString()).startsWith("http://");
      }
    }
    assertThat(there.requests(METADATA)).isEqualTo(1);
  }

  @Test
  void whileItIsAskedOnceMoreNobodyElseWaits() throws Exception {
    provider.authorization(way(false));
    now = now.plusSeconds(7_200);
    CountDownLatch slow = new CountDownLatch(1);
    there.waitFor(slow);
    try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<URI> first = people.submit(() -> provider.authorization(way(false)));
      until(() -> there.requests(METADATA) == 2);
      Future<URI> second = people.submit(() -> provider.authorization(way(false)));
      assertThat(second.get(10, TimeUnit.SECONDS).toString()).startsWith("http://");
      assertThat(first.isDone()).isFalse();
      slow.countDown();
      assertThat(first.get(10, TimeUnit.SECONDS).toString()).startsWith("http://");
    }
    assertThat(there.requests(METADATA)).isEqualTo(2);
  }

  @Test
  void soManyWaitForTheFirstAnswerAndNoMore() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    there.waitFor(slow);
    try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<URI>> all =
          IntStream.range(0, Discovery.WAITING + 10)
              .mapToObj(_ -> people.submit(() -> provider.authorization(way(false))))
              .toList();
      until(() -> all.stream().filter(Future::isDone).count() == 10);
      slow.countDown();
      assertThat(all.stream().filter(OpenIdProviderTest::sent).count())
          .isEqualTo(Discovery.WAITING);
    }
  }

  private static void until(BooleanSupplier done) throws InterruptedException {
    for (int i = 0; i < 1_000 && !done.getAsBoolean(); i++) {
      Thread.sleep(4);
    }
    assertThat(done.getAsBoolean()).isTrue();
  }

  private static boolean sent(Future<URI> one) {
    try {
      return one.get(10, TimeUnit.SECONDS).isAbsolute();
    } catch (ExecutionException e) {
      return false;
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anAnswerThatPassesTheLimitIsNone() {
    there.metadata(all -> all.put("more", "x".repeat(ProviderCalls.LIMIT)));
    refused(RegistrationReason.PROVIDER_AWAY, () -> provider.authorization(way(false)));
  }

  @Test
  void aNameIsWhatPeopleKnowOrElseTheSubject() throws Refusal {
    there.signIn(new Person("1", Map.of("email", "ada@example.com", "roles", List.of("staff"))));
    assertThat(said(way(false)).name()).isEqualTo("ada@example.com");
    there.signIn(new Person("2", Map.of("roles", List.of("staff"), "name", " ")));
    assertThat(said(way(false)).name()).isEqualTo("2");
  }
}
