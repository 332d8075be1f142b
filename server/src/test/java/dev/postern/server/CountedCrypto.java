package dev.postern.server;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.MacSpi;

/**
 * A security provider that lets the JDK's own do the work and counts it. Installed before what it
 * is to count is made, for engines are kept.
 */
public final class CountedCrypto extends Provider implements AutoCloseable {

  private static final long serialVersionUID = 1L;
  private static final String NAME = "Counting";
  private static final AtomicInteger HMACS = new AtomicInteger();
  private static final AtomicInteger SIGNATURES = new AtomicInteger();

  private CountedCrypto() {
    super(NAME, "1", "counts HMACs and signatures");
    put("Mac.HmacSHA256", CountedMac.class.getName());
    put("Signature.SHA256withECDSAinP1363Format", CountedSignature.class.getName());
  }

  /** Counts from now on, until it is closed. */
  public static CountedCrypto install() {
    CountedCrypto counted = new CountedCrypto();
    Security.insertProviderAt(counted, 1);
    return counted;
  }

  /** How many HMAC-SHA-256 since this was asked last. */
  public int takeHmacs() {
    return HMACS.getAndSet(0);
  }

  /** How many ES256 signatures since this was asked last. */
  public int takeSignatures() {
    return SIGNATURES.getAndSet(0);
  }

  @Override
  public void close() {
    Security.removeProvider(NAME);
  }

  /** One HMAC, counted when it is done. */
  public static final class CountedMac extends MacSpi {

    private final Mac mac;

    public CountedMac() throws NoSuchAlgorithmException {
      mac = Mac.getInstance("HmacSHA256", Security.getProvider("SunJCE"));
    }

    @Override
    protected int engineGetMacLength() {
      return mac.getMacLength();
    }

    @Override
    protected void engineInit(Key key, AlgorithmParameterSpec params)
        throws InvalidKeyException, InvalidAlgorithmParameterException {
      mac.init(key, params);
    }

    @Override
    protected void engineUpdate(byte input) {
      mac.update(input);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
      mac.update(input, offset, length);
    }

    @Override
    protected byte[] engineDoFinal() {
      HMACS.incrementAndGet();
      return mac.doFinal();
    }

    @Override
    protected void engineReset() {
      mac.reset();
    }
  }

  /** One signature, counted when it is made. */
  public static final class CountedSignature extends SignatureSpi {

    private final Signature signature;

    public CountedSignature() throws NoSuchAlgorithmException {
      signature =
          Signature.getInstance("SHA256withECDSAinP1363Format", Security.getProvider("SunEC"));
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
      signature.initVerify(key);
    }

    @Override
    protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
      signature.initSign(key);
    }

    @Override
    protected void engineUpdate(byte b) throws SignatureException {
      signature.update(b);
    }

    @Override
    protected void engineUpdate(byte[] b, int offset, int length) throws SignatureException {
      signature.update(b, offset, length);
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
      SIGNATURES.incrementAndGet();
      return signature.sign();
    }

    @Override
    protected boolean engineVerify(byte[] bytes) throws SignatureException {
      return signature.verify(bytes);
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
      throw new UnsupportedOperationException("ECDSA has no parameter");
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
      throw new UnsupportedOperationException("ECDSA has no parameter");
    }
  }
}
