package dev.postern.app.settings;

import java.util.Base64;

/** A key that was given instead of being kept in the data folder. It never shows itself. */
public final class KeyBytes {

  /** The length of a key in bytes. */
  public static final int LENGTH = 32;

  static final String WANTED = "a key of 32 bytes in base64url is wanted, 43 characters";

  private final byte[] bytes;

  private KeyBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads a key.
   *
   * @throws IllegalArgumentException where {@code text} is none
   */
  public static KeyBytes read(String text) {
    byte[] bytes = Base64.getUrlDecoder().decode(text.strip());
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a key has " + LENGTH + " bytes");
    }
    return new KeyBytes(bytes);
  }

  /** The key itself. */
  public byte[] reveal() {
    return bytes.clone();
  }

  @Override
  public String toString() {
    return "KeyBytes[hidden]";
  }
}
