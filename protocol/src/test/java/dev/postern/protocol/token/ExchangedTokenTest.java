package dev.postern.protocol.token;

import static dev.postern.protocol.token.SignedTokens.AUDIENCE;
import static dev.postern.protocol.token.SignedTokens.HEADER;
import static dev.postern.protocol.token.SignedTokens.ISSUER;
import static dev.postern.protocol.token.SignedTokens.KEYS;
import static dev.postern.protocol.token.SignedTokens.NOW;
import static dev.postern.protocol.token.SignedTokens.SID;
import static dev.postern.protocol.token.SignedTokens.claims;
import static dev.postern.protocol.token.SignedTokens.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postern.protocol.Audience;
import dev.postern.protocol.KeyId;
import dev.postern.protocol.TokenId;
import dev.postern.protocol.feed.FeedEntry;
import dev.postern.protocol.feed.RevokedSet;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A token that was had in exchange for others: whose it is, and with what it ends. */
final class ExchangedTokenTest {

  private static final TokenCheck CHECK = new TokenCheck(ISSUER, new Audience(AUDIENCE));
  private static final String INHERITED = "eeeeeeeeeeee.ffffffffffff.gggggggggggg.hhhhhhhhhhhh";

  private static AccessToken check(JsonObject claims) throws TokenFault {
    return CHECK.check(TokenCheck.parse(signed(HEADER, claims)), KEYS);
  }

  private static JsonObject json(String text) throws Exception {
    return new JsonReader(JsonLimits.REQUEST).object(text.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonObject exchanged() throws Exception {
    return claims()
        .put("sid", SID + "." + INHERITED)
        .putAll(
            json(
                "{\"act\":{\"sub\":\"b@client\",\"act\":{\"sub\":\"a@client\"}},"
                    + "\"exchanged_for\":[{\"jti\":\"t-0\",\"kid\":\"k-0\"}]}"))
        .build();
  }

  @Test
  void itSaysWhoActsAndWhatItWasHadFor() throws Exception {
    AccessToken token = check(exchanged());
    assertThat(token.actor()).contains("b@client");
    assertThat(token.origins()).containsExactly(new Origin(new TokenId("t-0"), new KeyId("k-0")));
    assertThat(token.session().inherited()).hasSize(4);
  }

  @Test
  void mostTokensSayNothingOfThat() throws Exception {
    AccessToken token = check(claims().build());
    assertThat(token.actor()).isEmpty();
    assertThat(token.origins()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "sid, aaaaaaaaaaaa, true",
    "sid, dddddddddddd, true",
    "sid, eeeeeeeeeeee, true",
    "sid, ffffffffffff, true",
    "sid, gggggggggggg, true",
    "sid, hhhhhhhhhhhh, true",
    "sid, iiiiiiiiiiii, false",
    "jti, t-1, true",
    "jti, t-0, true",
    "jti, k-0, false",
    "kid, es, true",
    "kid, k-0, true",
    "kid, t-0, false"
  })
  void whateverEndsItsOriginEndsIt(String kind, String value, boolean refused) throws Exception {
    RevokedSet revoked = new RevokedSet(List.of(new FeedEntry(kind, value, NOW)));
    assertThat(revoked.refuses(check(exchanged()))).isEqualTo(refused);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"act\":\"b@client\"}",
        "{\"act\":{}}",
        "{\"act\":{\"sub\":1}}",
        "{\"act\":[{\"sub\":\"b@client\"}]}",
        "{\"act\":null}",
        "{\"exchanged_for\":{}}",
        "{\"exchanged_for\":null}",
        "{\"exchanged_for\":[\"t-0\"]}",
        "{\"exchanged_for\":[{\"jti\":\"t-0\"}]}",
        "{\"exchanged_for\":[{\"kid\":\"k-0\"}]}",
        "{\"exchanged_for\":[{\"jti\":\"t 0\",\"kid\":\"k-0\"}]}",
        "{\"exchanged_for\":[{\"jti\":\"t-0\",\"kid\":\"\"}]}"
      })
  void whatIsMalformedThereMakesItNoToken(String members) throws Exception {
    JsonObject claims = claims().putAll(json(members)).build();
    TokenFault fault = catchThrowableOfType(TokenFault.class, () -> check(claims));
    assertThat(fault.kind()).isEqualTo(TokenFault.Kind.CLAIMS);
  }

  @Test
  void itWasHadForFourTokensAtMost() throws Exception {
    JsonObject origin = json("{\"jti\":\"t-0\",\"kid\":\"k-0\"}");
    for (int count : new int[] {4, 5}) {
      JsonObject claims =
          claims().put("exchanged_for", new JsonArray(Collections.nCopies(count, origin))).build();
      if (count == 4) {
        assertThat(check(claims).origins()).hasSize(4);
      } else {
        assertThat(catchThrowableOfType(TokenFault.class, () -> check(claims)).kind())
            .isEqualTo(TokenFault.Kind.CLAIMS);
      }
    }
  }
}
