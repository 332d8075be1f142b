package dev.postern.protocol.token;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * Where the engines that check signatures come from: Amazon's Corretto provider where its jar is on
 * the class path, which checks ES256 several times as fast as the JDK's, else whoever serves the
 * process.
 *
 * <p>The provider is asked by hand and not installed: who serves the rest of the process is not for
 * a library to change. It is found as a service, so that nothing here has to be compiled against a
 * jar that differs from machine to machine.
 */
final class Engines {

  private static final Logger LOG = System.getLogger("dev.postern.protocol");
  private static final String NAME = "AmazonCorrettoCryptoProvider";
  private static final Optional<Provider> FAST = find();

  private Engines() {}

  /** An engine that verifies by {@code key}. */
  static Signature verifying(SignatureAlgorithm algorithm, PublicKey key)
      throws GeneralSecurityException {
    if (FAST.isPresent()) {
      try {
        return ready(algorithm.engine(FAST.get()), key);
      } catch (GeneralSecurityException e) {
        // Not this algorithm or not this key: whoever serves the process knows both.
        LOG.log(Level.DEBUG, "{0} does not take a key of {1}", NAME, algorithm);
      }
    }
    return ready(algorithm.engine(), key);
  }

  private static Signature ready(Signature engine, PublicKey key) throws GeneralSecurityException {
    engine.initVerify(key);
    return engine;
  }

  private static Optional<Provider> find() {
    try {
      Optional<Provider> found =
          Optional.ofNullable(Security.getProvider(NAME)).or(Engines::onTheClassPath);
      if (found.isPresent()) {
        // Without its native library it has no algorithm.
        Signature engine = SignatureAlgorithm.ES256.engine(found.get());
        LOG.log(Level.INFO, "signatures are checked by {0}", engine.getProvider());
        return found;
      }
      LOG.log(Level.INFO, "signatures are checked without {0}: it is not here", NAME);
    } catch (GeneralSecurityException | ServiceConfigurationError | LinkageError e) {
      // It is native code: another processor or an old C library is no reason to stop.
      LOG.log(Level.INFO, "signatures are checked without {0}: it does not load", NAME);
    }
    return Optional.empty();
  }

  private static Optional<Provider> onTheClassPath() {
    return ServiceLoader.load(Provider.class, Engines.class.getClassLoader()).stream()
        .filter(each -> each.type().getSimpleName().equals(NAME))
        .map(ServiceLoader.Provider::get)
        .findFirst();
  }
}
