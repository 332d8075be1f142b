package dev.postern.server.config;

/**
 * What one value of the provider's claim means here.
 *
 * @param value the value, compared byte for byte
 * @param kind what who has it may do
 */
public record OpenIdRole(String value, Kind kind) {

  /** What somebody may do. */
  public enum Kind {
    /** Everything, at both built-in APIs. */
    ADMIN,
    /** See everything at the Admin API. */
    VIEWER
  }

  /**
   * Reads {@code VALUE=admin} or {@code VALUE=viewer}; {@link IllegalArgumentException} where it is
   * neither.
   */
  public static OpenIdRole parse(String text) {
    int at = text.lastIndexOf('=');
    String value = at < 0 ? "" : text.substring(0, at).strip();
    Kind kind =
        switch (text.substring(at + 1).strip()) {
          case "admin" -> Kind.ADMIN;
          case "viewer" -> Kind.VIEWER;
          default -> throw new IllegalArgumentException("no such role");
        };
    if (value.isEmpty() || value.length() > 256) {
      throw new IllegalArgumentException("no value of a claim");
    }
    return new OpenIdRole(value, kind);
  }
}
