package dev.postern.store;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How an app that registers itself says that it will prove itself (RFC 7591 section 2). */
public enum AuthenticationMethod {
  /** A secret in a Basic header. */
  CLIENT_SECRET_BASIC,
  /** A secret in the body. */
  CLIENT_SECRET_POST,
  /** An assertion, signed with a key of its own. */
  PRIVATE_KEY_JWT;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** The method of that name, or empty where it is none of these. */
  public static Optional<AuthenticationMethod> parse(String text) {
    return Arrays.stream(values()).filter(method -> method.text.equals(text)).findFirst();
  }

  /** Its registered name. */
  public String text() {
    return text;
  }
}
