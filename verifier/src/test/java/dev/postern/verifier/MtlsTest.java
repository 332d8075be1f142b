package dev.postern.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.mtls.ClientCertHeader;
import dev.postern.protocol.mtls.ClientCertificate;
import dev.postern.protocol.token.TokenFault;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens that are bound to a certificate at a resource server (RFC 8705 section 3). */
final class MtlsTest {

  /** Two certificates, made by OpenSSL. */
  private static final ClientCertificate OWN =
      certificate(
          "MIIBcDCCARWgAwIBAgIUHV5AWc003mX0RpZFsFRCsT1DEzMwCgYIKoZIzj0EAwIwDDEKMAgGA1UE"
              + "AwwBYTAgFw0yNjExMjgxMDUxMDNaGA8yMDgxMDgzMTEwNTEwM1owDDEKMAgGA1UEAwwBYTBZMBMG"
              + "ByqGSM49AgEGCCqGSM49AwEHA0IABEodvXZyzA94+qCUvMXf+ldtar0iagODSANS3F50ZQ9X+gUb"
              + "/kDCB0V+JM+I2lZkcEFybxbkbxUV3Ho94IOqueajUzBRMB0GA1UdDgQWBBRpEE7ks6BJ1mUm4ApN"
              + "WWWIHKYeLDAfBgNVHSMEGDAWgBRpEE7ks6BJ1mUm4ApNWWWIHKYeLDAPBgNVHRMBAf8EBTADAQH/"
              + "MAoGCCqGSM49BAMCA0kAMEYCIQD+ERbpkzzdLKQEJH9KH/N0R/8JS5AMRsR8rjEdGUuu5gIhALlz"
              + "NQGnYrRazUPz6YhHWhp045yA90/uknG6mVVX37vK");

  private static final ClientCertificate OTHER =
      certificate(
          "MIIBbjCCARWgAwIBAgIUSCNbN4/jThRTzAHV7MFmZuFnSJwwCgYIKoZIzj0EAwIwDDEKMAgGA1UE"
              + "AwwBYjAgFw0yNjExMjgxMDUxMDNaGA8yMDgxMDgzMTEwNTEwM1owDDEKMAgGA1UEAwwBYjBZMBMG"
              + "ByqGSM49AgEGCCqGSM49AwEHA0IABAebm0d9Jz3MdJj5mbPeeM2T/TBU6oxMFS9zJAj+559w8Ulw"
              + "6zuboNlVUcgrqHEMnd/esV9o7M9Up2BwrlWyjxujUzBRMB0GA1UdDgQWBBTM3rKfDM5c9Qbkae95"
              + "OKiXR1X20TAfBgNVHSMEGDAWgBTM3rKfDM5c9Qbkae95OKiXR1X20TAPBgNVHRMBAf8EBTADAQH/"
              + "MAoGCCqGSM49BAMCA0cAMEQCICWFySXcEKQuNGh+by2/gQIJXYMPo63MZloh5MmvI80RAiBf0d3c"
              + "2VZJv9f7yJttcySNitIfmFLJsGSpUfeuAt05bA==");

  private LiveIssuer issuer;
  private Verifier verifier;
  private String token;

  private static ClientCertificate certificate(String der) {
    return ClientCertHeader.read(List.of(":" + der + ":"), List.of()).orElseThrow();
  }

  @BeforeEach
  void start() throws IOException {
    issuer = new LiveIssuer();
    verifier = builder().build();
    JsonObject confirmation = JsonObject.builder().put("x5t#S256", OWN.thumbprint().text()).build();
    token =
        "Bearer " + issuer.tokenKey.jws("at+jwt", issuer.claims().put("cnf", confirmation).build());
  }

  @AfterEach
  void stop() {
    verifier.close();
    issuer.close();
  }

  private VerifierBuilder builder() {
    return Verifier.builder(issuer.issuer.text(), LiveIssuer.AUDIENCE);
  }

  private static IncomingRequest request(String authorization, ClientCertificate shown) {
    return new IncomingRequest(
        "GET", "/files", List.of(authorization), List.of(), Optional.of(shown));
  }

  private static TokenFault.Kind refused(Verifier by, IncomingRequest request) {
    try {
      by.verify(request);
    } catch (TokenRefused refused) {
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.headers().get("WWW-Authenticate")).contains("error=\"invalid_token\"");
      return ((Reason.InvalidToken) refused.reason()).fault();
    }
    throw new AssertionError("let in");
  }

  @Test
  void itPassesWithItsCertificateAndNeitherWithoutNorWithAnother() throws TokenRefused {
    // Also when the token is remembered.
    for (int i = 0; i < 2; i++) {
      assertThat(verifier.verify(request(token, OWN)).require("archive:read").clientId().text())
          .isEqualTo("reader");
      assertThat(refused(verifier, request(token, OTHER))).isEqualTo(TokenFault.Kind.BOUND);
      assertThat(refused(verifier, new IncomingRequest("GET", "/files", List.of(token), List.of())))
          .isEqualTo(TokenFault.Kind.BOUND);
    }
    assertThat(verifier.status().refused()).containsEntry("token_bound", 4L);
  }

  @Test
  void theHeaderAloneIsNotEnough() {
    try {
      verifier.verify(token);
    } catch (TokenRefused refused) {
      assertThat(((Reason.InvalidToken) refused.reason()).fault()).isEqualTo(TokenFault.Kind.BOUND);
      return;
    }
    throw new AssertionError("let in");
  }

  @Test
  void itIsNoDpopToken() {
    String other = "DPoP" + token.substring("Bearer".length());
    assertThat(refused(verifier, request(other, OWN))).isEqualTo(TokenFault.Kind.UNBOUND);
  }

  @Test
  void aBearerTokenPassesWhateverCertificateIsOnTheConnection() throws TokenRefused {
    verifier.verify(request(issuer.bearer(), OTHER)).require("archive:read");
  }

  @Test
  void anApiMayTakeNoOthers() throws TokenRefused {
    try (Verifier strict = builder().requireMtls().build()) {
      strict.verify(request(token, OWN)).require("archive:read");
      assertThat(refused(strict, request(issuer.bearer(), OWN))).isEqualTo(TokenFault.Kind.UNBOUND);
    }
    try (Verifier either = builder().requireDpop().requireMtls().build()) {
      either.verify(request(token, OWN)).require("archive:read");
      assertThat(refused(either, request(issuer.bearer(), OWN))).isEqualTo(TokenFault.Kind.UNBOUND);
    }
    try (Verifier keys = builder().requireDpop().build()) {
      assertThat(refused(keys, request(token, OWN))).isEqualTo(TokenFault.Kind.UNBOUND);
    }
  }

  // FAPI 2.0, 5.3.4
  @Test
  void anApiThatKeepsToFapi2TakesThemUnlessItWantsKeysAlone() throws TokenRefused {
    try (Verifier strict = builder().fapi2().build();
        Verifier certificates = builder().fapi2().requireMtls().build()) {
      for (Verifier each : List.of(strict, certificates)) {
        each.verify(request(token, OWN)).require("archive:read");
        assertThat(refused(each, request(token, OTHER))).isEqualTo(TokenFault.Kind.BOUND);
        assertThat(refused(each, request(issuer.bearer(), OWN))).isEqualTo(TokenFault.Kind.UNBOUND);
      }
    }
    // In whichever order it is said.
    try (Verifier before = builder().requireDpop().fapi2().build();
        Verifier behind = builder().fapi2().requireDpop().build()) {
      for (Verifier each : List.of(before, behind)) {
        assertThat(refused(each, request(token, OWN))).isEqualTo(TokenFault.Kind.UNBOUND);
      }
    }
  }
}
