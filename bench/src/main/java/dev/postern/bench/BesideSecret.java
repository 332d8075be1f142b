package dev.postern.bench;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.postern.bench.load.Call;
import dev.postern.bench.load.Round;
import dev.postern.bench.process.NotMeasured;
import dev.postern.bench.report.Figures;
import dev.postern.bench.report.MarkdownTable;
import dev.postern.bench.subject.Http;
import dev.postern.bench.subject.Invitation;
import dev.postern.bench.subject.TokenProof;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.dpop.DpopCheck;
import dev.postern.server.signing.CryptoProvider;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tokens by {@code private_key_jwt}, tokens that are bound by a DPoP proof, and introspection, each
 * beside tokens by a secret.
 */
final class BesideSecret {

  private static final int APPS = 64;
  private static final int TOKENS = 1_000;
  private static final String ALGORITHM = "ES256";
  private static final String SIGNED_ANSWER = "application/token-introspection+jwt";

  private final Ground ground;
  private final Contender postern;
  private final Path work;
  private final List<KeyedApp> apps = new ArrayList<>();
  private final List<String> tokens = new ArrayList<>();
  private final String caller;

  private BesideSecret(Ground ground, Contender postern, String caller) {
    this.ground = ground;
    this.postern = postern;
    this.work = ground.bench().resolve("target").resolve("work");
    this.caller = caller;
  }

  /** Registers the apps, the one that acts for the API among them, and gets tokens. */
  static BesideSecret prepare(Ground ground, Contender postern, PosternApis apis)
      throws NotMeasured, IOException, InterruptedException {
    // Else assertions and proofs would be signed by the JDK, for longer than they live.
    CryptoProvider.install();
    Invitation invitation = postern.invitation();
    String api = apis.apiId(invitation.audience());
    String boundApi = boundApi(apis, invitation);
    Map<String, Object> caller =
        apis.make("/apps", "{\"name\":\"bench API\",\"acts_for\":[\"%s\"]}".formatted(api));
    BesideSecret made =
        new BesideSecret(
            ground,
            postern,
            "client_id=%s&client_secret=%s"
                .formatted(
                    PosternApis.text(caller, "client_id"),
                    PosternApis.text(caller, "client_secret")));
    for (int i = 0; i < APPS; i++) {
      made.apps.add(
          KeyedApp.register(apis, "bench " + i, List.of(api, boundApi), invitation.scope()));
    }
    Files.createDirectories(made.work);
    KeyedApp.writeSecrets(made.secrets(), made.apps);
    for (int i = 0; i < TOKENS; i++) {
      made.tokens.add(made.token(made.apps.get(i % APPS)));
    }
    Files.write(made.work.resolve("tokens"), made.tokens, StandardCharsets.US_ASCII);
    return made;
  }

  /**
   * An API that takes no bearer tokens: a token request whose proof got lost is refused, and not
   * counted as a bound token.
   */
  private static String boundApi(PosternApis apis, Invitation invitation)
      throws NotMeasured, IOException, InterruptedException {
    Map<String, Object> api =
        apis.make(
            "/apis",
            """
            {"identifier":"%s","name":"Bench, bound","scopes":[{"name":"%s"}],"signing_algorithm":"%s","proof":"dpop"}\
            """
                .formatted(boundAudience(invitation), invitation.scope(), ALGORITHM));
    return PosternApis.text(api, "id");
  }

  private static String boundAudience(Invitation invitation) {
    return invitation.audience() + "/bound";
  }

  /** Measures; every kind of answer is looked at before and after. */
  MarkdownTable measured() throws NotMeasured, IOException, InterruptedException {
    prove();
    URI introspection = introspection();
    Call asked =
        Call.form(introspection, caller + "&token=", new Call.Lines(work.resolve("tokens"), false));
    List<InterleavedWork.Outcome> outcomes =
        new InterleavedWork(
                postern,
                ground.effort(),
                List.of(
                    new InterleavedWork.Kind(
                        "token by a secret",
                        first ->
                            Call.form(
                                postern.invitation().url(),
                                form(),
                                new Call.Lines(secrets(), false))),
                    new InterleavedWork.Kind("token by private_key_jwt", assertions()),
                    new InterleavedWork.Kind("token by a secret, bound by a DPoP proof", proofs()),
                    new InterleavedWork.Kind("introspection", first -> asked),
                    new InterleavedWork.Kind(
                        "introspection, signed answer", first -> asked.accepting(SIGNED_ANSWER))))
            .measured();
    prove();
    return table(outcomes);
  }

  private InterleavedWork.Source assertions() {
    Path file = work.resolve("assertions");
    return usedOnce(
        file,
        count -> KeyedApp.writeAssertions(file, apps, issuer(), count),
        Call.form(
            postern.invitation().url(), form() + KeyedApp.ASSERTION, new Call.Lines(file, true)));
  }

  private InterleavedWork.Source proofs() {
    Path file = work.resolve("proofs");
    URI url = postern.invitation().url();
    return usedOnce(
        file,
        count -> KeyedApp.writeProofs(file, apps, url, count),
        Call.form(url, boundForm(), new Call.Lines(file, true, Optional.of(DpopCheck.HEADER))));
  }

  private interface Lines {
    void write(long count) throws IOException;
  }

  /** As many lines as there were answers to secrets in the same turn: more are not needed. */
  private static InterleavedWork.Source usedOnce(Path file, Lines lines, Call call) {
    return new InterleavedWork.Source() {
      @Override
      public Call next(long first) throws IOException {
        lines.write(first);
        return call;
      }

      @Override
      public void over() throws IOException {
        // Before the system writes it to the disk, in the time of others.
        Files.delete(file);
      }
    };
  }

  static MarkdownTable table(List<InterleavedWork.Outcome> outcomes) {
    MarkdownTable table =
        new MarkdownTable(
            "work", "per second", "of tokens by a secret", "p50 ms", "p99 ms", "warm");
    for (InterleavedWork.Outcome each : outcomes) {
      table.row(
          List.of(
              each.name(),
              Figures.rate(each.rounds().rate()),
              Figures.ratio(each.rounds().times(outcomes.getFirst().rounds())),
              Figures.milliseconds(each.rounds().latency(Round.Latency::p50)),
              Figures.milliseconds(each.rounds().latency(Round.Latency::p99)),
              each.flat() ? "flat" : "not flat"));
    }
    return table;
  }

  /** A token of each kind, and each token active: plain for all, signed for one. */
  private void prove() throws NotMeasured, IOException, InterruptedException {
    KeyedApp app = apps.getLast();
    demandToken(form() + app.bySecret());
    demandBound(app);
    demandToken(
        form()
            + ("&client_id=" + app.clientId())
            + KeyedApp.ASSERTION
            + app.assertion(issuer(), Instant.now()));
    Http http = postern.http();
    for (String token : tokens) {
      HttpResponse<String> answer = http.form(introspection(), caller + "&token=" + token);
      if (answer.statusCode() != 200 || !active(PosternApis.json(answer.body()))) {
        throw new NotMeasured("Postern says of a token of its own: " + answer.body());
      }
    }
    proveSigned(
        http.form(
            introspection(),
            caller + "&token=" + tokens.getLast(),
            Map.of("Accept", SIGNED_ANSWER)));
  }

  private void demandToken(String body) throws NotMeasured, InterruptedException {
    Invitation asked = postern.invitation();
    TokenProof.demand(postern.name(), postern.http(), asked.with(body), ALGORITHM);
  }

  private void demandBound(KeyedApp app) throws NotMeasured, InterruptedException {
    Invitation asked =
        postern
            .invitation()
            .with(boundForm() + app.bySecret())
            .at(boundAudience(postern.invitation()));
    TokenProof.demand(
        postern.name(),
        postern.http(),
        asked,
        ALGORITHM,
        Optional.of(
            new TokenProof.HeldKey(app.thumbprint(), app.proof(asked.url(), Instant.now()))));
  }

  private void proveSigned(HttpResponse<String> answer)
      throws NotMeasured, IOException, InterruptedException {
    try {
      SignedJWT jwt = SignedJWT.parse(answer.body());
      String keys = postern.http().get(postern.invitation().jwks(), Optional.empty()).body();
      if (!TokenProof.signedByOneOf(JWKSet.parse(keys), jwt)
          || !active(jwt.getJWTClaimsSet().getClaim("token_introspection"))) {
        throw new NotMeasured("a signed answer is not what was asked for: " + answer.body());
      }
    } catch (ParseException | JOSEException e) {
      throw new NotMeasured("a signed answer cannot be read: " + e.getMessage());
    }
  }

  private static boolean active(@Nullable Object answer) {
    return answer instanceof Map<?, ?> members && Boolean.TRUE.equals(members.get("active"));
  }

  private String token(KeyedApp app) throws NotMeasured, IOException, InterruptedException {
    HttpResponse<String> answer =
        postern.http().form(postern.invitation().url(), form() + app.bySecret());
    return PosternApis.text(PosternApis.json(answer.body()), "access_token");
  }

  private String form() {
    return form(postern.invitation().audience());
  }

  private String boundForm() {
    return form(boundAudience(postern.invitation()));
  }

  private static String form(String audience) {
    return "grant_type=client_credentials&audience="
        + URLEncoder.encode(audience, StandardCharsets.UTF_8);
  }

  private Issuer issuer() {
    return new Issuer(postern.invitation().issuer());
  }

  private URI introspection() {
    return postern.invitation().url().resolve("introspect");
  }

  private Path secrets() {
    return work.resolve("secrets");
  }
}
