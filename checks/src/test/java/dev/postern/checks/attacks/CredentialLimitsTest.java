package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.KeyCaller;
import dev.postern.checks.Prover;
import dev.postern.protocol.json.JsonObject;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** L10 to L13: what a token request holds, just below its limits, at them, and just over. */
@Tag("attacks")
@ExtendWith(AttackedSite.class)
final class CredentialLimitsTest {

  private static final String SCALES = "https://scales.example.com";
  private static final int MOST_SCOPES = 100;
  private static final int LONGEST_ASSERTION = 8 * 1024;
  private static final int LONGEST_PROOF = 4 * 1024;
  private static final int LONGEST_NAME = 256;

  private static String api = "";

  @BeforeAll
  static void define(Site site) {
    api = site.operator().api(SCALES, scopes(0, MOST_SCOPES).toArray(String[]::new));
  }

  private static List<String> scopes(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "s" + i).toList();
  }

  private static Caller app(Site site, String name, String... scopes) {
    return site.operator().app(name, api, scopes);
  }

  private static String pad(int length) {
    return "x".repeat(length);
  }

  /**
   * A message of exactly so many characters: base64url has no text of 4n+1, so that header and
   * payload share what is missing.
   */
  private static String exactly(int length, BiFunction<String, String, String> made) {
    int bare = made.apply("", "").length();
    int about = (length - bare) * 3 / 4;
    for (int inHeader = 0; inHeader < 4; inHeader++) {
      for (int inPayload = about - 8; inPayload < about + 8; inPayload++) {
        if (made.apply(pad(inHeader), pad(inPayload)).length() == length) {
          return made.apply(pad(inHeader), pad(inPayload));
        }
      }
    }
    throw new AssertionError("no message of " + length);
  }

  @Test
  void l10AnAssertionHas8192Characters(Site site) {
    KeyCaller app = KeyCaller.of(app(site, "l10", "s0"), site.operator());
    for (int length = LONGEST_ASSERTION - 1; length <= LONGEST_ASSERTION + 1; length++) {
      JsonObject claims = app.claims();
      String assertion =
          exactly(
              length,
              (header, payload) ->
                  app.signRaw(
                      "{\"alg\":\"ES256\",\"x\":\"" + header + "\"}",
                      Prover.with(claims, "x", payload).text()));
      assertThat(assertion).hasSize(length);
      assertThat(app.send(assertion).status())
          .as("%d characters", length)
          .isEqualTo(length <= LONGEST_ASSERTION ? 200 : 401);
    }
  }

  @Test
  void l11AProofHas4096Characters(Site site) {
    Caller app = app(site, "l11", "s0");
    Prover prover = new Prover();
    for (int length = LONGEST_PROOF - 1; length <= LONGEST_PROOF + 1; length++) {
      JsonObject claims = Prover.claims("POST", Prover.endpoint(app));
      String proof =
          exactly(
              length,
              (header, payload) ->
                  prover.sign(
                      Prover.with(prover.header(), "x", header),
                      Prover.with(claims, "x", payload)));
      assertThat(proof).hasSize(length);
      Answer answer = Prover.ask(app, SCALES, proof);
      if (length <= LONGEST_PROOF) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.text("token_type")).isEqualTo("DPoP");
      } else {
        assertThat(answer.status()).as("%d characters", length).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_dpop_proof");
      }
    }
  }

  @Test
  void l12ARequestNames100Scopes(Site site) {
    List<String> all = scopes(0, MOST_SCOPES);
    Caller app = app(site, "l12", all.toArray(String[]::new));
    for (int count = MOST_SCOPES - 1; count <= MOST_SCOPES + 1; count++) {
      // An API has no more scopes than that, so that one stands twice: only the limit refuses it.
      String asked =
          IntStream.range(0, count).mapToObj(i -> all.get(i % 99)).collect(Collectors.joining(" "));
      Answer answer = app.ask("audience", SCALES, "scope", asked);
      if (count <= MOST_SCOPES) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.text("scope").split(" ", -1)).hasSize(99);
      } else {
        assertThat(answer.status()).as("%d scopes", count).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_scope");
      }
    }
    assertThat(app.ask("audience", SCALES, "scope", String.join(" ", all)).text("scope"))
        .isEqualTo(String.join(" ", all));
  }

  @Test
  void l13TheNameOfAnAssertionHas256Characters(Site site) {
    KeyCaller app = KeyCaller.of(app(site, "l13", "s0"), site.operator());
    Caller proving = app(site, "l13-proof", "s0");
    Prover prover = new Prover();
    for (int length = LONGEST_NAME - 1; length <= LONGEST_NAME + 1; length++) {
      boolean fits = length <= LONGEST_NAME;
      assertThat(app.send(app.sign(app.with("jti", pad(length)))).status())
          .as("%d characters", length)
          .isEqualTo(fits ? 200 : 401);
      JsonObject claims = Prover.claims("POST", Prover.endpoint(proving));
      String proof = prover.proof(Prover.with(claims, "jti", pad(length)));
      assertThat(Prover.ask(proving, SCALES, proof).status())
          .as("%d characters of a proof", length)
          .isEqualTo(fits ? 200 : 400);
    }
  }

  @Test
  void l13TheNameOfAKeyHas256Characters(Site site) throws JOSEException {
    for (int length = LONGEST_NAME - 1; length <= LONGEST_NAME + 1; length++) {
      boolean fits = length <= LONGEST_NAME;
      ECKey key = new ECKeyGenerator(Curve.P_256).keyID(pad(length)).generate();
      Caller app = app(site, "l13-key", "s0");
      Answer made =
          site.operator()
              .admin(
                  "POST",
                  "/apps/" + app.id() + "/credentials",
                  "{\"type\":\"public_key\",\"jwk\":" + key.toPublicJWK() + "}");
      assertThat(made.status()).as("%d characters", length).isEqualTo(fits ? 201 : 400);
      KeyCaller caller = KeyCaller.signing(app, key);
      assertThat(caller.ask().status())
          .as("named by %d characters", length)
          .isEqualTo(fits ? 200 : 401);
    }
    // Nor is a longer name cut to one that is known.
    KeyCaller known =
        KeyCaller.signing(
            app(site, "l13-cut", "s0"),
            new ECKeyGenerator(Curve.P_256).keyID(pad(LONGEST_NAME)).generate());
    String body = "{\"type\":\"public_key\",\"jwk\":" + known.key().toPublicJWK() + "}";
    String path = "/apps/" + known.app().id() + "/credentials";
    assertThat(site.operator().admin("POST", path, body).status()).isEqualTo(201);
    String longer = known.sign(known.header().keyID(pad(LONGEST_NAME + 1)).build(), known.claims());
    assertThat(known.send(longer).status()).isEqualTo(401);
    assertThat(known.ask().status()).isEqualTo(200);
  }
}
