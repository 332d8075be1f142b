package dev.postern.server.clientauth;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A bearer token for registering an app or for seeing to a registration; no access token, but a
 * secret of the shape that {@link SecretText} has.
 */
public final class RegistrationToken {

  /** What it is for. */
  public enum Kind {
    /** To register apps (RFC 7591 section 1.2, "initial access token"). */
    INITIAL("pit_"),
    /** To see to one registration (RFC 7592 section 1.2, "registration access token"). */
    REGISTRATION("prt_"),
    /** To make a passkey, once. */
    INVITATION("piv_");

    private final String prefix;

    Kind(String prefix) {
      this.prefix = prefix;
    }
  }

  private final String text;

  private RegistrationToken(String text) {
    this.text = text;
  }

  /** Makes a token; {@code random} must be cryptographically strong. */
  public static RegistrationToken random(Kind kind, RandomGenerator random) {
    return new RegistrationToken(SecretText.random(kind.prefix, random));
  }

  /** The token that {@code text} is, or empty where Postern cannot have made it for that. */
  public static Optional<RegistrationToken> parse(Kind kind, String text) {
    return SecretText.wellFormed(kind.prefix, text)
        ? Optional.of(new RegistrationToken(text))
        : Optional.empty();
  }

  /** The token itself: for its owner alone, and never kept. */
  public String reveal() {
    return text;
  }

  /** Its last characters, by which people tell their tokens apart. */
  public String hint() {
    return SecretText.hint(text);
  }

  byte[] bytes() {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public String toString() {
    return "RegistrationToken[hidden]";
  }
}
