package dev.postern.protocol.token;

import static dev.postern.protocol.token.SignedTokens.AUDIENCE;
import static dev.postern.protocol.token.SignedTokens.HEADER;
import static dev.postern.protocol.token.SignedTokens.ISSUER;
import static dev.postern.protocol.token.SignedTokens.KEYS;
import static dev.postern.protocol.token.SignedTokens.claims;
import static dev.postern.protocol.token.SignedTokens.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.protocol.json.JsonObject;
import org.junit.jupiter.api.Test;

/** The check of a token for whoever is not let in by it. */
final class UnprovedCheckTest {

  private static final TokenCheck CHECK = new TokenCheck(ISSUER, AUDIENCE::equals);

  @Test
  void whatATokenIsBoundToIsToldAndAllElseIsAskedAsEver() throws TokenFault {
    JsonObject cnf =
        JsonObject.builder().put("jkt", SigningKey.fresh().publicKey().thumbprint().text()).build();
    CompactJws bound = TokenCheck.parse(signed(HEADER, claims().put("cnf", cnf).build()));
    assertThat(CHECK.checkUnproved(bound, KEYS).claims().member("cnf")).contains(cnf);
    assertThatThrownBy(() -> CHECK.check(bound, KEYS))
        .isInstanceOfSatisfying(
            TokenFault.class, fault -> assertThat(fault.kind()).isEqualTo(TokenFault.Kind.BOUND));
    CompactJws other = TokenCheck.parse(signed(HEADER, claims().put("iss", "x").build()));
    assertThatThrownBy(() -> CHECK.checkUnproved(other, KEYS))
        .isInstanceOfSatisfying(
            TokenFault.class, fault -> assertThat(fault.kind()).isEqualTo(TokenFault.Kind.ISSUER));
    assertThatThrownBy(() -> CHECK.checkUnproved(bound, VerificationKeys.none()))
        .isInstanceOf(TokenFault.class);
  }
}
