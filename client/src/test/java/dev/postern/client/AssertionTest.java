package dev.postern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postern.client.Wire.Answer;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.token.CompactJws;
import dev.postern.protocol.token.SigningKey;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An app that proves itself by its key. */
final class AssertionTest {

  private static final String API = "https://storage.example.com";

  private final JsonObject jwk = SigningKey.generate();
  private final TurnedClock clock = new TurnedClock();
  private SigningKey key;
  private Wire wire;

  @BeforeEach
  void open() throws Exception {
    key = SigningKey.read(jwk);
    wire = Wire.open();
  }

  @AfterEach
  void close() {
    wire.close();
  }

  private TokenSource source() {
    return PosternClient.of(wire.issuer()).clock(clock).credentials("mover", key).audience(API);
  }

  private static Map<String, String> form(Wire.Seen seen) {
    return Arrays.stream(seen.form().split("&", -1))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
  }

  private JsonObject claims(Wire.Seen seen) {
    try {
      CompactJws jws = CompactJws.parse(form(seen).getOrDefault("client_assertion", ""), 8_192);
      assertThat(jws.signedBy(key.publicKey().verification())).isTrue();
      assertThat(jws.type()).contains("client-authentication+jwt");
      assertThat(jws.keyName()).contains(key.id().text());
      return new JsonReader(JsonLimits.REQUEST).object(jws.unverifiedPayload());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void eachRequestCarriesAnAssertionForTheIssuerAloneAndNoOtherProof() throws Exception {
    source().token();
    Wire.Seen seen = wire.tokenRequests.get(0);
    assertThat(seen.authorization()).isNull();
    assertThat(form(seen).keySet())
        .isEqualTo(Set.of("grant_type", "audience", "client_assertion_type", "client_assertion"));
    assertThat(form(seen))
        .containsEntry(
            "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    JsonObject claims = claims(seen);
    assertThat(claims.members().keySet())
        .isEqualTo(Set.of("iss", "sub", "aud", "jti", "iat", "exp"));
    assertThat(claims.string("iss")).isEqualTo("mover");
    assertThat(claims.string("sub")).isEqualTo("mover");
    assertThat(claims.string("aud")).isEqualTo(wire.issuer());
    assertThat(claims.integer("iat")).isEqualTo(clock.instant().getEpochSecond());
    assertThat(claims.integer("exp")).isEqualTo(claims.integer("iat") + 60);
  }

  @Test
  void aRequestThatIsSentAgainHasAnAssertionOfItsOwn() throws Exception {
    wire.tokenAnswers.add(Answer.cut());
    wire.tokenAnswers.add(Answer.of(503, "{\"error\":\"temporarily_unavailable\"}"));
    source().token();
    assertThat(wire.tokenRequests).hasSize(3);
    Set<String> ids = new HashSet<>();
    for (Wire.Seen seen : wire.tokenRequests) {
      ids.add(claims(seen).string("jti"));
    }
    assertThat(ids).hasSize(3).allMatch(id -> id.length() == 22);
  }

  @Test
  void aFileMayHoldThePrivateKey(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("mover.json");
    JsonObject content =
        JsonObject.builder()
            .put("client_id", "mover")
            .put("jwk", jwk)
            .put("issuer", wire.issuer())
            .build();
    Files.write(file, content.bytes());
    PosternClient.App app = PosternClient.credential(file);
    app.audience(API).token();
    assertThat(claims(wire.tokenRequests.get(0)).string("sub")).isEqualTo("mover");
    assertThat(app.toString()).contains("mover").doesNotContain(jwk.string("d"));
  }

  @Test
  void aFileWithAKeyThatIsNoneIsNotTakenAndNotRepeated(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("mover.json");
    for (String bad : List.of("{}", "1", "{\"kty\":\"EC\",\"d\":\"canary\"}", publicHalf())) {
      Files.writeString(
          file, "{\"client_id\":\"m\",\"issuer\":\"https://a.example.com/\",\"jwk\":" + bad + "}");
      IOException refused =
          catchThrowableOfType(IOException.class, () -> PosternClient.credential(file));
      assertThat(refused).hasMessageContaining("is no credential: ");
      assertThat(refused.toString()).doesNotContain("canary");
    }
  }

  private String publicHalf() throws JsonFault {
    return key.publicKey().json().text();
  }

  @Test
  void whoseKeyItIsMustBeSaid() {
    PosternClient client = PosternClient.of(wire.issuer());
    assertThatThrownBy(() -> client.credentials("", key))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
