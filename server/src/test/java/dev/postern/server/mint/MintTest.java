package dev.postern.server.mint;

import static dev.postern.server.TokenSite.ACME;
import static dev.postern.server.TokenSite.HOME;
import static dev.postern.server.TokenSite.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.Audience;
import dev.postern.protocol.Claim;
import dev.postern.protocol.TokenId;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.TokenCheck;
import dev.postern.server.ProvenClient;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.TokenSite.Terms;
import dev.postern.server.policy.Permit;
import dev.postern.server.policy.Policy;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.Api;
import dev.postern.store.BuiltInApi;
import dev.postern.store.Grant;
import dev.postern.store.TenantName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every claim of a token, and none that anybody else chose in its place. */
final class MintTest {

  private static final Set<String> OURS =
      Set.of(
          "iss",
          "sub",
          "client_id",
          "aud",
          "jti",
          "sid",
          "cid",
          "iat",
          "exp",
          "scp",
          "scope",
          "gty");

  private final TokenSite site = new TokenSite();

  private AccessTokenClaims mint(Client client) throws Refusal {
    Permit permit =
        Policy.decide(
            site.grants.authorize(
                ProvenClient.of(site, client.tenant(), client.proof()),
                TokenSite.anything(),
                site.now()),
            site.nothing(),
            site.now());
    return new Mint(site.address, site.keys::session).mint(permit, new TokenId("t-1"), site.now());
  }

  private static JsonObject json(AccessTokenClaims claims) throws JsonFault {
    return new JsonReader(JsonLimits.REQUEST).object(claims.json());
  }

  private static Terms terms(JsonObject claims) {
    return new Terms(claims, Duration.ofMinutes(10), null, Grant.Status.ACTIVE);
  }

  @Test
  void everyClaimStandsThereAndSaysWhatTheSurfacePromises() throws Exception {
    for (TenantName tenant : new TenantName[] {HOME, ACME}) {
      String issuer =
          tenant.equals(HOME) ? "http://127.0.0.1:8080/" : "http://acme.hub.localhost:8080/";
      Api api = site.api(tenant, "https://storage.example.com", SignatureAlgorithm.EDDSA, "a", "b");
      Client client = site.app(tenant);
      Grant grant = site.grant(client, api, terms(JsonObject.EMPTY), "b", "a");
      AccessTokenClaims minted = mint(client);
      assertThat(minted.tenant()).isEqualTo(tenant);
      assertThat(minted.algorithm()).isEqualTo(SignatureAlgorithm.EDDSA);
      JsonObject claims = json(minted);
      assertThat(claims.members().keySet()).isEqualTo(OURS);
      assertThat(claims.string("iss")).isEqualTo(issuer);
      assertThat(claims.string("sub")).isEqualTo(client.id() + "@client");
      assertThat(claims.string("client_id")).isEqualTo(client.id().text());
      assertThat(claims.string("aud")).isEqualTo("https://storage.example.com");
      assertThat(claims.string("jti")).isEqualTo("t-1");
      assertThat(claims.string("cid")).isEqualTo(site.tenant(tenant).tenant().apiKey());
      assertThat(claims.integer("iat")).isEqualTo(START.getEpochSecond());
      assertThat(claims.integer("exp")).isEqualTo(START.getEpochSecond() + 600);
      assertThat(claims.array("scp").strings()).containsExactly("b", "a");
      assertThat(claims.string("scope")).isEqualTo("b a");
      assertThat(claims.string("gty")).isEqualTo("client_credentials");
      assertThat(claims.string("sid"))
          .isEqualTo(
              site.keys
                  .session(tenant)
                  .session(
                      api,
                      site.tenant(tenant).app(client.id()).orElseThrow().app(),
                      grant,
                      site.tenant(tenant).app(client.id()).orElseThrow().credentials().getFirst())
                  .text());
    }
  }

  @Test
  void aBuiltInApiIsNamedBelowItsIssuer() throws Exception {
    Client client = site.app(ACME);
    site.grant(client, site.tenant(ACME).api(BuiltInApi.IDENTITY).orElseThrow(), "profile:read");
    assertThat(json(mint(client)).string("aud"))
        .isEqualTo("http://acme.hub.localhost:8080/identity/v2/manage");
  }

  @Test
  void aTokenWithAllTheClaimsThatAGrantCanHaveIsAToken() throws Exception {
    // What the Admin API takes at most: 4,096 bytes, however many or however deep.
    JsonObject.Builder many = JsonObject.builder();
    for (int i = 0; i < 500; i++) {
      many.put(Integer.toString(i, 36), 1);
    }
    JsonObject deep =
        new JsonReader(JsonLimits.REQUEST)
            .object(
                ("{\"a\":" + "[".repeat(30) + "]".repeat(30) + "}")
                    .getBytes(StandardCharsets.UTF_8));
    for (JsonObject own : List.of(many.build(), deep)) {
      assertThat(own.bytes().length).isLessThanOrEqualTo(4096);
      Client client = site.app(HOME);
      String identifier = "https://" + client.id() + ".example.com";
      site.grant(client, site.api(HOME, identifier, "a"), terms(own), "a");
      assertThat(
              new TokenCheck(site.address.issuer(HOME), new Audience(identifier))
                  .check(TokenCheck.parse(site.token(client)), site.keys.verification(HOME))
                  .claims()
                  .members()
                  .keySet())
          .containsAll(own.members().keySet());
    }
  }

  @Test
  void ownClaimsStandBesideOursAndNeverInTheirPlace() throws Exception {
    JsonObject.Builder own = JsonObject.builder().put("region", "eu");
    Claim.RESERVED.forEach(name -> own.put(name, "canary"));
    assertThat(Claim.RESERVED).containsAll(OURS).contains("cnf", "nbf", "act", "exchanged_for");
    Client client = site.app(HOME);
    site.grant(client, site.api(HOME, "https://own.example.com", "a"), terms(own.build()), "a");
    JsonObject claims = json(mint(client));
    assertThat(claims.string("region")).isEqualTo("eu");
    assertThat(claims.text()).doesNotContain("canary");
    assertThat(claims.members()).hasSize(OURS.size() + 1);
  }
}
