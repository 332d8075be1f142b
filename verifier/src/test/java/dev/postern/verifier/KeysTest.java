package dev.postern.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The key set: rotation, unknown keys, and a server that is away. */
class KeysTest {

  private LiveIssuer issuer;

  @BeforeEach
  void start() throws IOException {
    issuer = new LiveIssuer();
  }

  @AfterEach
  void stop() {
    issuer.close();
  }

  private Verifier verifier() throws Exception {
    Verifier verifier = Verifier.of(issuer.issuer.text(), LiveIssuer.AUDIENCE);
    Await.until(() -> verifier.status().viewAge().isPresent() && verifier.status().keys() == 1);
    return verifier;
  }

  private static String code(Verifier verifier, String header) {
    return catchThrowableOfType(TokenRefused.class, () -> verifier.verify(header)).code();
  }

  @Test
  void theFirstRequestWaitsForTheKeys() throws TokenRefused {
    try (Verifier verifier = Verifier.of(issuer.issuer.text(), LiveIssuer.AUDIENCE)) {
      assertThat(verifier.verify(issuer.bearer()).require("archive:read")).isNotNull();
    }
  }

  @Test
  void aKeysEventBringsTheNewKeyAndEndsTheOld() throws Exception {
    try (Verifier verifier = verifier()) {
      String old = issuer.bearer();
      assertThat(verifier.verify(old).require()).isNotNull();
      issuer.tokenKey = Signing.key("token-2");
      issuer.sendRaw("event: keys\n\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      Await.until(() -> issuer.asked("/keys") == 2);
      String fresh = issuer.bearer();
      Await.until(() -> {
        try {
          return verifier.verify(fresh).require() != null;
        } catch (TokenRefused e) {
          return false;
        }
      });
      // Cached, unexpired, not revoked: its key is gone, and that is enough.
      assertThat(code(verifier, old)).isEqualTo("token_unknown_key");
    }
  }

  @Test
  void anotherKeyUnderTheSameNameEndsCachedTokens() throws Exception {
    issuer.keyCaching = "max-age=1";
    try (Verifier verifier = verifier()) {
      String old = issuer.bearer();
      assertThat(verifier.verify(old).require()).isNotNull();
      issuer.tokenKey = Signing.key("token-1");
      Await.until(() -> {
        try {
          verifier.verify(old).require();
          return false;
        } catch (TokenRefused e) {
          return e.code().equals("token_signature");
        }
      });
    }
  }

  @Test
  void theKeysAreFetchedAgainWhenTheirTimeIsOver() throws Exception {
    issuer.keyCaching = "max-age=1";
    try (Verifier verifier = verifier()) {
      int before = issuer.asked("/keys");
      Await.until(() -> issuer.asked("/keys") >= before + 2);
      assertThat(verifier.status().keys()).isEqualTo(1);
    }
  }

  @Test
  void anUnknownKeyIsFetchedOnceAndThenNotForMadeUpNames() throws Exception {
    try (Verifier verifier = verifier()) {
      // A fetch for an unknown key is allowed five seconds after the one at the start.
      int before = issuer.asked("/keys");
      for (int i = 0; i < 200; i++) {
        String header =
            "Bearer " + Signing.key("made-up-" + i).jws("at+jwt", issuer.claims().build());
        assertThat(code(verifier, header)).isEqualTo("token_unknown_key");
      }
      assertThat(issuer.asked("/keys") - before).isLessThanOrEqualTo(2);
      issuer.tokenKey = Signing.key("token-2");
      String fresh = issuer.bearer();
      Await.until(() -> {
        try {
          return verifier.verify(fresh).require() != null;
        } catch (TokenRefused e) {
          return false;
        }
      });
      assertThat(issuer.asked("/keys") - before).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void theLastGoodKeysStayWhileTheServerIsAwayOrSendsRubbish() throws Exception {
    issuer.keyCaching = "max-age=1";
    try (Verifier verifier = verifier()) {
      int before = issuer.asked("/keys");
      issuer.keyStatus = 500;
      Await.until(() -> issuer.asked("/keys") >= before + 2);
      assertThat(verifier.status().keys()).isEqualTo(1);
      String header = issuer.bearer();
      issuer.close();
      assertThat(verifier.verify(header).require()).isNotNull();
    }
  }

  @Test
  void aServerThatHangsDoesNotHoldRequests() throws Exception {
    try (java.net.ServerSocket silent =
            new java.net.ServerSocket(0, 50, java.net.InetAddress.getLoopbackAddress());
        Verifier verifier =
            Verifier.builder("http://127.0.0.1:" + silent.getLocalPort() + "/", LiveIssuer.AUDIENCE)
                .patience(Duration.ofMillis(200))
                .timeout(Duration.ofMillis(500))
                .build()) {
      long start = System.nanoTime();
      assertThat(code(verifier, issuer.bearer())).isEqualTo("no_keys");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }
  }
}
