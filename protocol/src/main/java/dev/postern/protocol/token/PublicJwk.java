package dev.postern.protocol.token;

import dev.postern.protocol.KeyId;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.json.JsonString;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;

/**
 * A public key of somebody else's, as he registered it (RFC 7517), with the one algorithm that it
 * may be used with: ES256 for P-256, ES384 for P-384, EdDSA for Ed25519, and for RSA of 2,048 to
 * 4,096 bits the one that he named.
 *
 * <p>It is kept as text and becomes a {@link VerificationKey} when something is to be checked:
 * there may be a million of these, and few are asked for.
 *
 * @param id its {@code kid}; where its owner gave it none, its thumbprint (RFC 7638)
 * @param algorithm the algorithm that it is bound to (RFC 8725 section 3.1)
 * @param text the key as compact JSON: the members of its kind, then {@code alg} and {@code kid}
 */
public record PublicJwk(KeyId id, SignatureAlgorithm algorithm, String text) {

  private static final JsonReader JSON = new JsonReader(JsonLimits.REQUEST);

  /** RFC 7518 6.2.2, 6.3.2 and 6.4: what only the owner may have. */
  private static final List<String> PRIVATE =
      List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv");

  /**
   * The key that its owner wants to be known by.
   *
   * @throws JsonFault saying what is wrong with it, where it is another kind of key, holds private
   *     parts, is too weak or too large, is no point of its curve, or is for something else
   */
  public static PublicJwk register(JsonObject jwk) throws JsonFault {
    JsonObject bare = shown(jwk);
    SignatureAlgorithm algorithm = algorithm(bare, jwk.optionalString("alg"));
    Optional<String> named = jwk.optionalString("kid");
    String name = named.isPresent() ? named.get() : Thumbprint.of(bare).text();
    KeyId id =
        KeyId.parse(name)
            .orElseThrow(
                () -> new JsonFault("kid is 1 to 256 characters of A-Z, a-z, 0-9 and -._~"));
    return new PublicJwk(id, algorithm, whole(bare, algorithm, id));
  }

  /**
   * The key that a message carries itself ({@code jwk}), which says that it is signed by {@code
   * said}. It is called by its thumbprint, whatever name stands beside it.
   *
   * @throws JsonFault as {@link #register}, and where the key is for another algorithm
   */
  static VerificationKey carried(JsonObject jwk, SignatureAlgorithm said) throws JsonFault {
    JsonObject bare = shown(jwk);
    Optional<String> named = jwk.optionalString("alg");
    // RFC 8725 3.1: an RSA key without alg takes what the message names, all others their own.
    SignatureAlgorithm own = algorithm(bare, named.isPresent() ? named : Optional.of(said.text()));
    if (own != said) {
      throw new JsonFault("the key is for another algorithm");
    }
    try {
      KeyId id = new KeyId(Thumbprint.of(bare).text());
      return new VerificationKey(id, said, KeyNumbers.publicKey(bare));
    } catch (GeneralSecurityException e) {
      throw new JsonFault("the key is none");
    }
  }

  /** What makes the key, checked; a fault where more of it is shown than anybody may see. */
  static JsonObject shown(JsonObject jwk) throws JsonFault {
    for (String member : PRIVATE) {
      if (jwk.has(member)) {
        throw new JsonFault("holds private parts of a key, which nobody else may know");
      }
    }
    checkUse(jwk);
    return KeyNumbers.checked(jwk);
  }

  /**
   * A key as {@link #text} kept it.
   *
   * @throws JsonFault where that is none
   */
  public static PublicJwk kept(String text) throws JsonFault {
    if (JSON.read(text) instanceof JsonObject jwk) {
      return new PublicJwk(
          KeyId.parse(jwk.string("kid")).orElseThrow(() -> new JsonFault("kid is malformed")),
          SignatureAlgorithm.parse(jwk.string("alg"))
              .orElseThrow(() -> new JsonFault("alg is not known")),
          text);
    }
    throw new JsonFault("a key is an object");
  }

  /**
   * The key of the Java platform's as one to be registered.
   *
   * @throws JsonFault where it is of another kind or size than what is taken
   */
  public static PublicJwk of(PublicKey key, SignatureAlgorithm algorithm) throws JsonFault {
    return register(
        JsonObject.builder().putAll(KeyNumbers.of(key)).put("alg", algorithm.text()).build());
  }

  /** Whether a key of the Java platform's is of a kind and size that is taken. */
  public static boolean takes(PublicKey key) {
    try {
      return !KeyNumbers.checked(KeyNumbers.of(key)).members().isEmpty();
    } catch (JsonFault e) {
      return false;
    }
  }

  private static void checkUse(JsonObject jwk) throws JsonFault {
    // RFC 7517 4.2 and 4.3: a key that is for something else is not for this.
    Optional<String> use = jwk.optionalString("use");
    if (use.isPresent() && !use.get().equals("sig")) {
      throw new JsonFault("use is sig, or left out");
    }
    if (jwk.has("key_ops") && !jwk.array("key_ops").values().contains(new JsonString("verify"))) {
      throw new JsonFault("key_ops names verify, or is left out");
    }
  }

  private static SignatureAlgorithm algorithm(JsonObject bare, Optional<String> named)
      throws JsonFault {
    List<SignatureAlgorithm> fitting =
        switch (bare.string("kty")) {
          case "EC" -> List.of(KeyNumbers.curve(bare).algorithm());
          case "OKP" -> List.of(SignatureAlgorithm.EDDSA);
          default -> List.of(SignatureAlgorithm.PS256, SignatureAlgorithm.RS256);
        };
    if (named.isEmpty() && fitting.size() == 1) {
      return fitting.get(0);
    }
    String names = String.join(" or ", fitting.stream().map(SignatureAlgorithm::text).toList());
    return named
        .flatMap(SignatureAlgorithm::parse)
        .filter(fitting::contains)
        .orElseThrow(() -> new JsonFault("alg of such a key is " + names));
  }

  private static String whole(JsonObject bare, SignatureAlgorithm algorithm, KeyId id) {
    return JsonObject.builder()
        .putAll(bare)
        .put("alg", algorithm.text())
        .put("kid", id.text())
        .build()
        .text();
  }

  /** The thumbprint of the key, whatever its name (RFC 7638): the same key has the same. */
  public Thumbprint thumbprint() {
    return Thumbprint.of(bare());
  }

  /** The members that make the key, and none beside them. */
  public JsonObject bare() {
    try {
      return KeyNumbers.bare(json());
    } catch (JsonFault e) {
      throw new IllegalStateException("a key that was checked is none", e);
    }
  }

  /** The key as a JSON object. */
  public JsonObject json() {
    try {
      if (JSON.read(text) instanceof JsonObject jwk) {
        return jwk;
      }
    } catch (JsonFault e) {
      // Falls through.
    }
    throw new IllegalStateException("a key that was checked is none");
  }

  /** The key, ready to check with; this costs more than the check. */
  public VerificationKey verification() {
    try {
      return new VerificationKey(id, algorithm, KeyNumbers.publicKey(json()));
    } catch (JsonFault | GeneralSecurityException e) {
      throw new IllegalStateException("a key that was checked is none", e);
    }
  }

  /** Its name and algorithm. */
  @Override
  public String toString() {
    return "PublicJwk[" + id + ", " + algorithm + "]";
  }
}
