package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SignatureAlgorithm;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * RFC 7515 section 3.1: a signed message has one spelling, wherever one is taken. What is refused
 * is made anew each time and is good in all else.
 */
final class Rfc7515_3_1CompactTest {

  private static final String STORAGE = "https://storage.example.com";

  /** Spelled with {@code _} in base64url wherever it begins, and with {@code /} in base64. */
  private static final String ODD = "????????";

  private static final Map<String, Kind> KINDS = new HashMap<>();

  private static RunningServer server;

  /**
   * What takes signed messages.
   *
   * @param header the header of a good one
   * @param claims what a good one says
   * @param sign makes a message of any header and payload
   * @param show shows it to the server
   * @param refused status and a part of the body of what is refused
   */
  private record Kind(
      String header,
      Supplier<JsonObject> claims,
      BinaryOperator<String> sign,
      Function<String, Answer> show,
      List<Answered> refused) {

    String payload() {
      return Prover.with(claims.get(), "odd", ODD).text();
    }

    String good() {
      return sign.apply(header, payload());
    }
  }

  private record Answered(int status, String part) {
    boolean is(Answer answer) {
      return answer.status() == status && answer.body().contains(part);
    }
  }

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    Operator operator = new Operator(server.operator());
    String api = operator.api(STORAGE, "read");
    Caller app = operator.app("app", api, "read");
    KeyCaller keyed = KeyCaller.of(operator.app("keyed", api, "read"), operator);
    KINDS.put(
        "client assertion",
        new Kind(
            "{\"alg\":\"ES256\",\"typ\":\"client-authentication+jwt\"}",
            keyed::claims,
            keyed::signRaw,
            keyed::send,
            List.of(new Answered(401, "\"invalid_client\""))));
    KINDS.put("grant assertion", grantAssertion(operator, app));
    KINDS.put("proof", proof(app));
    TokenForger forger = server.forger(SignatureAlgorithm.ES256);
    JsonObject read = TokenParts.claims(app.token(STORAGE));
    Caller guard = operator.guard("guard", api);
    KINDS.put(
        "token that is asked about",
        new Kind(
            forger.header(),
            () -> read,
            forger::jws,
            guard::introspect,
            List.of(new Answered(200, "{\"active\":false}"))));
    KINDS.put(
        "token at the Admin API",
        bearer(forger, operator.adminToken(), operator.adminAudience() + "/apis"));
    KINDS.put(
        "token at the Identity API",
        bearer(
            forger, operator.identityToken(), operator.identityAudience() + "/accounts?limit=1"));
  }

  private static Kind grantAssertion(Operator operator, Caller app) {
    IdentityProvider provider = new IdentityProvider();
    provider.vouchFor(operator, app, "workload");
    return new Kind(
        "{\"alg\":\"ES256\"}",
        () -> IdentityProvider.claims("workload", app.issuer()),
        KeyCaller.signing(app, provider.key())::signRaw,
        assertion -> IdentityProvider.ask(app, assertion),
        List.of(new Answered(400, "\"invalid_grant\"")));
  }

  private static Kind proof(Caller app) {
    KeyCaller signer = KeyCaller.signing(app, new IdentityProvider().key());
    return new Kind(
        "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":" + signer.key().toPublicJWK() + "}",
        () -> Prover.claims("POST", Prover.endpoint(app)),
        signer::signRaw,
        proof -> Prover.ask(app, STORAGE, proof),
        List.of(new Answered(400, "\"invalid_dpop_proof\"")));
  }

  private static Kind bearer(TokenForger forger, String token, String url) {
    JsonObject claims = TokenParts.claims(token);
    return new Kind(
        forger.header(),
        () -> claims,
        forger::jws,
        shown -> Operator.call("GET", url, "", shown),
        // RFC 6750 2.1 and 3.1: what is no b64token is a malformed request.
        List.of(new Answered(401, ""), new Answered(400, "")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void assertTaken(Kind kind) {
    Answer answer = kind.show().apply(kind.good());
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).doesNotContain("\"active\":false");
  }

  private static void assertRefused(Kind kind, String what, String message) {
    Answer answer = kind.show().apply(message);
    assertThat(kind.refused().stream().anyMatch(each -> each.is(answer)))
        .as("%s: %d %s", what, answer.status(), answer.body())
        .isTrue();
  }

  @Shows("R-7515-3")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "client assertion",
        "grant assertion",
        "proof",
        "token that is asked about",
        "token at the Admin API",
        "token at the Identity API"
      })
  void aMessageHasOneSpelling(String name) {
    Kind kind = Objects.requireNonNull(KINDS.get(name));
    for (String what : SpelledJws.of(kind.good()).keySet()) {
      assertRefused(kind, what, SpelledJws.of(kind.good()).getOrDefault(what, ""));
    }
    assertTaken(kind);
  }

  @Shows("R-7515-2")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "client assertion",
        "grant assertion",
        "proof",
        "token that is asked about",
        "token at the Admin API",
        "token at the Identity API"
      })
  void whatIsSignedIsOneObjectAndNothingInItIsCritical(String name) {
    Kind kind = Objects.requireNonNull(KINDS.get(name));
    SpelledJws.signed(kind.header(), kind.payload(), kind.sign())
        .forEach((what, message) -> assertRefused(kind, what, message));
    assertTaken(kind);
  }
}
