package dev.postern.checks.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Caller;
import dev.postern.checks.clients.PageProgram.Outcome;
import dev.postern.protocol.token.SigningKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that get a token with a secret or a key, by the pages in {@code docs/clients}. */
@Tag("clients")
@ExtendWith(OneStage.class)
final class TokenProgramsTest {

  private static final PageProgram SIMPLE_OAUTH2 = new PageProgram("simple-oauth2", "token.mjs");

  /** A program, and what it says in the words of its library when it is refused. */
  record Case(PageProgram program, List<String> refused) {
    @Override
    public String toString() {
      return program.toString();
    }
  }

  private static Case of(String page, String file, String... refused) {
    return new Case(new PageProgram(page, file), List.of(refused));
  }

  static List<Case> secrets() {
    return List.of(
        of("curl", "basic.sh", "\"error\":\"invalid_client\""),
        of("curl", "post.sh", "\"error\":\"invalid_client\""),
        of("curl", "json.sh", "\"error\":\"invalid_client\""),
        of("openid-client", "post.mjs", "WWWAuthenticateChallengeError: invalid_client"),
        of("openid-client", "basic.mjs", "WWWAuthenticateChallengeError", "status: 401"),
        of("oauth4webapi", "basic.mjs", "WWWAuthenticateChallengeError: invalid_client"),
        of("authlib", "basic.py", "OAuthError: invalid_client"));
  }

  /** Those that know nothing but the issuer. */
  static List<Case> finding() {
    return secrets().stream()
        .filter(one -> List.of("openid-client", "oauth4webapi").contains(one.program().page()))
        .toList();
  }

  static List<Case> keys() {
    return List.of(
        of("openid-client", "key.mjs", "WWWAuthenticateChallengeError", "status: 401"),
        of("oauth4webapi", "key.mjs", "WWWAuthenticateChallengeError", "status: 401"),
        of("authlib", "key.py", "OAuthError: invalid_client"));
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void aSecretBringsATokenThatOpensTheApi(Case one, Stage stage) throws Exception {
    assertOpens(one.program(), stage);
  }

  /** Whoever puts an endpoint behind the issuer needs the slash at its end. */
  @ParameterizedTest
  @MethodSource("secrets")
  void anIssuerWithAPathAndASlashIsAsGood(Case one, Stage stage) throws Exception {
    assertOpens(one.program(), stage.below("/realms/files/"));
  }

  @ParameterizedTest
  @MethodSource("finding")
  void anIssuerWithAPathAndNoSlashIsFound(Case one, Stage stage) throws Exception {
    assertOpens(one.program(), stage.below("/files"));
  }

  private static void assertOpens(PageProgram program, Stage stage) throws Exception {
    Caller app = stage.reader();
    stage.assertOpens(program.run(stage.environment(app)).token(), app);
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void aWrongSecretIsTheErrorThatTheLibraryPromises(Case one, Stage stage) throws Exception {
    Caller app = stage.reader();
    Caller wrong = new Caller(app.issuer(), app.id(), stage.writer().secret());
    Outcome outcome = one.program().run(stage.environment(wrong));
    assertThat(outcome.code()).isNotZero();
    assertThat(outcome.text()).contains(one.refused());
  }

  @ParameterizedTest
  @MethodSource("keys")
  void aKeyBringsATokenThatOpensTheApi(Case one, Stage stage) throws Exception {
    Caller app = stage.reader();
    assertOpensTwice(one.program(), app, stage);
  }

  private static void assertOpensTwice(PageProgram program, Caller app, Stage stage)
      throws Exception {
    Map<String, String> environment = stage.environment();
    environment.put("CREDENTIAL", Stage.credential(app, stage.key(app)).toString());
    for (int i = 0; i < 2; i++) {
      stage.assertOpens(program.run(environment).token(), app);
    }
  }

  /** The assertion is for the issuer, path and all. */
  @ParameterizedTest
  @MethodSource("keys")
  void aKeyIsAsGoodWhereTheIssuerHasAPath(Case one, Stage stage) throws Exception {
    Stage slashed = stage.below("/realms/files/");
    assertOpensTwice(one.program(), slashed.reader(), slashed);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void aKeyOfSomebodyElseIsTheErrorThatTheLibraryPromises(Case one, Stage stage) throws Exception {
    Caller app = stage.reader();
    stage.key(app);
    Map<String, String> environment = stage.environment();
    environment.put("CREDENTIAL", Stage.credential(app, SigningKey.generate()).toString());
    Outcome outcome = one.program().run(environment);
    assertThat(outcome.code()).isNotZero();
    assertThat(outcome.text()).contains(one.refused());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"credentialsEncodingMode\":\"loose\"}",
        "{\"authorizationMethod\":\"body\"}",
        "{\"authorizationMethod\":\"body\",\"bodyFormat\":\"json\"}"
      })
  void simpleOauth2SendsTheSecretInEveryWayThatItHas(String options, Stage stage) throws Exception {
    assertThat(ClientPage.text("simple-oauth2")).contains("| `" + options + "` |");
    Caller app = stage.reader();
    Map<String, String> environment = stage.environment(app);
    environment.put("OPTIONS", options);
    stage.assertOpens(SIMPLE_OAUTH2.run(environment).token(), app);
    environment.put("CLIENT_SECRET", stage.writer().secret());
    Outcome outcome = SIMPLE_OAUTH2.run(environment);
    assertThat(outcome.code()).isNotZero();
    assertThat(outcome.text()).contains("isBoom: true", "statusCode: 401", "invalid_client");
  }

  @Test
  void simpleOauth2KeepsThePathOfTheIssuer(Stage stage) throws Exception {
    assertOpens(SIMPLE_OAUTH2, stage.below("/realms/files/"));
  }

  @Test
  void openidClientAsksWhatATokenIsWorthAndGivesItBack(Stage stage) throws Exception {
    Caller app = stage.reader();
    String token = app.token(Stage.API);
    Map<String, String> guard =
        stage.environment(stage.operator().guard("guard of openid-client", stage.apiId()));
    guard.put("TOKEN", token);
    PageProgram introspect = new PageProgram("openid-client", "introspect.mjs");
    assertThat(introspect.run(guard).text()).contains("\"active\":true", app.id());
    Map<String, String> own = stage.environment(app);
    own.put("TOKEN", token);
    Outcome revoked = new PageProgram("openid-client", "revoke.mjs").run(own);
    assertThat(revoked.code()).as(revoked.text()).isZero();
    assertThat(introspect.run(guard).text()).contains("{\"active\":false}");
  }
}
