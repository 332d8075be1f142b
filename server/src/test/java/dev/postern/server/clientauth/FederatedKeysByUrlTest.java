package dev.postern.server.clientauth;

import static dev.postern.server.TokenSite.HERE;
import static dev.postern.server.TokenSite.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonNumber;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import dev.postern.protocol.token.SigningKey;
import dev.postern.server.ProvenClient;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.TokenSite.Parts;
import dev.postern.server.keysets.KeyHost;
import dev.postern.server.refusal.Awaited;
import dev.postern.server.refusal.Reason;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.App;
import dev.postern.store.AssertionRules;
import dev.postern.store.CredentialId;
import dev.postern.store.FederatedCredential;
import dev.postern.store.Ids;
import dev.postern.store.KeySetUrl;
import dev.postern.store.Principal;
import dev.postern.store.Trust;
import dev.postern.store.TrustedKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Issuers whose keys stand at a URL: a real host, fetched from as a server does. */
final class FederatedKeysByUrlTest {

  private static final String ISSUER = "https://idp.example.com/";
  private static final SigningKey KEY = key();
  private static final SigningKey OTHER = key();

  @TempDir private static Path folder;
  private static KeyHost host;

  private TokenSite site;
  private Client app;
  private CredentialId credential;
  private int made;

  @BeforeAll
  static void open() throws Exception {
    host = KeyHost.open(folder);
  }

  @AfterAll
  static void shut() {
    host.close();
  }

  @BeforeEach
  void begin() {
    site = new TokenSite(TokenSite.keySets(host.config()));
    app = site.app(HOME);
    credential = federated(app, "url", new TrustedKeys.Url(new KeySetUrl(host.url("/keys"))));
    host.keys("", KEY.publicKey().text());
    host.requests().clear();
  }

  @AfterEach
  void end() {
    site.keySets.close();
  }

  private static SigningKey key() {
    try {
      return SigningKey.read(SigningKey.generate());
    } catch (JsonFault e) {
      throw new AssertionError(e);
    }
  }

  private CredentialId federated(Client client, String subject, TrustedKeys keys) {
    CredentialId id = new CredentialId(Ids.next("cred", site.now(), site.random));
    Trust trust = new Trust(new Principal(ISSUER, subject), keys, false);
    site.change(
        HOME,
        writer ->
            writer.put(
                new FederatedCredential(
                    id, client.id(), trust, site.now(), null, writer.number(), writer.number())));
    return id;
  }

  private long seconds() {
    return site.now().getEpochSecond();
  }

  /** What the issuer says of {@code subject}. */
  private JsonObject claims(String subject) {
    made++;
    return JsonObject.builder()
        .put("iss", ISSUER)
        .put("sub", subject)
        .put("aud", site.address.issuer(HOME).text())
        .put("jti", "id-" + made)
        .put("iat", seconds())
        .put("exp", seconds() + 60)
        .build();
  }

  private static FederatedProof proof(String assertion) {
    return new FederatedProof(assertion, Optional.empty(), Optional.empty(), HERE, true);
  }

  private static FederatedProof signed(JsonObject claims) {
    return proof(KEY.sign("JWT", claims));
  }

  private static FederatedProof beside(ClientProof itself, JsonObject claims) {
    return new FederatedProof(
        KEY.sign("JWT", claims), Optional.empty(), Optional.of(itself), HERE, true);
  }

  /** What a client says of itself. */
  private AssertionProof own(Client client, SigningKey key) {
    String id = client.id().text();
    JsonObject claims =
        JsonObject.builder().putAll(claims("url")).put("iss", id).put("sub", id).build();
    return new AssertionProof(Optional.empty(), key.sign("JWT", claims), HERE, true);
  }

  private AuthenticatedClient once(ClientProof proof) throws Refusal {
    return ProvenClient.of(site, HOME, proof);
  }

  private Reason refused(ClientProof proof) {
    try {
      once(proof);
    } catch (Refusal refusal) {
      return refusal.reason();
    }
    throw new AssertionError("let in");
  }

  /** As the endpoint does it: waits once. */
  private AuthenticatedClient taken(ClientProof proof) throws Refusal {
    try {
      return once(proof);
    } catch (Refusal refusal) {
      if (refusal.reason() instanceof Awaited awaited) {
        awaited.arrival().await();
        return once(proof);
      }
      throw refusal;
    }
  }

  private Reason refusedAtLast(ClientProof proof) {
    try {
      taken(proof);
    } catch (Refusal refusal) {
      return refusal.reason();
    }
    throw new AssertionError("let in");
  }

  @Test
  void keysAtAUrlAreFetchedForTheFirstAssertion() throws Refusal {
    assertThat(((Awaited) refused(signed(claims("url")))).otherwise())
        .isEqualTo(TokenReason.KEYS_UNAVAILABLE);
    assertThat(taken(signed(claims("url"))).credential().id()).isEqualTo(credential);
    for (int i = 0; i < 5; i++) {
      once(signed(claims("url")));
      assertThat(refused(proof(OTHER.sign("JWT", claims("url")))))
          .isEqualTo(TokenReason.GRANT_ASSERTION_WRONG);
    }
    assertThat(host.requests()).hasSize(1);
    host.keys("", OTHER.publicKey().text());
    site.at(site.now().plus(Duration.ofMinutes(1)));
    assertThat(taken(proof(OTHER.sign("JWT", claims("url")))).credential().id())
        .isEqualTo(credential);
    assertThat(refused(signed(claims("url")))).isEqualTo(TokenReason.GRANT_ASSERTION_WRONG);
  }

  @Test
  void whereNoKeysCanBeHadItIsSaid() {
    host.answers("HTTP/1.1 500 X\r\n\r\n");
    assertThat(refusedAtLast(signed(claims("url")))).isEqualTo(TokenReason.KEYS_UNAVAILABLE);
  }

  @Test
  void nothingIsFetchedForAnAssertionThatWouldBeRefusedAnyway() {
    JsonObject good = claims("url");
    for (JsonObject hopeless :
        List.of(
            with(good, "iss", new JsonString("https://idp.example.com")),
            with(good, "sub", new JsonString("nobody")),
            with(good, "aud", new JsonString("https://elsewhere.example.com/")),
            with(good, "exp", JsonNumber.of(seconds() + 3600)),
            with(good, "exp", JsonNumber.of(seconds() - 31)),
            without(good, "jti"))) {
      assertThat(refused(signed(hopeless))).isInstanceOf(TokenReason.class);
    }
    assertThat(refused(proof(KEY.sign("at+jwt", good)))).isInstanceOf(TokenReason.class);
    site.change(app, parts -> new Parts(App.Status.BLOCKED, List.of(), App.Limits.NONE, Set.of()));
    assertThat(refused(signed(good))).isInstanceOf(TokenReason.class);
    assertThat(host.requests()).isEmpty();
  }

  private static JsonObject with(JsonObject claims, String name, JsonValue value) {
    return JsonObject.builder().putAll(claims).put(name, value).build();
  }

  private static JsonObject without(JsonObject claims, String name) {
    JsonObject.Builder rest = JsonObject.builder();
    claims.members().entrySet().stream()
        .filter(member -> !member.getKey().equals(name))
        .forEach(member -> rest.put(member.getKey(), member.getValue()));
    return rest.build();
  }

  /** Both may be used once, and both may have to wait: neither is lost to the other's waiting. */
  @Test
  void whatWaitsUsesNothingUp() throws Refusal {
    site.key(app, OTHER, AssertionRules.USUAL, null);
    AssertionProof own = own(app, OTHER);
    FederatedProof both = beside(own, claims("url"));
    assertThat(taken(both).entry().app().clientId()).isEqualTo(app.id());
    assertThat(refused(own)).isEqualTo(TokenReason.ASSERTION_USED);

    Client second = site.app(HOME);
    site.keySet(second, host.url("/own"), AssertionRules.USUAL, null);
    federated(second, "second", new TrustedKeys.Key(KEY.publicKey()));
    FederatedProof late = beside(own(second, KEY), claims("second"));
    assertThat(taken(late).entry().app().clientId()).isEqualTo(second.id());
    assertThat(host.requests()).hasSize(2);
  }

  @Test
  void ofManyKeysThatFitNoneIsTried() {
    String[] three = new String[3];
    for (int i = 0; i < three.length; i++) {
      JsonObject jwk = KEY.publicKey().json();
      three[i] = JsonObject.builder().putAll(jwk).put("kid", "k" + i).build().text();
    }
    host.keys("", three);
    JsonObject header = JsonObject.builder().put("alg", KEY.publicKey().algorithm().text()).build();
    assertThat(refusedAtLast(proof(KEY.sign(header, claims("url")))))
        .isEqualTo(TokenReason.GRANT_ASSERTION_WRONG);
  }
}
