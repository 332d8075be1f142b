package dev.postern.protocol.token;

import static dev.postern.protocol.token.SignedTokens.AUDIENCE;
import static dev.postern.protocol.token.SignedTokens.EC;
import static dev.postern.protocol.token.SignedTokens.HEADER;
import static dev.postern.protocol.token.SignedTokens.ISSUER;
import static dev.postern.protocol.token.SignedTokens.KEYS;
import static dev.postern.protocol.token.SignedTokens.claims;
import static dev.postern.protocol.token.SignedTokens.signed;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postern.protocol.Audience;
import dev.postern.protocol.fuzz.ReadingCost;
import dev.postern.protocol.fuzz.Spoilt;
import dev.postern.protocol.token.TokenFault.Kind;
import java.util.Optional;

/** Whatever is sent as an access token is one that we signed, or a fault. */
final class TokenCheckFuzzTest {

  private static final TokenCheck CHECK = new TokenCheck(ISSUER, new Audience(AUDIENCE));
  private static final String CLAIMS = claims().build().text();
  private static final String GOOD = signed(HEADER, claims().build());

  private final ReadingCost cost = new ReadingCost();

  private static Optional<AccessToken> checked(String token) {
    try {
      return Optional.of(CHECK.check(TokenCheck.parse(token), KEYS));
    } catch (TokenFault expected) {
      assertThat(expected.kind()).isNotIn(Kind.EXPIRED, Kind.NOT_YET_VALID, Kind.REVOKED);
      return Optional.empty();
    }
  }

  @DictionaryEntries({
    "\"typ\":\"at+jwt\"",
    "\"alg\":\"none\"",
    "\"alg\":\"RS256\"",
    "\"kid\":\"rs\"",
    "\"crit\":[\"exp\"]",
    "\"jwk\":{}",
    "\"cnf\":{\"jkt\":\"a\"}",
    "\"cnf\":null",
    "\"nbf\":1",
    "\"exp\":1e9",
    "\"scope\":\"\"",
    "\"aud\":[\"a\"]",
    "eyJ",
    "..",
    "-_"
  })
  @FuzzTest
  void nobodyButUsSigns(FuzzedDataProvider data) {
    if (data.consumeBoolean()) {
      // Somebody else's text, or ours with something else in it.
      boolean spoilt = data.consumeBoolean();
      String sent = spoilt ? Spoilt.rest(data, GOOD) : data.consumeRemainingAsString();
      assertThat(cost.of(() -> checked(sent)).isEmpty()).isNotEqualTo(sent.equals(GOOD));
      return;
    }
    String header = Spoilt.some(data, HEADER);
    String claims = Spoilt.rest(data, CLAIMS);
    String sent = signed(header, claims, SignatureAlgorithm.ES256, EC);
    Examined.agrees(sent, ISSUER, AUDIENCE::equals, KEYS);
    cost.of(() -> checked(sent))
        .ifPresent(token -> {
          assertThat(token.issuer()).isEqualTo(ISSUER);
          assertThat(token.audience().text()).isEqualTo(AUDIENCE);
          assertThat(token.binding().bound()).isFalse();
        });
  }
}
