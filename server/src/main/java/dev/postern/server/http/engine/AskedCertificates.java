package dev.postern.server.http.engine;

import dev.postern.protocol.mtls.ClientCertificate;
import dev.postern.protocol.token.PublicJwk;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets every certificate of a client through the handshake, self-signed ones as well: in TLS its
 * sender only proves that he holds its key (RFC 8446 section 4.4.3), and who vouches for it is
 * asked where it is to prove an app.
 *
 * <p>What would make that proof slow or worthless is refused: long chains, keys of other kinds and
 * sizes than are taken anywhere here. An extended one, for around any other the JDK lays rules of
 * its own.
 */
final class AskedCertificates extends X509ExtendedTrustManager {

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    if (chain.length < 1
        || chain.length > ClientCertificate.MOST
        || !PublicJwk.takes(chain[0].getPublicKey())) {
      throw new CertificateException("a chain or key that is not taken");
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this side is the server");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  /** None are named to the client: it shows the one that it has. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
