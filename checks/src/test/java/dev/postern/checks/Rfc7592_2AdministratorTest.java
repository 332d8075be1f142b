package dev.postern.checks;

import static dev.postern.checks.AssertionServer.assertTaken;
import static dev.postern.checks.RegisteringServer.assertNoToken;
import static dev.postern.checks.RegisteringServer.assertRefused;
import static dev.postern.checks.RegisteringServer.own;
import static dev.postern.checks.RegisteringServer.put;
import static dev.postern.checks.RegisteringServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.postern.checks.RegisteringServer.Policy;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.TestCertificates;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An app that sees to its registration (RFC 7592 section 2) undoes nothing of an administrator. */
final class Rfc7592_2AdministratorTest {

  private static final String METADATA = "invalid_client_metadata";

  private static RegisteringServer server;
  private static Operator operator;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RegisteringServer(new RunningServer(data));
    operator = server.operator();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JsonObject done(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  private static ECKey key(String kid) throws JOSEException {
    return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
  }

  private static String byKeys(ECKey... keys) {
    List<String> jwks = List.of(keys).stream().map(key -> key.toPublicJWK().toString()).toList();
    return "\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":{\"keys\":["
        + String.join(",", jwks)
        + "]}";
  }

  private static String path(JsonObject app) {
    return "/apps/" + text(app, "client_id");
  }

  @Test
  void whatAnAdministratorTookAnAppDoesNotGetBack() {
    JsonObject app = server.registered(server.policy(), "{\"scope\":\"read write\"}");
    String grant = path(app) + "/grants/" + server.storage();
    operator.admin("PUT", grant, "{\"scopes\":[\"read\"]}");
    assertThat(text(done(own("GET", app, "")), "scope")).isEqualTo("read");
    assertRefused(put(app, "\"scope\":\"read write\""), METADATA);
    assertThat(text(done(put(app, "")), "scope")).isEqualTo("read");
    operator.admin("DELETE", grant, "");
    assertThat(done(put(app, "")).has("scope")).isFalse();
  }

  /** What it is not shown it cannot mean to give up. */
  @Test
  void whatAnAdministratorSuspendedOrLetRunOutStaysWhenAnAppSendsBackWhatItRead()
      throws InterruptedException {
    JsonObject app = server.registered(server.policy(), "{}");
    String grant = path(app) + "/grants/" + server.storage();
    String scopes = "\"scopes\":[\"read\",\"write\"]";
    for (String asleep :
        List.of("\"expires_at\":\"%s\"".formatted(soon()), "\"status\":\"suspended\"")) {
      Answer set = operator.admin("PUT", grant, "{" + scopes + "," + asleep + "}");
      assertThat(set.status()).as(set.body()).isEqualTo(200);
      awaitSoon();
      JsonObject shown = done(own("GET", app, ""));
      assertThat(text(shown, "scope")).isEqualTo("send");
      assertThat(text(done(put(app, "\"scope\":\"send\"")), "scope")).isEqualTo("send");
      Answer refused = put(app, "\"scope\":\"read send\"");
      assertRefused(refused, METADATA);
      assertThat(refused.text("error_description")).contains("not granted");
      assertThat(operator.admin("GET", grant, "").body()).contains(scopes);
    }
    operator.admin("PUT", grant, "{" + scopes + "}");
    assertThat(text(done(own("GET", app, "")), "scope").split(" "))
        .containsExactlyInAnyOrder("read", "write", "send");
  }

  /** Nor a way of proving itself that no registration has. */
  @Test
  void aCertificateAndTheWordOfAnotherStayWhenAnAppSendsBackWhatItRead() {
    JsonObject app = server.registered(server.policy(), "{}");
    String credentials = path(app) + "/credentials";
    String certificate =
        MtlsSite.certificate("pem", TestCertificates.selfSigned("CN=mover").pem()).text();
    Caller caller = operator.caller().as(text(app, "client_id"), "");
    IdentityProvider provider = new IdentityProvider();
    provider.vouchAgainFor(operator, caller, "mover");
    assertThat(operator.admin("POST", credentials, certificate).status()).isEqualTo(201);
    done(put(app, ""));
    assertThat(operator.admin("GET", credentials, "").body())
        .contains("\"federated\"", "\"certificate\"");
    String assertion = provider.sign(IdentityProvider.claims("mover", caller.issuer()));
    assertThat(IdentityProvider.ask(caller, assertion, "scope", "send").text("error"))
        .as("its client stands")
        .isEqualTo("invalid_target");
  }

  @Test
  void anAppHasNoMoreCredentialsThanAnAdministratorCouldGiveIt() throws Exception {
    JsonObject app = server.registered(server.policy(), "{}");
    Caller caller = operator.caller().as(text(app, "client_id"), "");
    IdentityProvider provider = new IdentityProvider();
    for (int i = 0; i < 5; i++) {
      provider.vouchFor(operator, caller, "subject " + i);
    }
    ECKey[] keys = new ECKey[16];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = key("k" + i);
    }
    String before = operator.admin("GET", path(app) + "/credentials", "").body();
    assertRefused(put(app, byKeys(keys)), METADATA);
    assertThat(operator.admin("GET", path(app) + "/credentials", "").body()).isEqualTo(before);
    done(put(app, byKeys(Arrays.copyOf(keys, 15))));
  }

  private static Instant soon() {
    return Instant.now().plus(Duration.ofSeconds(1));
  }

  private static void awaitSoon() throws InterruptedException {
    Thread.sleep(Duration.ofMillis(1500));
  }

  @Test
  void theAddressesOfAnAppHoldForItsRegistrationAsForItsTokens() {
    JsonObject app = server.registered(server.policy(), "{}");
    done(own("GET", app, ""));
    operator.admin("PATCH", path(app), "{\"allowed_ips\":[\"192.0.2.0/24\"]}");
    assertThat(server.caller(app).ask("audience", RegisteringServer.QUEUE).status()).isEqualTo(401);
    assertNoToken(own("GET", app, ""));
    assertNoToken(put(app, ""));
    assertNoToken(own("DELETE", app, ""));
    operator.admin("PATCH", path(app), "{\"allowed_ips\":[\"127.0.0.0/8\",\"::1\"]}");
    done(own("GET", app, ""));
    assertTaken(server.caller(app).ask("audience", RegisteringServer.QUEUE));
  }

  /** The only credential of an app: what ends it. */
  private static void endCredential(JsonObject app) throws InterruptedException {
    String credentials = path(app) + "/credentials";
    String all = operator.admin("GET", credentials, "").body();
    String id = all.replaceFirst(".*\"id\":\"(cred_[^\"]+)\".*", "$1");
    Answer ended =
        operator.admin(
            "PATCH", credentials + "/" + id, "{\"expires_at\":\"%s\"}".formatted(soon()));
    assertThat(ended.status()).as(ended.body()).isEqualTo(200);
    awaitSoon();
  }

  @Test
  void aKeyThatAnAdministratorEndedAnAppDoesNotBringBack() throws Exception {
    ECKey leaked = key("leaked");
    ECKey next = key("next");
    JsonObject app = server.registered(server.policy(), "{" + byKeys(leaked) + "}");
    Caller caller = new Caller(operator.caller().issuer(), text(app, "client_id"), "none");
    assertTaken(KeyCaller.signing(caller, leaked).ask("audience", RegisteringServer.QUEUE));
    endCredential(app);
    ECKey renamed = new ECKey.Builder(leaked).keyID("renamed").build();
    for (String again :
        List.of(byKeys(leaked), byKeys(renamed), byKeys(key("leaked")), byKeys(next, leaked))) {
      Answer refused = put(app, again);
      assertRefused(refused, METADATA);
      assertThat(refused.text("error_description")).contains("administrator");
    }
    done(put(app, byKeys(next)));
    assertTaken(KeyCaller.signing(caller, next).ask("audience", RegisteringServer.QUEUE));
    assertRefused(put(app, byKeys(leaked)), METADATA);
    AssertionServer.assertRefused(
        KeyCaller.signing(caller, leaked).ask("audience", RegisteringServer.QUEUE));
    String shown = done(own("GET", app, "")).text();
    assertThat(shown).contains("\"next\"").doesNotContain("\"leaked\"");
    // It may go on with a secret, and does not get the key back by that either.
    done(put(app, ""));
    assertRefused(put(app, byKeys(leaked)), METADATA);
  }

  @Test
  void aUrlOfKeysThatAnAdministratorEndedAnAppDoesNotBringBack() throws Exception {
    Policy policy = server.policy("\"allow_jwks_uri\":true");
    String url =
        "\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks_uri\":\"https://%s.example.com/\"";
    JsonObject app = server.registered(policy, "{" + url.formatted("leaked") + "}");
    endCredential(app);
    Answer refused = put(app, url.formatted("leaked"));
    assertRefused(refused, METADATA);
    assertThat(refused.text("error_description")).contains("jwks_uri", "administrator");
    done(put(app, url.formatted("next")));
    assertRefused(put(app, url.formatted("leaked")), METADATA);
  }
}
