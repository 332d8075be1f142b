package dev.postern.protocol.token;

import dev.postern.protocol.KeyId;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.token.TokenFault.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A compact JWS whose parts have been taken apart and whose signature is still to be checked (RFC
 * 7515 section 7.1).
 *
 * <p>Only what cannot be read in two ways is taken: three parts of canonical base64url without
 * padding, JSON objects without duplicates, no {@code crit}. What a header points at ({@code jku},
 * {@code x5u}, {@code x5c}) is never looked at, and the key that it carries ({@code jwk}) by nobody
 * but {@link #byOwnKey}.
 */
public final class CompactJws {

  private static final JsonReader JSON = tokenJson();
  private static final String JWK = "jwk";

  /**
   * A header as it was read. All tokens by one key have one header, byte for byte: what was read
   * last is mostly what comes next. One that carries a key is a client's own and would only push
   * that out.
   */
  private record Header(String encoded, JsonObject json) {}

  private static volatile @Nullable Header latest;

  private final JsonObject header;
  private final byte[] payload;
  private final byte[] signedContent;
  private final byte[] signature;

  private CompactJws(JsonObject header, byte[] payload, byte[] signedContent, byte[] signature) {
    this.header = header;
    this.payload = payload;
    this.signedContent = signedContent;
    this.signature = signature;
  }

  /** Takes {@code compact} apart; a {@link Kind#MALFORMED} fault where it cannot be. */
  public static CompactJws parse(String compact, int limit) throws TokenFault {
    int first = compact.indexOf('.');
    int second = compact.indexOf('.', first + 1);
    if (compact.length() > limit
        || first < 1
        || second < first + 2
        || second == compact.length() - 1
        || compact.indexOf('.', second + 1) >= 0) {
      throw new TokenFault(Kind.MALFORMED);
    }
    // A character that is no byte becomes '?', which is not in the alphabet either.
    byte[] text = compact.getBytes(StandardCharsets.ISO_8859_1);
    return new CompactJws(
        header(compact.substring(0, first)),
        Base64Url.decode(text, first + 1, second),
        Arrays.copyOf(text, second),
        Base64Url.decode(text, second + 1, text.length));
  }

  private static JsonObject header(String encoded) throws TokenFault {
    Header known = latest;
    if (known != null && known.encoded().equals(encoded)) {
      return known.json();
    }
    try {
      byte[] text = encoded.getBytes(StandardCharsets.ISO_8859_1);
      JsonObject json = JSON.object(Base64Url.decode(text, 0, text.length));
      if (!json.has(JWK)) {
        latest = new Header(encoded, json);
      }
      return json;
    } catch (JsonFault e) {
      throw new TokenFault(Kind.MALFORMED);
    }
  }

  /**
   * The payload, once type, algorithm, key and signature stand.
   *
   * @param type the {@code typ} that is wanted, with or without {@code application/} (RFC 9068
   *     section 4, RFC 8725 section 3.11)
   */
  public byte[] verifiedPayload(String type, VerificationKeys keys) throws TokenFault {
    checkExtensions();
    checkType(type);
    // Said before the key is looked for, so that "none" is refused whatever key it names.
    SignatureAlgorithm said = algorithm();
    VerificationKey key = key(keys);
    checkAlgorithm(said, key);
    checkSignature(key);
    return payload.clone();
  }

  VerificationKey key(VerificationKeys keys) throws TokenFault {
    return keys.key(keyId()).orElseThrow(() -> new TokenFault(Kind.UNKNOWN_KEY));
  }

  /** RFC 8725 3.1: the key decides the algorithm, the header may only agree. */
  static void checkAlgorithm(SignatureAlgorithm said, VerificationKey key) throws TokenFault {
    if (said != key.algorithm()) {
      throw new TokenFault(Kind.ALGORITHM);
    }
  }

  void checkSignature(VerificationKey key) throws TokenFault {
    if (!key.verifies(signedContent, signature)) {
      throw new TokenFault(Kind.SIGNATURE);
    }
  }

  /** The header as it stands there; nothing of it is to be believed. */
  JsonObject header() {
    return header;
  }

  /** The payload as it stands there; nothing of it is to be believed. */
  byte[] payload() {
    return payload.clone();
  }

  /** A message that carries the key that it says it was signed with. */
  public final class SelfSigned {

    private final VerificationKey key;

    private SelfSigned(VerificationKey key) {
      this.key = key;
    }

    /** The key that it carries; whether its signer holds it, the signature must say. */
    public Thumbprint key() {
      return new Thumbprint(key.id().text());
    }

    /** What was signed, once the signature stands. */
    public JsonObject verifiedPayload() throws TokenFault {
      if (!key.verifies(signedContent, signature)) {
        throw new TokenFault(Kind.SIGNATURE);
      }
      try {
        return JSON.object(payload);
      } catch (JsonFault e) {
        throw new TokenFault(Kind.MALFORMED);
      }
    }
  }

  /**
   * The message, once type, algorithm and the key that its header carries ({@code jwk}) stand. Its
   * signature, which is still to be checked, shows that the signer holds the key, and nothing about
   * who he is: for DPoP proofs and nothing else (RFC 9449 section 4.3, RFC 8725 section 3.10).
   *
   * @param type the {@code typ} that is wanted, byte for byte
   * @param accepted the algorithms that are taken
   * @throws TokenFault {@link Kind#UNKNOWN_KEY} where there is no key, it is private or shared, or
   *     is not for the algorithm
   */
  public SelfSigned byOwnKey(String type, Set<SignatureAlgorithm> accepted) throws TokenFault {
    checkExtensions();
    if (!text("typ").equals(Optional.of(type))) {
      throw new TokenFault(Kind.TYPE);
    }
    SignatureAlgorithm algorithm = algorithm();
    if (!accepted.contains(algorithm)) {
      throw new TokenFault(Kind.ALGORITHM);
    }
    return new SelfSigned(ownKey(algorithm));
  }

  private VerificationKey ownKey(SignatureAlgorithm algorithm) throws TokenFault {
    try {
      return PublicJwk.carried(header.object(JWK), algorithm);
    } catch (JsonFault e) {
      throw new TokenFault(Kind.UNKNOWN_KEY);
    }
  }

  void checkType(String type) throws TokenFault {
    String typ = text("typ").orElse("").toLowerCase(Locale.ROOT);
    if (!typ.equals(type) && !typ.equals("application/" + type)) {
      throw new TokenFault(Kind.TYPE);
    }
  }

  /** RFC 7515 4.1.11: what is critical and not understood refuses the whole; we understand none. */
  void checkExtensions() throws TokenFault {
    if (header.has("crit") || header.has("b64") || header.has("zip")) {
      throw new TokenFault(Kind.MALFORMED);
    }
  }

  /**
   * The payload, which nobody has vouched for: to find out whose message this says that it is.
   * Nothing else of it is to be believed before {@link #signedBy}.
   */
  public byte[] unverifiedPayload() throws TokenFault {
    checkExtensions();
    return payload.clone();
  }

  /**
   * Whether {@code key} signed this, by its own algorithm. The caller sees to the type, and to the
   * key that the header names.
   */
  public boolean signedBy(VerificationKey key) throws TokenFault {
    checkExtensions();
    // RFC 8725 3.1: the key decides the algorithm, the header may only agree.
    return algorithm() == key.algorithm() && key.verifies(signedContent, signature);
  }

  /** The {@code alg} of the header; a {@link Kind#ALGORITHM} fault where it is none of ours. */
  public SignatureAlgorithm algorithm() throws TokenFault {
    return text("alg")
        .flatMap(SignatureAlgorithm::parse)
        .orElseThrow(() -> new TokenFault(Kind.ALGORITHM));
  }

  /**
   * The {@code typ} of the header in lower case, without {@code application/} (RFC 7515 section
   * 4.1.9), or empty.
   */
  public Optional<String> type() throws TokenFault {
    return text("typ")
        .map(typ -> typ.toLowerCase(Locale.ROOT))
        .map(typ -> typ.startsWith("application/") ? typ.substring(12) : typ);
  }

  /** The {@code kid} of the header as it stands there, or empty. */
  public Optional<String> keyName() throws TokenFault {
    return text("kid");
  }

  /** The {@code kid} of the header; a {@link Kind#UNKNOWN_KEY} fault where it has none. */
  public KeyId keyId() throws TokenFault {
    return text("kid").flatMap(KeyId::parse).orElseThrow(() -> new TokenFault(Kind.UNKNOWN_KEY));
  }

  private Optional<String> text(String member) throws TokenFault {
    try {
      return header.optionalString(member);
    } catch (JsonFault e) {
      throw new TokenFault(Kind.MALFORMED);
    }
  }

  /**
   * A reader for the headers and claims of tokens. It takes all that a request can have put into a
   * grant's own claims: else tokens would be issued that nobody accepts.
   */
  public static JsonReader tokenJson() {
    JsonLimits request = JsonLimits.REQUEST;
    return new JsonReader(
        new JsonLimits(16 * 1024, request.depth(), request.members(), request.number(), 8 * 1024));
  }
}
