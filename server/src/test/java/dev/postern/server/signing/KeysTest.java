package dev.postern.server.signing;

import static dev.postern.server.TokenSite.ACME;
import static dev.postern.server.TokenSite.HOME;
import static dev.postern.server.TokenSite.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.postern.protocol.KeyId;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.CompactJws;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.TokenFault;
import dev.postern.protocol.token.VerificationKeys;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.store.Api;
import dev.postern.store.SealedKey;
import dev.postern.store.SealedKey.State;
import dev.postern.store.TenantName;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys: how they are made, sealed, opened, published and signed with. */
final class KeysTest {

  private static final Set<String> PRIVATE =
      Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv");

  private final TokenSite site = new TokenSite();
  private final SecureRandom random = new SecureRandom();

  @BeforeAll
  static void asTheServerDoes() {
    CryptoProvider.install();
  }

  private static byte[] master(int first) {
    byte[] bytes = new byte[MasterKey.LENGTH];
    bytes[0] = (byte) first;
    return bytes;
  }

  @Test
  void aSealedKeyOpensInItsOwnRowAndNowhereElse() {
    MasterKey key = new MasterKey(master(1), random);
    KeyId id = new KeyId("kid");
    byte[] secret = "secret".getBytes(StandardCharsets.US_ASCII);
    String sealed = key.seal(secret, HOME, id, "ES256");
    assertThat(sealed).startsWith("aes-256-gcm:" + key.name() + ":").doesNotContain("secret");
    assertThat(key.open(sealed, HOME, id, "ES256")).isEqualTo(secret);
    assertThat(key.seal(secret, HOME, id, "ES256")).as("a nonce of its own").isNotEqualTo(sealed);
    assertThatThrownBy(() -> key.open(sealed, ACME, id, "ES256"))
        .isInstanceOf(UnsealException.class);
    assertThatThrownBy(() -> key.open(sealed, HOME, new KeyId("kie"), "ES256"))
        .isInstanceOf(UnsealException.class);
    assertThatThrownBy(() -> key.open(sealed, HOME, id, "RS256"))
        .isInstanceOf(UnsealException.class);
    // The same characters, parted at another place.
    String shifted = key.seal(secret, new TenantName("a"), new KeyId("bc"), "ES256");
    assertThatThrownBy(() -> key.open(shifted, new TenantName("ab"), new KeyId("c"), "ES256"))
        .isInstanceOf(UnsealException.class);
    MasterKey other = new MasterKey(master(2), random);
    assertThat(other.name()).isNotEqualTo(key.name());
    assertThatThrownBy(() -> other.open(sealed, HOME, id, "ES256"))
        .isInstanceOf(UnsealException.class)
        .hasMessageContaining("another master key");
    assertThatThrownBy(
            () -> other.open(sealed.replace(key.name(), other.name()), HOME, id, "ES256"))
        .isInstanceOf(UnsealException.class);
  }

  @Test
  void aSealThatWasChangedAtAnyByteDoesNotOpen() {
    MasterKey key = new MasterKey(master(1), random);
    KeyId id = new KeyId("kid");
    String sealed = key.seal(new byte[8], HOME, id, "ES256");
    String start = sealed.substring(0, sealed.lastIndexOf(':') + 1);
    byte[] bytes = Base64.getUrlDecoder().decode(sealed.substring(start.length()));
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 1;
      String text = start + Base64.getUrlEncoder().withoutPadding().encodeToString(changed);
      assertThatThrownBy(() -> key.open(text, HOME, id, "ES256"))
          .isInstanceOf(UnsealException.class);
    }
    for (String broken :
        List.of("", start, start + "AAAA", start + "*", "aes-256-gcm", sealed + "A")) {
      assertThatThrownBy(() -> key.open(broken, HOME, id, "ES256"))
          .isInstanceOf(UnsealException.class);
    }
    assertThatThrownBy(() -> new MasterKey(new byte[16], random))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(key).hasToString("MasterKey[" + key.name() + "]");
  }

  @ParameterizedTest
  @EnumSource
  void aKeyIsMadeWithAPublicHalfThatHoldsNothingElse(SignatureAlgorithm algorithm)
      throws Exception {
    SealedKey key = site.forge.token(HOME, algorithm, State.ACTIVE, START, 7);
    assertThat(key.use()).isEqualTo(SealedKey.Use.TOKEN);
    assertThat(key.algorithm()).isEqualTo(algorithm.text());
    assertThat(key.version()).isEqualTo(7);
    JsonObject jwk = key.publicKey();
    assertThat(jwk.members().keySet()).doesNotContainAnyElementsOf(PRIVATE);
    assertThat(jwk.string("kid")).isEqualTo(key.id().text());
    assertThat(jwk.string("alg")).isEqualTo(algorithm.text());
    assertThat(jwk.string("use")).isEqualTo("sig");
    JWK parsed = JWK.parse(jwk.text());
    assertThat(parsed.isPrivate()).isFalse();
    assertThat(parsed.computeThumbprint().toString()).isEqualTo(key.id().text());
    assertThat(key.toString()).doesNotContain(key.sealed());
    SealedKey another = site.forge.token(HOME, algorithm, State.ACTIVE, START, 7);
    assertThat(another.id()).isNotEqualTo(key.id());
  }

  @ParameterizedTest
  @EnumSource
  void whatAKeySignsItsPublishedHalfVerifies(SignatureAlgorithm algorithm) throws Exception {
    Api api =
        site.api(
            HOME,
            "https://" + algorithm.text().toLowerCase(Locale.ROOT) + ".example.com",
            algorithm,
            "a");
    Client client = site.app(HOME);
    site.grant(client, api, "a");
    JWKSet published =
        JWKSet.parse(new String(site.keys.tokenKeySet(HOME), StandardCharsets.UTF_8));
    // More than once, for signature engines are used again.
    for (int i = 0; i < 3; i++) {
      String token = site.token(client);
      JWSObject jws = JWSObject.parse(token);
      assertThat(jws.getHeader().getAlgorithm().getName()).isEqualTo(algorithm.text());
      JWK key = published.getKeyByKeyId(jws.getHeader().getKeyID());
      assertThat(key.getAlgorithm().getName()).isEqualTo(algorithm.text());
      if (algorithm != SignatureAlgorithm.EDDSA) {
        // Nimbus verifies EdDSA by a library that we do not carry; our own check comes below.
        JWSVerifier verifier =
            algorithm.text().startsWith("ES")
                ? new ECDSAVerifier(key.toECKey())
                : new RSASSAVerifier(key.toRSAKey());
        assertThat(jws.verify(verifier)).isTrue();
      }
      CompactJws.parse(token, 16 * 1024).verifiedPayload("at+jwt", site.keys.verification(HOME));
    }
  }

  @Test
  void manyThreadsSignAtOnceAndEverySignatureStands() throws Exception {
    Api api = site.api(HOME, "https://many.example.com", "a");
    Client client = site.app(HOME);
    site.grant(client, api, "a");
    VerificationKeys keys = site.keys.verification(HOME);
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<String>> calls = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        calls.add(() -> site.token(client));
      }
      for (Future<String> token : threads.invokeAll(calls)) {
        CompactJws.parse(token.get(), 16 * 1024).verifiedPayload("at+jwt", keys);
      }
    }
  }

  @Test
  void noKeySetHoldsAPrivateMemberOrAnotherTenantsKey() throws Exception {
    for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
      site.api(
          HOME,
          "https://" + algorithm.text().toLowerCase(Locale.ROOT) + ".example.com",
          algorithm,
          "a");
    }
    List<String> seen = new ArrayList<>();
    for (TenantName tenant : List.of(HOME, ACME)) {
      for (byte[] document : List.of(site.keys.tokenKeySet(tenant), site.keys.feedKeySet(tenant))) {
        JWKSet set = JWKSet.parse(new String(document, StandardCharsets.UTF_8));
        for (JWK key : set.getKeys()) {
          assertThat(key.isPrivate()).isFalse();
          assertThat(key.toJSONObject().keySet())
              .isSubsetOf("kty", "use", "alg", "kid", "crv", "x", "y", "n", "e");
          seen.add(key.getKeyID());
        }
      }
    }
    assertThat(seen).hasSize(8).doesNotHaveDuplicates();
  }

  @Test
  void aKeyIsPublishedBeforeItSignsAndAfterAndGoneWhenRemoved() throws Exception {
    Client client = site.app(HOME);
    site.grant(client, site.api(HOME, "https://a.example.com", "a"), "a");
    KeyId first = keyOf(site.token(client));
    SealedKey next = site.forge.token(HOME, SignatureAlgorithm.ES256, State.PUBLISHED, START, 0);
    site.change(HOME, writer -> writer.put(next.in(State.PUBLISHED, START, writer.number())));
    assertThat(published(HOME)).containsExactlyInAnyOrder(first.text(), next.id().text());
    assertThat(keyOf(site.token(client))).isEqualTo(first);
    site.change(
        HOME,
        writer -> {
          writer.put(writer.key(first).orElseThrow().in(State.RETIRING, START, writer.number()));
          writer.put(next.in(State.ACTIVE, START, writer.number()));
        });
    assertThat(published(HOME)).containsExactlyInAnyOrder(first.text(), next.id().text());
    assertThat(keyOf(site.token(client))).isEqualTo(next.id());
    site.change(
        HOME,
        writer ->
            writer.put(writer.key(first).orElseThrow().in(State.REMOVED, START, writer.number())));
    assertThat(published(HOME)).containsExactly(next.id().text());
    assertThat(keyOf(site.token(client))).isEqualTo(next.id());
  }

  private List<String> published(TenantName tenant) throws Exception {
    String set = new String(site.keys.tokenKeySet(tenant), StandardCharsets.UTF_8);
    return JWKSet.parse(set).getKeys().stream().map(JWK::getKeyID).toList();
  }

  private static KeyId keyOf(String token) throws TokenFault {
    return CompactJws.parse(token, 16 * 1024).keyId();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REMOVED")
  void whoCanWriteToTheDatabaseCannotPublishAKeyOfHisOwn(State state) {
    MasterKey his = new MasterKey(master(9), random);
    SealedKey foreign =
        new KeyForge(his, random).token(HOME, SignatureAlgorithm.ES256, state, START, 1);
    SealedKey ours = site.forge.token(HOME, SignatureAlgorithm.ES256, state, START, 1);
    JsonObject named =
        JsonObject.builder().putAll(foreign.publicKey()).put("kid", ours.id().text()).build();
    SealedKey swapped =
        new SealedKey(
            ours.id(), ours.use(), ours.algorithm(), state, named, ours.sealed(), START, START, 1);
    List<SealedKey> whole = site.tenant(HOME).keys();
    for (SealedKey bad : List.of(foreign, swapped)) {
      List<SealedKey> keys = new ArrayList<>(whole);
      keys.add(bad);
      assertThatThrownBy(() -> new TenantKeys(HOME, keys, site.master))
          .isInstanceOf(UnsealException.class)
          .hasMessageContaining(bad.id().text());
    }
    assertThat(new TenantKeys(HOME, whole, site.master).feedSigner()).isNotNull();
  }

  @Test
  void aTenantWithoutItsFeedOrSessionKeyIsNotOpened() {
    for (SealedKey.Use use : List.of(SealedKey.Use.FEED, SealedKey.Use.SESSION)) {
      List<SealedKey> keys =
          site.tenant(HOME).keys().stream().filter(key -> key.use() != use).toList();
      assertThatThrownBy(() -> new TenantKeys(HOME, keys, site.master))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void everyKeyIsOpenedAtTheStartOrSaidNotToOpen() {
    site.keys.openAll();
    KeyRing closed = new KeyRing(site.registry, new MasterKey(master(3), random));
    assertThatThrownBy(closed::openAll)
        .isInstanceOf(UnsealException.class)
        .hasMessageContaining("another master key");
  }

  @Test
  void whatWasOpenIsTakenOverOnlyWhereNothingButTheStateChanged() {
    List<SealedKey> whole = site.tenant(HOME).keys();
    SealedKey ours = site.forge.token(HOME, SignatureAlgorithm.ES256, State.PUBLISHED, START, 1);
    SealedKey other = site.forge.token(HOME, SignatureAlgorithm.ES256, State.PUBLISHED, START, 1);
    TenantKeys before = new TenantKeys(HOME, with(whole, ours), site.master);
    MasterKey useless = new MasterKey(master(9), random);
    List<SealedKey> rest =
        whole.stream().filter(key -> key.use() == SealedKey.Use.SESSION).toList();
    List<SealedKey> signing =
        whole.stream().filter(key -> key.use() != SealedKey.Use.SESSION).toList();
    assertThat(rest).hasSize(1);
    // Only the session key is opened again.
    List<SealedKey> retired = with(signing, ours.in(State.RETIRING, START, 2));
    assertThatThrownBy(() -> new TenantKeys(HOME, retired, useless, before))
        .isInstanceOf(IllegalStateException.class)
        .isNotInstanceOf(UnsealException.class);
    SealedKey swapped =
        new SealedKey(
            ours.id(),
            ours.use(),
            ours.algorithm(),
            State.ACTIVE,
            other.publicKey(),
            ours.sealed(),
            START,
            START,
            2);
    assertThatThrownBy(() -> new TenantKeys(HOME, with(whole, swapped), site.master, before))
        .isInstanceOf(UnsealException.class)
        .hasMessageContaining(ours.id().text());
  }

  private static List<SealedKey> with(List<SealedKey> keys, SealedKey more) {
    List<SealedKey> all = new ArrayList<>(keys);
    all.add(more);
    return all;
  }
}
