package dev.postern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postern.client.TokenUnavailable.Reason;
import dev.postern.client.Wire.Answer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A workload that shows what another issuer says of it (RFC 7523 section 2.1). */
final class JwtBearerTest {

  private static final String API = "https://storage.example.com";
  private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  private static final Answer REFUSED =
      Answer.of(400, "{\"error\":\"invalid_grant\",\"error_description\":\"not believed\"}");

  @TempDir private Path folder;
  private final TurnedClock clock = new TurnedClock();
  private Path file;
  private Wire wire;

  @BeforeEach
  void open() throws IOException {
    wire = Wire.open();
    file = folder.resolve("token");
    Files.writeString(file, "eyJh.one.c2ln");
  }

  @AfterEach
  void close() {
    wire.close();
  }

  private PosternClient client() {
    return PosternClient.of(wire.issuer()).clock(clock);
  }

  private TokenSource source() {
    return client().assertion(file).audience(API);
  }

  private static Map<String, String> form(Wire.Seen seen) {
    return Arrays.stream(seen.form().split("&", -1))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
  }

  /** What was shown, request by request. */
  private List<String> shown() {
    return wire.tokenRequests.stream().map(seen -> form(seen).get("assertion")).toList();
  }

  private static Reason reason(TokenSource tokens) {
    TokenUnavailable none = catchThrowableOfType(TokenUnavailable.class, tokens::token);
    assertThat(none).isNotNull();
    return none.reason();
  }

  private static void eventually(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 1000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(10);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @Test
  void whatIsInTheFileIsShownAndNoOtherProof() throws Exception {
    Files.writeString(file, " eyJh.one.c2ln\n");
    source().token();
    Wire.Seen seen = wire.tokenRequests.get(0);
    assertThat(seen.authorization()).isNull();
    assertThat(form(seen))
        .isEqualTo(Map.of("grant_type", GRANT, "assertion", "eyJh.one.c2ln", "audience", API));
  }

  @Test
  void aSourceThatBreaksHasNoAssertionAndItsWordsAreNotRepeated() {
    for (AssertionSource broken :
        List.<AssertionSource>of(
            () -> {
              throw new UncheckedIOException(new IOException("canary"));
            },
            () -> {
              throw new IOException("canary");
            })) {
      TokenSource tokens = client().assertion(broken).audience(API);
      TokenUnavailable none = catchThrowableOfType(TokenUnavailable.class, tokens::token);
      assertThat(none.reason()).isInstanceOf(Reason.NoAssertion.class);
      StringWriter told = new StringWriter();
      none.printStackTrace(new PrintWriter(told));
      assertThat(told.toString()).doesNotContain("canary");
    }
    assertThat(wire.tokenRequests).isEmpty();
  }

  @Test
  void theScopeAndTheClientIdAreSentWhereTheyAreSaid() throws Exception {
    client().assertion("mover", file).scope("archive:write").audience(API).token();
    client().assertion("mover", () -> "eyJh.two.c2ln").audience(API).token();
    assertThat(form(wire.tokenRequests.get(0)))
        .containsEntry("client_id", "mover")
        .containsEntry("scope", "archive:write");
    assertThat(form(wire.tokenRequests.get(1)).keySet())
        .isEqualTo(Set.of("grant_type", "assertion", "client_id", "audience"));
    assertThatThrownBy(() -> client().assertion("a b", file)).hasMessage("malformed client id");
    assertThatThrownBy(() -> client().assertion("a b", () -> "")).hasMessage("malformed client id");
  }

  @Test
  void aFileThatWasWrittenAnewIsReadAnewAheadOfTheEnd() throws Exception {
    wire.lifetime = 200;
    TokenSource tokens = source();
    assertThat(tokens.token().value()).isEqualTo("t1");
    Files.writeString(file, "eyJh.two.c2ln");
    clock.turn(Duration.ofSeconds(100));
    assertThat(tokens.token().value()).isEqualTo("t1");
    clock.turn(Duration.ofSeconds(85));
    // The old one serves meanwhile.
    assertThat(tokens.token().value()).isEqualTo("t1");
    eventually(() -> wire.tokenRequests.size() == 2);
    eventually(() -> value(tokens).equals("t2"));
    assertThat(shown()).containsExactly("eyJh.one.c2ln", "eyJh.two.c2ln");
  }

  private static String value(TokenSource tokens) {
    try {
      return tokens.token().value();
    } catch (TokenUnavailable e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aTokenOfAFewSecondsIsReplacedInTime() throws Exception {
    wire.lifetime = 5;
    TokenSource tokens = source();
    for (int i = 1; i < 5; i++) {
      assertThat(tokens.token().value()).isEqualTo("t" + i);
      clock.turn(Duration.ofMillis(4_600));
    }
  }

  @Test
  void whereThereIsNoneNothingIsAskedForAndTheReasonIsSaid() throws Exception {
    Path missing = folder.resolve("missing");
    assertThat(reason(client().assertion(missing).audience(API)))
        .isEqualTo(new Reason.NoAssertion("the assertion file " + missing + " is not there"));
    assertThat(reason(client().assertion(folder).audience(API)).text())
        .startsWith("the assertion file " + folder + " cannot be read: ");
    Map<String, String> bad =
        Map.of(
            "",
            " is empty",
            " \n",
            " is empty",
            "canary",
            " is no signed JWT",
            "eyJh.canary",
            " is no signed JWT",
            "eyJh.one.c2ln&scope=canary",
            " is no signed JWT",
            "a.b.c.d.canary",
            " is no signed JWT",
            "eyJh." + "c".repeat(8 * 1024) + ".c2ln",
            " is longer than 8 KiB");
    for (Map.Entry<String, String> each : bad.entrySet()) {
      Files.writeString(file, each.getKey());
      assertThat(reason(source()))
          .isEqualTo(new Reason.NoAssertion("the assertion file " + file + each.getValue()));
    }
    assertThat(wire.tokenRequests).isEmpty();
  }

  @Test
  void theLongestThatIsTakenIsTaken() throws Exception {
    String longest = "eyJh." + "c".repeat(8 * 1024 - 10) + ".c2ln";
    assertThat(longest).hasSize(8 * 1024);
    Files.writeString(file, longest);
    source().token();
    assertThat(shown()).containsExactly(longest);
  }

  @Test
  void aFileThatComesLaterIsFoundAndMeanwhileTheServerIsLeftAlone() throws Exception {
    Files.delete(file);
    TokenSource tokens = source();
    for (int i = 0; i < 5; i++) {
      assertThat(reason(tokens)).isInstanceOf(Reason.NoAssertion.class);
      clock.turn(Duration.ofMillis(1_100));
    }
    Files.writeString(file, "eyJh.one.c2ln");
    assertThat(tokens.token().value()).isEqualTo("t1");
    assertThat(wire.metadataRequests).hasValue(1);
  }

  @Test
  void aSourceIsAskedForEachRequestAlsoForOneThatIsSentAgain() throws Exception {
    wire.tokenAnswers.add(Answer.cut());
    AtomicInteger made = new AtomicInteger();
    TokenSource tokens =
        client().assertion(() -> "eyJh." + made.incrementAndGet() + ".c2ln").audience(API);
    tokens.token();
    clock.turn(Duration.ofSeconds(995));
    tokens.token();
    assertThat(shown()).containsExactly("eyJh.1.c2ln", "eyJh.2.c2ln", "eyJh.3.c2ln");
  }

  @Test
  void ofWhyASourceHasNoneNothingIsToldButTheKind() {
    TokenSource tokens =
        client()
            .assertion(() -> {
              throw new FileNotFoundException("canary");
            })
            .audience(API);
    assertThat(reason(tokens))
        .isEqualTo(new Reason.NoAssertion("no assertion could be fetched: FileNotFoundException"));
    assertThat(reason(client().assertion(() -> "").audience(API)))
        .isEqualTo(new Reason.NoAssertion("the assertion that was fetched is empty"));
    assertThat(wire.tokenRequests).isEmpty();
  }

  @Test
  void oneThatWasRefusedIsShownAgainAfterPausesThatGrowAndAnotherAtOnce() throws Exception {
    for (int i = 0; i < 100; i++) {
      wire.tokenAnswers.add(REFUSED);
    }
    TokenSource tokens = source();
    List<Long> asked = new ArrayList<>();
    for (long second = 0; second < 300; second++) {
      int before = wire.tokenRequests.size();
      for (int i = 0; i < 3; i++) {
        assertThat(reason(tokens))
            .isEqualTo(new Reason.Refused("invalid_grant", "not believed", 400));
      }
      if (wire.tokenRequests.size() > before) {
        asked.add(second);
      }
      clock.turn(Duration.ofSeconds(1));
    }
    assertThat(asked).containsExactly(0L, 2L, 6L, 14L, 30L, 62L, 122L, 182L, 242L);
    wire.tokenAnswers.clear();
    Files.writeString(file, "eyJh.two.c2ln");
    assertThat(tokens.token().value()).isEqualTo("t1");
  }

  @Test
  void oneThatIsBelievedLaterIsTakenAndItsRowOfPausesIsOver() throws Exception {
    wire.tokenAnswers.addAll(List.of(REFUSED, REFUSED));
    TokenSource tokens = source();
    reason(tokens);
    clock.turn(Duration.ofSeconds(2));
    reason(tokens);
    clock.turn(Duration.ofSeconds(4));
    assertThat(tokens.token().value()).isEqualTo("t1");
    wire.tokenAnswers.add(REFUSED);
    clock.turn(Duration.ofSeconds(1_000));
    reason(tokens);
    clock.turn(Duration.ofSeconds(2));
    assertThat(tokens.token().value()).isEqualTo("t2");
  }

  @Test
  void oneThatWasShownBeforeIsSaidToHaveBeen() throws Exception {
    TokenSource tokens = source();
    tokens.token();
    wire.tokenAnswers.addAll(List.of(REFUSED, REFUSED));
    clock.turn(Duration.ofSeconds(1_000));
    for (int i = 0; i < 2; i++) {
      assertThat(reason(tokens).text())
          .isEqualTo(
              "the authorization server answered 400 invalid_grant: not believed; the same"
                  + " assertion was shown before; it is taken once only, unless its app's"
                  + " credential is reusable");
      clock.turn(Duration.ofSeconds(2));
    }
    assertThat(wire.tokenRequests).hasSize(3);
  }

  @Test
  void oneThatMayHaveArrivedBeforeTheConnectionBrokeWasShownToo() {
    wire.tokenAnswers.addAll(List.of(Answer.cut(), REFUSED));
    assertThat(reason(source()).text()).contains("was shown before");
  }

  @Test
  void otherRefusalsAreNotTheAssertions() {
    TokenSource tokens = source();
    for (int i = 0; i < 3; i++) {
      wire.tokenAnswers.add(Answer.of(400, "{\"error\":\"invalid_scope\"}"));
      assertThat(reason(tokens)).isEqualTo(new Reason.Refused("invalid_scope", "", 400));
      clock.turn(Duration.ofMillis(1_100));
    }
    assertThat(wire.tokenRequests).hasSize(3);
  }

  @Test
  void whatTheServerRepeatsOfItIsNotShown() {
    wire.tokenAnswers.add(
        Answer.of(
            400, "{\"error\":\"invalid_grant\",\"error_description\":\"no: eyJh.one.c2ln\"}"));
    assertThat(reason(source())).isEqualTo(new Reason.Refused("invalid_grant", "", 400));
  }

  @Test
  void aKeyIsProvedBesideItAndANonceTakesAnotherFromTheSource() throws Exception {
    wire.tokenAnswers.add(
        new Answer(400, "{\"error\":\"use_dpop_nonce\"}", Map.of("DPoP-Nonce", "nonce")));
    wire.tokenAnswers.add(
        Answer.of(200, "{\"access_token\":\"bound\",\"token_type\":\"DPoP\",\"expires_in\":300}"));
    AtomicInteger made = new AtomicInteger();
    TokenSource tokens =
        client().assertion(() -> "eyJh." + made.incrementAndGet() + ".c2ln").dpop().audience(API);
    assertThat(tokens.authorization()).isEqualTo("DPoP bound");
    assertThat(wire.tokenProofs).hasSize(2).doesNotContain("");
    assertThat(shown()).containsExactly("eyJh.1.c2ln", "eyJh.2.c2ln");
  }

  @Test
  void whoShowsOneExchangesNoTokensOfOthers() {
    assertThatThrownBy(() -> client().assertion(file).exchange(API))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("an app that exchanges tokens has a credential of its own");
  }

  @Test
  void nothingShowsIt() throws Exception {
    PosternClient.App named = client().assertion("mover", file);
    assertThat(named.toString()).isEqualTo("App[mover at " + wire.issuer() + "]");
    assertThat(client().assertion(file).toString())
        .isEqualTo("App[whom an assertion names at " + wire.issuer() + "]");
    Assertions assertions = new Assertions.InFile(file);
    assertThat(assertions.next().toString()).isEqualTo("Assertion[hidden]");
    Grant grant = new Grant.JwtBearer(assertions, Optional.empty());
    assertThat(grant.shown(client().issuer(), clock.instant()).toString())
        .isEqualTo("Shown[hidden]");
  }
}
