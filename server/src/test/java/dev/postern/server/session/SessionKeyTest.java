package dev.postern.server.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.protocol.ClientId;
import dev.postern.store.ApiId;
import dev.postern.store.CredentialId;
import dev.postern.store.GrantId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Session parts, against values that were computed by other code (Python's hmac and struct). */
final class SessionKeyTest {

  private static SessionKey key() {
    byte[] bytes = new byte[SessionKey.LENGTH];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    return new SessionKey(bytes);
  }

  @Test
  void everyNodeComputesTheseValues() {
    SessionKey key = key();
    assertThat(key.api(new ApiId("api_01"), 1)).isEqualTo("k1-2ZOloE5If");
    assertThat(key.app(new ClientId("app_01"), 1)).isEqualTo("lXnyUBumE1zp");
    assertThat(key.grant(new GrantId("grant_01"), 1)).isEqualTo("1F-mnkDQLpQg");
    assertThat(key.credential(new CredentialId("cred_01"), 1)).isEqualTo("j7PAYZ4NOO6U");
    assertThat(key.app(new ClientId("app_01"), 2)).isEqualTo("HZqyuGlj04Pl");
    assertThat(key.app(new ClientId("app_01"), 256)).isEqualTo("ZPyqa1XtMFTK");
    assertThat(key.app(new ClientId("app_0"), 1)).isEqualTo("Pw10Uea67AoL");
    assertThat(key.api(new ApiId("app_01"), 1)).isEqualTo("cCqtPz3oqbxZ");
    assertThat(key.app(new ClientId("x".repeat(128)), Long.MAX_VALUE)).isEqualTo("tsWQSrf3-asR");
    assertThat(new SessionKey(new byte[32]).app(new ClientId("app_01"), 1))
        .isEqualTo("c1C8TYkiZKml");
  }

  @Test
  void noTwoThingsShareAPart() {
    SessionKey key = key();
    Set<String> parts = new HashSet<>();
    int count = 0;
    for (String id : List.of("a", "aa", "a.a", "api", "app", "grant", "credential")) {
      for (long epoch : new long[] {1, 2, 255, 256, 1L << 32, Long.MAX_VALUE}) {
        parts.add(key.api(new ApiId(id), epoch));
        parts.add(key.app(new ClientId(id), epoch));
        parts.add(key.grant(new GrantId(id), epoch));
        parts.add(key.credential(new CredentialId(id), epoch));
        count += 4;
      }
    }
    assertThat(parts).hasSize(count).allMatch(part -> part.matches("[A-Za-z0-9_-]{12}"));
  }

  @Test
  void aKeyHidesItselfAndHasOneLength() {
    assertThat(key()).hasToString("SessionKey[hidden]");
    for (int length : new int[] {0, 31, 33}) {
      assertThatThrownBy(() -> new SessionKey(new byte[length]))
          .isInstanceOf(IllegalArgumentException.class);
    }
    byte[] bytes = new byte[32];
    SessionKey copied = new SessionKey(bytes);
    bytes[0] = 1;
    assertThat(copied.app(new ClientId("app_01"), 1)).isEqualTo("c1C8TYkiZKml");
  }
}
