package dev.postern.server.grant;

import static dev.postern.server.TokenSite.HOME;
import static dev.postern.server.TokenSite.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.ProvenClient;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.TokenSite.Parts;
import dev.postern.server.TokenSite.Terms;
import dev.postern.server.issuance.IssuedToken;
import dev.postern.server.issuance.TokenRequest;
import dev.postern.server.policy.Policy;
import dev.postern.server.possession.Shown;
import dev.postern.server.refusal.Reason;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.server.refusal.TooMany;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.App;
import dev.postern.store.Exchange;
import dev.postern.store.Grant;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An exchange on the whole route: each refusal by its own reason, and when a token ends. */
final class TokenExchangeTest {

  private final TokenSite site = new TokenSite();
  private final Api front = site.api(HOME, "https://front.example.com", "read");
  private final Api back = site.api(HOME, "https://back.example.com", "r", "w");
  private final Client customer = site.app(HOME);
  private final Client service = service();

  private Client service() {
    Client made = site.app(HOME);
    site.change(
        made, parts -> new Parts(parts.status(), parts.allowedIps(), parts.limits(), acting()));
    return made;
  }

  private Set<ApiId> acting() {
    return Set.of(front.id());
  }

  private void grantCustomer(JsonObject claims, Duration lifetime) {
    site.grant(customer, front, new Terms(claims, lifetime, null, Grant.Status.ACTIVE), "read");
  }

  private void grantService(Exchange exchange) {
    exchanging(site.grant(service, back, "r", "w"), exchange);
  }

  private void exchanging(Grant grant, Exchange exchange) {
    site.change(
        HOME,
        writer ->
            writer.put(
                new Grant(
                    grant.id(),
                    grant.clientId(),
                    grant.apiId(),
                    grant.scopes(),
                    grant.claims(),
                    grant.tokenLifetime(),
                    grant.expiresAt(),
                    grant.status(),
                    exchange,
                    grant.onlyApis(),
                    grant.epoch(),
                    grant.createdAt(),
                    writer.number())));
  }

  private Exchange terms() {
    return new Exchange(Set.of(front.id()), Set.of(), Scopes.none(), Exchange.Mode.DELEGATION);
  }

  private String sent() throws Refusal {
    grantCustomer(JsonObject.EMPTY, Duration.ofMinutes(10));
    return site.token(customer);
  }

  private static GrantRequest exchange(String token) {
    return new GrantRequest.TokenExchange(
        Optional.empty(), Optional.empty(), JsonObject.EMPTY, new GrantRequest.SubjectToken(token));
  }

  private IssuedToken issue(String token) throws Refusal {
    return site.issuance.issue(
        new TokenRequest(HOME, service.proof(), exchange(token), Shown.NOTHING));
  }

  private String exchanged(String token) throws Refusal {
    return new String(issue(token).token().reveal(), StandardCharsets.US_ASCII);
  }

  private Reason refusal(String token) {
    return site.refusal(service, exchange(token));
  }

  @Test
  void withoutAGrantThatSaysSoNothingIsExchanged() throws Refusal {
    String token = sent();
    assertThat(refusal(token)).isEqualTo(TokenReason.GRANT_TYPE_NOT_ALLOWED);
    Grant plain = site.grant(service, back, "r");
    assertThat(plain.exchange()).isNull();
    assertThat(refusal(token)).isEqualTo(TokenReason.GRANT_TYPE_NOT_ALLOWED);
    grantService(terms());
    assertThat(issue(token).exchanged()).isTrue();
    assertThat(
            site.refusal(
                service,
                new GrantRequest.TokenExchange(
                    Optional.of("https://front.example.com"),
                    Optional.empty(),
                    JsonObject.EMPTY,
                    new GrantRequest.SubjectToken(token))))
        .isEqualTo(TokenReason.TARGET_NOT_GRANTED);
  }

  @Test
  void aTokenThatWasSentToAnotherIsWrong() throws Refusal {
    grantService(terms());
    site.grant(customer, back, "r");
    assertThat(refusal(site.token(customer))).isEqualTo(TokenReason.SUBJECT_TOKEN_WRONG);
    assertThat(refusal("x")).isEqualTo(TokenReason.SUBJECT_TOKEN_WRONG);
  }

  @Test
  void tokensOfOtherApisAndSubjectsThanTheTermsNameAreNotAllowed() throws Refusal {
    String token = sent();
    grantService(
        new Exchange(Set.of(back.id()), Set.of(), Scopes.none(), Exchange.Mode.DELEGATION));
    assertThat(refusal(token)).isEqualTo(TokenReason.SUBJECT_TOKEN_NOT_ALLOWED);
    grantService(
        new Exchange(
            Set.of(front.id()),
            Set.of(new ClientId("app_other")),
            Scopes.none(),
            Exchange.Mode.DELEGATION));
    assertThat(refusal(token)).isEqualTo(TokenReason.SUBJECT_TOKEN_NOT_ALLOWED);
    grantService(
        new Exchange(
            Set.of(front.id()), Set.of(customer.id()), Scopes.none(), Exchange.Mode.DELEGATION));
    assertThat(issue(token).scopes()).isEqualTo(Scopes.of("r", "w"));
  }

  @Test
  void anotherActorThanTheTokenNamesIsNotAllowed() throws Refusal {
    grantService(terms());
    JsonObject other = JsonObject.builder().put("sub", "app_other@client").build();
    grantCustomer(JsonObject.builder().put("may_act", other).build(), Duration.ofMinutes(10));
    assertThat(refusal(site.token(customer))).isEqualTo(TokenReason.ACTOR_NOT_ALLOWED);
    JsonObject me = JsonObject.builder().put("sub", service.id().subject()).build();
    grantCustomer(JsonObject.builder().put("may_act", me).build(), Duration.ofMinutes(10));
    assertThat(issue(site.token(customer)).exchanged()).isTrue();
  }

  /** A service that acts for {@code source}, and may exchange what is for it for the target. */
  private Client link(Api source, Api target, JsonObject claims) {
    Client made = site.app(HOME);
    site.change(
        made,
        parts ->
            new Parts(parts.status(), parts.allowedIps(), parts.limits(), Set.of(source.id())));
    Terms says = new Terms(claims, null, null, Grant.Status.ACTIVE);
    exchanging(
        site.grant(made, target, says, "r"),
        new Exchange(Set.of(source.id()), Set.of(), Scopes.none(), Exchange.Mode.DELEGATION));
    return made;
  }

  private static JsonObject mayAct(Client app) {
    return JsonObject.builder()
        .put("may_act", JsonObject.builder().put("sub", app.id().subject()).build())
        .build();
  }

  private String exchanged(Client by, String token) throws Refusal {
    TokenRequest request = new TokenRequest(HOME, by.proof(), exchange(token), Shown.NOTHING);
    return new String(site.issuance.issue(request).token().reveal(), StandardCharsets.US_ASCII);
  }

  @Test
  void whoMayActIsSaidForTheWholeChain() throws Refusal {
    Api third = site.api(HOME, "https://third.example.com", "r");
    Api fourth = site.api(HOME, "https://fourth.example.com", "r");
    Client last = link(third, fourth, JsonObject.EMPTY);
    Client middle = link(back, third, mayAct(last));
    Client first = link(front, back, mayAct(middle));
    // Nobody says anything at the start: each link may name the next, and nobody beyond it.
    String second = exchanged(first, sent());
    String thirds = exchanged(middle, second);
    assertThat(site.refusal(last, exchange(thirds))).isEqualTo(TokenReason.ACTOR_NOT_ALLOWED);

    // Who names the first names nobody behind it, whatever that one's own grant says.
    grantCustomer(mayAct(first), Duration.ofMinutes(10));
    String bound = exchanged(first, site.token(customer));
    assertThat(site.refusal(middle, exchange(bound))).isEqualTo(TokenReason.ACTOR_NOT_ALLOWED);

    // Where nobody says anything, the chain goes on to its end.
    Client free = link(front, back, JsonObject.EMPTY);
    Client freely = link(back, third, JsonObject.EMPTY);
    assertThat(exchanged(last, exchanged(freely, exchanged(free, sent())))).isNotEmpty();
  }

  @Test
  void subjectsAreBothWhomATokenSpeaksForAndWhomItWasIssuedTo() throws Refusal {
    Api third = site.api(HOME, "https://third.example.com", "r");
    Client middle = link(front, back, JsonObject.EMPTY);
    Client last = link(back, third, JsonObject.EMPTY);
    String token = exchanged(middle, sent());
    Set<ApiId> from = Set.of(back.id());
    Grant grant = site.tenant(HOME).app(last.id()).orElseThrow().grant(third.id()).orElseThrow();
    for (Set<ClientId> one : List.of(Set.of(customer.id()), Set.of(middle.id()))) {
      exchanging(grant, new Exchange(from, one, Scopes.none(), Exchange.Mode.DELEGATION));
      assertThat(site.refusal(last, exchange(token)))
          .isEqualTo(TokenReason.SUBJECT_TOKEN_NOT_ALLOWED);
    }
    Set<ClientId> both = Set.of(customer.id(), middle.id());
    exchanging(grant, new Exchange(from, both, Scopes.none(), Exchange.Mode.DELEGATION));
    assertThat(exchanged(last, token)).isNotEmpty();
  }

  @Test
  void atTheSameApiNoScopeIsHadThatTheTokenLacksThoughTheApiIsRenamedMeanwhile() throws Refusal {
    Api wide = site.api(HOME, "https://wide.example.com", "read", "write");
    Client turning = site.app(HOME);
    site.change(
        turning,
        parts -> new Parts(parts.status(), parts.allowedIps(), parts.limits(), Set.of(wide.id())));
    exchanging(
        site.grant(turning, wide, "read", "write"),
        new Exchange(Set.of(wide.id()), Set.of(), Scopes.none(), Exchange.Mode.DELEGATION));
    site.grant(customer, wide, "read");
    Authorization found =
        site.grants.authorize(
            ProvenClient.of(site, HOME, turning.proof()),
            exchange(site.token(customer)),
            site.now());
    site.change(
        HOME,
        writer ->
            writer.put(
                new Api(
                    wide.id(),
                    wide.identifier(),
                    "Another name",
                    wide.scopes(),
                    wide.tokenLifetime(),
                    wide.maxTokenLifetime(),
                    wide.longestLifetime(),
                    wide.algorithm(),
                    wide.proof(),
                    wide.epoch(),
                    wide.createdAt(),
                    writer.number())));
    assertThat(found.api().name())
        .isNotEqualTo(site.tenant(HOME).api(wide.id()).orElseThrow().name());
    assertThat(Policy.decide(found, site.nothing(), site.now()).scopes())
        .isEqualTo(Scopes.of("read"));
  }

  @Test
  void anExchangeThatIsRefusedCountsForTheRateAndAnotherRefusalDoesNot() throws Refusal {
    String token = sent();
    grantService(terms());
    site.change(
        service,
        parts ->
            new Parts(
                parts.status(), parts.allowedIps(), new App.Limits(OptionalInt.of(1)), acting()));
    GrantRequest unknown =
        new GrantRequest.ClientCredentials(
            Optional.of("https://nowhere.example.com"), Optional.empty(), JsonObject.EMPTY);
    assertThat(site.refusal(service, unknown)).isEqualTo(TokenReason.TARGET_NOT_GRANTED);
    assertThat(refusal("x")).isEqualTo(TokenReason.SUBJECT_TOKEN_WRONG);
    assertThat(refusal(token)).isInstanceOf(TooMany.class);
    // Before anything of the token is looked at.
    assertThat(refusal("x")).isInstanceOf(TooMany.class);
  }

  @Test
  void aTokenIsExchangedToItsLastSecondAndNoLonger() throws Refusal {
    grantService(terms());
    String token = sent();
    // It ends 10:10:00.
    site.at(START.plusSeconds(598));
    assertThat(issue(token).lifetime()).isEqualTo(Duration.ofSeconds(2));
    site.at(START.plusSeconds(599));
    assertThat(issue(token).lifetime()).isEqualTo(Duration.ofSeconds(1));
    site.at(START.plusSeconds(600));
    // Verifiers allow for clocks; here it is our own.
    assertThat(refusal(token)).isEqualTo(TokenReason.SUBJECT_TOKEN_WRONG);
    site.at(START.plusSeconds(1000));
    assertThat(refusal(token)).isEqualTo(TokenReason.SUBJECT_TOKEN_WRONG);
  }

  @Test
  void aChainOfFourIsTheLongest() throws Refusal {
    grantCustomer(JsonObject.EMPTY, Duration.ofMinutes(10));
    String token = site.token(customer);
    // The service is the back, too, and exchanges what is for it again and again.
    site.change(
        service,
        parts ->
            new Parts(
                App.Status.ACTIVE,
                parts.allowedIps(),
                parts.limits(),
                Set.of(front.id(), back.id())));
    grantService(
        new Exchange(
            Set.of(front.id(), back.id()), Set.of(), Scopes.none(), Exchange.Mode.DELEGATION));
    for (int turn = 0; turn < 4; turn++) {
      token = exchanged(token);
    }
    assertThat(refusal(token)).isEqualTo(TokenReason.CHAIN_TOO_LONG);
  }

  @Test
  void aSuspendedGrantExchangesNothing() throws Refusal {
    String token = sent();
    grantService(terms());
    site.change(
        HOME,
        writer -> {
          Grant grant = writer.app(service.id()).orElseThrow().grant(back.id()).orElseThrow();
          writer.put(
              new Grant(
                  grant.id(),
                  grant.clientId(),
                  grant.apiId(),
                  grant.scopes(),
                  grant.claims(),
                  grant.tokenLifetime(),
                  grant.expiresAt(),
                  Grant.Status.SUSPENDED,
                  grant.exchange(),
                  grant.onlyApis(),
                  grant.epoch(),
                  grant.createdAt(),
                  writer.number()));
        });
    assertThat(refusal(token)).isEqualTo(TokenReason.GRANT_TYPE_NOT_ALLOWED);
  }

  @Test
  void aRequestDoesNotShowItsToken() {
    assertThat(exchange("secret").toString()).doesNotContain("secret");
  }
}
