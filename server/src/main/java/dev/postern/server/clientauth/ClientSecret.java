package dev.postern.server.clientauth;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A secret that Postern made, of the shape that {@link SecretText} has, so that a client may
 * form-encode it or not and send the same bytes.
 */
public final class ClientSecret {

  /** What every secret starts with. */
  public static final String PREFIX = "pst_";

  /** The length of a secret in characters. */
  public static final int LENGTH = SecretText.LENGTH;

  private final String text;

  private ClientSecret(String text) {
    this.text = text;
  }

  /** Makes a secret; {@code random} must be cryptographically strong. */
  public static ClientSecret random(RandomGenerator random) {
    return new ClientSecret(SecretText.random(PREFIX, random));
  }

  /** The secret that {@code text} is, or empty where Postern cannot have made it. */
  public static Optional<ClientSecret> parse(String text) {
    return SecretText.wellFormed(PREFIX, text)
        ? Optional.of(new ClientSecret(text))
        : Optional.empty();
  }

  /** The secret itself: to be shown once, to its owner, and never kept. */
  public String reveal() {
    return text;
  }

  /** Its last characters, by which people tell their secrets apart. */
  public String hint() {
    return SecretText.hint(text);
  }

  byte[] bytes() {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public String toString() {
    return "ClientSecret[hidden]";
  }
}
