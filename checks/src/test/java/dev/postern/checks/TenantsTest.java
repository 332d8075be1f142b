package dev.postern.checks;

import static dev.postern.checks.Delegation.exchange;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.protocol.Audience;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.token.AccessToken;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.TokenCheck;
import dev.postern.protocol.token.TokenFault;
import dev.postern.protocol.token.VerificationKeys;
import dev.postern.store.TenantName;
import dev.postern.verifier.TokenRefused;
import dev.postern.verifier.Verifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two tenants of one server are strangers: nothing of one is anything to the other. */
final class TenantsTest {

  private static final String IDENTITY = "identity/v2/manage";
  private static final String ACCOUNT = IDENTITY + "/account";
  private static final String ZOE =
      "{\"Email\":[{\"Type\":\"Primary\",\"Value\":\"zoe@example.com\"}]}";

  private static RunningServer server;
  private static Caller home;
  private static Caller acme;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    home = server.operator();
    acme = server.found(new TenantName("acme"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Answer call(Caller at, String method, String path, String token, String body) {
    HttpCall call =
        HttpCall.of(method, at.uri(path), body.getBytes(StandardCharsets.UTF_8))
            .header("Authorization", "Bearer " + token);
    return Answer.to(body.isEmpty() ? call : call.header("Content-Type", "application/json"));
  }

  private static AccessToken check(Caller at, String token) throws Exception {
    Answer keys = Answer.to(HttpCall.get(at.uri("service/oauth/jwks")));
    return new TokenCheck(new Issuer(at.issuer()), new Audience(at.issuer() + IDENTITY))
        .check(TokenCheck.parse(token), VerificationKeys.read(keys.http().body()));
  }

  @Test
  void eachHasItsOwnIssuerKeysAndTokens() throws Exception {
    assertThat(acme.issuer()).startsWith("http://acme.hub.localhost:").endsWith("/");
    for (Caller[] pair : new Caller[][] {{home, acme}, {acme, home}}) {
      String token = pair[0].token(pair[0].issuer() + IDENTITY);
      AccessToken checked = check(pair[0], token);
      assertThat(checked.issuer().text()).isEqualTo(pair[0].issuer());
      assertThat(checked.clientId().text()).isEqualTo(pair[0].id());
      TokenCheck.checkTimes(checked, Instant.now());
      assertThatThrownBy(() -> check(pair[1], token)).isInstanceOf(TokenFault.class);
      try (Verifier verifier = Verifier.of(pair[1].issuer(), pair[0].issuer() + IDENTITY)) {
        assertThatThrownBy(() -> verifier.verify("Bearer " + token))
            .isInstanceOf(TokenRefused.class);
      }
    }
  }

  @Test
  void anAppOfOneIsUnknownToTheOther() {
    for (Caller[] pair : new Caller[][] {{home, acme}, {acme, home}}) {
      Caller stray = new Caller(pair[1].issuer(), pair[0].id(), pair[0].secret());
      Caller nobody = new Caller(pair[1].issuer(), "app_nobody", pair[0].secret());
      Answer answer = stray.ask("audience", pair[1].issuer() + IDENTITY);
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.text("error")).isEqualTo("invalid_client");
      assertThat(answer.body())
          .isEqualTo(nobody.ask("audience", pair[1].issuer() + IDENTITY).body());
    }
  }

  @Test
  void anApiOfOneIsNoTargetOfTheOther() {
    String api = server.api("https://storage.example.com", "archive:read");
    Caller reader = server.app("reader");
    server.grant(reader, api, "archive:read");
    assertThat(reader.ask("audience", "https://storage.example.com").status()).isEqualTo(200);
    for (String theirs :
        List.of("https://storage.example.com", home.issuer() + IDENTITY, home.issuer())) {
      assertThat(acme.ask("audience", theirs).text("error")).isEqualTo("invalid_target");
    }
    assertThat(home.ask("audience", acme.issuer() + IDENTITY).text("error"))
        .isEqualTo("invalid_target");
  }

  @Test
  void aTokenOfOneOpensNothingOfTheOther() throws Exception {
    String homes = home.token(home.issuer() + IDENTITY);
    String acmes = acme.token(acme.issuer() + IDENTITY);
    Answer made = call(home, "POST", ACCOUNT, homes, ZOE);
    assertThat(made.status()).as(made.body()).isEqualTo(200);
    String path = ACCOUNT + "/" + made.text("Uid");
    for (String method : List.of("GET", "DELETE")) {
      Answer refused = call(home, method, path, acmes, "");
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.json().integer("ErrorCode")).isEqualTo(905);
    }
    assertThat(call(acme, "GET", path, homes, "").status()).isEqualTo(401);
    for (String admin : List.of("admin/v1/apps", "admin/v1/apis", "admin/v1/keys")) {
      assertThat(call(home, "GET", admin, acme.token(acme.issuer() + "admin/v1"), "").status())
          .as(admin)
          .isEqualTo(401);
    }
    Answer stranger = call(acme, "GET", path, acmes, "");
    Answer nobody = call(acme, "GET", ACCOUNT + "/" + "0".repeat(32), acmes, "");
    assertThat(stranger.status()).isEqualTo(403);
    assertThat(stranger.body()).isEqualTo(nobody.body());
    assertThat(call(acme, "GET", ACCOUNT + "?email=zoe@example.com", acmes, "").body())
        .isEqualTo(nobody.body());
    assertThat(call(acme, "GET", ACCOUNT + "s", acmes, "").body())
        .isEqualTo("{\"Data\":[],\"Next\":null}");
    assertThat(call(acme, "POST", ACCOUNT, acmes, ZOE).status())
        .as("the address is free there")
        .isEqualTo(200);
    assertThat(call(home, "GET", path, homes, "").status()).isEqualTo(200);
  }

  /** B13: Storm-0558, where a key of one was good for what another had said. */
  @Test
  void whatOneSaysUnderTheOthersSignatureIsNothing() throws Exception {
    TokenForger homes = server.forger(SignatureAlgorithm.ES256);
    TokenForger acmes = server.forger(new TenantName("acme"), SignatureAlgorithm.ES256);
    nothing(new Delegation(new Operator(home)), homes, acmes);
    nothing(new Delegation(new Operator(acme)), acmes, homes);
  }

  private static void nothing(Delegation site, TokenForger own, TokenForger others)
      throws Exception {
    Operator operator = site.operator();
    String token = site.customer().token(Delegation.FRONT);
    String issuer = operator.caller().issuer();
    try (Verifier verifier = Verifier.of(issuer, Delegation.FRONT)) {
      // Under its own it is what it was, so that it is the signature that is refused.
      String sound = own.token(TokenParts.claims(token));
      assertThat(verifier.verify("Bearer " + sound).require("report:read")).isNotNull();
      assertThat(site.service().introspect(sound).body()).contains("\"active\":true");
      assertThat(exchange(site.service(), sound).status()).isEqualTo(200);
      for (String forged : forged(token, own, others)) {
        assertThatThrownBy(() -> verifier.verify("Bearer " + forged))
            .isInstanceOfSatisfying(
                TokenRefused.class, refused -> assertThat(refused.status()).isEqualTo(401));
        assertThat(site.service().introspect(forged).body()).isEqualTo("{\"active\":false}");
        Answer exchanged = exchange(site.service(), forged);
        assertThat(exchanged.status()).isEqualTo(400);
        assertThat(exchanged.text("error")).isEqualTo("invalid_request");
      }
    }
    opened(operator.adminAudience() + "/apps", operator.adminToken(), own, others);
    opened(
        operator.identityAudience() + "/accounts?limit=1", operator.identityToken(), own, others);
  }

  /** The claims of a token by another key, under that one's name, the right one's, and none. */
  private static List<String> forged(String token, TokenForger own, TokenForger others) {
    String claims = TokenParts.claims(token).text();
    String[] parts = token.split("\\.", -1);
    return List.of(
        others.jws(others.header(), claims),
        others.jws(own.header(), claims),
        others.jws("{\"typ\":\"at+jwt\",\"alg\":\"ES256\"}", claims),
        others.jws(
            new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8), claims));
  }

  private static void opened(String url, String token, TokenForger own, TokenForger others) {
    String sound = own.token(TokenParts.claims(token));
    assertThat(Operator.call("GET", url, "", sound).status()).isEqualTo(200);
    for (String forged : forged(token, own, others)) {
      Answer answer = Operator.call("GET", url, "", forged);
      assertThat(answer.status()).as(url).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate").orElseThrow()).contains("invalid_token");
    }
  }

  @Test
  void theApiKeyOfOneIsNotTheOthers() {
    String acmes = acme.token(acme.issuer() + IDENTITY);
    Answer answer =
        Answer.to(
            HttpCall.get(acme.uri(ACCOUNT + "s"))
                .header("Authorization", "Bearer " + acmes)
                .header("X-LoginRadius-ApiKey", server.apiKey()));
    assertThat(answer.status()).isEqualTo(403);
  }

  @Test
  void aHostThatNamesNobodyServesNothing() {
    String port = acme.issuer().substring(acme.issuer().lastIndexOf(':'));
    for (String host :
        List.of("nobody.hub.localhost", "default.hub.localhost", "x.acme.hub.localhost")) {
      Caller nobody = new Caller("http://" + host + port, home.id(), home.secret());
      assertThat(nobody.ask().status()).as(host).isEqualTo(404);
      assertThat(Answer.to(HttpCall.get(nobody.uri("service/oauth/jwks"))).status()).isEqualTo(404);
    }
  }
}
