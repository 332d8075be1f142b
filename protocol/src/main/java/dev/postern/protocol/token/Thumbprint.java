package dev.postern.protocol.token;

import dev.postern.protocol.json.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names a public key by the SHA-256 of what makes it (RFC 7638): {@code jkt} of a bound token (RFC
 * 9449 section 6.1); or a certificate by the SHA-256 of its DER: {@code x5t#S256} of one (RFC 8705
 * section 3.1).
 *
 * @param text 43 characters of base64url
 */
public record Thumbprint(String text) {

  /** The last character stands for four bits and two that are zero. */
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]");

  /** Refuses what is none with {@link IllegalArgumentException}. */
  public Thumbprint {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("malformed thumbprint");
    }
  }

  /** The thumbprint that {@code text} is, or empty. */
  public static Optional<Thumbprint> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new Thumbprint(text)) : Optional.empty();
  }

  /**
   * The thumbprint of a key (RFC 7638 section 3).
   *
   * @param bare the members that make it and none beside them, in the order of their names
   */
  static Thumbprint of(JsonObject bare) {
    return new Thumbprint(Base64Url.encode(sha256(bare.bytes())));
  }

  /**
   * The thumbprint of a certificate (RFC 7515 section 4.1.8).
   *
   * @param der its encoding
   */
  public static Thumbprint ofCertificate(byte[] der) {
    return new Thumbprint(Base64Url.encode(sha256(der)));
  }

  private static byte[] sha256(byte[] text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
