package dev.postern.server;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * An authenticator with one passkey, and the browser around it, for tests: it answers the options
 * of a server with real signatures (W3C Web Authentication sections 5.1.3, 6.1 and 6.5).
 */
public final class TestPasskey {

  /** What it signs with. */
  public enum Kind {
    /** ECDSA on P-256. */
    ES256(-7, "SHA256withECDSA"),
    /** Ed25519. */
    EDDSA(-8, "Ed25519"),
    /** RSA of 2,048 bits. */
    RS256(-257, "SHA256withRSA"),
    /** ECDSA on P-384, which nobody asks for. */
    ES384(-35, "SHA384withECDSA");

    private final int number;
    private final String signature;

    Kind(int number, String signature) {
      this.number = number;
      this.signature = signature;
    }
  }

  private static final int PRESENT = 0x01;
  private static final int VERIFIED = 0x04;
  private static final int ATTESTED = 0x40;

  private final Kind kind;
  private final KeyPair pair;
  private final byte[] id = new byte[32];
  private int flags = PRESENT | VERIFIED;
  private String handle = "";
  private String relyingParty = "";

  private TestPasskey(Kind kind) {
    this.kind = kind;
    this.pair = pair(kind);
    new SecureRandom().nextBytes(id);
  }

  /** A new one. */
  public static TestPasskey of(Kind kind) {
    return new TestPasskey(kind);
  }

  /** A new one as most are. */
  public static TestPasskey usual() {
    return new TestPasskey(Kind.ES256);
  }

  /** From now on nobody is asked who he is. */
  public TestPasskey unverified() {
    flags = PRESENT;
    return this;
  }

  /** From now on it says that it is of that person. */
  public TestPasskey of(String clientId) {
    handle = text(clientId.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** From now on it is bound to that relying party, whatever it is asked for. */
  public TestPasskey at(String id) {
    relyingParty = id;
    return this;
  }

  /** From now on it has the credential id of another. */
  public TestPasskey named(TestPasskey other) {
    System.arraycopy(other.id, 0, id, 0, id.length);
    return this;
  }

  /** RegistrationResponseJSON to PublicKeyCredentialCreationOptionsJSON, at a page of origin. */
  public JsonObject make(JsonObject options, String origin) {
    String party = party(member(options, "rp"), "id");
    if (handle.isEmpty()) {
      handle = text(member(options, "user"), "id");
    }
    byte[] data =
        joined(
            head(party, flags | ATTESTED),
            new byte[16],
            new byte[] {0, (byte) id.length},
            id,
            coseKey());
    byte[] object =
        joined(
            new byte[] {(byte) 0xa3},
            words("fmt"),
            words("none"),
            words("attStmt"),
            new byte[] {(byte) 0xa0},
            words("authData"),
            bytes(data));
    byte[] client = client("webauthn.create", text(options, "challenge"), origin);
    return answer(
        JsonObject.builder()
            .put("clientDataJSON", text(client))
            .put("attestationObject", text(object))
            .build());
  }

  /** AuthenticationResponseJSON to PublicKeyCredentialRequestOptionsJSON. */
  public JsonObject sign(JsonObject options, String origin) {
    return sign(options, "webauthn.get", origin);
  }

  /** The same, where the browser says something else of what is done. */
  public JsonObject sign(JsonObject options, String type, String origin) {
    byte[] data = head(party(options, "rpId"), flags);
    byte[] client = client(type, text(options, "challenge"), origin);
    return answer(
        JsonObject.builder()
            .put("clientDataJSON", text(client))
            .put("authenticatorData", text(data))
            .put("signature", text(signature(joined(data, digest(client)))))
            .put("userHandle", handle)
            .build());
  }

  private JsonObject answer(JsonObject response) {
    return JsonObject.builder()
        .put("id", text(id))
        .put("rawId", text(id))
        .put("type", "public-key")
        .put("authenticatorAttachment", "platform")
        .put("clientExtensionResults", JsonObject.EMPTY)
        .put("response", response)
        .build();
  }

  private String party(JsonObject object, String member) {
    return relyingParty.isEmpty() ? text(object, member) : relyingParty;
  }

  private static byte[] client(String type, String challenge, String origin) {
    return JsonObject.builder()
        .put("type", type)
        .put("challenge", challenge)
        .put("origin", origin)
        .put("crossOrigin", false)
        .build()
        .bytes();
  }

  /** What authenticator data begin with: their counter is 0, as of one that is synchronized. */
  private static byte[] head(String party, int flags) {
    return joined(
        digest(party.getBytes(StandardCharsets.UTF_8)), new byte[] {(byte) flags}, new byte[4]);
  }

  /** RFC 9053 7. */
  private byte[] coseKey() {
    return switch (pair.getPublic()) {
      case ECPublicKey key -> {
        int length = kind == Kind.ES256 ? 32 : 48;
        yield joined(
            new byte[] {(byte) 0xa5, 1, 2, 3},
            negative(kind.number),
            new byte[] {0x20, (byte) (kind == Kind.ES256 ? 1 : 2), 0x21},
            bytes(fixed(key.getW().getAffineX().toByteArray(), length)),
            new byte[] {0x22},
            bytes(fixed(key.getW().getAffineY().toByteArray(), length)));
      }
      case RSAPublicKey key ->
          joined(
              new byte[] {(byte) 0xa4, 1, 3, 3},
              negative(kind.number),
              new byte[] {0x20},
              bytes(fixed(key.getModulus().toByteArray(), 256)),
              new byte[] {0x21},
              bytes(key.getPublicExponent().toByteArray()));
      default -> {
        byte[] encoded = pair.getPublic().getEncoded();
        yield joined(
            new byte[] {(byte) 0xa4, 1, 1, 3},
            negative(kind.number),
            new byte[] {0x20, 6, 0x21},
            bytes(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)));
      }
    };
  }

  private byte[] signature(byte[] data) {
    try {
      Signature signature = Signature.getInstance(kind.signature);
      signature.initSign(pair.getPrivate());
      signature.update(data);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair pair(Kind kind) {
    try {
      return switch (kind) {
        case ES256 -> pair("EC", new ECGenParameterSpec("secp256r1"));
        case ES384 -> pair("EC", new ECGenParameterSpec("secp384r1"));
        case RS256 -> pair("RSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4));
        case EDDSA -> pair("EdDSA", NamedParameterSpec.ED25519);
      };
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair pair(String algorithm, AlgorithmParameterSpec parameters)
      throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(parameters);
    return generator.generateKeyPair();
  }

  /** RFC 8949 3.1: a negative number. */
  private static byte[] negative(int number) {
    int value = -1 - number;
    return value < 24
        ? new byte[] {(byte) (0x20 | value)}
        : value < 256
            ? new byte[] {0x38, (byte) value}
            : new byte[] {0x39, (byte) (value >> 8), (byte) value};
  }

  private static byte[] words(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return joined(new byte[] {(byte) (0x60 | bytes.length)}, bytes);
  }

  private static byte[] bytes(byte[] value) {
    byte[] length = ByteBuffer.allocate(3).put((byte) 0x59).putShort((short) value.length).array();
    return joined(length, value);
  }

  private static byte[] fixed(byte[] number, int length) {
    byte[] fixed = new byte[length];
    int most = Math.min(number.length, length);
    System.arraycopy(number, number.length - most, fixed, length - most, most);
    return fixed;
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] digest(byte[] data) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(data);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Base64url as Web Authentication writes it. */
  public static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String text(JsonObject object, String member) {
    try {
      return object.string(member);
    } catch (JsonFault e) {
      throw new AssertionError(e);
    }
  }

  private static JsonObject member(JsonObject object, String name) {
    try {
      return object.object(name);
    } catch (JsonFault e) {
      throw new AssertionError(e);
    }
  }
}
