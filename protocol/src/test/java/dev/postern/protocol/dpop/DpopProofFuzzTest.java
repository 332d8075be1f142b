package dev.postern.protocol.dpop;

import static dev.postern.protocol.dpop.SampleProofs.NOW;
import static dev.postern.protocol.dpop.SampleProofs.TARGET;
import static dev.postern.protocol.dpop.SampleProofs.URL;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postern.protocol.fuzz.AnySigner;
import dev.postern.protocol.fuzz.ReadingCost;
import dev.postern.protocol.fuzz.Spoilt;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.HmacSha256;
import dev.postern.protocol.token.Replays;
import dev.postern.protocol.token.Thumbprint;
import java.util.List;
import java.util.Optional;

/** Whatever is sent as a DPoP proof is one, by the key that it carries, or a fault. */
final class DpopProofFuzzTest {

  private static final AnySigner SIGNER = new AnySigner();
  private static final String HEADER =
      JsonObject.builder()
          .put("typ", "dpop+jwt")
          .put("alg", "ES256")
          .put("jwk", SIGNER.key().publicKey().bare())
          .build()
          .text();
  private static final String CLAIMS =
      JsonObject.builder()
          .put("jti", "once")
          .put("htm", "POST")
          .put("htu", URL)
          .put("iat", NOW.getEpochSecond())
          .build()
          .text();
  private static final String GOOD = SIGNER.sign(HEADER, CLAIMS);

  private final ReadingCost cost = new ReadingCost();
  private final Nonces nonces = new Nonces(new HmacSha256(new byte[32]));
  private final DpopCheck check = new DpopCheck(new Replays(1000), false);

  /** The key that a proof proves, which may have been used before; else a fault. */
  private Optional<Thumbprint> proven(String sent) {
    try {
      return Optional.of(check.check(List.of(sent), TARGET, Optional.of(nonces), NOW).thumbprint());
    } catch (DpopFault expected) {
      return Optional.empty();
    }
  }

  private static String sent(FuzzedDataProvider data) {
    return switch (data.consumeInt(0, 3)) {
      case 0 -> data.consumeRemainingAsString();
      case 1 -> Spoilt.rest(data, GOOD);
      default -> {
        String header = Spoilt.some(data, HEADER);
        yield SIGNER.sign(header, Spoilt.rest(data, CLAIMS));
      }
    };
  }

  @DictionaryEntries({
    "\"alg\":\"none\"",
    "\"alg\":\"RS256\"",
    "\"alg\":\"EdDSA\"",
    "\"kty\":\"RSA\"",
    "\"kty\":\"OKP\"",
    "\"crv\":\"P-384\"",
    "\"crv\":\"Ed25519\"",
    "\"d\":\"AQAB\"",
    "\"crit\":[\"exp\"]",
    "\"nonce\":\"",
    "\"ath\":\"",
    "\"exp\":1",
    "\"nbf\":9",
    "%2F",
    "/../",
    "?",
    "#",
    ":443",
    "eyJ"
  })
  @FuzzTest
  void aProofIsByTheKeyThatItCarriesAndIsTakenOnce(FuzzedDataProvider data) {
    String sent = sent(data);
    Optional<Thumbprint> first = cost.of(() -> proven(sent));
    first.ifPresent(key -> {
      assertThat(key).isEqualTo(SIGNER.key().publicKey().thumbprint());
      assertThat(proven(sent)).isEmpty();
    });
  }
}
