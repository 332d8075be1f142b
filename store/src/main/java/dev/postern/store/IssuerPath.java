package dev.postern.store;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The path of a tenant's issuer, where that has one: the tenant then shares the public URL's host
 * with others. All that the tenant has lies below it.
 *
 * @param text 1 to {@value #SEGMENTS} segments of {@code [a-z0-9._~-]}, each beginning with a
 *     letter or a digit and with a slash before it, at most {@value #LIMIT} characters. It may end
 *     with a slash, and so does the issuer then: issuers are compared byte for byte (RFC 8414
 *     section 3.3)
 */
public record IssuerPath(String text) {

  /** The longest text. */
  public static final int LIMIT = 128;

  /** The most segments: as many as are looked at to find out whose a request's path is. */
  public static final int SEGMENTS = 4;

  /** What the first segment cannot be: paths of a tenant without a path start so, or may once. */
  private static final Set<String> RESERVED =
      Set.of("admin", "console", "identity", "service", "services");

  // In lower case alone: two that differ only there would be one to many a proxy.
  private static final Pattern SHAPE =
      Pattern.compile("/([a-z0-9][a-z0-9._~-]*+)(?:/[a-z0-9][a-z0-9._~-]*+){0,3}/?");

  /** Refuses what is no such path with {@link IllegalArgumentException}. */
  public IssuerPath {
    if (!wellFormed(text)) {
      throw new IllegalArgumentException("an issuer's path is 1 to 4 segments in lower case");
    }
  }

  /** The path that {@code text} is, or empty. */
  public static Optional<IssuerPath> parse(String text) {
    return wellFormed(text) ? Optional.of(new IssuerPath(text)) : Optional.empty();
  }

  private static boolean wellFormed(String text) {
    if (text.length() > LIMIT) {
      return false;
    }
    var shape = SHAPE.matcher(text);
    return shape.matches() && !RESERVED.contains(shape.group(1));
  }

  /** The path without a slash at its end: what every path of the tenant starts with. */
  public String prefix() {
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  /** Whether one lies at or below the other, so that a request could be for either tenant. */
  public boolean overlaps(IssuerPath other) {
    String one = prefix() + "/";
    String two = other.prefix() + "/";
    return one.startsWith(two) || two.startsWith(one);
  }

  @Override
  public String toString() {
    return text;
  }
}
