package dev.postern.server.signing;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.Signature;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the fast signature provider before the JDK's own, where this machine can load it. */
public final class CryptoProvider {

  private static final Logger LOG = LoggerFactory.getLogger(CryptoProvider.class);

  private CryptoProvider() {}

  /** Installs the provider once for the process, or says in the log why the JDK's serves. */
  public static void install() {
    try {
      AmazonCorrettoCryptoProvider.install();
      AmazonCorrettoCryptoProvider.INSTANCE.assertHealthy();
      LOG.info("signatures by {}", Signature.getInstance("SHA256withECDSA").getProvider());
    } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
      // The provider is native code: another processor or an old C library is no reason to stop.
      LOG.warn(
          "signatures by the JDK, which is slower: Corretto's provider cannot load: {}",
          e.toString());
    }
  }
}
