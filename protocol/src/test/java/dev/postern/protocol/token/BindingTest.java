package dev.postern.protocol.token;

import static dev.postern.protocol.token.SignedTokens.AUDIENCE;
import static dev.postern.protocol.token.SignedTokens.HEADER;
import static dev.postern.protocol.token.SignedTokens.ISSUER;
import static dev.postern.protocol.token.SignedTokens.KEYS;
import static dev.postern.protocol.token.SignedTokens.claims;
import static dev.postern.protocol.token.SignedTokens.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.protocol.Audience;
import dev.postern.protocol.TokenScheme;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonBoolean;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a token says that it is bound to, and who is told. */
final class BindingTest {

  private static final TokenCheck CHECK = new TokenCheck(ISSUER, new Audience(AUDIENCE));
  private static final Thumbprint KEY = SigningKey.fresh().publicKey().thumbprint();

  private static String token(JsonValue confirmation) {
    return signed(HEADER, claims().put("cnf", confirmation).build());
  }

  private static JsonObject jkt(String text) {
    return JsonObject.builder().put("jkt", text).build();
  }

  @Test
  void aBearerTokenIsBoundToNothing() throws TokenFault {
    CompactJws token = TokenCheck.parse(signed(HEADER, claims().build()));
    assertThat(CHECK.checkUnproved(token, KEYS).binding()).isEqualTo(Binding.none());
    assertThat(CHECK.check(token, KEYS).binding().bound()).isFalse();
  }

  @Test
  void aBoundTokenNamesItsKeyToWhoeverHasItProved() throws TokenFault {
    CompactJws token = TokenCheck.parse(token(jkt(KEY.text())));
    AccessToken checked = CHECK.checkUnproved(token, KEYS);
    assertThat(checked.binding()).isEqualTo(new Binding.ToKey(KEY));
    assertThat(checked.binding().bound()).isTrue();
    assertThatThrownBy(() -> CHECK.check(token, KEYS))
        .isInstanceOfSatisfying(
            TokenFault.class, fault -> assertThat(fault.kind()).isEqualTo(TokenFault.Kind.BOUND));
  }

  // RFC 8705 3.1
  @Test
  void aTokenMayBeBoundToACertificateAndIsPresentedAsABearerTokenIs() throws TokenFault {
    JsonObject x5t = JsonObject.builder().put("x5t#S256", KEY.text()).build();
    CompactJws token = TokenCheck.parse(token(x5t));
    AccessToken checked = CHECK.checkUnproved(token, KEYS);
    assertThat(checked.binding()).isEqualTo(new Binding.ToCertificate(KEY));
    assertThat(checked.binding().scheme()).isEqualTo(TokenScheme.BEARER);
    assertThat(checked.binding().bound()).isTrue();
    assertThatThrownBy(() -> CHECK.check(token, KEYS))
        .isInstanceOfSatisfying(
            TokenFault.class, fault -> assertThat(fault.kind()).isEqualTo(TokenFault.Kind.BOUND));
  }

  @Test
  void aConfirmationThatIsNotUnderstoodWholeIsOneThatNobodyCanProve() {
    JsonObject both =
        JsonObject.builder().put("jkt", KEY.text()).put("x5t#S256", KEY.text()).build();
    for (JsonValue odd :
        List.of(
            jkt("x"),
            jkt(KEY.text() + "="),
            both,
            JsonObject.EMPTY,
            JsonObject.builder().put("x5t#S256", KEY.text() + "=").build(),
            JsonObject.builder().put("x5t", KEY.text()).build(),
            JsonObject.builder().put("jkt", true).build(),
            JsonNull.NULL,
            new JsonBoolean(false),
            new JsonString(KEY.text()),
            JsonArray.ofStrings(List.of(KEY.text())))) {
      assertThatThrownBy(() -> CHECK.checkUnproved(TokenCheck.parse(token(odd)), KEYS))
          .as(odd.text())
          .isInstanceOfSatisfying(
              TokenFault.class, fault -> assertThat(fault.kind()).isEqualTo(TokenFault.Kind.BOUND));
    }
  }
}
