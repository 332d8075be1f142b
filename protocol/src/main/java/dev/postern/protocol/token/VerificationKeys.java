package dev.postern.protocol.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import dev.postern.protocol.KeyId;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** A set of public keys by their names (RFC 7517 section 5), immutable. */
public final class VerificationKeys {

  /**
   * The most keys that are taken from one set. So many RSA keys are 40 KB; Nimbus reads 50 KiB
   * unless told otherwise.
   */
  public static final int LIMIT = 80;

  private static final VerificationKeys NONE = new VerificationKeys(Map.of());
  private static final JsonReader JSON = new JsonReader(JsonLimits.REQUEST);

  /** The DER that stands before the 32 bytes of an Ed25519 key (RFC 8410 section 4). */
  private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private final Map<KeyId, VerificationKey> keys;

  private VerificationKeys(Map<KeyId, VerificationKey> keys) {
    this.keys = Map.copyOf(keys);
  }

  /** The empty set. */
  public static VerificationKeys none() {
    return NONE;
  }

  /** The set of {@code keys}; a name that stands twice is a mistake of the caller's. */
  public static VerificationKeys of(Collection<VerificationKey> keys) {
    Map<KeyId, VerificationKey> map = new HashMap<>();
    keys.forEach(key -> map.put(key.id(), key));
    return new VerificationKeys(map);
  }

  /**
   * Reads a key set. Keys of other kinds, uses or algorithms are passed over (RFC 7517 section 5).
   *
   * @throws JsonFault where it is no key set, is over a limit, names a key twice, or a key that
   *     claims to be ours is malformed
   */
  public static VerificationKeys read(byte[] document) throws JsonFault {
    JsonObject set = JSON.object(document);
    Map<KeyId, VerificationKey> keys = new HashMap<>();
    for (JsonValue value : set.array("keys").values()) {
      if (!(value instanceof JsonObject key)) {
        throw new JsonFault("a key is not an object");
      }
      Optional<VerificationKey> read = key(key);
      if (read.isPresent() && keys.put(read.get().id(), read.get()) != null) {
        throw new JsonFault("two keys have one name");
      }
      if (keys.size() > LIMIT) {
        throw new JsonFault("the key set is too long");
      }
    }
    return new VerificationKeys(keys);
  }

  private static Optional<VerificationKey> key(JsonObject key) throws JsonFault {
    Optional<KeyId> id = key.optionalString("kid").flatMap(KeyId::parse);
    Optional<SignatureAlgorithm> algorithm =
        key.optionalString("alg").flatMap(SignatureAlgorithm::parse);
    boolean signs = key.member("use").map(use -> use.equals(new JsonString("sig"))).orElse(true);
    if (id.isEmpty() || algorithm.isEmpty() || !signs) {
      return Optional.empty();
    }
    try {
      PublicKey publicKey = publicKey(JWK.parse(key.text()));
      return Optional.of(new VerificationKey(id.get(), algorithm.get(), publicKey));
    } catch (ParseException
        | JOSEException
        | GeneralSecurityException
        | IllegalArgumentException
        | IllegalStateException e) {
      throw new JsonFault("a key is malformed");
    }
  }

  private static PublicKey publicKey(JWK jwk)
      throws JOSEException, GeneralSecurityException, JsonFault {
    if (jwk instanceof ECKey ec) {
      return ec.toECPublicKey();
    }
    if (jwk instanceof RSAKey rsa) {
      return rsa.toRSAPublicKey();
    }
    if (jwk instanceof OctetKeyPair pair && Curve.Ed25519.equals(pair.getCurve())) {
      byte[] x = pair.getDecodedX();
      if (x.length == 32) {
        return ed25519(x);
      }
    }
    throw new JsonFault("a key is of another kind than its algorithm");
  }

  /** The Ed25519 key whose 32 bytes are {@code x}. */
  static PublicKey ed25519(byte[] x) throws GeneralSecurityException {
    byte[] der = new byte[ED25519_PREFIX.length + x.length];
    System.arraycopy(ED25519_PREFIX, 0, der, 0, ED25519_PREFIX.length);
    System.arraycopy(x, 0, der, ED25519_PREFIX.length, x.length);
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
  }

  /** The key named {@code id}, or empty. */
  public Optional<VerificationKey> key(KeyId id) {
    return Optional.ofNullable(keys.get(id));
  }

  /** How many keys there are. */
  public int size() {
    return keys.size();
  }
}
