package dev.postern.protocol.dpop;

import static dev.postern.protocol.dpop.SampleProofs.KEY;
import static dev.postern.protocol.dpop.SampleProofs.NOW;
import static dev.postern.protocol.dpop.SampleProofs.TARGET;
import static dev.postern.protocol.dpop.SampleProofs.URL;
import static dev.postern.protocol.dpop.SampleProofs.claims;
import static dev.postern.protocol.dpop.SampleProofs.header;
import static dev.postern.protocol.dpop.SampleProofs.signed;
import static dev.postern.protocol.dpop.SampleProofs.with;
import static dev.postern.protocol.dpop.SampleProofs.without;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.dpop.DpopFault.Kind;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.HmacSha256;
import dev.postern.protocol.token.Replays;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DpopCheckTest {

  private final Nonces nonces = new Nonces(new HmacSha256(new byte[32]));
  private final DpopCheck check = new DpopCheck(new Replays(1000), false);

  private Optional<Kind> fault(String... proofs) {
    return fault(check, TARGET, proofs);
  }

  private Optional<Kind> fault(DpopCheck by, DpopCheck.Target target, String... proofs) {
    try {
      ProvenKey proven = by.check(List.of(proofs), target, Optional.of(nonces), NOW);
      assertThat(proven.thumbprint()).isNotNull();
      return Optional.empty();
    } catch (DpopFault e) {
      return Optional.of(e.kind());
    }
  }

  private Optional<Kind> claimed(String name, Object value) {
    return fault(signed(header(), with(claims(), name, value)));
  }

  private Optional<Kind> headed(String name, Object value) {
    return fault(signed(with(header(), name, value), claims()));
  }

  @Test
  void aProofNamesTheKeyThatSignedIt() throws DpopFault {
    ProvenKey proven =
        check.check(List.of(signed(header(), claims())), TARGET, Optional.of(nonces), NOW);
    assertThat(proven.thumbprint()).isEqualTo(KEY.publicKey().thumbprint());
  }

  // RFC 9449 4.3 #5
  @Test
  void anAlgorithmThatIsNotTakenHereIsRefusedThoughItIsKnown() {
    DpopCheck.Target others = TARGET.signedBy(Set.of(SignatureAlgorithm.PS256));
    assertThat(fault(check, others, signed(header(), claims()))).contains(Kind.ALGORITHM);
    DpopCheck.Target strict = TARGET.signedBy(SignatureAlgorithm.FAPI2);
    assertThat(fault(check, strict, signed(header(), claims()))).isEmpty();
  }

  // RFC 9449 4.3 #1
  @Test
  void oneHeaderIsWanted() {
    String one = signed(header(), claims());
    assertThat(fault()).contains(Kind.MISSING);
    assertThat(fault(one, signed(header(), claims()))).contains(Kind.SEVERAL);
    assertThat(fault(one, one)).contains(Kind.SEVERAL);
    assertThat(fault(one + ", " + one)).contains(Kind.MALFORMED);
    assertThat(fault(one)).isEmpty();
  }

  // RFC 9449 4.3 #2
  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a.b", "a.b.c.d", "a.b.c", "e30.e30.AA", "..", "ey"})
  void whatIsNoJwtIsMalformed(String text) {
    assertThat(fault(text)).isPresent();
  }

  @Test
  void aProofMayBeSoLongAndNoLonger() {
    int rest = signed(header(), with(claims(), "more", "")).length();
    int most = (DpopCheck.LIMIT - rest) * 3 / 4;
    String longest = signed(header(), with(claims(), "more", "a".repeat(most - 2)));
    assertThat(longest.length()).isBetween(DpopCheck.LIMIT - 8, DpopCheck.LIMIT);
    assertThat(fault(longest)).isEmpty();
    String longer = signed(header(), with(claims(), "more", "a".repeat(most + 4)));
    assertThat(longer.length()).isGreaterThan(DpopCheck.LIMIT);
    assertThat(fault(longer)).contains(Kind.MALFORMED);
  }

  @Test
  void aNameThatStandsTwiceIsMalformed() {
    String proof = signed(header(), claims());
    String payload = "{\"jti\":\"x\"," + claims().text().substring(1);
    String twice =
        proof.substring(0, proof.indexOf('.'))
            + '.'
            + base64(payload)
            + proof.substring(proof.lastIndexOf('.'));
    // Signed by nobody: the signature is looked at first.
    assertThat(fault(twice)).contains(Kind.SIGNATURE);
    String head = "{\"typ\":\"dpop+jwt\"," + header().text().substring(1);
    assertThat(fault(base64(head) + proof.substring(proof.indexOf('.')))).contains(Kind.MALFORMED);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  // RFC 9449 4.3 #3
  @ParameterizedTest
  @ValueSource(strings = {"jti", "htm", "htu", "iat"})
  void everyClaimIsNeeded(String name) {
    assertThat(fault(signed(header(), without(claims(), name)))).contains(Kind.CLAIMS);
    assertThat(fault(signed(header(), with(claims(), name, true)))).contains(Kind.CLAIMS);
    JsonObject nothing = JsonObject.builder().putAll(claims()).put(name, JsonNull.NULL).build();
    assertThat(fault(signed(header(), nothing))).contains(Kind.CLAIMS);
  }

  // RFC 9449 4.3 #4
  @ParameterizedTest
  @ValueSource(strings = {"", "JWT", "at+jwt", "dpop", "DPoP+JWT", "application/dpop+jwt"})
  void anotherTypeIsNoProof(String typ) {
    assertThat(headed("typ", typ)).contains(Kind.TYPE);
    assertThat(fault(signed(without(header(), "typ"), claims()))).contains(Kind.TYPE);
  }

  // RFC 9449 4.3 #5
  @ParameterizedTest
  @ValueSource(
      strings = {"none", "NONE", "nOnE", "", "HS256", "ES512", "ES256K", "RSA1_5", "es256"})
  void anotherAlgorithmIsRefused(String algorithm) {
    assertThat(headed("alg", algorithm)).contains(Kind.ALGORITHM);
    assertThat(fault(signed(without(header(), "alg"), claims()))).contains(Kind.ALGORITHM);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ES384", "RS256", "PS256", "EdDSA"})
  void anAlgorithmOfAnotherKindOfKeyIsRefused(String algorithm) {
    assertThat(headed("alg", algorithm)).contains(Kind.KEY);
  }

  // RFC 9449 4.3 #6
  @Test
  void aSignatureByAnotherKeyDoesNotStand() {
    assertThat(headed("jwk", SigningKey.fresh().publicKey().bare())).contains(Kind.SIGNATURE);
    String proof = signed(header(), claims());
    String other = signed(header(), claims());
    String mixed =
        proof.substring(0, proof.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'));
    assertThat(fault(mixed)).contains(Kind.SIGNATURE);
    String zeros = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]);
    // CVE-2022-21449
    assertThat(fault(proof.substring(0, proof.lastIndexOf('.') + 1) + zeros))
        .contains(Kind.SIGNATURE);
  }

  @Test
  void whatIsCriticalIsNotUnderstood() {
    JsonObject critical = with(header(), "crit", JsonObject.EMPTY);
    assertThat(fault(signed(critical, claims()))).contains(Kind.MALFORMED);
  }

  // RFC 9449 4.3 #8
  @ParameterizedTest
  @ValueSource(strings = {"GET", "post", "Post", "", "POST ", "PUT"})
  void anotherMethodIsRefused(String method) {
    assertThat(claimed("htm", method)).contains(Kind.METHOD);
  }

  // RFC 9449 4.3 #9
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://AS.EXAMPLE.com/service/oauth/token",
        "https://as.example.com:443/service/oauth/token",
        "HTTPS://as.example.com/service/oauth/token?a=b#c",
        "https://as.example.com/service/oaut%68/token"
      })
  void theAddressInAnotherSpellingIsTheSame(String address) {
    assertThat(claimed("htu", address)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/service/oauth/token",
        "http://as.example.com/service/oauth/token",
        "https://as.example.com:444/service/oauth/token",
        "https://as.example.com/service/oauth/token/",
        "https://as.example.com/services/oauth/token",
        "https://evil.example/service/oauth/token",
        "https://as.example.com@evil.example/service/oauth/token"
      })
  void anotherAddressIsRefused(String address) {
    assertThat(claimed("htu", address)).contains(Kind.URI);
  }

  // RFC 9449 4.3 #10
  @Test
  void aNonceIsOursOrRefused() {
    DpopCheck demanding = new DpopCheck(new Replays(100), true);
    String good = nonces.supply(NOW);
    assertThat(fault(demanding, TARGET, signed(header(), claims()))).contains(Kind.NONCE);
    String stale = nonces.supply(NOW.minusSeconds(900));
    for (DpopCheck each : new DpopCheck[] {demanding, check}) {
      assertThat(fault(each, TARGET, signed(header(), with(claims(), "nonce", good)))).isEmpty();
      for (String bad : new String[] {"", "x", stale, good + "A", "a".repeat(257)}) {
        assertThat(fault(each, TARGET, signed(header(), with(claims(), "nonce", bad))))
            .contains(Kind.NONCE);
      }
      assertThat(fault(each, TARGET, signed(header(), with(claims(), "nonce", 7))))
          .contains(Kind.CLAIMS);
    }
  }

  // RFC 9449 4.3 #11
  @ParameterizedTest
  @ValueSource(longs = {-30, -10, 0, 10, 30})
  void aProofIsMadeJustNow(long age) {
    assertThat(claimed("iat", NOW.getEpochSecond() - age)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {-61, -31, 31, 61, 1_000_000_000, Long.MAX_VALUE / 2, Long.MIN_VALUE / 2})
  void anOldProofIsRefusedAndOneFromTheFuture(long age) {
    assertThat(claimed("iat", NOW.getEpochSecond() - age)).contains(Kind.TIME);
    assertThat(claimed("iat", Long.MAX_VALUE)).contains(Kind.TIME);
    assertThat(claimed("iat", Long.MIN_VALUE)).contains(Kind.TIME);
  }

  @Test
  void anEndThatAProofHasIsMeant() {
    long now = NOW.getEpochSecond();
    assertThat(claimed("exp", now - 31)).contains(Kind.TIME);
    assertThat(claimed("exp", now + 5)).isEmpty();
    assertThat(claimed("nbf", now + 31)).contains(Kind.TIME);
    assertThat(claimed("nbf", now - 5)).isEmpty();
  }

  // RFC 9449 4.3 #12
  @Test
  void theAccessTokenIsNamedByItsHash() {
    // The token and its hash of RFC 9449 7.1.
    String hash = DpopCheck.hash("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU");
    assertThat(hash).isEqualTo("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
    DpopCheck.Target target = TARGET.with(new BoundToken(hash, KEY.publicKey().thumbprint()));
    assertThat(fault(check, target, signed(header(), with(claims(), "ath", hash)))).isEmpty();
    assertThat(fault(check, target, signed(header(), claims()))).contains(Kind.CLAIMS);
    String other = DpopCheck.hash("another");
    assertThat(fault(check, target, signed(header(), with(claims(), "ath", other))))
        .contains(Kind.TOKEN);
  }

  // RFC 9449 7.1
  @Test
  void theKeyOfTheTokenIsTheProofsAndAnotherUsesNothingUp() {
    String hash = DpopCheck.hash("token");
    DpopCheck.Target target = TARGET.with(new BoundToken(hash, KEY.publicKey().thumbprint()));
    JsonObject claims = with(claims(), "ath", hash);
    SigningKey other = SigningKey.fresh();
    assertThat(
            fault(
                check, target, other.sign(with(header(), "jwk", other.publicKey().bare()), claims)))
        .contains(Kind.OTHER_KEY);
    assertThat(fault(check, target, signed(header(), claims))).isEmpty();
  }

  /** Else whoever has a token that is bound to another's key could have signatures checked. */
  @Test
  void anotherKeyIsRefusedBeforeAnySignatureIsChecked() {
    String hash = DpopCheck.hash("token");
    DpopCheck.Target target = TARGET.with(new BoundToken(hash, KEY.publicKey().thumbprint()));
    JsonObject others = with(header(), "jwk", SigningKey.fresh().publicKey().bare());
    // Signed by nobody who could have.
    String proof = signed(others, with(claims(), "ath", hash));
    assertThat(fault(check, target, proof)).contains(Kind.OTHER_KEY);
    assertThat(fault(check, TARGET, proof)).contains(Kind.SIGNATURE);
  }

  // RFC 9449 11.1
  @Test
  void aProofIsUsedOnce() {
    String proof = signed(header(), claims());
    assertThat(fault(proof)).isEmpty();
    assertThat(fault(proof)).contains(Kind.REPLAYED);
    JsonObject same = with(claims(), "jti", "once");
    assertThat(fault(signed(header(), same))).isEmpty();
    // Another key does not make the name another.
    SigningKey other = SigningKey.fresh();
    assertThat(fault(other.sign(with(header(), "jwk", other.publicKey().bare()), same)))
        .contains(Kind.REPLAYED);
  }

  @Test
  void whatIsRefusedUsesNothingUp() {
    JsonObject claims = with(claims(), "jti", "kept");
    assertThat(fault(signed(header(), with(claims, "htm", "GET")))).contains(Kind.METHOD);
    assertThat(fault(signed(header(), claims))).isEmpty();
  }

  @Test
  void aNameMayBeSoLongAndNoLonger() {
    assertThat(claimed("jti", "a".repeat(256))).isEmpty();
    assertThat(claimed("jti", "a".repeat(257))).contains(Kind.CLAIMS);
    assertThat(claimed("jti", "")).contains(Kind.CLAIMS);
  }

  @Test
  void whatCannotBeRememberedIsRefused() {
    DpopCheck small = new DpopCheck(new Replays(1), false);
    assertThat(fault(small, TARGET, signed(header(), claims()))).isEmpty();
    assertThat(fault(small, TARGET, signed(header(), claims()))).contains(Kind.FULL);
  }

  /** However many addresses there are, and however many keys he has. */
  @Test
  void oneClientDoesNotTakeTheRoomOfAll() {
    DpopCheck shared = new DpopCheck(new Replays(3, 2), false);
    for (String path : List.of("/a", "/b")) {
      assertThat(at("flood", shared, "https://api.example.com" + path)).isEmpty();
    }
    assertThat(at("flood", shared, "https://api.example.com/c")).contains(Kind.FULL);
    assertThat(at("flood", shared, "https://other.example.com/c")).contains(Kind.FULL);
    assertThat(at("another", shared, "https://api.example.com/c")).isEmpty();
  }

  /** Nobody is kept out by whoever guesses his names. */
  @Test
  void twoClientsMayUseOneName() {
    String address = "https://api.example.com/a";
    String proof = signed(header(), with(claims(), "htu", address));
    for (String client : List.of("one", "another")) {
      DpopCheck.Target target =
          DpopCheck.Target.of(Replays.Owner.alone(client), "POST", List.of(address));
      assertThat(fault(check, target, proof)).isEmpty();
      assertThat(fault(check, target, proof)).contains(Kind.REPLAYED);
    }
  }

  /** RFC 9449 4.3 #10 is about nonces that the server provided. */
  @Test
  void whereNoneIsSuppliedANonceMeansNothing() throws DpopFault {
    String proof = signed(header(), with(claims(), "nonce", "of another server"));
    assertThat(check.check(List.of(proof), TARGET, Optional.empty(), NOW).thumbprint())
        .isEqualTo(KEY.publicKey().thumbprint());
  }

  /** RFC 9449 11.1: in the context of the address. */
  @Test
  void anotherAddressMakesTheNameAnother() {
    JsonObject once = with(claims(), "jti", "once");
    String other = URL + "/other";
    assertThat(fault(signed(header(), once))).isEmpty();
    DpopCheck.Target there =
        DpopCheck.Target.of(Replays.Owner.alone("client"), "POST", List.of(other));
    String proof = signed(header(), with(once, "htu", other));
    assertThat(fault(check, there, proof)).isEmpty();
    assertThat(fault(check, there, proof)).contains(Kind.REPLAYED);
  }

  private Optional<Kind> at(String client, DpopCheck by, String address) {
    DpopCheck.Target target =
        DpopCheck.Target.of(Replays.Owner.alone(client), "POST", List.of(address));
    return fault(by, target, signed(header(), with(claims(), "htu", address)));
  }

  @Test
  void ofFiftyCopiesAtOnceOneIsTaken() throws Exception {
    String proof = signed(header(), claims());
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Callable<Optional<Kind>>> copies = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        copies.add(() -> fault(proof));
      }
      List<Optional<Kind>> faults = new ArrayList<>();
      for (Future<Optional<Kind>> each : threads.invokeAll(copies)) {
        faults.add(each.get());
      }
      assertThat(faults).filteredOn(Optional::isEmpty).hasSize(1);
      assertThat(faults).filteredOn(each -> each.equals(Optional.of(Kind.REPLAYED))).hasSize(49);
    } finally {
      threads.shutdown();
    }
  }
}
