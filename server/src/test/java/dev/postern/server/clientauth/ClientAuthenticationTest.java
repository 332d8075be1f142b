package dev.postern.server.clientauth;

import static dev.postern.server.TokenSite.ACME;
import static dev.postern.server.TokenSite.HERE;
import static dev.postern.server.TokenSite.HOME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.server.CountedCrypto;
import dev.postern.server.ProvenClient;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.TenantName;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who is let in, and what it costs to find out. */
public final class ClientAuthenticationTest {

  private TokenSite site = new TokenSite();

  private TokenReason refused(TenantName tenant, String id, String secret) {
    try {
      ProvenClient.of(site, tenant, new SecretProof(id, secret, HERE));
    } catch (Refusal refusal) {
      return (TokenReason) refusal.reason();
    }
    throw new AssertionError("let in");
  }

  @Test
  void theRightSecretProvesAnAppToItsTenantAlone() throws Refusal {
    Client client = site.app(HOME);
    AuthenticatedClient proven = ProvenClient.of(site, HOME, client.proof());
    assertThat(proven.entry().app().clientId()).isEqualTo(client.id());
    assertThat(proven.credential().id()).isEqualTo(client.credential());
    assertThat(refused(ACME, client.id().text(), client.secret().reveal()))
        .isEqualTo(TokenReason.CLIENT_UNKNOWN);
    String other = site.app(HOME).secret().reveal();
    assertThat(refused(HOME, client.id().text(), other)).isEqualTo(TokenReason.PROOF_WRONG);
  }

  @Test
  void eachOfSeveralSecretsProvesItsOwnCredential() throws Refusal {
    Client first = site.app(HOME);
    Set<Object> proven = new HashSet<>();
    for (Client each :
        new Client[] {
          first,
          site.credential(HOME, first.id(), ClientSecret.random(site.random), null),
          site.credential(HOME, first.id(), ClientSecret.random(site.random), null),
        }) {
      AuthenticatedClient client = ProvenClient.of(site, HOME, each.proof());
      assertThat(client.credential().id()).isEqualTo(each.credential());
      proven.add(client.credential().id());
    }
    assertThat(proven).hasSize(3);
  }

  @Test
  void anUnknownAppCostsTheSameWorkAsAWrongSecret() throws Exception {
    try (CountedCrypto counted = CountedCrypto.install()) {
      // Made anew, for a pepper keeps the engines that it has found.
      site = new TokenSite();
      Client known = site.app(HOME);
      String wrong = ClientSecret.random(site.random).reveal();
      assertThat(work(counted, HOME, known.id().text(), known.secret().reveal(), null))
          .isEqualTo(1);
      assertThat(work(counted, HOME, known.id().text(), wrong, TokenReason.PROOF_WRONG))
          .isEqualTo(1);
      assertThat(work(counted, HOME, "app_nobody", wrong, TokenReason.CLIENT_UNKNOWN)).isEqualTo(1);
      assertThat(work(counted, ACME, known.id().text(), wrong, TokenReason.CLIENT_UNKNOWN))
          .isEqualTo(1);
      assertThat(work(counted, HOME, "x".repeat(129), wrong, TokenReason.CLIENT_UNKNOWN))
          .isEqualTo(1);
      assertThat(work(counted, HOME, "\u0000", wrong, TokenReason.CLIENT_UNKNOWN)).isEqualTo(1);
      // Nor does it matter whether we can have made it.
      assertThat(work(counted, HOME, known.id().text(), "letmein", TokenReason.PROOF_WRONG))
          .isEqualTo(1);
      assertThat(work(counted, HOME, "app_nobody", "letmein", TokenReason.CLIENT_UNKNOWN))
          .isEqualTo(1);
      // What nobody can have costs nothing, whoever it is said to be of.
      for (String bad : new String[] {"", "x".repeat(257), "a\u00e4", "a\u007f", "a\tb"}) {
        assertThat(work(counted, HOME, known.id().text(), bad, TokenReason.PROOF_WRONG)).isZero();
        assertThat(work(counted, HOME, "app_nobody", bad, TokenReason.PROOF_WRONG)).isZero();
      }
    }
  }

  private int work(
      CountedCrypto counted,
      TenantName tenant,
      String id,
      String secret,
      @Nullable TokenReason reason)
      throws Refusal {
    int _ = counted.takeHmacs();
    if (reason == null) {
      ProvenClient.of(site, tenant, new SecretProof(id, secret, HERE));
    } else {
      assertThat(refused(tenant, id, secret)).isEqualTo(reason);
    }
    return counted.takeHmacs();
  }

  @Test
  void aSecretIsKnownByItsShapeAndChecksum() {
    ClientSecret secret = ClientSecret.random(site.random);
    String text = secret.reveal();
    assertThat(text).matches("pst_[0-9A-Za-z]{46}").endsWith(secret.hint());
    assertThat(ClientSecret.parse(text)).isPresent();
    assertThat(secret).hasToString("ClientSecret[hidden]");
    for (int i = 0; i < text.length(); i++) {
      char other = text.charAt(i) == 'A' ? 'B' : 'A';
      String changed = text.substring(0, i) + other + text.substring(i + 1);
      assertThat(ClientSecret.parse(changed)).as("character " + i).isEmpty();
    }
    for (String bad :
        new String[] {
          "",
          "pst_",
          text + "0",
          text.substring(1),
          " " + text,
          text.replace('_', '-'),
          "PST_" + text.substring(4),
          "pst_" + "\u0661".repeat(46),
          "x".repeat(1_000_000),
        }) {
      assertThat(ClientSecret.parse(bad)).isEmpty();
    }
  }

  @Test
  void aHashNamesItsPepperAndIsNoneUnderAnother() {
    ClientSecret secret = ClientSecret.random(site.random);
    byte[] bytes = new byte[Pepper.LENGTH];
    Pepper zeros = new Pepper(bytes);
    bytes[31] = 1;
    Pepper other = new Pepper(bytes);
    String hash = zeros.hash(secret);
    assertThat(hash)
        .startsWith("hmac-sha256:" + zeros.name() + ":")
        .doesNotContain(secret.reveal());
    assertThat(zeros.matches(secret, hash)).isTrue();
    assertThat(zeros.matches(ClientSecret.random(site.random), hash)).isFalse();
    assertThat(other.matches(secret, hash)).isFalse();
    assertThat(other.name()).isNotEqualTo(zeros.name());
    assertThat(zeros.toString()).isEqualTo("Pepper[" + zeros.name() + "]");
    assertThatThrownBy(() -> new Pepper(new byte[31])).isInstanceOf(IllegalArgumentException.class);
  }
}
