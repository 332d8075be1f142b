package dev.postern.store;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names a tenant.
 *
 * @param text a DNS label: 1 to 63 of {@code [a-z0-9-]}, no hyphen at either end
 */
public record TenantName(String text) {

  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  /** The tenant that answers at the public URL itself and may found others. */
  public static final TenantName DEFAULT = new TenantName("default");

  /** Refuses what is no DNS label with {@link IllegalArgumentException}. */
  public TenantName {
    if (!LABEL.matcher(text).matches()) {
      throw new IllegalArgumentException("a tenant's name is a DNS label in lower case");
    }
  }

  /** The name that {@code text} is, or empty. */
  public static Optional<TenantName> parse(String text) {
    return LABEL.matcher(text).matches() ? Optional.of(new TenantName(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
