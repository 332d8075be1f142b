package dev.postern.server.policy;

import static dev.postern.server.TokenSite.HERE;
import static dev.postern.server.TokenSite.HOME;
import static dev.postern.server.TokenSite.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.Scopes;
import dev.postern.protocol.dpop.ProofKey;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SigningKey;
import dev.postern.server.TestCertificates;
import dev.postern.server.TestCertificates.Issued;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.TokenSite.Parts;
import dev.postern.server.TokenSite.Terms;
import dev.postern.server.clientauth.ClientSecret;
import dev.postern.server.grant.GrantRequest.ClientCredentials;
import dev.postern.server.issuance.IssuedToken;
import dev.postern.server.issuance.TokenRequest;
import dev.postern.server.policy.Explanation.Outlook;
import dev.postern.server.possession.Shown;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.Api;
import dev.postern.store.App;
import dev.postern.store.AppEntry;
import dev.postern.store.Credential;
import dev.postern.store.Grant;
import dev.postern.store.Proof;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is explained is what is issued: thousands of states and requests, each asked both ways. */
final class AgreementTest {

  private static final int WORLDS = 400;
  private static final int REQUESTS = 12;
  private static final Issued CERTIFICATE = TestCertificates.selfSigned("CN=mover");
  private static final JsonObject PLAN = JsonObject.builder().put("plan", "gold").build();

  private final TokenSite site = new TokenSite();
  private final ProofKey key = new ProofKey(SigningKey.fresh());
  private final Random random = new Random(20_261_128);

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private boolean seldom() {
    return random.nextInt(5) == 0;
  }

  private @Nullable Instant end() {
    return seldom()
        ? one(List.of(START.minusSeconds(9), START.plusMillis(300), START.plusSeconds(90)))
        : null;
  }

  /** An app in some state, with two APIs in some state. */
  private Client world(int number) {
    Client client = site.credential(HOME, site.app(HOME).id(), secret(), end());
    for (String name : List.of("x", "y")) {
      Api api = site.api(HOME, "https://" + name + number + ".example.com", "a", "b");
      if (seldom()) {
        site.demand(api, one(List.of(Proof.values())));
      }
      if (name.equals("x") || random.nextBoolean()) {
        Grant.Status status = seldom() ? Grant.Status.SUSPENDED : Grant.Status.ACTIVE;
        Duration lifetime = seldom() ? Duration.ofMinutes(3) : Duration.ofDays(3);
        Terms terms = new Terms(PLAN, lifetime, end(), status);
        site.grant(client, api, terms, seldom() ? new String[] {"gone"} : new String[] {"a"});
      }
    }
    App.Status status = seldom() ? App.Status.BLOCKED : App.Status.ACTIVE;
    List<String> from = seldom() ? List.of("192.0.2.0/24") : List.of();
    site.change(client, it -> new Parts(status, from, it.limits(), Set.of()));
    if (seldom()) {
      site.demand(client, one(List.of(Proof.values())));
    }
    return client;
  }

  private ClientSecret secret() {
    return ClientSecret.random(site.random);
  }

  private ClientCredentials request(int number) {
    List<Optional<String>> targets =
        List.of(
            Optional.of("https://x" + number + ".example.com"),
            Optional.of("https://x" + number + ".example.com"),
            Optional.of("https://y" + number + ".example.com"),
            Optional.of("https://nowhere.example.com"),
            Optional.empty());
    List<Optional<Scopes>> scopes =
        List.of(
            Optional.empty(),
            Optional.of(Scopes.of("a")),
            Optional.of(Scopes.of("a", "b")),
            Optional.of(Scopes.none()));
    JsonObject silver = JsonObject.builder().put("plan", "silver").build();
    JsonObject claims = seldom() ? silver : one(List.of(JsonObject.EMPTY, PLAN));
    return new ClientCredentials(one(targets), one(scopes), claims);
  }

  private Shown shown(Explanation.Shown what) {
    String proof =
        key.proof(
            "POST",
            URI.create("http://127.0.0.1:8080/service/oauth/token"),
            Optional.empty(),
            Optional.empty(),
            site.now());
    return new Shown(
        what == Explanation.Shown.DPOP ? List.of(proof) : List.of(),
        "POST",
        "/service/oauth/token",
        what == Explanation.Shown.MTLS ? Optional.of(CERTIFICATE.shown()) : Optional.empty());
  }

  private Explanation explained(Client client, ClientCredentials asked, Explanation.Shown what) {
    Optional<AppEntry> app = site.tenant(HOME).app(client.id());
    Optional<Credential> credential =
        app.stream()
            .flatMap(it -> it.credentials().stream())
            .filter(it -> it.id().equals(client.credential()))
            .findFirst();
    return Explanation.of(
        new Explanation.Request(
            site.tenant(HOME),
            site.address.issuer(HOME),
            app,
            credential,
            Optional.of(HERE),
            asked.target(),
            asked.scopes(),
            asked.claims(),
            what),
        site.now());
  }

  private @Nullable IssuedToken issued(
      Client client, ClientCredentials asked, Explanation.Shown what) {
    try {
      return site.issuance.issue(new TokenRequest(HOME, client.proof(), asked, shown(what)));
    } catch (Refusal refusal) {
      return null;
    }
  }

  @Test
  void whatIsExplainedIsWhatIsIssued() {
    int issued = 0;
    int refused = 0;
    for (int number = 0; number < WORLDS; number++) {
      Client client = world(number);
      for (int i = 0; i < REQUESTS; i++) {
        ClientCredentials asked = request(number);
        Explanation.Shown what = one(List.of(Explanation.Shown.values()));
        Explanation explained = explained(client, asked, what);
        @Nullable IssuedToken token = issued(client, asked, what);
        assertThat(explained.allowed())
            .as(asked + " " + what + " " + explained.findings())
            .isEqualTo(token != null);
        if (token == null) {
          refused++;
          assertThat(explained.outlook()).isEmpty();
        } else {
          issued++;
          Outlook outlook = explained.outlook().orElseThrow();
          assertThat(outlook.scopes()).isEqualTo(token.scopes());
          assertThat(outlook.lifetime()).isEqualTo(token.lifetime());
        }
      }
    }
    // Else it would agree about nothing much.
    assertThat(issued).isGreaterThan(300);
    assertThat(refused).isGreaterThan(300);
  }
}
