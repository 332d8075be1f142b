package dev.postern.checks;

import dev.postern.server.TestCertificates.Issued;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows a server a chain and signs with a key, whether they go together or not: a key store would
 * refuse to hold what an attacker sends.
 */
final class ShownKeys extends X509ExtendedKeyManager {

  private static final String ALIAS = "shown";

  private volatile @Nullable Issued shown;
  private final AtomicInteger asked = new AtomicInteger();

  /** Shows that; nothing where it is null. */
  ShownKeys(@Nullable Issued shown) {
    this.shown = shown;
  }

  /** Shows another from now on. */
  void turnTo(Issued other) {
    shown = other;
  }

  /** How often a handshake asked for a certificate; one that goes on with a session does not. */
  int asked() {
    return asked.get();
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
    asked.incrementAndGet();
    @Nullable Issued here = shown;
    if (here == null) {
      return null;
    }
    String own = here.certificate().getPublicKey().getAlgorithm();
    for (String type : types) {
      if (type.equals(own)) {
        return ALIAS;
      }
    }
    return null;
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return chooseClientAlias(types, issuers, null);
  }

  @Override
  public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
    return shown == null ? null : new String[] {ALIAS};
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    @Nullable Issued here = shown;
    return here == null ? null : here.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    @Nullable Issued here = shown;
    return here == null ? null : here.key();
  }

  @Override
  public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
