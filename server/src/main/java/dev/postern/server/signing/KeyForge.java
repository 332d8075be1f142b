package dev.postern.server.signing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import dev.postern.protocol.KeyId;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.server.session.SessionKey;
import dev.postern.store.Ids;
import dev.postern.store.SealedKey;
import dev.postern.store.TenantName;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;

/** Makes keys, already sealed. Making an RSA key takes a good part of a second. */
public final class KeyForge {

  private static final SignatureAlgorithm FEED_ALGORITHM = SignatureAlgorithm.ES256;
  private static final int RSA_BITS = 2048;
  private static final int ED25519_BYTES = 32;

  private final MasterKey master;
  private final SecureRandom random;

  /** A forge that seals under {@code master}. */
  public KeyForge(MasterKey master, SecureRandom random) {
    this.master = master;
    this.random = random;
  }

  /** A key that signs access tokens. */
  public SealedKey token(
      TenantName tenant,
      SignatureAlgorithm algorithm,
      SealedKey.State state,
      Instant now,
      long version) {
    return pair(tenant, SealedKey.Use.TOKEN, algorithm, state, now, version);
  }

  /** A key that signs a tenant's revocation feed. */
  public SealedKey feed(TenantName tenant, SealedKey.State state, Instant now, long version) {
    return pair(tenant, SealedKey.Use.FEED, FEED_ALGORITHM, state, now, version);
  }

  /** The key that a tenant's sessions are computed with. */
  public SealedKey session(TenantName tenant, Instant now, long version) {
    byte[] secret = new byte[SessionKey.LENGTH];
    random.nextBytes(secret);
    KeyId id = new KeyId(Ids.next("session", now, random));
    String algorithm = "HS256";
    return new SealedKey(
        id,
        SealedKey.Use.SESSION,
        algorithm,
        SealedKey.State.ACTIVE,
        JsonObject.EMPTY,
        master.seal(secret, tenant, id, algorithm),
        now,
        now,
        version);
  }

  private SealedKey pair(
      TenantName tenant,
      SealedKey.Use use,
      SignatureAlgorithm algorithm,
      SealedKey.State state,
      Instant now,
      long version) {
    try {
      KeyPair pair = generator(algorithm).generateKeyPair();
      JWK bare = jwk(algorithm, pair);
      // RFC 7638: the thumbprint is a name that nobody has to hand out.
      KeyId id = new KeyId(bare.computeThumbprint().toString());
      JsonObject.Builder publicKey = JsonObject.builder();
      bare.toJSONObject().forEach((name, value) -> publicKey.put(name, value.toString()));
      publicKey.put("use", "sig").put("alg", algorithm.text()).put("kid", id.text());
      byte[] secret = pair.getPrivate().getEncoded();
      String sealed = master.seal(secret, tenant, id, algorithm.text());
      Arrays.fill(secret, (byte) 0);
      return new SealedKey(
          id, use, algorithm.text(), state, publicKey.build(), sealed, now, now, version);
    } catch (GeneralSecurityException | JOSEException e) {
      throw new IllegalStateException("this Java platform cannot make a key for " + algorithm, e);
    }
  }

  private static KeyPairGenerator generator(SignatureAlgorithm algorithm)
      throws GeneralSecurityException {
    return switch (algorithm) {
      case ES256 -> curve("secp256r1");
      case ES384 -> curve("secp384r1");
      case RS256, PS256 -> {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(RSA_BITS);
        yield generator;
      }
      case EDDSA -> KeyPairGenerator.getInstance("Ed25519");
    };
  }

  private static KeyPairGenerator curve(String name) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(name));
    return generator;
  }

  private static JWK jwk(SignatureAlgorithm algorithm, KeyPair pair) {
    return switch (algorithm) {
      case ES256 -> new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic()).build();
      case ES384 -> new ECKey.Builder(Curve.P_384, (ECPublicKey) pair.getPublic()).build();
      case RS256, PS256 -> new RSAKey.Builder((RSAPublicKey) pair.getPublic()).build();
      case EDDSA -> {
        // RFC 8410 4: the key itself is the end of its encoding.
        byte[] encoded = pair.getPublic().getEncoded();
        byte[] x = Arrays.copyOfRange(encoded, encoded.length - ED25519_BYTES, encoded.length);
        yield new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(x)).build();
      }
    };
  }
}
