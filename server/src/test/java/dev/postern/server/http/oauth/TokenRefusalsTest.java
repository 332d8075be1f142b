package dev.postern.server.http.oauth;

import static dev.postern.server.TokenSite.ACME;
import static dev.postern.server.TokenSite.HERE;
import static dev.postern.server.TokenSite.HOME;
import static dev.postern.server.TokenSite.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.TokenSite.Parts;
import dev.postern.server.TokenSite.Terms;
import dev.postern.server.clientauth.ClientSecret;
import dev.postern.server.http.Reply;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.Api;
import dev.postern.store.App;
import dev.postern.store.Grant;
import dev.postern.store.Profile;
import dev.postern.store.Tenant;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every reason for which the token endpoint refuses, and what is answered (RFC 6749 5.2). */
final class TokenRefusalsTest {

  private static final String STORAGE = "https://storage.example.com";

  private final TokenSite site = new TokenSite();
  private final TokenCall call = new TokenCall(site);
  private final Api storage = site.api(HOME, STORAGE, "archive:read", "archive:write");

  private Client reader(Terms terms) {
    Client client = site.app(HOME);
    site.grant(client, storage, terms, "archive:read");
    return client;
  }

  private Client reader() {
    return reader(Terms.USUAL);
  }

  private static void assertRefused(Reply reply, int status, String error) {
    assertThat(reply.status()).as(TokenCall.body(reply)).isEqualTo(status);
    assertThat(TokenCall.text(reply, "error")).isEqualTo(error);
    assertThat(reply.headers().first("Cache-Control")).contains("no-store");
    assertThat(reply.headers().first("Pragma")).contains("no-cache");
    assertThat(reply.headers().first("Content-Type")).contains("application/json");
  }

  @Test
  void whoFailsToAuthenticateGetsTheSameAnswerWhateverTheReason() throws UnknownHostException {
    Client good = reader();
    Client blocked = reader();
    site.change(blocked, parts -> parts(parts, App.Status.BLOCKED, List.of()));
    Client elsewhere = reader();
    site.change(elsewhere, parts -> parts(parts, App.Status.ACTIVE, List.of("192.0.2.0/24")));
    Client ended = site.app(HOME, START);
    Client secretless = new Client(HOME, site.app(HOME).id(), good.credential(), good.secret());
    site.change(
        HOME,
        writer ->
            writer
                .app(secretless.id())
                .orElseThrow()
                .credentials()
                .forEach(each -> writer.removeCredential(secretless.id(), each.id())));
    Client other = site.app(ACME);
    Client ofBlockedTenant = site.app(ACME);
    Reply unknown =
        call.ask(new Client(HOME, new ClientId("app_nobody"), good.credential(), good.secret()));
    List<Reply> answers = new ArrayList<>(List.of(unknown));
    answers.add(call.ask(new Client(HOME, good.id(), good.credential(), other.secret())));
    answers.add(call.ask(good, "client_secret", "letmein"));
    answers.add(call.ask(good, "client_id", "x".repeat(129)));
    answers.add(call.ask(good, "client_id", "../" + good.id().text()));
    answers.add(call.ask(blocked));
    answers.add(call.ask(elsewhere));
    answers.add(call.ask(ended));
    answers.add(call.ask(secretless));
    answers.add(call.ask(new Client(HOME, other.id(), other.credential(), other.secret())));
    answers.add(call.ask(new Client(ACME, good.id(), good.credential(), good.secret())));
    answers.add(call.form(good, "grant_type=client_credentials&client_id=" + good.id()));
    answers.add(call.form(good, "grant_type=client_credentials"));
    site.change(ACME, writer -> writer.put(writer.tenant().under(Profile.FAPI2, writer.number())));
    answers.add(call.ask(other));
    blockAcme();
    answers.add(call.ask(ofBlockedTenant));

    for (Reply answer : answers) {
      assertRefused(answer, 401, "invalid_client");
      assertThat(answer.headers().fields()).isEqualTo(unknown.headers().fields());
      assertThat(answer.body()).isEqualTo(unknown.body());
    }
    assertThat(unknown.headers().first("WWW-Authenticate"))
        .contains("Basic realm=\"postern\", charset=\"UTF-8\"");
    assertThat(call.ask(good).status()).isEqualTo(200);
    assertThat(call.from(elsewhere, InetAddress.getByName("192.0.2.7")).status()).isEqualTo(200);
    assertThat(site.journal.refusedCount(TokenReason.CREDENTIAL_EXPIRED)).isEqualTo(1);
    assertThat(site.journal.refusedCount(TokenReason.ADDRESS_NOT_ALLOWED)).isEqualTo(1);
    assertThat(site.journal.refusedCount(TokenReason.CREDENTIAL_NOT_TAKEN)).isEqualTo(1);
    assertThat(site.journal.refusedCount(TokenReason.CLIENT_BLOCKED)).isEqualTo(2);
  }

  private void blockAcme() {
    site.change(
        ACME,
        writer -> {
          Tenant tenant = writer.tenant();
          writer.put(
              new Tenant(
                  tenant.name(),
                  tenant.apiKey(),
                  Tenant.Status.BLOCKED,
                  tenant.createdAt(),
                  writer.number()));
        });
  }

  private static Parts parts(Parts parts, App.Status status, List<String> allowedIps) {
    return new Parts(status, allowedIps, parts.limits(), Set.of());
  }

  @Test
  void anAddressIsAllowedByItselfOrByItsNetwork() throws UnknownHostException {
    Client client = reader();
    for (String[] row :
        new String[][] {
          {"192.0.2.7", "192.0.2.7", "192.0.2.8"},
          {"10.0.0.0/8", "10.255.255.255", "11.0.0.0"},
          {"192.0.2.128/25", "192.0.2.128", "192.0.2.127"},
          {"2001:db8::/33", "2001:db8:7fff::1", "2001:db8:8000::1"},
          {"0.0.0.0/0", "203.0.113.1", "2001:db8::1"},
          {"::/0", "2001:db8::1", "203.0.113.1"},
          {"10.1.2.3/32", "::ffff:10.1.2.3", "::10.1.2.3"},
        }) {
      site.change(client, parts -> parts(parts, App.Status.ACTIVE, List.of(row[0])));
      assertThat(call.from(client, InetAddress.getByName(row[1])).status())
          .as(row[0])
          .isEqualTo(200);
      assertThat(call.from(client, InetAddress.getByName(row[2])).status())
          .as(row[0])
          .isEqualTo(401);
    }
    site.change(
        client,
        parts -> parts(parts, App.Status.ACTIVE, List.of("192.0.2.1", "::1", "127.0.0.0/8")));
    assertThat(call.from(client, HERE).status()).isEqualTo(200);
  }

  @Test
  void aCredentialIsGoodUntilItsLastWholeSecond() {
    Instant end = START.plusSeconds(10);
    Client client = site.app(HOME, end);
    site.grant(client, storage, "archive:read");
    assertThat(call.ask(client).status()).isEqualTo(200);
    site.at(end.minusSeconds(2));
    assertThat(TokenCall.body(call.ask(client))).contains("\"expires_in\":2");
    site.at(end.minusMillis(1));
    assertRefused(call.ask(client), 401, "invalid_client");
    site.at(end);
    assertRefused(call.ask(client), 401, "invalid_client");
    Client renewed = site.credential(HOME, client.id(), ClientSecret.random(site.random), null);
    assertThat(call.ask(renewed).status()).isEqualTo(200);
    assertRefused(call.ask(client), 401, "invalid_client");
  }

  @Test
  void oneSecretThatIsRegisteredTwiceIsGoodWhileEitherIs() {
    Client client = reader();
    site.credential(HOME, client.id(), client.secret(), START.plusSeconds(1));
    site.at(START.plusSeconds(2));
    assertThat(call.ask(client).status()).isEqualTo(200);
    Client other = site.app(HOME, START.plusSeconds(3));
    site.grant(other, storage, "archive:read");
    site.credential(HOME, other.id(), other.secret(), null);
    site.at(START.plusSeconds(4));
    assertThat(call.ask(other).status()).isEqualTo(200);
  }

  @Test
  void anEndedOrSuspendedGrantIsNone() {
    Instant end = START.plusSeconds(10);
    Client ending = reader(new Terms(JsonObject.EMPTY, null, end, Grant.Status.ACTIVE));
    Client suspended = reader(new Terms(JsonObject.EMPTY, null, null, Grant.Status.SUSPENDED));
    assertThat(call.ask(ending, "audience", STORAGE).status()).isEqualTo(200);
    assertRefused(call.ask(suspended, "audience", STORAGE), 400, "invalid_target");
    assertRefused(call.ask(suspended), 400, "invalid_target");
    site.at(end.minusMillis(1));
    assertRefused(call.ask(ending, "audience", STORAGE), 400, "invalid_target");
    site.at(end);
    Reply ended = call.ask(ending, "audience", STORAGE);
    assertRefused(ended, 400, "invalid_target");
    assertThat(ended.body())
        .as("as what was never there")
        .isEqualTo(call.ask(ending, "audience", "https://nobody.example.com").body());
    assertRefused(call.ask(ending), 400, "invalid_target");
  }

  @Test
  void aGrantWhoseScopesTheApiHasLostGivesNothing() {
    Client client = reader();
    Api other = site.api(HOME, "https://other.example.com", "a");
    Client both = site.app(HOME);
    site.grant(both, other, "a");
    site.change(
        HOME,
        writer -> {
          Api api = writer.api(storage.id()).orElseThrow();
          writer.put(
              new Api(
                  api.id(),
                  api.identifier(),
                  api.name(),
                  api.scopes().subList(1, 2),
                  api.tokenLifetime(),
                  api.maxTokenLifetime(),
                  api.longestLifetime(),
                  api.algorithm(),
                  api.proof(),
                  api.epoch(),
                  api.createdAt(),
                  writer.number()));
        });
    assertRefused(call.ask(client), 400, "invalid_scope");
    assertRefused(call.ask(client, "scope", "archive:read"), 400, "invalid_scope");
    assertRefused(call.ask(client, "scope", "archive:write"), 400, "invalid_scope");
    assertRefused(
        call.json(both, TokenCall.json(TokenCall.parameters(both)).replace("}", ",\"scope\":[]}")),
        400,
        "invalid_scope");
    assertThat(call.ask(both).status()).isEqualTo(200);
  }

  @Test
  void aNodeThatIsCutOffSaysSoAndWhenToComeAgain() {
    Client client = reader();
    site.cutOff(true);
    Reply reply = call.ask(client);
    assertRefused(reply, 503, "temporarily_unavailable");
    assertThat(reply.headers().first("Retry-After")).contains("5");
    site.cutOff(false);
    assertThat(call.ask(client).status()).isEqualTo(200);
  }

  @Test
  void whoAsksTooOftenIsToldHowLongToWait() {
    Client client = reader();
    for (int limit : new int[] {0, 1, 3}) {
      site.change(
          client,
          parts ->
              new Parts(
                  parts.status(), List.of(), new App.Limits(OptionalInt.of(limit)), Set.of()));
      for (int i = 0; i < limit; i++) {
        assertThat(call.ask(client).status()).isEqualTo(200);
      }
      Reply reply = call.ask(client);
      assertRefused(reply, 429, "temporarily_unavailable");
      assertThat(Long.parseLong(reply.headers().first("Retry-After").orElseThrow()))
          .isBetween(1L, Duration.ofMinutes(1).toSeconds());
    }
    assertThat(call.ask(reader()).status()).as("a neighbour's").isEqualTo(200);
    assertThat(site.journal.tooManyCount()).isEqualTo(3);
  }

  @Test
  void noAnswerRepeatsWhatWasSent() {
    Client client = reader();
    for (String[] sent :
        new String[][] {
          {"client_id", "canary"},
          {"client_secret", "canary"},
          {"scope", "canary"},
          {"audience", "https://canary.example"},
          {"claims", "{\"canary\":1}"},
          {"grant_type", "canary"},
          {"claims", "canary"},
        }) {
      Reply reply = call.ask(client, sent);
      assertThat(reply.status()).isIn(400, 401);
      assertThat(TokenCall.body(reply) + reply.headers().fields()).doesNotContain("canary");
    }
  }

  @Test
  void aClaimMayBeAskedForByNameAndValueAndNothingElse() {
    JsonObject claims =
        JsonObject.builder()
            .put("region", "eu")
            .put("n", 1)
            .put("sub", "root")
            .put("o", JsonObject.builder().put("a", true).build())
            .build();
    Client client = reader(new Terms(claims, null, null, Grant.Status.ACTIVE));
    for (String allowed : List.of("{}", "{\"region\":\"eu\"}", "{\"o\":{\"a\":true},\"n\":1}")) {
      assertThat(call.ask(client, "claims", allowed).status()).as(allowed).isEqualTo(200);
      String json = TokenCall.json(TokenCall.parameters(client));
      assertThat(call.json(client, json.replace("}", ",\"claims\":" + allowed + "}")).status())
          .isEqualTo(200);
    }
    for (String other :
        List.of(
            "{\"region\":\"us\"}",
            "{\"region\":null}",
            "{\"other\":\"eu\"}",
            "{\"n\":\"1\"}",
            "{\"n\":1.0}",
            "{\"o\":{\"a\":true,\"b\":1}}",
            "{\"sub\":\"root\"}",
            "{\"region\":\"eu\",\"region\":\"eu\"}",
            "[]",
            "\"region\"",
            "1")) {
      assertRefused(call.ask(client, "claims", other), 400, "invalid_request");
    }
    assertThat(Scopes.of("archive:read").text())
        .isEqualTo(TokenCall.text(call.ask(client), "scope"));
  }
}
