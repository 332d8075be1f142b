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

  /** Self-signed, P-256, CN=a, and the key in it; made by OpenSSL. */
  private static final String CERTIFICATE =
      "MIIBcDCCARWgAwIBAgIUHV5AWc003mX0RpZFsFRCsT1DEzMwCgYIKoZIzj0EAwIwDDEKMAgGA1UE"
          + "AwwBYTAgFw0yNjExMjgxMDUxMDNaGA8yMDgxMDgzMTEwNTEwM1owDDEKMAgGA1UEAwwBYTBZMBMG"
          + "ByqGSM49AgEGCCqGSM49AwEHA0IABEodvXZyzA94+qCUvMXf+ldtar0iagODSANS3F50ZQ9X+gUb"
          + "/kDCB0V+JM+I2lZkcEFybxbkbxUV3Ho94IOqueajUzBRMB0GA1UdDgQWBBRpEE7ks6BJ1mUm4ApN"
          + "WWWIHKYeLDAfBgNVHSMEGDAWgBRpEE7ks6BJ1mUm4ApNWWWIHKYeLDAPBgNVHRMBAf8EBTADAQH/"
          + "MAoGCCqGSM49BAMCA0kAMEYCIQD+ERbpkzzdLKQEJH9KH/N0R/8JS5AMRsR8rjEdGUuu5gIhALlz"
          + "NQGnYrRazUPz6YhHWhp045yA90/uknG6mVVX37vK";

  private static final String CERTIFIED =
      "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"Sh29dnLMD3j6oJS8xd_6V21qvSJqA4NIA1LcXnRlD1c\","
          + "\"y\":\"-gUb_kDCB0V-JM-I2lZkcEFybxbkbxUV3Ho94IOqueY\",\"x5c\":[\""
          + CERTIFICATE
          + "\"]}";

  // RFC 7517 4.7
  @Test
  void theCertificateBesideAKeyIsReadWhereItIsForThatKey() throws JsonFault {
    PublicJwkSet set = read(CERTIFIED, GOOD);
    assertThat(set.keys()).hasSize(2);
    assertThat(set.certificates())
        .extracting(each -> each.thumbprint().text())
        .containsExactly("ezAZusqQYrvonNTYOrpSJq9s7j-IvFLaNr9Y15noVhY");
    String other = GOOD.replace("}", ",\"x5c\":[\"" + CERTIFICATE + "\"]}");
    assertThat(read(other).certificates()).as("beside another key").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"x5c\":[]",
        "\"x5c\":[\"AAAA\"]",
        "\"x5c\":[1]",
        "\"x5c\":\"A\"",
        "\"x5c\":[\"!\"]",
        "\"x5c\":null"
      })
  void whatIsNoCertificateBesideAKeyIsPassedOverAndTheKeyIsNot(String member) throws JsonFault {
    PublicJwkSet set = read(GOOD.replace("}", "," + member + "}"));
    assertThat(set.keys()).hasSize(1);
    assertThat(set.certificates()).isEmpty();
  }

  @Test
  void aCertificateBesideAPrivateKeyVouchesForNobody() throws JsonFault {
    assertThat(read(CERTIFIED.replace("}", ",\"d\":\"AAAA\"}")).certificates()).isEmpty();
    assertThat(read(CERTIFIED.replace("}", ",\"use\":\"enc\"}")).certificates()).isEmpty();
  }
}
