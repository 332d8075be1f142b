package dev.postern.bench.ceiling;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What every ceiling does for a token: read a form, compare one HMAC-SHA-256, sign one JWT with the
 * claims of a token of Postern's, and write the JSON around it. One client, one audience, one key,
 * one thread; nothing is looked up and nothing is counted.
 */
final class TokenWork {

  private static final String CLIENT = "app_00000000000000000000bench0";
  private static final String SECRET = "bench-000000000000000000000000000000000000-ceiling";
  private static final String AUDIENCE = "https://bench.example.com";
  private static final String SCOPE = "bench:read";
  private static final int LIFETIME_SECONDS = 86_400;
  private static final int TOKEN_ID_BYTES = 16;
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final Signature signature;
  private final Mac mac;
  private final byte[] keptHash;
  private final byte[] keySet;
  private final byte[] header;
  private final byte[] claimsToTokenId;
  private final byte[] claimsToIssuedAt;
  private final byte[] claimsToEnd;

  /**
   * Makes a key and everything that does not change.
   *
   * @param algorithm ES256 or RS256
   * @param issuer the {@code iss} of the tokens
   */
  TokenWork(String algorithm, String issuer) throws GeneralSecurityException {
    AmazonCorrettoCryptoProvider.install();
    AmazonCorrettoCryptoProvider.INSTANCE.assertHealthy();
    boolean elliptic = algorithm.equals("ES256");
    if (!elliptic && !algorithm.equals("RS256")) {
      throw new IllegalArgumentException("a ceiling signs with ES256 or RS256");
    }
    KeyPairGenerator generator = KeyPairGenerator.getInstance(elliptic ? "EC" : "RSA");
    if (elliptic) {
      generator.initialize(new ECGenParameterSpec("secp256r1"));
    } else {
      generator.initialize(2048);
    }
    KeyPair pair = generator.generateKeyPair();
    signature = Signature.getInstance(elliptic ? "SHA256withECDSAinP1363Format" : "SHA256withRSA");
    signature.initSign(pair.getPrivate());
    mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
    keptHash = mac.doFinal(ascii(SECRET));

    JWK key = published(pair, JWSAlgorithm.parse(algorithm));
    keySet = ascii(new JWKSet(key).toString());
    header =
        ascii(
            BASE64URL.encodeToString(
                    ascii(
                        "{\"typ\":\"at+jwt\",\"alg\":\"%s\",\"kid\":\"%s\"}"
                            .formatted(algorithm, key.getKeyID())))
                + ".");
    claimsToTokenId =
        ascii(
            "{\"iss\":\"%s\",\"sub\":\"%s@client\",\"client_id\":\"%s\",\"aud\":\"%s\",\"jti\":\""
                .formatted(issuer, CLIENT, CLIENT, AUDIENCE));
    claimsToIssuedAt =
        ascii(
            "\",\"sid\":\"%s\",\"cid\":\"%s\",\"iat\":"
                .formatted("session-part.session-part.session-part.session-part", "0".repeat(32)));
    claimsToEnd =
        ascii(
            ",\"scp\":[\"%s\"],\"scope\":\"%s\",\"gty\":\"client_credentials\"}"
                .formatted(SCOPE, SCOPE));
  }

  private static JWK published(KeyPair pair, JWSAlgorithm algorithm) {
    String id = "ceiling-0000000000000000000000000000000-key";
    return pair.getPublic() instanceof ECPublicKey elliptic
        ? new ECKey.Builder(Curve.P_256, elliptic)
            .keyUse(KeyUse.SIGNATURE)
            .algorithm(algorithm)
            .keyID(id)
            .build()
        : new RSAKey.Builder((RSAPublicKey) pair.getPublic())
            .keyUse(KeyUse.SIGNATURE)
            .algorithm(algorithm)
            .keyID(id)
            .build();
  }

  /** The body of a request that is answered with a token. */
  static String form() {
    return "grant_type=client_credentials&client_id=%s&client_secret=%s&audience=%s"
        .formatted(CLIENT, SECRET, AUDIENCE.replace(":", "%3A").replace("/", "%2F"));
  }

  /** Who may be asked to accept the tokens. */
  static String audience() {
    return AUDIENCE;
  }

  /** What the tokens allow. */
  static String scope() {
    return SCOPE;
  }

  /** The key set as JSON (RFC 7517). */
  byte[] keySet() {
    return keySet;
  }

  /**
   * The answer to a token request, as JSON; empty where the client is not the one that is known.
   *
   * @param body the form
   * @param now the time in seconds since 1970
   */
  Optional<byte[]> answer(byte[] body, long now) {
    TokenForm form = TokenForm.parse(body);
    boolean proven = MessageDigest.isEqual(mac.doFinal(ascii(form.clientSecret())), keptHash);
    if (!proven
        || !form.clientId().equals(CLIENT)
        || !form.grantType().equals("client_credentials")
        || !form.audience().equals(AUDIENCE)) {
      return Optional.empty();
    }
    byte[] content = content(now);
    return Optional.of(
        joined(
            ascii("{\"access_token\":\""),
            content,
            ascii("."),
            BASE64URL.encode(signed(content)),
            ascii("\",\"token_type\":\"Bearer\",\"expires_in\":" + LIFETIME_SECONDS),
            ascii(",\"scope\":\"" + SCOPE + "\"}")));
  }

  /** What is signed for one token: header and claims, each in base64url, with a dot between. */
  byte[] content(long now) {
    byte[] tokenId = new byte[TOKEN_ID_BYTES];
    ThreadLocalRandom.current().nextBytes(tokenId);
    byte[] claims =
        joined(
            claimsToTokenId,
            BASE64URL.encode(tokenId),
            claimsToIssuedAt,
            ascii(now + ",\"exp\":" + (now + LIFETIME_SECONDS)),
            claimsToEnd);
    return joined(header, BASE64URL.encode(claims));
  }

  /** The signature over {@code content}, in the form that a JWS wants. */
  byte[] signed(byte[] content) {
    try {
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key does not sign", e);
    }
  }

  private static byte[] joined(byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    ByteArrayOutputStream all = new ByteArrayOutputStream(length);
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
