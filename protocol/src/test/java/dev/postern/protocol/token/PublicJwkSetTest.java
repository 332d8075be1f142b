package dev.postern.protocol.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.protocol.json.JsonFault;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading the key sets of others (RFC 7517 section 5), also hostile ones. */
class PublicJwkSetTest {

  /** The example of RFC 8037 appendix A.2. */
  private static final String GOOD =
      "{\"kty\":\"OKP\",\"crv\":\"Ed25519\","
          + "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\",\"kid\":\"good\"}";

  private static PublicJwkSet read(String... keys) throws JsonFault {
    return readText("{\"keys\":[" + String.join(",", keys) + "]}");
  }

  private static PublicJwkSet readText(String text) throws JsonFault {
    return PublicJwkSet.read(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theKeysOfASetAreReadInTheirOrder() throws JsonFault {
    PublicJwkSet set = read(GOOD, GOOD.replace("good", "again"));
    assertThat(set.keys()).extracting(key -> key.id().text()).containsExactly("good", "again");
    assertThat(set.passedOver()).isZero();
    assertThat(read().keys()).isEmpty();
  }

  @Test
  void otherMembersOfTheSetArePassedOver() throws JsonFault {
    assertThat(readText("{\"a\":1,\"keys\":[" + GOOD + "],\"b\":{}}").keys()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"kty\":\"oct\",\"k\":\"AAAA\"}",
        "{\"kty\":\"new\"}",
        "{\"kty\":1}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-521\",\"x\":\"AA\",\"y\":\"AA\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}",
        "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"alg\":\"RS256\"}"
      })
  void aKeyThatIsNotForUsIsPassedOverAndNoOtherWithIt(String other) throws JsonFault {
    PublicJwkSet set = read(other, GOOD, other);
    assertThat(set.keys()).hasSize(1);
    assertThat(set.passedOver()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"use\":\"enc\"",
        "\"key_ops\":[\"encrypt\"]",
        "\"alg\":\"ES256\"",
        "\"alg\":\"none\"",
        "\"kid\":\"a b\"",
        "\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\"",
        "\"k\":\"AA\""
      })
  void aGoodKeyWithOneMemberThatRefusesItIsPassedOver(String member) throws JsonFault {
    String bare = GOOD.replace(",\"kid\":\"good\"", "");
    assertThat(read(bare).keys()).hasSize(1);
    assertThat(read(bare.replace("}", "," + member + "}")).passedOver()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"keys\":{}}",
        "{\"keys\":null}",
        "{\"keys\":[1]}",
        "{\"keys\":[null]}",
        "{\"keys\":[[]]}",
        "{\"keys\":[],\"keys\":[]}",
        "{\"keys\":[{\"kty\":\"a\",\"kty\":\"a\"}]}",
        "{\"keys\":[]} x"
      })
  void whatIsNoKeySetIsRefused(String text) {
    assertThatExceptionOfType(JsonFault.class).isThrownBy(() -> readText(text));
  }

  @Test
  void aSetHasALimitWhateverItsKeys() throws JsonFault {
    String[] most = Collections.nCopies(PublicJwkSet.LIMIT, "{}").toArray(new String[0]);
    assertThat(read(most).passedOver()).isEqualTo(PublicJwkSet.LIMIT);
    String[] more = Collections.nCopies(PublicJwkSet.LIMIT + 1, "{}").toArray(new String[0]);
    assertThatExceptionOfType(JsonFault.class).isThrownBy(() -> read(more));
  }
}
