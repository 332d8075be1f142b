package dev.postern.protocol.token;

import static dev.postern.protocol.token.SignedTokens.AUDIENCE;
import static dev.postern.protocol.token.SignedTokens.EC;
import static dev.postern.protocol.token.SignedTokens.HEADER;
import static dev.postern.protocol.token.SignedTokens.ISSUER;
import static dev.postern.protocol.token.SignedTokens.KEYS;
import static dev.postern.protocol.token.SignedTokens.claims;
import static dev.postern.protocol.token.SignedTokens.signed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.token.TokenExamination.Step;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each step of the check by itself; that the two agree is asserted wherever tokens are checked. */
final class TokenExaminationTest {

  private static TokenExamination of(String token) {
    return TokenExamination.of(token, ISSUER, AUDIENCE::equals, KEYS);
  }

  private static String broken(TokenExamination found) {
    return String.join(
        " ",
        Arrays.stream(Step.values())
            .filter(step -> found.kept(step).equals(Optional.of(false)))
            .map(Step::toString)
            .toList());
  }

  private static String unseen(TokenExamination found) {
    return String.join(
        " ",
        Arrays.stream(Step.values())
            .filter(step -> found.kept(step).isEmpty())
            .map(Step::toString)
            .toList());
  }

  @Test
  void ofATokenThatStandsEveryStepIsKept() {
    TokenExamination found = of(signed(HEADER, claims().build()));
    assertThat(broken(found) + unseen(found)).isEmpty();
    assertThat(found.header().orElseThrow().member("kid")).contains(new JsonString("es"));
    assertThat(found.claims().orElseThrow()).isEqualTo(claims().build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a.b", "a.b.c", "a.b.c.d", "e30.e30.", "!.e30.AA", "W10.e30.AA"})
  void whatIsNoJwsIsNothingElse(String text) {
    TokenExamination found = of(text);
    assertThat(broken(found)).isEqualTo("FORMAT");
    assertThat(unseen(found)).isEqualTo("TYPE ALGORITHM KEY SIGNATURE ISSUER AUDIENCE CLAIMS");
    assertThat(found.header()).isEmpty();
    assertThat(found.claims()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'typ':'at+jwt','alg':'ES256','kid':'es','crit':['x']} | FORMAT |",
        "{'typ':'JWT','alg':'ES256','kid':'es'} | TYPE |",
        "{'alg':'ES256','kid':'es'} | TYPE |",
        "{'typ':'at+jwt','alg':'none','kid':'es'} | ALGORITHM |",
        "{'typ':'at+jwt','alg':'RS256','kid':'es'} | ALGORITHM |",
        "{'typ':'at+jwt','alg':'ES256','kid':'no'} | KEY | SIGNATURE ISSUER AUDIENCE CLAIMS",
        "{'typ':'at+jwt','alg':'ES256'} | KEY | SIGNATURE ISSUER AUDIENCE CLAIMS",
        "{'typ':'a','alg':'b','kid':'c'} | TYPE ALGORITHM KEY | SIGNATURE ISSUER AUDIENCE CLAIMS",
        "{'typ':'at+jwt','alg':'ES256','kid':'rs'} | ALGORITHM SIGNATURE | ISSUER AUDIENCE CLAIMS"
      })
  void whatIsWrongWithAHeaderIsToldWhole(String header, String broken, String unseen) {
    String token =
        signed(header.replace('\'', '"'), claims().build().text(), SignatureAlgorithm.ES256, EC);
    TokenExamination found = of(token);
    assertThat(broken(found)).isEqualTo(broken);
    assertThat(unseen(found)).isEqualTo(unseen == null ? "" : unseen);
    assertThat(found.claims()).isPresent();
    Examined.agrees(token, ISSUER, AUDIENCE::equals, KEYS);
  }

  @Test
  void claimsThatNobodyVouchesForAreShownAndNotJudged() {
    String good = signed(HEADER, claims().build());
    String other = signed(HEADER, claims().put("iss", "https://evil.example.com/").build());
    String forged =
        other.substring(0, other.lastIndexOf('.')) + good.substring(good.lastIndexOf('.'));
    TokenExamination found = of(forged);
    assertThat(broken(found)).isEqualTo("SIGNATURE");
    assertThat(unseen(found)).isEqualTo("ISSUER AUDIENCE CLAIMS");
    assertThat(found.claims().orElseThrow().member("iss"))
        .contains(new JsonString("https://evil.example.com/"));
  }

  @Test
  void whatIsWrongWithClaimsIsToldWhole() {
    JsonObject wrong = claims().put("iss", "x").put("aud", "y").put("sid", "z").build();
    assertThat(broken(of(signed(HEADER, wrong)))).isEqualTo("ISSUER AUDIENCE CLAIMS");
    String none = signed(HEADER, "[]", SignatureAlgorithm.ES256, EC);
    assertThat(broken(of(none))).isEqualTo("CLAIMS");
    assertThat(of(none).claims()).isEmpty();
    Examined.agrees(none, ISSUER, AUDIENCE::equals, KEYS);
  }
}
