package dev.postern.server.clientauth;

import static dev.postern.server.TokenSite.HERE;
import static dev.postern.server.TokenSite.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postern.protocol.ClientId;
import dev.postern.protocol.fuzz.AnySigner;
import dev.postern.protocol.fuzz.ReadingCost;
import dev.postern.protocol.fuzz.Spoilt;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.Replays;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.AssertionRules;
import java.util.Optional;

/** Whatever is sent as a client's assertion is one that its key signed, or it is refused. */
final class AssertionFuzzTest {

  private static final TokenSite SITE = new TokenSite();
  private static final Client APP = SITE.app(HOME);
  private static final AnySigner SIGNER = new AnySigner();

  static {
    SITE.key(APP, SIGNER.key(), AssertionRules.USUAL, null);
  }

  private static final String HEADER =
      JsonObject.builder()
          .put("alg", "ES256")
          .put("typ", "client-authentication+jwt")
          .put("kid", SIGNER.key().id().text())
          .build()
          .text();
  private static final String CLAIMS =
      JsonObject.builder()
          .put("iss", APP.id().text())
          .put("sub", APP.id().text())
          .put("aud", SITE.address.issuer(HOME).text())
          .put("jti", "once")
          .put("iat", SITE.now().getEpochSecond())
          .put("exp", SITE.now().getEpochSecond() + 60)
          .build()
          .text();
  private static final String GOOD = SIGNER.sign(HEADER, CLAIMS);

  private final ReadingCost cost = new ReadingCost();
  private final AssertionAuthentication authentication =
      new AssertionAuthentication(
          SITE.address, new UsedAssertions(SITE.now(), new Replays(1000)), SITE.keySets);

  /** Who it proves that the client is, or empty where it is refused for a reason of its own. */
  private Optional<ClientId> proven(AssertionProof proof) {
    try {
      Recognized recognized = authentication.recognize(SITE.tenant(HOME), proof, SITE.now());
      recognized.useUp(SITE.now());
      return Optional.of(recognized.client().entry().app().clientId());
    } catch (Refusal refusal) {
      assertThat(refusal.reason()).isInstanceOf(TokenReason.class);
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
    "\"alg\":\"HS256\"",
    "\"typ\":\"JWT\"",
    "\"typ\":\"at+jwt\"",
    "\"kid\":\"a\"",
    "\"crit\":[\"exp\"]",
    "\"jwk\":{}",
    "\"aud\":[\"a\"]",
    "\"exp\":1e308",
    "\"exp\":1.5",
    "\"nbf\":9",
    "\"iat\":1",
    "eyJ",
    ".."
  })
  @FuzzTest
  void anAssertionIsOfTheAppWhoseKeySignedItAndIsTakenOnce(FuzzedDataProvider data) {
    Optional<String> said = data.consumeBoolean() ? Optional.of(APP.id().text()) : Optional.empty();
    AssertionProof proof = new AssertionProof(said, sent(data), HERE);
    Optional<ClientId> first = cost.of(() -> proven(proof));
    first.ifPresent(client -> {
      assertThat(client).isEqualTo(APP.id());
      assertThat(proven(proof)).isEmpty();
    });
  }
}
