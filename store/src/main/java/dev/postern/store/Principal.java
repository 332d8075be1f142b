package dev.postern.store;

/**
 * Somebody as another issuer names him (RFC 7519 sections 4.1.1 and 4.1.2).
 *
 * @param issuer the {@code iss} of his tokens, 1 to {@value #LONGEST} characters, compared byte for
 *     byte
 * @param subject their {@code sub}, the same
 */
public record Principal(String issuer, String subject) {

  /** The most characters of either. */
  public static final int LONGEST = 512;

  /** Refuses an empty or too long text with {@link IllegalArgumentException}. */
  public Principal {
    if (!possible(issuer) || !possible(subject)) {
      throw new IllegalArgumentException("a principal has 1 to 512 characters of each");
    }
  }

  /** Whether {@code text} can be either of the two. */
  public static boolean possible(String text) {
    return !text.isEmpty() && text.codePointCount(0, text.length()) <= LONGEST;
  }
}
