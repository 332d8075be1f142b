package dev.postern.server.http.oauth;

import static dev.postern.server.TokenSite.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.http.Reply;
import dev.postern.server.refusal.Awaited;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.Api;
import dev.postern.store.AssertionRules;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Token requests of which memory does not tell whether the client is who it says. */
final class AwaitedTest {

  private static final String SECRET = "kc-5Yd8fLw0qZ2tVbN7xRpJ3";
  private static final String HASH =
      "$argon2id$v=19$m=4096,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg"
          + "$eEQNUkjvMmOulI9ym28JhRKNqEaNotA22z3jWYKc23g";

  private final TokenSite site = new TokenSite();
  private final TokenCall call = new TokenCall(site);
  private final Api storage = site.api(HOME, "https://storage.example.com", "go");
  private final Client client = client();

  private Client client() {
    Client made = site.app(HOME);
    site.grant(made, storage, "go");
    return made;
  }

  private Reply ask(String secret) {
    return call.ask(client, "client_secret", secret);
  }

  @Test
  void aSecretOfOursIsNeverWaitedForWhateverElseItsAppHas() {
    site.imported(client, HASH, null);
    site.keySet(client, "https://keys.example.com/", AssertionRules.USUAL, null);
    assertThat(call.ask(client).status()).isEqualTo(200);
    Client other = client();
    assertThat(call.ask(other, "client_secret", "wrong").status()).isEqualTo(401);
    assertThat(call.ask(other, "client_id", "nobody").status()).isEqualTo(401);
    assertThat(call.later()).isZero();
  }

  @Test
  void anImportedSecretIsAnsweredLaterOnceAndThenAtOnce() {
    site.imported(client, HASH, null);
    assertThat(ask(SECRET).status()).isEqualTo(200);
    assertThat(call.later()).isEqualTo(1);
    assertThat(ask(SECRET).status()).isEqualTo(200);
    assertThat(call.later()).isEqualTo(1);
    assertThat(site.journal.issuedCount()).isEqualTo(2);
  }

  @Test
  void aWrongOneIsCountedOnceAndAnsweredLikeAnyOther() {
    Reply usual = ask("wrong");
    site.imported(client, HASH, null);
    for (int i = 0; i < 2; i++) {
      Reply reply = ask("wrong");
      assertThat(reply.status()).isEqualTo(401);
      assertThat(reply.headers().fields()).isEqualTo(usual.headers().fields());
      assertThat(reply.body()).isEqualTo(usual.body());
    }
    assertThat(call.later()).isEqualTo(1);
    assertThat(site.journal.refusedCount(TokenReason.PROOF_WRONG)).isEqualTo(3);
  }

  @Test
  void whatCannotBeFoundOutIsTemporary() {
    Reply unchecked = TokenReply.refusal(awaited(TokenReason.SECRET_UNCHECKED));
    Reply unavailable = TokenReply.refusal(awaited(TokenReason.KEYS_UNAVAILABLE));
    for (Reply reply : List.of(unchecked, unavailable)) {
      assertThat(reply.status()).isEqualTo(503);
      assertThat(TokenCall.text(reply, "error")).isEqualTo("temporarily_unavailable");
    }
    assertThat(unchecked.headers().first("Retry-After")).contains("2");
    assertThat(unavailable.headers().first("Retry-After")).contains("10");
  }

  private Awaited awaited(TokenReason otherwise) {
    return new Awaited(client.id(), () -> {}, otherwise);
  }
}
