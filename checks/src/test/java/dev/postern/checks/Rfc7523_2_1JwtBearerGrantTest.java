package dev.postern.checks;

import static dev.postern.checks.IdentityProvider.ask;
import static org.assertj.core.api.Assertions.assertThat;


import dev.postern.protocol.OAuthUri;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RFC 7523 section 2.1: a token by the word of another issuer. */
final class Rfc7523_2_1JwtBearerGrantTest {

  private static final String STORAGE = "https://storage.example.com";

  private static RunningServer server;
  private static Operator operator;
  private static IdentityProvider provider;
  private static String api;
  private static Caller app;
  private static String subject;
  private static int made;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    operator = new Operator(server.operator());
    provider = new IdentityProvider();
    api = operator.api(STORAGE, "archive:read", "archive:write");
    app = app();
    subject = "system:serviceaccount:backup:mover";
    provider.vouchFor(operator, app, subject);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Caller app() {
    made++;
    return operator.app("app " + made, api, "archive:read", "archive:write");
  }

  private static String assertion(String about) {
    return provider.sign(IdentityProvider.claims(about, app.issuer()));
  }

  @Shows({"R-7523-9", "R-7523-10"})
  @Test
  void theSubjectOfATrustedIssuerGetsATokenOfItsApp() throws Exception {
    Answer answer = ask(app, assertion(subject), "audience", STORAGE);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(answer.text("scope")).isEqualTo("archive:read archive:write");
    JsonObject claims = TokenParts.claims(answer.text("access_token"));
    assertThat(claims.string("sub")).isEqualTo(app.id() + "@client");
    assertThat(claims.string("client_id")).isEqualTo(app.id());
    assertThat(claims.string("gty")).isEqualTo(OAuthUri.JWT_BEARER);
    assertThat(ask(app, assertion(subject), "scope", "archive:read").text("scope"))
        .isEqualTo("archive:read");
  }

  @Shows("R-7523-9")
  @Test
  void anAssertionMustBeThere() {
    Answer answer = ask(app, "");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo("invalid_request");
  }

  @Shows("R-7523-9")
  @Test
  void theClientNeedNotProveItselfButMustBeRightIfItDoes() {
    String good = assertion(subject);
    assertThat(ask(app, good, "client_id", app.id()).status()).isEqualTo(200);
    assertThat(ask(app, good, "client_id", app.id(), "client_secret", app.secret()).status())
        .isEqualTo(200);
    Caller other = app();
    Answer wrong = ask(app, good, "client_id", app.id(), "client_secret", other.secret());
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.text("error")).isEqualTo("invalid_client");
    for (Answer another :
        new Answer[] {
          ask(app, good, "client_id", other.id()),
          ask(app, good, "client_id", other.id(), "client_secret", other.secret())
        }) {
      assertThat(another.status()).isEqualTo(400);
      assertThat(another.text("error")).isEqualTo("invalid_grant");
    }
  }

  @Shows("R-7523-11")
  @Test
  void theTokenEndsWithTheAssertionAndIsNotRefreshed() throws Exception {
    JsonObject claims = IdentityProvider.claims(subject, app.issuer());
    Answer answer = ask(app, provider.sign(claims));
    assertThat(answer.json().has("refresh_token")).isFalse();
    assertThat(TokenParts.claims(answer.text("access_token")).integer("exp"))
        .isEqualTo(claims.integer("exp"));
  }

  @Test
  void itMayBeShownAgainUntilItEnds() {
    String once = assertion(subject);
    assertThat(ask(app, once).status()).isEqualTo(200);
    assertThat(ask(app, once).status()).isEqualTo(200);
  }

  @Test
  void anAudienceInAnArrayOfOneIsTaken() throws Exception {
    JsonObject claims =
        JsonObject.builder()
            .putAll(IdentityProvider.claims(subject, app.issuer()))
            .put(
                "aud",
                JsonArray.ofStrings(List.of(app.issuer())))
            .build();
    assertThat(ask(app, provider.sign(claims)).status()).isEqualTo(200);
  }

  @Test
  void theKeysMayStandAtAUrl() throws Exception {
    // Behind the open network alone: it is named, and asked for when an assertion comes.
    Caller byUrl = app();
    String body =
        "{\"type\":\"federated\",\"issuer\":\"%s\",\"subject\":\"url\","
            + "\"jwks_uri\":\"https://keys.invalid/jwks\"}";
    Answer named =
        operator.admin(
            "POST",
            "/apps/" + byUrl.id() + "/credentials",
            body.formatted(IdentityProvider.ISSUER));
    assertThat(named.status()).as(named.body()).isEqualTo(201);
    Answer answer = ask(byUrl, assertion("url"));
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isPresent();
  }

  @Test
  void severalAppsOfOneSubjectAreToldApartByTheirId() {
    Caller one = app();
    Caller two = app();
    provider.vouchFor(operator, one, "shared");
    provider.vouchFor(operator, two, "shared");
    String about = assertion("shared");
    assertThat(ask(one, about).text("error")).isEqualTo("invalid_grant");
    for (Caller each : new Caller[] {one, two}) {
      Answer answer = ask(each, about, "client_id", each.id());
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(Admin.text(TokenParts.claims(answer.text("access_token")), "client_id"))
          .isEqualTo(each.id());
    }
  }

  @Test
  void whatEndsTheCredentialEndsTheToken() {
    Caller gone = app();
    Caller guard = operator.guard("guard", api);
    String id = provider.vouchFor(operator, gone, "gone");
    String token = ask(gone, assertion("gone")).text("access_token");
    assertThat(guard.introspect(token).body()).contains("\"active\":true");
    assertThat(
            operator.admin("DELETE", "/apps/" + gone.id() + "/credentials/" + id, "").status())
        .isEqualTo(204);
    assertThat(guard.introspect(token).body()).isEqualTo("{\"active\":false}");
    assertThat(ask(gone, assertion("gone")).text("error")).isEqualTo("invalid_grant");
    // Its secret is another way in, and goes on.
    assertThat(gone.ask("audience", STORAGE).status()).isEqualTo(200);
  }
}
