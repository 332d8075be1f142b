package dev.postern.protocol;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Names an API: the identifier it was registered under and the {@code aud} of its tokens.
 *
 * @param text an absolute URI without fragment (RFC 8707 section 2), at most 512 visible ASCII
 *     characters, compared byte for byte
 */
public record Audience(String text) {

  /** The longest text that is taken. */
  public static final int LIMIT = 512;

  /** Refuses what is no absolute URI with {@link IllegalArgumentException}. */
  public Audience {
    if (!Text.visible(text, LIMIT) || !wellFormed(text)) {
      throw new IllegalArgumentException("an audience is an absolute URI without fragment");
    }
  }

  /** The audience that {@code text} is, or empty where it cannot be one. */
  public static Optional<Audience> parse(String text) {
    return Text.visible(text, LIMIT) && wellFormed(text)
        ? Optional.of(new Audience(text))
        : Optional.empty();
  }

  private static boolean wellFormed(String text) {
    try {
      URI uri = new URI(text);
      return uri.isAbsolute() && uri.getRawFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
